//! The background jobs: what runs, on which worker, and what ran last.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::job_progress::JobProgress;
use super::notice::{ErrorNotice, Loading};
use super::progress::ProgressBar;
use super::state_badge::StateBadge;
use super::toast::Toasts;
use crate::format::locale::{self, Zone};
use crate::format::progress;
use crate::names;
use crate::router::Route;
use crate::state::{JobHandle, JobRow, Jobs, LoadState, Settings, WorkerPhase, WorkerView, Workers};

/// Recent jobs shown below the active ones.
const RECENT: usize = 12;

/// The dialog.
#[component]
pub fn JobsPanel(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title="Background jobs" kind="side">
            <div class="dialog-body panel">
                <WorkerBars />
                <PanelJobs open />
            </div>
            <div class="dialog-foot">
                <a class="button" href=Route::jobs().href() on:click=move |_| open.set(false)>"All jobs"</a>
            </div>
        </Dialog>
    }
}

#[component]
fn PanelJobs(open: RwSignal<bool>) -> impl IntoView {
    let jobs = Jobs::expect();
    let handles = move |active: bool, limit: usize| {
        let is_wanted = |job: &JobHandle| job.record.with(|record| record.state.is_active()) == active;
        jobs.rows().with(|rows| {
            let found = rows.iter().filter_map(|row| match row {
                JobRow::Job(job) => Some(*job),
                JobRow::Unreadable { .. } => None,
            });
            found.filter(is_wanted).take(limit).collect::<Vec<_>>()
        })
    };
    let active = Memo::new(move |_| handles(true, 50));
    let recent = Memo::new(move |_| handles(false, RECENT));
    move || match jobs.load_state().get() {
        LoadState::Loading => view! { <Loading text="Reading the jobs…" /> }.into_any(),
        LoadState::Failed(error) => view! { <ErrorNotice error /> }.into_any(),
        LoadState::Ready => view! {
            <section class="panel-part">
                <h3>"Active"</h3>
                <Show when=move || active.with(Vec::is_empty)>
                    <p class="muted small">"Nothing is queued or running."</p>
                </Show>
                <For each=move || active.get() key=|job| job.id let:job><ActiveJob job open /></For>
            </section>
            <section class="panel-part">
                <h3>"Recent"</h3>
                <Show when=move || recent.with(Vec::is_empty)>
                    <p class="muted small">"Finished jobs appear here."</p>
                </Show>
                <For each=move || recent.get() key=|job| job.id let:job><RecentJob job open /></For>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn ActiveJob(job: JobHandle, open: RwSignal<bool>) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let cancel = move |_| toasts.attempt(async move { jobs.cancel(job.id).await });
    let title = move || job.record.with(|record| names::shown(&record.title));
    view! {
        <article class="panel-job">
            <div class="panel-line">
                <a href=Route::Job(job.id).href() on:click=move |_| open.set(false)>{title}</a>
                <StateBadge job />
            </div>
            <JobProgress job />
            <div class="actions">
                <button type="button" class="button small" aria-label=move || format!("Cancel {}", title()) on:click=cancel>
                    "Cancel"
                </button>
            </div>
        </article>
    }
}

#[component]
fn RecentJob(job: JobHandle, open: RwSignal<bool>) -> impl IntoView {
    let settings = Settings::expect();
    let when = move || {
        job.record.with(|record| {
            let at = record.finished_ms.unwrap_or(record.created_ms);
            Zone::chosen(settings).moment(at)
        })
    };
    view! {
        <article class="panel-job">
            <div class="panel-line">
                <a href=Route::Job(job.id).href() on:click=move |_| open.set(false)>
                    {move || job.record.with(|record| names::shown(&record.title))}
                </a>
                <StateBadge job />
            </div>
            <p class="muted small">{when}</p>
        </article>
    }
}

/// What each worker is doing.
#[component]
pub fn WorkerBars() -> impl IntoView {
    let views = Workers::expect().views();
    let indexes =
        Memo::new(move |_| views.with(|views| views.iter().map(|view| view.index).collect::<Vec<_>>()));
    view! {
        <section class="panel-part" aria-label="Workers">
            <h3>"Workers"</h3>
            <For each=move || indexes.get() key=|index| *index let:index><WorkerBar index /></For>
        </section>
    }
}

#[component]
fn WorkerBar(index: usize) -> impl IntoView {
    let views = Workers::expect().views();
    let mine = Memo::new(move |_| views.with(|views| views.iter().find(|view| view.index == index).copied()));
    let share = Memo::new(move |_| mine.get().map_or(0.0, |view| view.progress.share()));
    let text = Memo::new(move |_| mine.get().map(said).unwrap_or_default());
    let label = format!("Worker {}", index + 1);
    view! {
        <div class="worker">
            <span>{label.clone()}</span>
            <ProgressBar label share text />
            <span class="muted worker-text">{text}</span>
        </div>
    }
}

fn said(view: WorkerView) -> String {
    match view.phase {
        WorkerPhase::Starting => "starting".into(),
        WorkerPhase::Idle => "idle".into(),
        WorkerPhase::Failed => "not available".into(),
        WorkerPhase::Running if view.progress.per_second > 0.0 => {
            format!("{}/s", progress::short(&locale::separators(), view.progress.per_second))
        }
        WorkerPhase::Running => "working".into(),
    }
}
