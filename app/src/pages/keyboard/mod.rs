//! Shortcuts for the whole page.
//!
//! [`shortcuts`] says which keys mean what (pure), this listens to the document and does it, [`help`] shows them.

mod help;
mod shortcuts;

use std::cell::RefCell;

use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

pub(super) use self::help::{Help, SingleKeys};
use self::shortcuts::{Command, Recogniser, Stroke};
use crate::router::{Route, Section, location};
use crate::state::Settings;

/// Which of the dialogs that belong to every page are open.
#[derive(Clone, Copy)]
pub(super) struct Dialogs {
    /// The palette.
    pub(super) palette: RwSignal<bool>,
    /// The list of shortcuts.
    pub(super) help: RwSignal<bool>,
    /// The background jobs.
    pub(super) jobs: RwSignal<bool>,
}

/// Elements that `j` and `k` go through: the link of each item of a list has this attribute.
const ITEMS: &str = "main [data-item]";

/// Listens for as long as the page is open.
pub(super) fn provide(dialogs: Dialogs) {
    let settings = Settings::expect().values();
    let recogniser = RefCell::new(Recogniser::default());
    let listen = move |event: &web_sys::Event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        // A part of the page has used it, or a character is being composed of several keys.
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let stroke = Stroke {
            key: &event.key(),
            is_chord: event.ctrl_key() || event.meta_key(),
            has_alt: event.alt_key(),
            is_typing: event.target().is_some_and(|target| is_typing(target.unchecked_ref())),
            at_ms: event.time_stamp(),
        };
        let single_keys = settings.with_untracked(|values| values.single_keys);
        let Some(command) = recogniser.borrow_mut().command(stroke, single_keys) else { return };
        // The browser would open its own search with the same keys.
        event.prevent_default();
        if !has_dialog() {
            act(command, dialogs);
        }
    };
    EventListener::new_with_options(
        &document(),
        "keydown",
        EventListenerOptions::enable_prevent_default(),
        listen,
    )
    .forget();
}

/// What asks for an answer, or shows something over the page, is closed first.
fn has_dialog() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Whether keys write or choose there.
fn is_typing(element: &HtmlElement) -> bool {
    match element.tag_name().to_ascii_lowercase().as_str() {
        "textarea" | "select" => true,
        "input" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button" | "submit" | "reset" | "file")
        ),
        _ => element.is_content_editable(),
    }
}

fn act(command: Command, dialogs: Dialogs) {
    match command {
        Command::Palette => dialogs.palette.set(true),
        Command::Help => dialogs.help.set(true),
        Command::Jobs => dialogs.jobs.set(true),
        Command::Search => {
            let field = document().query_selector("main input[type=search]").ok().flatten();
            match field.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                // It fails only for elements that cannot take the focus; a field can.
                Some(field) => drop(field.focus()),
                None => dialogs.palette.set(true),
            }
        }
        Command::Go(section) => location::go(&page(section)),
        Command::Next => step(1),
        Command::Previous => step(-1),
    }
}

fn page(section: Section) -> Route {
    match section {
        Section::Strategies | Section::None => Route::Strategies,
        Section::Datasets => Route::Datasets,
        Section::Jobs => Route::jobs(),
        Section::Settings => Route::Settings,
    }
}

/// Focuses the item that many after the one with the focus; from elsewhere, the first or the last.
fn step(by: isize) {
    let Ok(items) = document().query_selector_all(ITEMS) else { return };
    let n = items.length() as usize;
    let item = |at: usize| items.get(at as u32).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let active = document().active_element();
    let now = (0..n).find(|at| item(*at).as_deref() == active.as_ref());
    let next = match (now, by > 0) {
        (Some(at), _) => at.checked_add_signed(by),
        (None, true) => Some(0),
        (None, false) => n.checked_sub(1),
    };
    if let Some(element) = next.and_then(item) {
        // It fails only for elements that cannot take the focus; a link can.
        let _ = element.focus();
    }
}
