//! What every store of jobs must do, as tests to stamp onto an implementation with [`crate::job_store_conformance!`].

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::{ChangeError, Found, JobStore};
use crate::change::{Change, TransitionError};
use crate::fixture::{job, owner};
use crate::job::{JobRecord, JobState, Progress};
use crate::job_state::JobStep;

/// Stamps the suite onto a store. `native` makes plain tests of a store whose answers are there at once; `browser` makes
/// tests for Chromium, where the expression is a future of an empty store.
#[macro_export]
macro_rules! job_store_conformance {
    ($kind:ident, $make:expr) => {
        $crate::job_store_conformance!(
            @$kind, $make,
            a_job_is_found_as_it_was_stored,
            an_id_is_taken_once,
            what_is_missing_is_not_found_and_not_changed,
            all_jobs_come_in_the_order_of_their_creation,
            of_two_tabs_that_claim_a_job_one_gets_it,
            a_refused_change_changes_nothing,
            an_edit_leaves_the_state_alone,
        );
    };
    (@native, $make:expr, $($name:ident),* $(,)?) => {
        $(#[test] fn $name() { $crate::store::suite::at_once($crate::store::suite::$name(&$make)); })*
    };
    (@browser, $make:expr, $($name:ident),* $(,)?) => {
        $(#[wasm_bindgen_test::wasm_bindgen_test] async fn $name() { $crate::store::suite::$name(&$make.await).await; })*
    };
}

/// The answer of a future that waits for nothing.
///
/// # Panics
/// If it does wait.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("this store does not answer at once"),
    }
}

async fn stored(store: &impl JobStore, n: u128) -> JobRecord {
    let job = job(n);
    store.insert(&job).await.expect("an empty store takes a job");
    job
}

/// See its name.
pub async fn a_job_is_found_as_it_was_stored(store: &impl JobStore) {
    let job = stored(store, 1).await;
    assert_eq!(store.get(job.id).await.expect("it can be read"), Some(job));
}

/// See its name.
pub async fn an_id_is_taken_once(store: &impl JobStore) {
    let first = stored(store, 1).await;
    let second = JobRecord { title: "another".into(), ..first.clone() };
    assert!(store.insert(&second).await.is_err());
    assert_eq!(store.get(first.id).await.expect("it can be read"), Some(first));
}

/// See its name.
pub async fn what_is_missing_is_not_found_and_not_changed(store: &impl JobStore) {
    let job = job(1);
    assert_eq!(store.get(job.id).await.expect("an empty store can be read"), None);
    let change =
        store.change(job.id, job.expected(), &Change::Cancel { progress: Progress::default() }, 0).await;
    assert!(matches!(change, Err(ChangeError::Missing)), "{change:?}");
    let edit = store.edit(job.id, |job| job.starred = true).await;
    assert!(matches!(edit, Err(ChangeError::Missing)), "{edit:?}");
}

/// See its name.
pub async fn all_jobs_come_in_the_order_of_their_creation(store: &impl JobStore) {
    let (second, third, first) = (stored(store, 2).await, stored(store, 3).await, stored(store, 1).await);
    let all = store.all().await.expect("it can be read");
    assert_eq!(all, [first, second, third].map(Found::Record));
}

/// See its name.
pub async fn of_two_tabs_that_claim_a_job_one_gets_it(store: &impl JobStore) {
    let job = stored(store, 1).await;
    let seen = job.expected();
    let first = store.change(job.id, seen, &Change::Claim { by: owner(1) }, 5).await.expect("it is free");
    assert_eq!((first.state, first.owner, first.started_ms), (JobState::Running, owner(1), Some(5)));
    let second = store.change(job.id, seen, &Change::Claim { by: owner(2) }, 6).await;
    let refused = TransitionError::Refused { state: JobState::Running, step: JobStep::Claim };
    assert!(matches!(second, Err(ChangeError::Transition(why)) if why == refused), "{second:?}");
    assert_eq!(store.get(job.id).await.expect("it can be read"), Some(first));
}

/// See its name.
pub async fn a_refused_change_changes_nothing(store: &impl JobStore) {
    let job = stored(store, 1).await;
    assert!(store.change(job.id, job.expected(), &Change::Interrupt, 0).await.is_err());
    assert_eq!(store.get(job.id).await.expect("it can be read"), Some(job));
}

/// See its name.
pub async fn an_edit_leaves_the_state_alone(store: &impl JobStore) {
    let job = stored(store, 1).await;
    let edited = store.edit(job.id, |job| job.note = "looks like luck".into()).await.expect("it is there");
    assert_eq!(edited, JobRecord { note: "looks like luck".into(), seq: job.seq + 1, ..job.clone() });
    let claimed = store.change(job.id, job.expected(), &Change::Claim { by: owner(1) }, 0).await;
    assert_eq!(claimed.expect("an edit is no reason to refuse").note, "looks like luck");
}
