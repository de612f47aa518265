//! Name, state, times, and everything that can be done with the job as a whole.

use engine::sweep::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::{JobRecord, JobSpec, JobState, Progress};
use shared::run_time::RunTime;

use super::export::ExportMenu;
use super::labels::{EditLabels, Labels, StarButton};
use crate::components::look_ahead::{LookAheadBadge, LookAheadButton};
use crate::components::state_badge::StateBadge;
use crate::components::sync_mark::SyncMark;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::{self, Zone};
use crate::format::span;
use crate::names;
use crate::pages::{compare, jobs};
use crate::router::{CompareQuery, Route, RunQuery, location};
use crate::state::{JobHandle, Jobs, Settings};

/// The head of the page.
#[component]
pub(super) fn JobHeader(job: JobHandle, state: Memo<JobState>) -> impl IntoView {
    let settings = Settings::expect();
    let parent = job.record.with_untracked(|record| record.parent);
    let crumb = parent.map(|(sweep, cell)| {
        view! { " / " <a href=Route::Job(sweep).href()>"Sweep"</a> {format!(" / combination {}", cell + 1)} }
    });
    view! {
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::jobs().href()>"Jobs"</a>{crumb}</p>
                <div class="title-line">
                    <h1>{move || job.record.with(|record| names::shown(&record.title))}</h1>
                    <StarButton job />
                </div>
                <p class="job-meta">
                    <StateBadge job />
                    <LookAheadBadge job />
                    <LookAheadButton job />
                    <SyncMark job />
                    <span>{move || job.record.with(|record| times(record, Zone::chosen(settings)))}</span>
                </p>
                <Labels job />
            </div>
            <Actions job state />
        </div>
    }
}

#[component]
fn Actions(job: JobHandle, state: Memo<JobState>) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let duplicate = job.record.with_untracked(|record| {
        let strategy = record.spec.run().strategy.key().to_owned();
        Route::Run(RunQuery { strategy, dataset: None, job: Some(job.id) })
    });
    let cancel = move |_| toasts.attempt(async move { jobs.cancel(job.id).await });
    let resume = move |_| toasts.attempt(async move { jobs.resume(job.id).await });
    let pause = move |_| toasts.attempt(async move { jobs.pause(job.id).await });
    let stop = move |_| toasts.attempt(async move { jobs.stop(job.id).await });
    let is_sweep = job.record.with_untracked(|record| record.spec.sweep().is_some());
    let enough = job.record.with_untracked(|record| EnoughToStop::of(&record.spec));
    let is_own = Memo::new(move |_| job.record.with(|record| jobs.is_own(record)));
    let has_cells = Memo::new(move |_| job.progress.with(|progress| enough.is_reached(progress)));
    // Each button comes and goes by itself: one that stays keeps the focus when the state changes.
    let offered = move |when: fn(JobState) -> bool| Memo::new(move |_| when(state.get()));
    let is_open = offered(|state| state.is_active() || state == JobState::Interrupted);
    let is_interrupted = offered(|state| state == JobState::Interrupted);
    let can_pause = Memo::new(move |_| is_sweep && state.get() == JobState::Running);
    // The cells of another device's sweep are stored there: only it can put its table together.
    let can_stop = Memo::new(move |_| {
        (can_pause.get() || is_sweep && is_interrupted.get()) && is_own.get() && has_cells.get()
    });
    let cancel_title = move || can_pause.get().then_some("Ends the job and discards its combinations");
    let is_comparable = Memo::new(move |_| job.record.with(compare::is_comparable));
    let comparison = Route::Compare(CompareQuery::of(vec![job.id])).href();
    let rerun = move |_| {
        spawn_local(async move {
            match jobs.rerun(job.id).await {
                Ok(id) => {
                    toasts.say("Job created successfully", Offer::Link("Open job", Route::Job(id)));
                    location::go(&Route::Job(id));
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let delete = move |_| {
        jobs::delete(jobs, toasts, vec![job.id]);
        location::go(&Route::jobs());
    };
    view! {
        <div class="actions">
            <Show when=move || can_pause.get()>
                <button type="button" class="button" title="Keeps what is done; resumes when you press Resume" on:click=pause>"Pause"</button>
            </Show>
            <Show when=move || is_interrupted.get()>
                <button type="button" class="button primary" on:click=resume>
                    {move || if is_own.get() { "Resume" } else { "Take over" }}
                </button>
            </Show>
            <Show when=move || can_stop.get()>
                <button type="button" class="button" title=enough.title() on:click=stop>"Stop"</button>
            </Show>
            <Show when=move || is_open.get()>
                <button type="button" class="button" title=cancel_title on:click=cancel>"Cancel"</button>
            </Show>
            <Show when=move || !is_open.get()>
                <button type="button" class="button" on:click=rerun>"Re-run"</button>
            </Show>
            <Show when=move || is_comparable.get()>
                <a class="button" href=comparison.clone() title="Beside other jobs: equity, numbers, settings, trades">"Compare"</a>
            </Show>
            <Show when=move || is_comparable.get()>
                <ExportMenu job />
            </Show>
            <EditLabels job />
            <a class="button" href=duplicate.href() title="Opens the run form with these settings">"Duplicate"</a>
            <button type="button" class="button danger" on:click=delete>"Delete"</button>
        </div>
    }
}

/// When a job can complete with what it has.
#[derive(Clone, Copy)]
enum EnoughToStop {
    /// A sweep: with its first combination.
    Combinations,
    /// A walk-forward run: with its first fold. The cells of two, since workers run the cells of neighbouring folds at the same time.
    Folds(u32),
    /// A walk-forward run whose folds search side by side, so that the first is done when all are.
    Never,
}

impl EnoughToStop {
    fn of(spec: &JobSpec) -> Self {
        match spec {
            JobSpec::WalkForward { sweep, .. } if matches!(sweep.method, Method::Search { .. }) => {
                Self::Never
            }
            JobSpec::WalkForward { folds, .. } => Self::Folds(folds.n_folds),
            JobSpec::Backtest { .. } | JobSpec::Sweep { .. } => Self::Combinations,
        }
    }

    fn is_reached(self, progress: &Progress) -> bool {
        match self {
            Self::Combinations => progress.done > 0,
            Self::Folds(n_folds) => progress.done > 0 && progress.share() * f64::from(n_folds) >= 2.0,
            Self::Never => false,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Combinations => "Completes the sweep with the combinations it has",
            Self::Folds(_) | Self::Never => "Completes the walk-forward run with the folds it has",
        }
    }
}

fn times(record: &JobRecord, zone: Zone) -> String {
    let mut words = vec![format!("created {} {}", zone.moment(record.created_ms), zone.label())];
    if let Some(time) = RunTime::of(record) {
        words.push(format!("took {}", span::run_time(&locale::separators(), time)));
    }
    if record.attempt > 1 {
        words.push(format!("attempt {}", record.attempt));
    }
    words.join(" · ")
}
