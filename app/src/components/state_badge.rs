//! The state of a job: its word, with a mark of its own shape.

use leptos::prelude::*;
use shared::job::JobState;

use super::icon::{Icon, Shape};

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

/// Word and mark.
#[component]
pub fn StateBadge(
    /// The state.
    #[prop(into)]
    state: Signal<JobState>,
) -> impl IntoView {
    move || {
        let state = state.get();
        view! { <span class=format!("state {}", state.word())><Icon shape=shape(state) />{state.word()}</span> }
    }
}
