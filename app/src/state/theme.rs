//! Light or dark: what the setting says, or the system.

use gloo::events::EventListener;
use leptos::prelude::*;

use super::{Settings, Theme};

/// Whether the page is dark. Charts follow it, as canvases cannot take CSS variables.
#[derive(Clone, Copy)]
pub struct IsDark(pub Signal<bool>);

/// Keeps `data-theme` on the root element and puts [`IsDark`] into the context.
pub(crate) fn provide() {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    let system = RwSignal::new(query.as_ref().is_some_and(web_sys::MediaQueryList::matches));
    if let Some(query) = query {
        let list = query.clone();
        EventListener::new(&query, "change", move |_| system.set(list.matches())).forget();
    }
    let values = Settings::expect().values();
    let is_dark = Memo::new(move |_| match values.get().theme {
        Theme::System => system.get(),
        Theme::Light => false,
        Theme::Dark => true,
    });
    let paint = RenderEffect::new(move |_| {
        let theme = if is_dark.get() { "dark" } else { "light" };
        if let Some(root) = document().document_element() {
            // Setting an attribute of this name cannot fail.
            let _ = root.set_attribute("data-theme", theme);
        }
    });
    // A render effect, so that the first paint already has its colours; kept as long as the page.
    StoredValue::new_local(paint);
    provide_context(IsDark(is_dark.into()));
}
