//! Sync: the server, what is sent to it, the other devices, and what became of conflicts.

mod aside;
mod choice;
mod devices;
mod exchange;
mod pair_form;
mod paired;
mod qr;
mod trash;

use leptos::prelude::*;

use crate::router::PairOffer;
use crate::state::SyncState;

pub(in crate::pages) use self::pair_form::PairForm;

/// The card.
#[component]
pub(super) fn Sync() -> impl IntoView {
    let sync = SyncState::expect();
    let is_paired = Memo::new(move |_| sync.pairing().with(Option::is_some));
    view! {
        <section class="card" aria-labelledby="sync-head">
            <div class="card-head"><h2 id="sync-head">"Sync"</h2></div>
            <div class="card-body stack">
                {move || if is_paired.get() { view! { <paired::Paired /> }.into_any() } else { view! { <Unpaired /> }.into_any() }}
                <aside::SetAside />
            </div>
        </section>
    }
}

#[component]
fn Unpaired() -> impl IntoView {
    let own = PairOffer { server: window().location().origin().unwrap_or_default(), code: String::new() };
    view! {
        <p class="muted">
            "A server of your own keeps the same jobs and datasets on all your devices. Without one everything works as it does now, in this \
             browser only."
        </p>
        <PairForm offer=own done=Callback::new(|()| ()) />
    }
}
