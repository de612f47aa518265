//! The quick ways to get bars: one set of each group of the library, and made-up minutes.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DatasetId;
use shared::library::{Entry, Group, library};

use super::progress::ProgressBar;
use super::toast::{Offer, Toasts};
use crate::format::locale;
use crate::router::Route;
use crate::state::{AppError, Datasets};

/// Bars of the synthetic series on offer.
const SYNTHETIC_BARS: u32 = 500_000;
/// Its seed: everybody gets the same bars.
const SYNTHETIC_SEED: u64 = 42;

type Work = Pin<Box<dyn Future<Output = Result<DatasetId, AppError>>>>;

/// Buttons for some sets and for minute bars, with progress.
#[component]
pub fn AddData(
    /// Called with the dataset that was added.
    added: Callback<DatasetId>,
    /// Whether some sets of the library are offered, and the way to all of them.
    #[prop(optional)]
    library_too: bool,
) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let busy = RwSignal::new(false);
    let run = move |work: Work| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match work.await {
                // `None`: the page was left meanwhile.
                Ok(id) if added.try_run(id).is_none() => {
                    toasts.say("Dataset added", Offer::Link("Open dataset", Route::Dataset(id)));
                }
                Ok(_) => {}
                Err(error) => toasts.fail(error.message),
            }
            busy.try_set(false);
        });
    };
    let synthetic =
        move |_| run(Box::pin(async move { datasets.add_synthetic(SYNTHETIC_SEED, SYNTHETIC_BARS).await }));
    let examples = library_too.then(|| {
        let buttons = Group::ALL.into_iter().filter_map(first_of).map(|entry| {
            let add = move |_| run(Box::pin(async move { datasets.add_from_library(entry).await }));
            view! {
                <button type="button" class="button small" disabled=busy on:click=add>"Add "{entry.name.as_str()}</button>
            }
        });
        buttons.collect_view()
    });
    let all = library_too.then(|| {
        let n_sets = locale::count(library().entries.len() as f64);
        view! { <a href=Route::Datasets.href()>"All "{n_sets}" sets of the library"</a> }
    });
    view! {
        <div class="stack">
            <div class="actions">
                {examples}
                <button type="button" class="button small" disabled=busy on:click=synthetic>
                    "Make synthetic minute bars"
                </button>
                {all}
            </div>
            <Show when=move || busy.get()><ReadProgress /></Show>
        </div>
    }
}

fn first_of(group: Group) -> Option<&'static Entry> {
    library().entries.iter().find(|entry| entry.group == group)
}

/// How far the reading of a dataset is.
#[component]
pub fn ReadProgress() -> impl IntoView {
    let progress = Datasets::expect().progress();
    let share = Memo::new(move |_| progress.get().map_or(0.0, |read| read.share()));
    let text = Memo::new(move |_| format!("{}%", (share.get() * 100.0).floor()));
    view! {
        <div class="progress">
            <ProgressBar label="Reading data" share text />
            <div class="progress-text"><span>"Reading data…"</span><span>{text}</span></div>
        </div>
    }
}
