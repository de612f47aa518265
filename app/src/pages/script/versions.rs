//! What a script was before: sources that were used, or that another device's edit replaced.

use leptos::prelude::*;
use shared::script::ScriptVersion;

use super::session::Session;
use crate::components::dialog::Dialog;
use crate::format::locale::Zone;
use crate::state::Settings;

/// The button and the dialog.
#[component]
pub(super) fn Versions(session: Session) -> impl IntoView {
    let open = RwSignal::new(false);
    let versions = Memo::new(move |_| {
        let mut versions = session.stored().map(|script| script.versions).unwrap_or_default();
        versions.reverse();
        versions
    });
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>"Versions"</button>
        <Dialog open title="Versions">
            <div class="dialog-body stack">
                <p class="muted">
                    "A version is kept when a job used it, when it stood for ten minutes before the next edit, and when another device's edit replaced it."
                </p>
                <Show when=move || versions.with(Vec::is_empty)><p>"There is no earlier version yet."</p></Show>
                <For each=move || versions.get() key=|version| (version.at_ms, version.source.len()) let:version>
                    <One session version open />
                </For>
            </div>
        </Dialog>
    }
}

#[component]
fn One(session: Session, version: ScriptVersion, open: RwSignal<bool>) -> impl IntoView {
    let settings = Settings::expect();
    let ScriptVersion { source, at_ms } = version;
    let n_lines = source.lines().count();
    let shown = source.clone();
    let restore = move |_| {
        session.replace(source.clone());
        open.set(false);
    };
    view! {
        <details class="version">
            <summary>{move || format!("{}, {n_lines} lines", Zone::chosen(settings).moment(at_ms))}</summary>
            <pre tabindex="0">{shown}</pre>
            <button type="button" class="button small" on:click=restore>"Go back to this text"</button>
        </details>
    }
}
