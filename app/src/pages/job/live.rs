//! A job that waits or runs.

use leptos::prelude::*;
use shared::job::JobState;

use crate::components::job_progress::JobProgress;
use crate::components::jobs_panel::WorkerBars;
use crate::state::{JobHandle, Jobs};

/// Progress of the job and of the workers.
#[component]
pub(super) fn Live(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let is_own = Memo::new(move |_| job.record.with(|record| jobs.is_own(record)));
    let title = move || match (job.record.with(|record| record.state), is_own.get()) {
        (JobState::Queued, true) => "Waiting for a worker",
        (JobState::Queued, false) => "Waiting on another device",
        (_, true) => "Running",
        (_, false) => "Running on another device",
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2></div>
            <div class="card-body stack">
                <JobProgress job />
                {move || is_own.get().then(|| view! { <WorkerBars /> })}
            </div>
        </section>
    }
}
