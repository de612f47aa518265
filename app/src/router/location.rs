//! The address bar as a signal, and where each entry of its history was scrolled to.

use std::collections::BTreeMap;

use gloo::events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{History, ScrollRestoration};

use super::Route;

/// The current route, for every page. Provided once by [`provide`].
#[derive(Clone, Copy)]
pub struct Location {
    route: RwSignal<Route>,
    /// The entry of the browser's history that is shown.
    entry: StoredValue<Entry>,
    places: StoredValue<BTreeMap<(Entry, &'static str), f64>>,
}

/// Names an entry: the moment at which it was made, in microseconds. It is kept in the entry itself, so that *Back* finds it again.
type Entry = u64;

/// Listens to the address bar and puts [`Location`] into the context.
pub fn provide() {
    let location = Location {
        route: RwSignal::new(Route::parse(&hash())),
        entry: StoredValue::new(entry()),
        places: StoredValue::new(BTreeMap::new()),
    };
    // The page is drawn anew on every change, which the browser's own way of scrolling back does not wait for.
    if let Some(history) = history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    let listen = move |_: &web_sys::Event| {
        location.entry.set_value(entry());
        location.route.set(Route::parse(&hash()));
    };
    EventListener::new(&window(), "hashchange", listen).forget();
    provide_context(location);
}

impl Location {
    /// From the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The current route.
    pub fn route(self) -> Signal<Route> {
        self.route.into()
    }

    /// Where a part of the page was scrolled to when this entry of the history was shown before; 0 on the first visit.
    pub fn place(self, part: &'static str) -> f64 {
        let key = (self.entry.get_value(), part);
        self.places.with_value(|places| places.get(&key).copied().unwrap_or(0.0))
    }

    /// What keeps the place of a part of the page as it is now shown, for as long as the tab is open.
    pub fn keeper(self, part: &'static str) -> impl Fn(f64) + Copy {
        let key = (self.entry.get_value(), part);
        move |place| {
            self.places.update_value(|places| {
                places.insert(key, place);
            });
        }
    }
}

/// Goes to a page, as a link would.
pub fn go(route: &Route) {
    // Setting the hash fails only in documents without an address, where there is nothing to go to either.
    let _ = window().location().set_hash(&route.href());
}

/// Goes to a page and leaves no entry behind, for addresses that lead elsewhere.
pub fn replace(route: &Route) {
    let _ = window().location().replace(&route.href());
}

/// Says in the address what the page shows by now. Nothing is drawn anew.
pub fn rewrite(route: &Route) {
    if let Some(history) = history() {
        mark(&history, &history.state().unwrap_or(JsValue::NULL), Some(&route.href()));
    }
}

/// The entry that is shown; one that is new gets its name.
fn entry() -> Entry {
    let known = history().and_then(|history| history.state().ok()?.as_f64());
    let entry = known.unwrap_or_else(|| (js_sys::Date::now() * 1_000.0).floor());
    if let (None, Some(history)) = (known, history()) {
        mark(&history, &JsValue::from_f64(entry), None);
    }
    entry as Entry
}

fn mark(history: &History, state: &JsValue, href: Option<&str>) {
    // Browsers refuse too many of these within a short time. Then the address says what was shown a moment ago.
    let _ = history.replace_state_with_url(state, "", href);
}

fn history() -> Option<History> {
    window().history().ok()
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}
