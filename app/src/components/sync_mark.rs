//! Where a job is safe, and whose it is: only with a server, and never more than is true.

use leptos::prelude::*;

use crate::state::{JobHandle, Jobs, SyncState};

/// "on the server" or "saved here", and "on another device" for a job that is not this one's.
#[component]
pub fn SyncMark(
    /// The job.
    job: JobHandle,
) -> impl IntoView {
    let (sync, jobs) = (SyncState::expect(), Jobs::expect());
    let is_paired = Memo::new(move |_| sync.pairing().with(Option::is_some));
    let waits = Memo::new(move |_| sync.is_waiting(job.id));
    let is_own = Memo::new(move |_| job.record.with(|record| jobs.is_own(record)));
    let words = move || {
        let place = if waits.get() { "saved here" } else { "on the server" };
        let whose = if is_own.get() { "" } else { " · another device" };
        format!("{place}{whose}")
    };
    move || is_paired.get().then(|| view! { <span class="sync-mark muted small clip">{words}</span> })
}
