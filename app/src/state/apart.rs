//! A separate worker for reading tables and compiling scripts, so that nobody who looks or types waits behind running jobs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use wasm_bindgen::JsValue;

use super::AppError;
use crate::jobs::driver::Driver;
use crate::worker::client::{Heard, WorkerClient};
use crate::worker::protocol::{FromWorker, Outcome, TaskId, ToWorker, Work};

/// What the worker says: an outcome with what is beside it, or why there is none.
pub(super) type Said = Result<(Outcome, JsValue), AppError>;

/// The worker. It starts with the first piece of work and ends when the last of its clones is dropped.
#[derive(Clone)]
pub(super) struct Apart(Rc<Inner>);

struct Inner {
    client: RefCell<Option<WorkerClient>>,
    waiting: RefCell<BTreeMap<TaskId, oneshot::Sender<Said>>>,
    next: Cell<TaskId>,
    /// Said when it does not answer.
    lost: &'static str,
}

impl Apart {
    /// A worker that has not started yet. `lost` is what a person is told if it does not answer.
    pub(super) fn new(lost: &'static str) -> Self {
        Self(Rc::new(Inner {
            client: RefCell::new(None),
            waiting: RefCell::default(),
            next: Cell::new(0),
            lost,
        }))
    }

    /// Has it do something, and waits for the outcome.
    pub(super) async fn ask(&self, driver: &Driver, work: Work) -> Said {
        let wait = Inner::put(&self.0, driver, work)?;
        wait.await.unwrap_or_else(|_| Err(self.no_answer("nobody waits for the answer".to_owned())))
    }

    pub(super) fn no_answer(&self, detail: String) -> AppError {
        self.0.no_answer(detail)
    }
}

impl Inner {
    fn put(inner: &Rc<Self>, driver: &Driver, work: Work) -> Result<oneshot::Receiver<Said>, AppError> {
        if inner.client.borrow().is_none() {
            let weak = Rc::downgrade(inner);
            let started = driver.pool.apart(move |heard| Self::heard(&weak, heard));
            let client = started.map_err(|detail| inner.no_answer(detail))?;
            inner.client.replace(Some(client));
        }
        let task = inner.next.replace(inner.next.get() + 1);
        let (answer, wait) = oneshot::channel();
        inner.waiting.borrow_mut().insert(task, answer);
        let message = ToWorker::Run { task, work: Box::new(work) };
        if let Some(client) = &*inner.client.borrow() {
            let sent = client.send(&message, &[]);
            sent.map_err(|error| inner.no_answer(crate::storage::described(&error)))?;
        }
        Ok(wait)
    }

    fn heard(weak: &Weak<Self>, heard: Heard) {
        let Some(inner) = weak.upgrade() else { return };
        let (task, said) = match heard {
            Heard::Message { message: FromWorker::Done { task, outcome }, beside } => {
                (task, Ok((outcome, beside)))
            }
            Heard::Message { message: FromWorker::Failed { task, error }, .. } => (task, Err(error.into())),
            Heard::Message { message: FromWorker::Panicked { message }, .. } => {
                return inner.broken(&message);
            }
            Heard::Broken(message) => return inner.broken(&message),
            Heard::Message { .. } => return,
        };
        if let Some(waiting) = inner.waiting.borrow_mut().remove(&task) {
            // Who asked may have gone to another page.
            let _ = waiting.send(said);
        }
    }

    /// The worker is of no use any more; the next piece of work starts another.
    fn broken(self: Rc<Self>, message: &str) {
        for waiting in std::mem::take(&mut *self.waiting.borrow_mut()).into_values() {
            let _ = waiting.send(Err(self.no_answer(message.to_owned())));
        }
        // Not inside its own handler, which would be freed while it runs.
        wasm_bindgen_futures::spawn_local(async move { drop(self.client.replace(None)) });
    }

    fn no_answer(&self, detail: String) -> AppError {
        AppError::new("reader_lost", self.lost).with_detail(detail)
    }
}
