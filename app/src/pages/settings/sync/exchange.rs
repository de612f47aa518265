//! What the exchange is at, and what the server does not take.

use leptos::prelude::*;
use shared::sync::machine::Phase;
use shared::sync::rows::Reason;

use crate::format::bytes;
use crate::format::locale;
use crate::state::{SyncState, SyncView, in_words};

/// What the exchange is at, in a sentence, and what the person can decide.
#[component]
pub(super) fn Exchange() -> impl IntoView {
    let sync = SyncState::expect();
    let view = sync.view();
    let words = Memo::new(move |_| {
        let address = sync
            .pairing()
            .with(|pairing| pairing.as_ref().map(|pairing| pairing.address.clone()).unwrap_or_default());
        view.with(|SyncView { phase, .. }| match phase {
            None => "Another tab is syncing this device.".to_owned(),
            Some(Phase::Idle) => "Synced.".to_owned(),
            Some(Phase::Busy) => "Syncing…".to_owned(),
            Some(Phase::Waiting(failure)) => {
                format!("{} Sync retries automatically.", in_words(failure, &address))
            }
            Some(Phase::Stopped(failure)) => in_words(failure, &address),
            Some(Phase::Asks { n, of }) => format!(
                "Other devices have deleted {n} of the {of} records here. That is so many that nothing was removed yet."
            ),
        })
    });
    // Each by itself: progress of one must not take the focus from the button.
    let asks = Memo::new(move |_| view.with(|view| matches!(view.phase, Some(Phase::Asks { .. }))));
    let size = |n: u64| bytes::size(&locale::separators(), n as f64);
    let transfer = move || {
        let (done, all) = view.with(|view| view.transfer)?;
        Some(view! { <p class="small">{format!("Sending {} of {}.", size(done), size(all))}</p> })
    };
    let compared = Memo::new(move |_| view.with(|view| view.compared));
    let compared = move || compared.get().map(|reason| view! { <p class="muted small">{about(reason)}</p> });
    let clock = Memo::new(move |_| view.with(|view| view.clock_min));
    let clock = move || {
        clock.get().map(|minutes| {
            let ahead = if minutes > 0 { "ahead of" } else { "behind" };
            let text = format!("This device's clock is {} minutes {ahead} the server's. Times in the list may look odd; nothing else depends on it.", minutes.abs());
            view! { <p class="small">{text}</p> }
        })
    };
    view! {
        <div class="stack">
            <p role="status" class="sync-state">{words}</p>
            <Show when=move || asks.get()>
                <button type="button" class="button danger" on:click=move |_| sync.may_remove()>"Remove them here, too"</button>
            </Show>
            {transfer}
            {compared}
            {clock}
        </div>
    }
}

fn about(reason: Reason) -> &'static str {
    match reason {
        Reason::OtherServer | Reason::Ahead => {
            "The server was replaced or restored. Everything was compared with it; what it had lost was sent again, and nothing was deleted here."
        }
        Reason::Forgotten => {
            "This device had been away for longer than the server remembers deletions. Records no longer on the server are in the trash below."
        }
        Reason::Digest => "This device and the server differed. Everything was compared and corrected.",
    }
}

/// Records that the server does not take, each with its reason.
#[component]
pub(super) fn Refusals() -> impl IntoView {
    let sync = SyncState::expect();
    let refused = Memo::new(move |_| {
        sync.waiting().with(|waiting| {
            let one = |(key, waiting): (&shared::sync::rows::Key, &shared::sync::rows::Waiting)| {
                Some(format!("{key}: {}", waiting.refused.as_ref()?.message))
            };
            waiting.iter().filter_map(one).collect::<Vec<_>>()
        })
    });
    move || {
        let refused = refused.get();
        (!refused.is_empty()).then(|| {
            let items = refused.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! { <div><p>"The server rejects these:"</p><ul>{items}</ul></div> }
        })
    }
}
