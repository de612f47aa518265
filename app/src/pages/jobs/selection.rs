//! What is ticked, and what can be done with it at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::JobId;

use crate::components::save;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale;
use crate::pages::compare;
use crate::router::{CompareQuery, Route, location};
use crate::state::{JobRow, Jobs};

/// Ticked jobs.
pub(super) type Selected = RwSignal<BTreeSet<JobId>>;

/// The jobs among the rows.
pub(super) fn ids_of(rows: &[JobRow]) -> BTreeSet<JobId> {
    let id = |row: &JobRow| match row {
        JobRow::Job(job) => Some(job.id),
        JobRow::Unreadable { .. } => None,
    };
    rows.iter().filter_map(id).collect()
}

/// The bar above the list while something is ticked.
#[component]
pub(super) fn SelectionBar(selected: Selected) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    // Of what is ticked, what is still here: another tab or device may have deleted some of it.
    let present = Memo::new(move |_| {
        let selected = selected.get();
        if selected.is_empty() {
            return Vec::new();
        }
        let here = jobs.rows().with(|rows| ids_of(rows));
        selected.intersection(&here).copied().collect()
    });
    let ids = move || present.get_untracked();
    let comparison = Memo::new(move |_| {
        let ids = present.get();
        let has_result =
            |id: &JobId| jobs.get(*id).is_some_and(|job| job.record.with(compare::is_comparable));
        match ids.len() {
            n if !(CompareQuery::LEAST..=CompareQuery::MOST).contains(&n) => {
                Err("Select 2 to 10 jobs to compare them")
            }
            _ if !ids.iter().all(has_result) => {
                Err("Only completed backtests and walk-forward runs can be compared")
            }
            _ => Ok(CompareQuery::of(ids)),
        }
    });
    let compare = move |_| {
        if let Ok(query) = comparison.get_untracked() {
            location::go(&Route::Compare(query));
        }
    };
    let cancel = move |_| {
        spawn_local(async move {
            for id in ids() {
                let active = jobs
                    .get(id)
                    .is_some_and(|job| job.record.with_untracked(|record| record.state.is_active()));
                if active && let Err(error) = jobs.cancel(id).await {
                    toasts.fail(error.message);
                }
            }
            selected.set(BTreeSet::new());
        });
    };
    let export = move |_| {
        let records: Vec<_> =
            ids().into_iter().filter_map(|id| jobs.get(id)).map(|job| job.record.get_untracked()).collect();
        match serde_json::to_string_pretty(&records) {
            Ok(text) => save::text("hindcast-jobs.json", "application/json", &text),
            Err(error) => toasts.fail(format!("The jobs could not be written as JSON: {error}.")),
        }
    };
    let remove = move |_| {
        delete(jobs, toasts, ids());
        selected.set(BTreeSet::new());
    };
    view! {
        <Show when=move || present.with(|present| !present.is_empty())>
            <div class="selection-bar" role="toolbar" aria-label="Selected jobs">
                <span>{move || format!("{} selected", locale::count(present.with(Vec::len) as f64))}</span>
                <button
                    type="button"
                    class="button small primary"
                    disabled=move || comparison.get().is_err()
                    title=move || comparison.get().err().unwrap_or("Equity, numbers, settings and trades side by side")
                    on:click=compare
                >
                    "Compare"
                </button>
                <button type="button" class="button small" on:click=cancel>"Cancel"</button>
                <button type="button" class="button small" on:click=export>"Export"</button>
                <button type="button" class="button small danger" on:click=remove>"Delete"</button>
                <button type="button" class="button quiet small" on:click=move |_| selected.set(BTreeSet::new())>
                    "Clear selection"
                </button>
            </div>
        </Show>
    }
}

/// Deletes jobs and offers to bring them back.
pub(in crate::pages) fn delete(jobs: Jobs, toasts: Toasts, ids: Vec<JobId>) {
    spawn_local(async move {
        let n = ids.len();
        match jobs.delete(ids.clone()).await {
            Err(error) => toasts.fail(error.message),
            Ok(()) => {
                let undo = Callback::new(move |()| {
                    let ids = ids.clone();
                    spawn_local(async move {
                        if let Err(error) = jobs.restore(ids).await {
                            toasts.fail(error.message);
                        }
                    });
                });
                let text = if n == 1 { "Job deleted".to_owned() } else { format!("{n} jobs deleted") };
                toasts.say(text, Offer::Button("Undo", undo));
            }
        }
    });
}
