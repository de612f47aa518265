//! One job: its progress, its report or table, or why it failed; always with the settings it was made with.

mod by_time;
mod certificate;
mod charts;
mod compare;
mod explain;
mod export;
mod header;
mod headline;
mod histogram;
mod labels;
mod live;
mod monte_carlo;
mod monthly;
mod over_time;
mod preset;
mod problem;
mod report;
mod same_as_cell;
mod settings;
mod statistics;
mod sweep;
mod trades;
mod version;
mod walk;
mod warnings;

pub(super) use charts::fits;
pub(super) use preset::chosen as chosen_preset;
pub(super) use settings::{Fact, all_settings, config, params, strategy_name};

use leptos::prelude::*;
use shared::id::JobId;
use shared::job::{JobSpec, JobState};

use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::names;
use crate::router::Route;
use crate::state::{JobHandle, Jobs, Shown, known};

/// The page.
#[component]
pub(super) fn JobPage(id: JobId) -> impl IntoView {
    let jobs = Jobs::expect();
    let found = Memo::new(move |_| jobs.get(id));
    let shown = known(jobs.load_state(), Signal::derive(move || found.with(Option::is_some)));
    move || match (shown.get(), found.get_untracked()) {
        (Shown::Loading, _) => view! { <Loading text="Reading the job…" /> }.into_any(),
        (Shown::Failed(error), _) => view! { <ErrorNotice error /> }.into_any(),
        (Shown::There, Some(job)) => view! {
            <Show when=move || found.with(Option::is_none)><Gone /></Show>
            <Body job />
        }
        .into_any(),
        (Shown::There | Shown::Missing, _) => view! {
            <h1 class="visually-hidden">"Job"</h1>
            <Gone />
        }
        .into_any(),
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <Empty title="This job is not here">
            <p>"It was deleted, or it belongs to another browser."</p>
            <a class="button" href=Route::jobs().href()>"Go to the jobs"</a>
        </Empty>
    }
}

/// Which part of the page follows from the state: it is drawn anew only if that changes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Content {
    Live,
    Result,
    Problem,
}

/// What a job has come to, without its head and settings.
#[component]
pub(super) fn Outcome(job: JobHandle) -> impl IntoView {
    let state = Memo::new(move |_| job.record.with(|record| record.state));
    let content = content(state);
    move || match content.get() {
        Content::Live => view! { <live::Live job /> }.into_any(),
        Content::Result => view! { <report::ReportView job /> }.into_any(),
        Content::Problem => view! { <problem::Problem job /> }.into_any(),
    }
}

fn content(state: Memo<JobState>) -> Memo<Content> {
    Memo::new(move |_| match state.get() {
        JobState::Queued | JobState::Running => Content::Live,
        JobState::Completed => Content::Result,
        JobState::Failed | JobState::Cancelled | JobState::Interrupted => Content::Problem,
    })
}

#[component]
fn Body(job: JobHandle) -> impl IntoView {
    let state = Memo::new(move |_| job.record.with(|record| record.state));
    let is_walk = job.record.with_untracked(|record| matches!(record.spec, JobSpec::WalkForward { .. }));
    let is_sweep = job.record.with_untracked(|record| matches!(record.spec, JobSpec::Sweep { .. }));
    // A tab in the background tells by its title how far the job is.
    Effect::new(move |_| {
        let name = job.record.with(|record| names::shown(&record.title));
        let percent = (state.get() == JobState::Running).then(|| job.progress.get().share() * 100.0);
        let how_far = percent.map(|percent| format!("{}% ", percent.floor())).unwrap_or_default();
        document().set_title(&format!("{how_far}{name} · Hindcast"));
    });
    let content = content(state);
    let content = move || match content.get() {
        Content::Live => view! { <live::Live job /> }.into_any(),
        Content::Result if is_sweep => ().into_any(),
        Content::Result if is_walk => view! { <walk::WalkView job /> }.into_any(),
        Content::Result => view! { <report::ReportView job /> }.into_any(),
        Content::Problem => view! { <problem::Problem job /> }.into_any(),
    };
    view! {
        <header::JobHeader job state />
        <div class="stack">
            <version::VersionNotice job />
            {content}
            // One for all states: what one looks at while it runs stays where it is when it ends.
            {is_sweep.then(|| view! { <sweep::Sweep job /> })}
            <settings::SettingsCard job />
        </div>
    }
}
