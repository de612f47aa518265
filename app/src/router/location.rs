//! The address bar as a signal.

use gloo::events::EventListener;
use leptos::prelude::*;

use super::Route;

/// The current route, for every page. Provided once by [`provide`].
#[derive(Clone, Copy)]
pub struct Location(Signal<Route>);

/// Listens to the address bar and puts [`Location`] into the context.
pub fn provide() {
    let route = RwSignal::new(Route::parse(&hash()));
    EventListener::new(&window(), "hashchange", move |_| route.set(Route::parse(&hash()))).forget();
    provide_context(Location(route.into()));
}

impl Location {
    /// From the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The current route.
    pub fn route(self) -> Signal<Route> {
        self.0
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

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}
