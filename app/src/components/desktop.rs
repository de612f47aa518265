//! Notifications of the desktop.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::router::Route;
use crate::router::location;

/// Whether this browser has them; some have none on phones.
fn is_supported() -> bool {
    Reflect::has(&window(), &JsValue::from_str("Notification")).unwrap_or(false)
}

/// Asks the person for the permission, unless it was given or refused before. To be called by a click: browsers ignore it otherwise.
///
/// # Errors
/// There will be no notifications; the sentence says why and what to do.
pub async fn ask() -> Result<(), String> {
    if !is_supported() {
        return Err("This browser shows no notifications of pages.".to_owned());
    }
    if let Ok(answer) = Notification::request_permission() {
        // Whatever it was, the permission says it.
        let _ = JsFuture::from(answer).await;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Ok(()),
        NotificationPermission::Denied => Err(
            "This browser refuses notifications of this page. Allow them in the settings of the browser for this site, then switch this on \
             again."
                .to_owned(),
        ),
        _ => Err("The question of the browser was closed. Switch this on again to be asked once more.".to_owned()),
    }
}

/// Tells of something that happened while the page is not in sight. A click comes back to the page and opens the route.
pub fn tell(title: &str, text: &str, route: Route) {
    if !document().hidden()
        || !is_supported()
        || Notification::permission() != NotificationPermission::Granted
    {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(text);
    // Another tab that tells of the same replaces it.
    options.set_tag(&route.href());
    // Some browsers let only service workers show them; the toast says the same when the page is looked at.
    let Ok(shown) = Notification::new_with_options(title, &options) else { return };
    let on_click = Closure::once_into_js(move || {
        // A window that may not come to the front stays where it is.
        let _ = window().focus();
        location::go(&route);
    });
    shown.set_onclick(Some(on_click.unchecked_ref()));
}
