//! The page that a pairing link opens: everything is filled in, and nothing happens until the person says so.

use leptos::prelude::*;

use super::settings::PairForm;
use crate::components::notice::Empty;
use crate::remote::address;
use crate::router::{PairOffer, Route, location};
use crate::state::SyncState;

/// The page.
#[component]
pub(super) fn PairPage(offer: PairOffer) -> impl IntoView {
    let sync = SyncState::expect();
    let paired_with =
        Memo::new(move |_| sync.pairing().with(|pairing| Some(pairing.as_ref()?.address.clone())));
    let protocol = window().location().protocol().unwrap_or_default();
    // What cannot be shown as the browser understands it is not shown at all.
    let offer = address::offered(&offer.server, &offer.code, &protocol)
        .map(|(server, code)| PairOffer { server, code });
    // The address bar keeps no code that was used or turned down.
    let leave = Callback::new(|()| location::replace(&Route::Settings));
    let body = move || {
        match (offer.clone(), paired_with.get()) {
            (None, _) => view! {
                <Empty title="This link cannot be used">
                    <p>"Its address or code is missing or not valid. Scan the code again, or enter address and code in Settings, Sync."</p>
                    <a class="button" href=Route::Settings.href()>"Go to the settings"</a>
                </Empty>
            }
            .into_any(),
            (Some(offer), Some(known)) => view! { <Already known wanted=offer.server /> }.into_any(),
            (Some(offer), None) => view! {
                <div class="card-body stack">
                    <p>
                        "Pair this browser with the server " <strong class="breaks">{offer.server.clone()}</strong> "? The jobs and datasets here are then \
                         sent to it, and those of its other devices come here."
                    </p>
                    <p class="muted">"Continue only if you just created this code on one of your own devices."</p>
                    <PairForm offer done=leave>
                        <button type="button" class="button" on:click=move |_| leave.run(())>"Not now"</button>
                    </PairForm>
                </div>
            }
            .into_any(),
        }
    };
    view! {
        <div class="page-head"><h1>"Pair this device"</h1></div>
        <div class="settings"><section class="card" aria-label="Pairing">{body}</section></div>
    }
}

/// A device has one server.
#[component]
fn Already(known: String, wanted: String) -> impl IntoView {
    let protocol = window().location().protocol().unwrap_or_default();
    let is_same = address::normalised(&wanted, &protocol).is_ok_and(|wanted| wanted == known);
    let words = if is_same {
        format!("This device is paired with {known} already. There is nothing to do.")
    } else {
        format!(
            "This device is paired with {known}. To pair it with {wanted}, unpair it first, in Settings, Sync; nothing here is lost by that."
        )
    };
    view! {
        <div class="card-body stack">
            <p class="breaks">{words}</p>
            <div><a class="button" href=Route::Settings.href()>"Go to the settings"</a></div>
        </div>
    }
}
