//! The list of one's own strategies, and the ways to a new one.

use futures::future::join_all;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::script::{MAX_SOURCE, Script, stored_len};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::library::Library;
use super::template::TEMPLATE;
use crate::components::notice::ErrorNotice;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::Zone;
use crate::names;
use crate::router::{Route, location};
use crate::state::{AppError, LoadState, Scripts, Settings};

/// The section of the page *Strategies*.
#[component]
pub(in super::super) fn OwnStrategies() -> impl IntoView {
    let scripts = Scripts::expect();
    let rows = scripts.rows();
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let failed = move || match scripts.load_state().get() {
        LoadState::Failed(error) => Some(view! { <ErrorNotice error /> }),
        LoadState::Loading | LoadState::Ready => None,
    };
    view! {
        <section class="own-strategies" aria-labelledby="own-title">
            <div class="own-head">
                <div class="family-head">
                    <h2 id="own-title">"Your strategies"</h2>
                    <p class="muted">"Write one in Pine Script, paste one that you have, or make one from rules."</p>
                </div>
                <Ways />
            </div>
            {failed}
            <Show when=move || !is_empty.get()>
                <ul class="own-list card" aria-label="Your strategies">
                    <For each=move || rows.get() key=|script| script.id let:script><Row script /></For>
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Row(script: Script) -> impl IntoView {
    let (scripts, settings, id) = (Scripts::expect(), Settings::expect(), script.id);
    let now = Memo::new(move |before: Option<&Script>| {
        scripts.get(id).or_else(|| before.cloned()).unwrap_or_else(|| script.clone())
    });
    let name = move || now.with(|script| names::shown(&script.name));
    let changed = move || {
        now.with(|script| {
            let size = match script.source.lines().count() {
                0 => "empty".to_owned(),
                1 => "1 line".to_owned(),
                n => format!("{n} lines"),
            };
            format!("{size}, changed {}", Zone::chosen(settings).moment(script.changed_ms))
        })
    };
    let labelled = format!("own-{id}");
    view! {
        <li class="own-row">
            <a class="own-name" data-item id=labelled.clone() href=Route::Script(id).href()>{name}</a>
            <span class="small muted">{changed}</span>
            <a class="button small" href=Route::run(&id.to_string()).href() aria-describedby=labelled>"Run backtest"</a>
        </li>
    }
}

/// Makes a strategy that runs as it is, and opens its editor.
pub(in super::super) fn new_strategy(scripts: Scripts, toasts: Toasts) {
    make(scripts, toasts, "My strategy", TEMPLATE);
}

fn make(scripts: Scripts, toasts: Toasts, name: &'static str, source: &'static str) {
    toasts.attempt(async move {
        let id = scripts.add(name.to_owned(), source.to_owned()).await?;
        location::go(&Route::Script(id));
        Ok(())
    });
}

#[component]
fn Ways() -> impl IntoView {
    let (scripts, toasts) = (Scripts::expect(), Toasts::expect());
    let input = NodeRef::<html::Input>::new();
    let paste = move |_| make(scripts, toasts, "Untitled", "");
    let choose = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let files: Vec<File> = element
            .files()
            .map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect())
            .unwrap_or_default();
        // The same file may be chosen again.
        element.set_value("");
        spawn_local(async move {
            let added = join_all(files.iter().map(|file| add(scripts, file))).await;
            let (mut n, mut last) = (0, None);
            for of in added {
                match of {
                    Ok(id) => (n, last) = (n + 1, Some(id)),
                    Err(error) => toasts.fail(error.message),
                }
            }
            match (n, last) {
                (1, Some(id)) => location::go(&Route::Script(id)),
                (n, Some(_)) => toasts.say(format!("{n} strategies added"), Offer::None),
                _ => {}
            }
        });
    };
    view! {
        <div class="actions">
            <button type="button" class="button primary" on:click=move |_| new_strategy(scripts, toasts)>"New strategy"</button>
            <button type="button" class="button" on:click=paste>"Paste a script"</button>
            <a class="button" href=Route::Rules.href()>"From rules"</a>
            <Library />
            <button type="button" class="button" on:click=move |_| {
                if let Some(element) = input.get_untracked() {
                    element.click();
                }
            }>"Import files"</button>
            <input
                node_ref=input
                class="visually-hidden"
                type="file"
                accept=".pine,.txt,text/plain"
                multiple
                tabindex="-1"
                aria-label="Script files"
                on:change=choose
            />
        </div>
    }
}

async fn add(scripts: Scripts, file: &File) -> Result<shared::id::ScriptId, AppError> {
    let name = file.name();
    let refused = |text: String| AppError::new("script_file", text);
    let too_long = || {
        let limit =
            format!("{MAX_SOURCE} bytes; line breaks, tabs, quotation marks and backslashes count twice");
        refused(format!("{name} is larger than a script may be ({limit})."))
    };
    if file.size() > MAX_SOURCE as f64 {
        return Err(too_long());
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let text = text.ok_or_else(|| refused(format!("{name} cannot be read as text.")))?;
    if stored_len(&text) > MAX_SOURCE {
        return Err(too_long());
    }
    let title = name.rsplit_once('.').map_or(name.as_str(), |(title, _)| title).to_owned();
    scripts.add(title, text).await
}
