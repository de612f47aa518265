//! What is sent along with the job records.

use leptos::prelude::*;
use shared::dataset::Dataset;

use crate::components::dataset_share::{Sent, ShareSwitch};
use crate::components::segmented::Segmented;
use crate::components::toast::Toasts;
use crate::router::Route;
use crate::state::{Datasets, SyncState};
use crate::sync::policy::Share;

const SHARES: [Share; 3] = [Share::All, Share::Chosen, Share::None];

/// All, chosen or none, for results and for bars; and the list to choose from.
#[component]
pub(super) fn Choice() -> impl IntoView {
    view! {
        <div class="stack">
            <h3>"What is synced"</h3>
            <p>"Job records and the descriptions of datasets, always. Results and bars as you choose:"</p>
            <OfWhich sent=Sent::Results label="Results of jobs" name="share-results" />
            <OfWhich sent=Sent::Bars label="Bars of datasets" name="share-bars" />
            <Chosen />
            <p class="field-help">
                "This is about what this device sends. Other devices fetch results and bars from the server when they need them; what it has already stays there."
            </p>
        </div>
    }
}

/// Of which datasets something is sent.
fn share(sync: SyncState, sent: Sent) -> Memo<Share> {
    Memo::new(move |_| {
        sync.pairing()
            .with(|pairing| pairing.as_ref().map_or(Share::All, |pairing| sent.share(&pairing.policy)))
    })
}

#[component]
fn OfWhich(sent: Sent, label: &'static str, name: &'static str) -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let share = share(sync, sent);
    let chosen = Signal::derive(move || SHARES.iter().position(|one| *one == share.get()).unwrap_or(0));
    let choose = Callback::new(move |at: usize| {
        let Some(wanted) = SHARES.get(at).copied() else { return };
        toasts.attempt(async move { sync.choose(move |policy| sent.set_share(policy, wanted)).await });
    });
    view! { <Segmented label name options=vec!["all", "chosen", "none"] chosen choose /> }
}

/// The datasets, with a switch for each thing that is chosen one by one.
#[component]
fn Chosen() -> impl IntoView {
    let sync = SyncState::expect();
    let rows = Datasets::expect().rows();
    let (bars, results) = (share(sync, Sent::Bars), share(sync, Sent::Results));
    let columns = Memo::new(move |_| {
        let all = [(Sent::Results, results.get(), "Results"), (Sent::Bars, bars.get(), "Bars")];
        let chosen = all.into_iter().filter(|(_, share, _)| *share == Share::Chosen);
        chosen.map(|(sent, _, name)| (sent, name)).collect::<Vec<_>>()
    });
    let row = move |dataset: Dataset| {
        let (name, hash) = (Datasets::expect().name_of(&dataset), dataset.hash);
        let cell = move |(sent, what): (Sent, &'static str)| {
            let label = Signal::derive(move || format!("{what} of {}", name.get()));
            view! { <td><ShareSwitch sent dataset=hash.clone() label /></td> }
        };
        view! {
            <tr>
                <th scope="row"><a href=Route::Dataset(dataset.id).href()>{name}</a></th>
                <For each=move || columns.get() key=|(sent, _)| *sent children=cell />
            </tr>
        }
    };
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let none = || view! { <p class="muted">"There are no datasets here to choose from yet."</p> };
    view! {
        <Show when=move || columns.with(|columns| !columns.is_empty())>
            <Show when=move || !is_empty.get() fallback=none>
                <div class="table-scroll">
                    <table class="table" aria-label="Chosen datasets">
                        <thead>
                            <tr>
                                <th scope="col">"Dataset"</th>
                                <For each=move || columns.get() key=|(sent, _)| *sent let((_, name))><th scope="col">{name}</th></For>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || rows.get() key=|dataset| dataset.id children=row />
                        </tbody>
                    </table>
                </div>
            </Show>
        </Show>
    }
}
