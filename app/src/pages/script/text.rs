//! The field in which a script is written: the editor, or a plain text field where the editor's file cannot be had.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::binding::{self, Editor};
use super::session::Session;
use crate::components::notice::ErrorNotice;
use crate::state::{AppError, Compiled, Remark};

/// The field.
#[component]
pub(super) fn Text(session: Session) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let editor = RwSignal::new_local(None::<Editor>);
    let missing = RwSignal::new(None::<AppError>);
    // What the editor calls; they live as long as the field.
    let typed = Closure::<dyn Fn(String)>::new(move |text| session.typed(text));
    let run = Closure::<dyn Fn()>::new(move || session.try_out());
    let options = js_sys::Object::new();
    let set = |name: &str, value: &JsValue| drop(js_sys::Reflect::set(&options, &name.into(), value));
    set("label", &"source-title".into());
    set("help", &"code-help".into());
    set("key", &session.history_key().into());
    set("typed", typed.as_ref());
    set("run", run.as_ref());
    let called = StoredValue::new_local((typed, run));
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let options = options.clone();
        spawn_local(async move {
            let text = session.source().get_untracked();
            // What was typed in the plain field while the file was on its way is in the draft, and in this text.
            drop(js_sys::Reflect::set(&options, &"text".into(), &text.into()));
            match binding::open(host.unchecked_ref(), &options).await {
                Ok(opened) if called.is_disposed() => opened.destroy(),
                Ok(opened) => editor.set(Some(opened)),
                Err(error) => drop(missing.try_set(Some(error))),
            }
        });
    });
    Effect::new(move |_| {
        let text = session.source().get();
        editor.with(|editor| editor.as_ref().map(|editor| editor.set_text(&text)));
    });
    Effect::new(move |_| {
        let remarks = session.compiled().with(|compiled| match compiled {
            Some(Ok(Compiled { remarks, .. })) => json(remarks.as_slice()),
            _ => json::<[Remark]>(&[]),
        });
        editor.with(|editor| editor.as_ref().map(|editor| editor.set_remarks(&remarks)));
    });
    Effect::new(move |_| {
        let (Some((line, column)), Some(opened)) = (session.jump().get(), editor.get()) else { return };
        opened.go_to(line, column);
        session.jump().set(None);
    });
    Effect::new(move |_| {
        let Some(opened) = editor.get() else { return };
        spawn_local(async move {
            // Without the list nothing is completed; whoever types is not disturbed by that.
            if let Ok(words) = session.words().await {
                opened.set_words(&json(&words));
            }
        });
    });
    on_cleanup(move || {
        if let Some(editor) = editor.try_get_untracked().flatten() {
            editor.destroy();
        }
        called.dispose();
    });
    view! {
        {move || missing.get().map(|error| view! {
            <ErrorNotice error />
            <Plain session />
        })}
        <div class="code" node_ref=host hidden=move || missing.with(Option::is_some)></div>
        <p class="field-help code-help" id="code-help">
            "Tab indents; press Escape, then Tab to leave the field. Ctrl + Space completes, F12 goes to where a name is declared, F2 renames it, "
            "Shift + Alt + F tidies spaces, Ctrl + F finds, Ctrl + Enter runs it here."
        </p>
    }
}

/// The field without an editor.
#[component]
fn Plain(session: Session) -> impl IntoView {
    view! {
        <textarea
            class="code code-plain"
            aria-labelledby="source-title"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            wrap="off"
            prop:value=move || session.source().get()
            on:input=move |event| session.typed(event_target_value(&event))
        ></textarea>
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned())
}
