//! A device that has a server.

use leptos::prelude::*;

use super::choice::Choice;
use super::devices::Devices;
use super::exchange::{Exchange, Refusals};
use super::trash::Trash;
use crate::components::toast::Toasts;
use crate::format::locale::{self, Zone};
use crate::state::{Pairing, Settings, SyncState};

/// The server, what is exchanged with it, and the other devices.
#[component]
pub(super) fn Paired() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let settings = Settings::expect();
    let pairing = sync.pairing();
    let of = move |read: fn(&Pairing) -> String| {
        pairing.with(|pairing| pairing.as_ref().map(read).unwrap_or_default())
    };
    let last = move || {
        sync.synced_ms().get().map_or_else(|| "not yet".to_owned(), |at| Zone::chosen(settings).moment(at))
    };
    let waits = move || match sync.waiting().with(|waiting| waiting.len()) {
        0 => "nothing".to_owned(),
        1 => "1 record".to_owned(),
        n => format!("{} records", locale::separators().count(n as f64)),
    };
    let unpair = move |_| toasts.attempt(async move { sync.unpair().await });
    view! {
        <dl class="facts wide">
            <div><dt>"Server"</dt><dd>{move || of(|pairing| pairing.address.clone())}</dd></div>
            <div><dt>"This device"</dt><dd>{move || of(|pairing| pairing.name.clone())}</dd></div>
            <div><dt>"Last synced"</dt><dd>{last}</dd></div>
            <div><dt>"Waits to be sent"</dt><dd>{waits}</dd></div>
        </dl>
        <Exchange />
        <Choice />
        <Refusals />
        <Devices />
        <Trash />
        <div class="actions">
            <button type="button" class="button" on:click=move |_| sync.go()>"Sync now"</button>
            <button type="button" class="button danger" on:click=unpair>"Unpair this device"</button>
        </div>
    }
}
