//! A job that waits or runs.

use leptos::prelude::*;
use shared::job::JobState;

use crate::components::job_progress::JobProgress;
use crate::components::jobs_panel::WorkerBars;
use crate::state::JobHandle;

/// Progress of the job and of the workers.
#[component]
pub(super) fn Live(job: JobHandle) -> impl IntoView {
    let title = move || match job.record.with(|record| record.state) {
        JobState::Queued => "Waiting for a worker",
        _ => "Running",
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2></div>
            <div class="card-body stack">
                <JobProgress job />
                <WorkerBars />
            </div>
        </section>
    }
}
