//! What a first visit begins with: what this is, and a button that runs a real backtest.

use engine::strategy::catalog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::library::{Entry, library};

use super::run;
use crate::components::notice::ErrorNotice;
use crate::components::toast::{Offer, Toasts};
use crate::format::time::Civil;
use crate::format::{locale, span};
use crate::router::{Route, location};
use crate::state::{AppError, Datasets, Jobs, LoadState, had_data};

/// The set of the library that the sample is on: the best known of them. Its entry names the strategy.
const SAMPLE: &str = "aapl";

/// The card; nothing where there are jobs or datasets.
#[component]
pub(super) fn FirstVisit() -> impl IntoView {
    let (jobs, datasets) = (Jobs::expect(), Datasets::expect());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let states = Memo::new(move |_| [jobs.load_state().get(), datasets.load_state().get()]);
    let is_read =
        Memo::new(move |_| states.with(|states| states.iter().all(|state| *state == LoadState::Ready)));
    // Where nothing can be stored, every page says so, and nothing can be run.
    let is_broken = Memo::new(move |_| {
        states.with(|states| states.iter().any(|state| matches!(state, LoadState::Failed(_))))
    });
    let is_unused = Memo::new(move |_| {
        let is_empty = jobs.rows().with(Vec::is_empty) && datasets.rows().with(Vec::is_empty);
        // While that is being read, the mark of earlier visits decides: the page must not move when it is known.
        is_empty && !is_broken.get() && (is_read.get() || !had_data())
    });
    // The sample's own dataset takes away neither its button nor the word about what failed.
    let is_shown = Memo::new(move |_| busy.get() || failed.with(Option::is_some) || is_unused.get());
    view! {
        <Show when=move || is_shown.get()>
            {library().find(SAMPLE).map(|entry| view! { <Card entry busy failed is_read /> })}
        </Show>
    }
}

#[component]
fn Card(
    entry: &'static Entry,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<AppError>>,
    is_read: Memo<bool>,
) -> impl IntoView {
    let toasts = Toasts::expect();
    let (jobs, datasets) = (Jobs::expect(), Datasets::expect());
    let run = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let made = run_sample(entry, jobs, datasets).await;
            let is_left = busy.try_set(false).is_some();
            match made {
                Ok(route) => {
                    toasts.say("Job created successfully", Offer::Link("Open job", route.clone()));
                    if !is_left {
                        location::go(&route);
                    }
                }
                Err(error) if is_left => toasts.fail(error.message),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    view! {
        <section class="card first-visit" aria-labelledby="first-title">
            <div class="first-text">
                <h2 id="first-title">"How would a strategy have done?"</h2>
                <p>
                    "Hindcast runs trading strategies over past prices, here in your browser, and shows every trade they would have made and what is \
                     left after costs."
                </p>
            </div>
            <div class="first-start">
                <button type="button" class="button primary" disabled=move || busy.get() || !is_read.get() on:click=run>
                    {move || if busy.get() { "Running…" } else { "Run a sample backtest" }}
                </button>
                <p class="small muted">{about(entry)}</p>
            </div>
            {move || failed.get().map(|error| view! { <ErrorNotice error /> })}
        </section>
    }
}

/// Stores the set unless it is there, and queues the job as the run form would; returns its page.
async fn run_sample(entry: &'static Entry, jobs: Jobs, datasets: Datasets) -> Result<Route, AppError> {
    let id = datasets.add_from_library(entry).await?;
    let missing =
        || AppError::new("sample_missing", "The sample is not in this version. Pick a strategy below.");
    let info = catalog::find(&entry.strategy).ok_or_else(missing)?;
    let dataset = untrack(|| datasets.get(id)).ok_or_else(missing)?;
    let job = run::sample_job(info, dataset);
    Ok(Route::Job(jobs.submit(job).await?))
}

/// What the button runs, and on what.
fn about(entry: &Entry) -> String {
    let strategy = catalog::find(&entry.strategy).map_or(entry.strategy.as_str(), |info| &info.name);
    let year = |at: i64| Civil::from_ms(at).year;
    let measured = &entry.measured;
    format!(
        "{strategy} on {}: {} real bars of {}, {} to {}.",
        entry.name,
        locale::count(f64::from(measured.n_bars)),
        span::interval(measured.interval_ms),
        year(measured.first_time),
        year(measured.last_time),
    )
}
