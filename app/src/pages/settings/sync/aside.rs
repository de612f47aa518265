//! Entries that could not be read: looked at, saved as a file, or forgotten.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::components::save;
use crate::components::toast::Toasts;
use crate::state::SyncState;
use crate::storage::aside::Aside;

/// What is shown of an entry; the file has all of it.
const SHOWN: usize = 200;

/// The list; nothing while it is empty.
#[component]
pub(super) fn SetAside() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let entries = RwSignal::new(Vec::<Aside>::new());
    let load = move || {
        spawn_local(async move {
            // What cannot be read now is read after the next exchange.
            if let Ok(found) = sync.set_aside().await {
                let _ = entries.try_set(found);
            }
        });
    };
    Effect::new(move |_| {
        // An exchange may have met more of them.
        sync.waiting().track();
        sync.synced_ms().track();
        load();
    });
    let save = move |_| {
        let text = entries.with(|entries| file(entries));
        save::text("hindcast-set-aside.json", "application/json", &text);
    };
    let forget = move |_| {
        let shown = entries.get();
        spawn_local(async move {
            match sync.forget_aside(&shown).await {
                Ok(()) => load(),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let key = |entry: &Aside| (entry.name.clone(), entry.raw.clone());
    view! {
        <Show when=move || entries.with(|entries| !entries.is_empty())>
            <div class="stack">
                <h3>"Could not be read"</h3>
                <p>
                    "These entries of sync in this browser are damaged. They are set aside: their records are compared with the server and sent again, \
                     and trials are counted again from their jobs. Save them before you report a fault."
                </p>
                <ul class="devices" aria-label="Entries that could not be read">
                    <For each=move || entries.get() key=key let:entry><Entry entry /></For>
                </ul>
                <div class="actions">
                    <button type="button" class="button" on:click=save>"Save them"</button>
                    <button type="button" class="button danger" on:click=forget>"Forget them"</button>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn Entry(entry: Aside) -> impl IntoView {
    let Aside { name, raw, reason } = entry;
    let mut shown: String = raw.chars().take(SHOWN).collect();
    if shown.len() < raw.len() {
        shown.push('…');
    }
    view! {
        <li class="lost">
            <details>
                <summary><span class="breaks">{name}</span></summary>
                <dl class="facts wide">
                    <div><dt>"Why"</dt><dd class="breaks">{reason}</dd></div>
                    <div><dt>"What it was"</dt><dd class="breaks">{shown}</dd></div>
                </dl>
            </details>
        </li>
    }
}

/// Everything of them, for whoever looks for the fault.
fn file(entries: &[Aside]) -> String {
    format!("{:#}\n", json!({ "kind": "hindcast-set-aside", "version": 1, "entries": entries }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_the_whole_of_each_entry() {
        let raw = format!("{{\"mark\": \"{}\u{202e}", "x".repeat(3 * SHOWN));
        let entry = Aside { name: "outbox/job/1".into(), raw, reason: "EOF".into() };
        let read: serde_json::Value = serde_json::from_str(&file(std::slice::from_ref(&entry))).unwrap();
        assert_eq!(serde_json::from_value::<Vec<Aside>>(read["entries"].clone()).unwrap(), [entry]);
    }
}
