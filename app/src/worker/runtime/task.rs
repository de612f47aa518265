//! One task under way: slices, progress, cancel.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use shared::job::{JobError, Progress};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

use super::post;
use crate::storage::StorageError;
use crate::worker::protocol::{FromWorker, TaskId};

/// Why a task ended without an outcome.
pub(super) enum Stop {
    Cancelled,
    Failed(Box<JobError>),
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}

/// Work goes on for so long before messages are read.
pub(super) const SLICE_MS: f64 = 40.0;
/// Progress is told at most so often.
const PROGRESS_MS: f64 = 100.0;

/// A task: what the worker works on, shared with the handler of messages.
#[derive(Clone)]
pub(super) struct Task {
    id: TaskId,
    cancelled: Rc<Cell<bool>>,
    halted: Rc<Cell<bool>>,
    began: f64,
    told: Rc<Cell<f64>>,
}

impl Task {
    pub(super) fn new(id: TaskId) -> Self {
        let began = now();
        Self { id, cancelled: Rc::default(), halted: Rc::default(), began, told: Rc::new(Cell::new(began)) }
    }

    pub(super) fn id(&self) -> TaskId {
        self.id
    }

    pub(super) fn cancel(&self) {
        self.cancelled.set(true);
    }

    /// Asks to end early with what is done.
    pub(super) fn halt(&self) {
        self.halted.set(true);
    }

    pub(super) fn is_halted(&self) -> bool {
        self.halted.get()
    }

    /// Tells the page how far it is, unless it was told a moment ago.
    pub(super) fn progress(&self, done: u64, total: u64) {
        self.progress_with_best(done, total, None);
    }

    /// As [`Task::progress`], with the best objective among the cells that are done.
    pub(super) fn progress_with_best(&self, done: u64, total: u64, best: Option<f64>) {
        let now = now();
        if now - self.told.get() < PROGRESS_MS {
            return;
        }
        self.told.set(now);
        let seconds = (now - self.began) / 1_000.0;
        let per_second = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
        let progress = Progress { done, total, per_second, best };
        post(&FromWorker::Progress { task: self.id, progress }, None);
    }

    /// Lets messages in.
    ///
    /// # Errors
    /// [`Stop::Cancelled`] if one of them said so.
    pub(super) async fn breathe(&self) -> Result<(), Stop> {
        // A message to oneself comes after those that wait already, and at once: timers would be held back to 4 ms.
        if let Ok(channel) = MessageChannel::new() {
            let turn = Promise::new(&mut |resolve: Function, _| {
                channel.port1().set_onmessage(Some(resolve.unchecked_ref()));
                let _ = channel.port2().post_message(&JsValue::NULL);
            });
            let _ = JsFuture::from(turn).await;
            channel.port1().close();
        }
        if self.cancelled.get() { Err(Stop::Cancelled) } else { Ok(()) }
    }
}

/// Milliseconds of the worker's monotonic clock.
pub(super) fn now() -> f64 {
    let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into());
    performance.map_or(0.0, |performance| performance.unchecked_into::<Performance>().now())
}
