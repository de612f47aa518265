//! One row of the list.

use engine::statistics;
use leptos::prelude::*;
use shared::job::{JobRecord, JobSpec, JobState};
use shared::run_time::RunTime;

use super::selection::Selected;
use crate::components::icon::{Icon, Shape};
use crate::components::job_progress::JobProgress;
use crate::components::look_ahead::LookAheadBadge;
use crate::components::save;
use crate::components::stat_value::StatValue;
use crate::components::state_badge::StateBadge;
use crate::components::sync_mark::SyncMark;
use crate::components::toast::Toasts;
use crate::format::locale::{self, Zone};
use crate::format::{span, strategy};
use crate::names;
use crate::router::{JobSort, Route, SortKey};
use crate::state::{Datasets, JobHandle, Jobs, Settings};

/// Headline numbers of a completed run shown in its row. The one that the list is sorted by takes the first place.
const SHOWN: [&str; 4] = ["return", "max_drawdown", "sharpe", "trades"];

/// A job.
#[component]
pub(super) fn Row(job: JobHandle, selected: Selected, sort: Memo<JobSort>) -> impl IntoView {
    let settings = Settings::expect();
    let state = Memo::new(move |_| job.record.with(|record| record.state));
    let title = Memo::new(move |_| job.record.with(|record| names::shown(&record.title)));
    let is_starred = Memo::new(move |_| job.record.with(|record| record.starred));
    let about = move || job.record.with(|record| about(record, Zone::chosen(settings)));
    let toggle = move |event| {
        let ticked = event_target_checked(&event);
        selected.update(|selected| {
            if ticked {
                selected.insert(job.id)
            } else {
                selected.remove(&job.id)
            };
        });
    };
    let outcome = Memo::new(move |_| match state.get() {
        JobState::Queued | JobState::Running => Outcome::Live,
        JobState::Completed => Outcome::Numbers,
        _ => {
            Outcome::Said(job.record.with(|record| record.error.as_ref().map(|error| error.message.clone())))
        }
    });
    let outcome = move || match outcome.get() {
        Outcome::Live => view! { <JobProgress job /> }.into_any(),
        Outcome::Numbers => view! { <Summary job sort /> }.into_any(),
        Outcome::Said(message) => view! { <span class="muted small clip">{message}</span> }.into_any(),
    };
    view! {
        <div class="job-row" role="row">
            <label class="check" role="cell">
                <input
                    type="checkbox"
                    aria-label=move || format!("Select {}", title.get())
                    prop:checked=move || selected.with(|selected| selected.contains(&job.id))
                    on:change=toggle
                />
            </label>
            <div class="job-name" role="cell">
                <span class="job-title">
                    {move || is_starred.get().then(|| view! { <span class="star" role="img" aria-label="Starred"><Icon shape=Shape::Star /></span> })}
                    <a href=Route::Job(job.id).href() data-item>{title}</a>
                </span>
                <span class="muted small clip">{about}</span>
            </div>
            <div class="job-state" role="cell"><StateBadge job /><LookAheadBadge job /><SyncMark job /></div>
            <div class="job-outcome" role="cell">{outcome}</div>
            <div class="job-actions" role="cell"><Action job state /></div>
        </div>
    }
}

/// What a row says of how it goes, or went: drawn anew only if that changes.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    Live,
    Numbers,
    Said(Option<String>),
}

/// The one thing that is most likely wanted.
#[component]
fn Action(job: JobHandle, state: Memo<JobState>) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let title = move || job.record.with(|record| names::shown(&record.title));
    let cancel = move |_| toasts.attempt(async move { jobs.cancel(job.id).await });
    let resume = move |_| toasts.attempt(async move { jobs.resume(job.id).await });
    let is_active = Memo::new(move |_| state.get().is_active());
    let is_interrupted = Memo::new(move |_| state.get() == JobState::Interrupted);
    view! {
        <Show when=move || is_active.get()>
            <button type="button" class="button small" aria-label=move || format!("Cancel {}", title()) on:click=cancel>"Cancel"</button>
        </Show>
        <Show when=move || is_interrupted.get()>
            <button type="button" class="button small" aria-label=move || format!("{} {}", resume_word(jobs, job), title()) on:click=resume>
                {move || resume_word(jobs, job)}
            </button>
        </Show>
    }
}

/// What an interrupted job is put back into the queue by: here, or away from the device that had it.
fn resume_word(jobs: Jobs, job: JobHandle) -> &'static str {
    if job.record.with(|record| jobs.is_own(record)) { "Resume" } else { "Take over" }
}

#[component]
fn Summary(job: JobHandle, sort: Memo<JobSort>) -> impl IntoView {
    let summary = Memo::new(move |_| job.record.with(|record| record.summary.clone()));
    let sorted_by = Memo::new(move |_| match sort.get().by {
        SortKey::Number(key) => Some(key),
        _ => None,
    });
    let (datasets, dataset) =
        (Datasets::expect(), job.record.with_untracked(|record| record.spec.run().dataset.id));
    let interval_ms = Memo::new(move |_| datasets.interval_ms(dataset));
    let number = move |key: &str| {
        let interval_ms = interval_ms.get();
        let value = summary.with(|summary| summary.get(key).copied());
        let (info, value) = (statistics::info(key)?, value?);
        Some(view! {
            <span class="job-number"><span class="muted">{info.name}</span><StatValue info metric=Ok(value) interval_ms /></span>
        })
    };
    move || {
        let first = sorted_by.get();
        let others = SHOWN.into_iter().filter(|key| first.as_deref() != Some(key));
        first.as_deref().into_iter().chain(others).take(SHOWN.len()).map(number).collect_view()
    }
}

fn about(record: &JobRecord, zone: Zone) -> String {
    let run = record.spec.run();
    let strategy = strategy::name(run);
    let kind = match record.spec {
        JobSpec::Backtest { .. } => strategy,
        JobSpec::Sweep { .. } => format!("{strategy}, sweep"),
        JobSpec::WalkForward { .. } => format!("{strategy}, walk-forward"),
    };
    let took = RunTime::of(record)
        .map(|time| format!(" · {}", span::run_time(&locale::separators(), time)))
        .unwrap_or_default();
    let tags = if record.tags.is_empty() {
        String::new()
    } else {
        format!(" · {}", names::shown(&record.tags.join(", ")))
    };
    format!("{kind} · {} · {}{took}{tags}", names::shown(&run.dataset.name), zone.moment(record.created_ms))
}

/// A record that cannot be read: it is shown and can be saved, never dropped.
#[component]
pub(super) fn UnreadableRow(id: String, reason: String, raw: String) -> impl IntoView {
    let name = format!("hindcast-job-{id}.json");
    let full = reason.clone();
    view! {
        <div class="job-row" role="row">
            <span role="cell"></span>
            <div class="job-name" role="cell">
                <strong>"Unreadable record"</strong>
                <span class="muted small clip" title=full>{reason}</span>
            </div>
            <span role="cell"></span>
            <div class="job-outcome" role="cell"></div>
            <div class="job-actions" role="cell">
                <button type="button" class="button small" on:click=move |_| save::text(&name, "application/json", &raw)>"Export"</button>
            </div>
        </div>
    }
}
