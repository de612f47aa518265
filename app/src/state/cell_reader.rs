//! The way to the cells of a sweep: a worker of its own, so that nobody who looks waits behind those who run.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use js_sys::Float64Array;
use shared::job::{JobRecord, JobState};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::datasets::unexpected;
use super::link::Link;
use super::{AppError, Jobs};
use crate::cells::{Answer, Question, SweepRun, TableSource};
use crate::jobs::driver::Driver;
use crate::storage::opfs::RESULTS;
use crate::worker::client::{Heard, WorkerClient};
use crate::worker::protocol::{FromWorker, Outcome, TaskId, ToWorker, Work};

/// An answer and its numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells {
    /// What was said.
    pub answer: Answer,
    /// The numbers beside it.
    pub numbers: Vec<f64>,
}

/// What the worker says: an answer with what is beside it, or why there is none.
type Said = Result<(Answer, JsValue), AppError>;

/// A worker that looks into tables. It starts with the first question and ends when the last of its clones is dropped.
#[derive(Clone)]
pub struct CellReader(Rc<Inner>);

struct Inner {
    link: Link,
    client: RefCell<Option<WorkerClient>>,
    waiting: RefCell<BTreeMap<TaskId, oneshot::Sender<Said>>>,
    next: Cell<TaskId>,
}

impl CellReader {
    /// A reader that has not started yet.
    pub fn new(jobs: Jobs) -> Self {
        Self(Rc::new(Inner {
            link: jobs.link,
            client: RefCell::new(None),
            waiting: RefCell::default(),
            next: Cell::new(0),
        }))
    }

    /// Where the cells of a sweep lie; `None` for what is no sweep, or has no cells.
    pub fn source(record: &JobRecord) -> Option<TableSource> {
        let sweep = SweepRun::of(&record.spec)?;
        match (&record.result, record.state) {
            (Some(result), _) => Some(TableSource::Stored { blob: result.blob.clone() }),
            (None, JobState::Queued | JobState::Running | JobState::Interrupted) => {
                Some(TableSource::Growing { job: record.id, sweep: Box::new(sweep) })
            }
            (None, _) => None,
        }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// The cells cannot be read.
    pub async fn ask(&self, table: TableSource, question: Question) -> Result<Cells, AppError> {
        let (answer, beside) = self.send(table, question).await?;
        let numbers = beside.dyn_into::<Float64Array>().map(|numbers| numbers.to_vec()).unwrap_or_default();
        Ok(Cells { answer, numbers })
    }

    /// Asks for a file.
    ///
    /// # Errors
    /// The cells cannot be read.
    pub async fn file(&self, table: TableSource, question: Question) -> Result<Blob, AppError> {
        let (_, beside) = self.send(table, question).await?;
        beside.dyn_into().map_err(|_| no_answer("there was no file beside the answer".to_owned()))
    }

    async fn send(&self, table: TableSource, question: Question) -> Said {
        let driver = self.0.link.driver().await?;
        if let TableSource::Stored { blob } = &table {
            driver.fetch(RESULTS, blob).await;
        }
        let wait = Inner::put(&self.0, &driver, Work::Look { table, question })?;
        wait.await.unwrap_or_else(|_| Err(no_answer("nobody waits for the answer".to_owned())))
    }
}

impl Inner {
    fn put(inner: &Rc<Self>, driver: &Driver, work: Work) -> Result<oneshot::Receiver<Said>, AppError> {
        if inner.client.borrow().is_none() {
            let weak = Rc::downgrade(inner);
            let client = driver.pool.apart(move |heard| Self::heard(&weak, heard)).map_err(no_answer)?;
            inner.client.replace(Some(client));
        }
        let task = inner.next.replace(inner.next.get() + 1);
        let (answer, wait) = oneshot::channel();
        inner.waiting.borrow_mut().insert(task, answer);
        let message = ToWorker::Run { task, work: Box::new(work) };
        if let Some(client) = &*inner.client.borrow() {
            client.send(&message, &[]).map_err(|error| no_answer(crate::storage::described(&error)))?;
        }
        Ok(wait)
    }

    fn heard(weak: &Weak<Self>, heard: Heard) {
        let Some(inner) = weak.upgrade() else { return };
        let (task, said) = match heard {
            Heard::Message {
                message: FromWorker::Done { task, outcome: Outcome::Looked(answer) },
                beside,
            } => (task, Ok((answer, beside))),
            Heard::Message { message: FromWorker::Done { task, outcome }, .. } => {
                (task, Err(unexpected(&outcome)))
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

    /// The worker is of no use any more; the next question starts another.
    fn broken(self: Rc<Self>, message: &str) {
        for waiting in std::mem::take(&mut *self.waiting.borrow_mut()).into_values() {
            let _ = waiting.send(Err(no_answer(message.to_owned())));
        }
        // Not inside its own handler, which would be freed while it runs.
        wasm_bindgen_futures::spawn_local(async move { drop(self.client.replace(None)) });
    }
}

fn no_answer(detail: String) -> AppError {
    let message = "The worker that reads the combinations does not answer. Reload the page.";
    AppError::new("reader_lost", message).with_detail(detail)
}
