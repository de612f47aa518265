//! The ways to get bars: import, samples, synthetic.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DatasetId;

use super::progress::ProgressBar;
use super::toast::{Offer, Toasts};
use crate::router::Route;
use crate::state::{AppError, Datasets};

/// Bars of the synthetic series on offer.
const SYNTHETIC_BARS: u32 = 500_000;
/// Its seed: everybody gets the same bars.
const SYNTHETIC_SEED: u64 = 42;

/// Buttons for samples and synthetic bars, with progress.
#[component]
pub fn AddData(
    /// Called with the dataset that was added.
    added: Callback<DatasetId>,
) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let busy = RwSignal::new(false);
    let run = move |work: std::pin::Pin<Box<dyn Future<Output = Result<DatasetId, AppError>>>>| {
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
    let sample = move |key: &'static str| run(Box::pin(async move { datasets.add_sample(key).await }));
    let synthetic =
        move |_| run(Box::pin(async move { datasets.add_synthetic(SYNTHETIC_SEED, SYNTHETIC_BARS).await }));
    view! {
        <div class="stack">
            <div class="actions">
                <button type="button" class="button small" disabled=busy on:click=move |_| sample("sp500")>
                    "Add S&P 500 sample"
                </button>
                <button type="button" class="button small" disabled=busy on:click=move |_| sample("nasdaq")>
                    "Add NASDAQ sample"
                </button>
                <button type="button" class="button small" disabled=busy on:click=synthetic>
                    "Make synthetic minute bars"
                </button>
            </div>
            <Show when=move || busy.get()><ReadProgress /></Show>
        </div>
    }
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
