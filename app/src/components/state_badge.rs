//! The state of a job: its word, with a mark of its own shape.

use leptos::prelude::*;
use shared::job::{JobRecord, JobState};

use super::icon::{Icon, Shape};
use crate::state::JobHandle;

/// Every state, in the order of the filter.
pub const STATES: [JobState; 6] = [
    JobState::Queued,
    JobState::Running,
    JobState::Completed,
    JobState::Failed,
    JobState::Cancelled,
    JobState::Interrupted,
];

fn shape(state: JobState) -> Shape {
    match state {
        JobState::Queued => Shape::Clock,
        JobState::Running => Shape::Play,
        JobState::Completed => Shape::Done,
        JobState::Failed => Shape::Alert,
        JobState::Cancelled => Shape::Stop,
        JobState::Interrupted => Shape::Pause,
    }
}

/// The word for where a job stands: its state, but *paused* for what the person interrupted.
pub fn word(record: &JobRecord) -> &'static str {
    // Earlier versions left the mark on what was cancelled after a pause.
    let is_paused = record.is_paused && record.state == JobState::Interrupted;
    if is_paused { "paused" } else { record.state.word() }
}

/// Word and mark.
#[component]
pub fn StateBadge(
    /// The job.
    job: JobHandle,
) -> impl IntoView {
    let shown =
        Memo::new(move |_| job.record.with(|record| (record.state, word(record), record.was_stopped())));
    move || {
        let (state, word, was_stopped) = shown.get();
        view! {
            <span class=format!("state {}", state.word())><Icon shape=shape(state) />{word}</span>
            {was_stopped.then(|| view! { <span class="state stopped" title="Stopped before all combinations were done">"stopped early"</span> })}
        }
    }
}
