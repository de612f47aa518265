//! What of one dataset is sent to the server: a switch for its bars and one for the results of its jobs, where that is chosen
//! dataset by dataset.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::id::BlobHash;

use super::toast::Toasts;
use crate::state::SyncState;
use crate::sync::policy::{Policy, Share};

/// What a switch is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sent {
    /// The bars.
    Bars,
    /// The results of the jobs that ran on them.
    Results,
}

impl Sent {
    /// Of which datasets it is sent.
    pub fn share(self, policy: &Policy) -> Share {
        match self {
            Self::Bars => policy.datasets,
            Self::Results => policy.results,
        }
    }

    /// Changes that.
    pub fn set_share(self, policy: &mut Policy, share: Share) {
        match self {
            Self::Bars => policy.datasets = share,
            Self::Results => policy.results = share,
        }
    }

    fn chosen(self, policy: &mut Policy) -> &mut BTreeSet<BlobHash> {
        match self {
            Self::Bars => &mut policy.chosen_datasets,
            Self::Results => &mut policy.chosen_results,
        }
    }

    fn is_sent(self, policy: &Policy, dataset: &BlobHash) -> bool {
        match self {
            Self::Bars => policy.sends_bars(dataset),
            Self::Results => policy.sends_results(dataset),
        }
    }
}

/// The switch.
#[component]
pub fn ShareSwitch(
    /// What it is about.
    sent: Sent,
    /// The hash of the dataset's bars.
    dataset: BlobHash,
    /// Its name for assistive technology, where its place says the rest to those who see it.
    #[prop(into)]
    label: Signal<String>,
    /// What stands beside it.
    #[prop(into, optional)]
    text: Option<&'static str>,
) -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let dataset = StoredValue::new(dataset);
    let is_sent = move || {
        sync.pairing().with(|pairing| {
            pairing
                .as_ref()
                .is_some_and(|pairing| dataset.with_value(|dataset| sent.is_sent(&pairing.policy, dataset)))
        })
    };
    let change = move |event| {
        let (wanted, dataset) = (event_target_checked(&event), dataset.get_value());
        let change = move |policy: &mut Policy| {
            let chosen = sent.chosen(policy);
            if wanted {
                chosen.insert(dataset)
            } else {
                chosen.remove(&dataset)
            };
        };
        toasts.attempt(async move { sync.choose(change).await });
    };
    view! {
        <label class="check">
            <input type="checkbox" aria-label=move || label.get() prop:checked=is_sent on:change=change />
            {text}
        </label>
    }
}

/// What is sent of a dataset, on its own page; nothing without a server.
#[component]
pub fn DatasetShare(
    /// The hash of its bars.
    dataset: BlobHash,
) -> impl IntoView {
    let sync = SyncState::expect();
    let is_paired = Memo::new(move |_| sync.pairing().with(Option::is_some));
    let dataset = StoredValue::new(dataset);
    let line = move |sent: Sent| {
        let (what, switch) = match sent {
            Sent::Bars => ("its bars", "Send its bars"),
            Sent::Results => ("the results of its jobs", "Send the results of its jobs"),
        };
        // Drawn anew only if this changes: a switch that the person has just used keeps the focus.
        let share = Memo::new(move |_| {
            sync.pairing()
                .with(|pairing| pairing.as_ref().map_or(Share::None, |pairing| sent.share(&pairing.policy)))
        });
        move || match share.get() {
            Share::Chosen => {
                view! { <ShareSwitch sent dataset=dataset.get_value() label=switch text=switch /> }.into_any()
            }
            Share::All => {
                view! { <p>{format!("{what}: sent, because all datasets are synced.")}</p> }.into_any()
            }
            Share::None => {
                view! { <p>{format!("The server does not get {what}, nor of any dataset.")}</p> }.into_any()
            }
        }
    };
    move || {
        is_paired.get().then(|| {
            view! {
                <section class="card">
                    <div class="card-head"><h2>"Sync"</h2></div>
                    <div class="card-body stack">
                        {line(Sent::Bars)}
                        {line(Sent::Results)}
                        <p class="field-help">"Settings, Sync says of which datasets something is sent. What the server has already stays there."</p>
                    </div>
                </section>
            }
        })
    }
}
