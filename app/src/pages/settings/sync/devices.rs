//! The devices of the workspace, and the way for one more.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::device::{Device, PairingCode};

use super::qr::Qr;
use crate::components::toast::Toasts;
use crate::format::locale::Zone;
use crate::remote::address;
use crate::router::{PairOffer, Route};
use crate::state::{Settings, SyncState};

/// The list, and what adds to it.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let settings = Settings::expect();
    let devices = RwSignal::new(Vec::<Device>::new());
    let load = move || {
        spawn_local(async move {
            // A server that does not answer shows in the state above.
            if let Ok(found) = sync.devices().await {
                let _ = devices.try_set(found);
            }
        });
    };
    load();
    let row = move |device: Device| {
        let (id, name) = (device.id, device.name.clone());
        let revoke = move |_| {
            let id = id.clone();
            spawn_local(async move {
                match sync.revoke(&id).await {
                    Ok(()) => load(),
                    Err(error) => toasts.fail(error.message),
                }
            });
        };
        let action = if device.this {
            view! { <span class="tag">"this device"</span> }.into_any()
        } else {
            let label = format!("Remove {}", device.name);
            view! { <button type="button" class="button small" aria-label=label on:click=revoke>"Remove"</button> }.into_any()
        };
        let paired = move || format!("paired {}", Zone::chosen(settings).moment(device.created_ms));
        view! { <li class="device"><span>{name}</span><span class="muted small">{paired}</span>{action}</li> }
    };
    view! {
        <div class="stack">
            <h3>"Devices"</h3>
            <ul class="devices">{move || devices.get().into_iter().map(row).collect_view()}</ul>
            <AddDevice load=Callback::new(move |()| load()) />
        </div>
    }
}

/// A code for one more device, for as long as it is good.
#[component]
fn AddDevice(load: Callback<()>) -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let code = RwSignal::new(None::<PairingCode>);
    let is_over = RwSignal::new(false);
    let ask = move |_| {
        spawn_local(async move {
            match sync.code().await {
                Ok(given) => {
                    let life = Duration::from_millis(sync.code_life_ms(&given).unsigned_abs());
                    let mine = given.code.clone();
                    let end = move || {
                        // Another one may have been asked for meanwhile, and the page may have been left.
                        let is_mine =
                            code.try_with(|code| code.as_ref().is_some_and(|code| code.code == mine));
                        if is_mine == Some(true) {
                            code.set(None);
                            is_over.set(true);
                        }
                    };
                    let _ = is_over.try_set(false);
                    if code.try_set(Some(given)).is_none() {
                        set_timeout(end, life);
                    }
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let hide = move |_| {
        code.set(None);
        load.run(());
    };
    let word = move || if code.with(Option::is_some) { "Make another code" } else { "Add a device" };
    view! {
        {move || code.get().map(|given| view! { <Code given /> })}
        {move || is_over.get().then(|| view! { <p role="status">"The code has expired. Make another one."</p> })}
        <div class="actions">
            <button type="button" class="button" on:click=ask>{word}</button>
            {move || code.with(Option::is_some).then(|| view! { <button type="button" class="button" on:click=hide>"Done"</button> })}
        </div>
    }
}

/// The code in both its forms.
#[component]
fn Code(given: PairingCode) -> impl IntoView {
    let (sync, settings) = (SyncState::expect(), Settings::expect());
    let server = sync.pairing().with_untracked(|pairing| {
        pairing.as_ref().map(|pairing| pairing.address.clone()).unwrap_or_default()
    });
    let page = window().location().href().unwrap_or_default();
    let app = address::app_for_others(&page, &server);
    let link = format!(
        "{app}{}",
        Route::Pair(PairOffer { server: server.clone(), code: given.code.clone() }).href()
    );
    let only_here = address::reaches_this_machine_only(&server).then(|| {
        view! { <p class="small">"This server's address reaches this machine only. Other browsers on it can pair; a phone or another computer needs an address that leads here."</p> }
    });
    view! {
        <div class="pairing" role="status">
            <Qr text=link label="QR code with a link that opens Hindcast on the other device, ready to pair" />
            <div class="stack">
                <p>"Scan this with the other device's camera. Hindcast opens there with the form filled in, and asks before it pairs."</p>
                <p>
                    "Or open Settings, Sync there, and enter " <strong class="pairing-code">{given.code}</strong>
                    " for the server " <span class="breaks">{server}</span> "."
                </p>
                <p>
                    "It works for one device, until "
                    {move || { let zone = Zone::chosen(settings); format!("{} {}", zone.moment(given.expires_ms), zone.label()) }} "."
                </p>
                {only_here}
            </div>
        </div>
    }
}
