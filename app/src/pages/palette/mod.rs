//! The palette: one field that finds every page, strategy, dataset, job and action.
//!
//! [`entries`] says what there is, [`find`] what a query finds (pure).

mod entries;
mod find;

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use self::entries::{Aim, Entry, Sources};
use super::keyboard::Dialogs;
use super::script;
use crate::components::dialog::Dialog;
use crate::components::toast::Toasts;
use crate::router::location::{self, Location};
use crate::state::{Datasets, Jobs, Scripts, Settings};

/// Entries shown at a time. Who does not see it among these types another letter.
const SHOWN: usize = 40;

/// The dialog.
#[component]
pub(super) fn Palette(
    /// The dialogs of every page; this is one of them.
    dialogs: Dialogs,
) -> impl IntoView {
    view! {
        <Dialog open=dialogs.palette title="Find anything" kind="palette">
            <Finder dialogs />
        </Dialog>
    }
}

#[component]
fn Finder(dialogs: Dialogs) -> impl IntoView {
    let sources = Sources {
        dialogs,
        jobs: Jobs::expect(),
        datasets: Datasets::expect(),
        scripts: Scripts::expect(),
        settings: Settings::expect(),
    };
    let (route, toasts) = (Location::expect().route(), Toasts::expect());
    let (query, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let all = Memo::new(move |_| sources.entries(&route.get_untracked()));
    let found = Memo::new(move |_| {
        all.with(|all| find::find(all, &query.get(), SHOWN).into_iter().cloned().collect::<Vec<Entry>>())
    });
    // What is chosen is always one of those that are there.
    let chosen = Memo::new(move |_| at.get().min(found.with(Vec::len).saturating_sub(1)));
    let act = move |entry: Entry| {
        dialogs.palette.set(false);
        match entry.aim {
            Aim::Open(route) => location::go(&route),
            Aim::Colours(theme) => {
                toasts.attempt(async move { sources.settings.update(|values| values.theme = theme).await })
            }
            Aim::NewStrategy => script::new_strategy(sources.scripts, toasts),
            Aim::Show(dialog) => dialog.set(true),
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let (now, last) = (chosen.get_untracked(), found.with_untracked(Vec::len).saturating_sub(1));
        let next = match event.key().as_str() {
            "ArrowDown" => {
                if now == last {
                    0
                } else {
                    now + 1
                }
            }
            "ArrowUp" => now.checked_sub(1).unwrap_or(last),
            "PageDown" => last.min(now + 8),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                if let Some(entry) = found.with_untracked(|found| found.get(now).cloned()) {
                    act(entry);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        at.set(next);
    };
    let input = NodeRef::<html::Input>::new();
    // The dialog is shown after its contents are made; a field in what is not shown cannot take the focus.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            request_animation_frame(move || drop(input.focus()));
        }
    });
    let option = move |(place, entry): (usize, Entry)| {
        let is_chosen = Memo::new(move |_| chosen.get() == place);
        let node = NodeRef::<html::Li>::new();
        Effect::new(move |_| {
            if let (true, Some(item)) = (is_chosen.get(), node.get()) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                item.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
        let Entry { title, detail, .. } = entry.clone();
        view! {
            <li
                node_ref=node
                role="option"
                id=option_id(place)
                class="palette-entry"
                aria-selected=move || is_chosen.get().to_string()
                on:mousemove=move |_| at.set(place)
                on:click=move |_| act(entry.clone())
            >
                <span>{title}</span>
                <span class="muted small clip">{detail}</span>
            </li>
        }
    };
    let said = move || match found.with(Vec::len) {
        0 => "Nothing found".to_owned(),
        1 => "1 found".to_owned(),
        SHOWN => format!("the first {SHOWN}"),
        n => format!("{n} found"),
    };
    view! {
        <div class="palette-body">
            <input
                node_ref=input
                type="text"
                class="input palette-field"
                role="combobox"
                aria-label="Find anything"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=move || found.with(|found| (!found.is_empty()).then(|| option_id(chosen.get())))
                autocomplete="off"
                spellcheck="false"
                placeholder="Page, strategy, dataset, job or action"
                prop:value=query
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    at.set(0);
                }
                on:keydown=on_key
            />
            <p class="visually-hidden" aria-live="polite">{said}</p>
            <Show when=move || !found.with(Vec::is_empty) fallback=|| view! { <p class="palette-none muted">"Nothing has all of these words."</p> }>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="What was found">
                    {move || found.get().into_iter().enumerate().map(option).collect_view()}
                </ul>
            </Show>
        </div>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}
