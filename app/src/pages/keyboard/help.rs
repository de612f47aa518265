//! The list of shortcuts.

use leptos::prelude::*;

use super::shortcuts::{Keys, SHORTCUTS};
use crate::components::dialog::Dialog;
use crate::components::toast::Toasts;
use crate::state::Settings;

/// The dialog.
#[component]
pub(in crate::pages) fn Help(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title="Keyboard shortcuts">
            <div class="dialog-body stack">
                <table class="table shortcuts">
                    <thead class="visually-hidden">
                        <tr><th scope="col">"Keys"</th><th scope="col">"What they do"</th></tr>
                    </thead>
                    <tbody>
                        {SHORTCUTS
                            .map(|shortcut| view! { <tr><td><Pressed keys=shortcut.keys /></td><td>{shortcut.does}</td></tr> })
                            .collect_view()}
                        <tr><td><kbd>"Esc"</kbd></td><td>"Close a dialog"</td></tr>
                        <tr><td><Pressed keys=Keys::Chord("Enter") /></td><td>"In the editor: test the strategy"</td></tr>
                    </tbody>
                </table>
                <SingleKeys />
            </div>
        </Dialog>
    }
}

/// The switch for those who speak to their computer, or whose hands touch keys they do not mean.
#[component]
pub(in crate::pages) fn SingleKeys() -> impl IntoView {
    let (settings, toasts) = (Settings::expect(), Toasts::expect());
    let values = settings.values();
    let set = move |event| {
        let wanted = event_target_checked(&event);
        toasts.attempt(async move { settings.update(|values| values.single_keys = wanted).await });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || values.get().single_keys on:change=set />
            "Use single keys as shortcuts"
        </label>
    }
}

/// Keys as they stand on the keyboard.
#[component]
fn Pressed(
    /// Which.
    keys: Keys,
) -> impl IntoView {
    match keys {
        Keys::Chord(key) => {
            let key = match key {
                letter if letter.len() == 1 => letter.to_ascii_uppercase(),
                name => name.to_owned(),
            };
            view! { <kbd>{chord_key()}</kbd>" "<kbd>{key}</kbd> }.into_any()
        }
        Keys::Single(key) => view! { <kbd>{key}</kbd> }.into_any(),
        Keys::AfterG(key) => view! { <kbd>"g"</kbd>" then "<kbd>{key}</kbd> }.into_any(),
    }
}

fn chord_key() -> &'static str {
    let platform = window().navigator().user_agent().unwrap_or_default();
    if platform.contains("Mac") { "⌘" } else { "Ctrl" }
}
