//! A script to be read, in the editor's colours; plain where the editor's file cannot be had.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::binding::{self, Editor};

/// The text.
#[component]
pub(in super::super) fn Reader(
    /// What is shown.
    #[prop(into)]
    text: Signal<String>,
    /// Id of its title.
    labelled: &'static str,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let opened = RwSignal::new_local(None::<Editor>);
    let is_here = StoredValue::new(());
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let options = js_sys::Object::new();
        let set =
            |name: &str, value: String| drop(js_sys::Reflect::set(&options, &name.into(), &value.into()));
        set("label", labelled.to_owned());
        set("text", text.get_untracked());
        spawn_local(async move {
            match binding::open_reader(host.unchecked_ref(), &options).await {
                Ok(reader) if is_here.is_disposed() => reader.destroy(),
                Ok(reader) => opened.set(Some(reader)),
                // The plain text stays.
                Err(_) => {}
            }
        });
    });
    Effect::new(move |_| {
        let text = text.get();
        opened.with(|opened| opened.as_ref().map(|opened| opened.set_text(&text)));
    });
    on_cleanup(move || {
        if let Some(reader) = opened.try_get_untracked().flatten() {
            reader.destroy();
        }
    });
    let is_plain = move || opened.with(Option::is_none);
    view! {
        <Show when=is_plain><pre class="code code-plain" tabindex="0" aria-labelledby=labelled>{move || text.get()}</pre></Show>
        <div class="code" node_ref=host hidden=is_plain></div>
    }
}
