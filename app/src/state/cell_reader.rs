//! The way to the cells of a sweep: a worker of its own, so that nobody who looks waits behind those who run.

use js_sys::Float64Array;
use shared::job::{JobRecord, JobState};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::apart::Apart;
use super::datasets::unexpected;
use super::link::Link;
use super::{AppError, Jobs};
use crate::cells::{Answer, Question, TableSource};
use crate::storage::opfs::RESULTS;
use crate::worker::protocol::{Outcome, Work};

/// An answer and its numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cells {
    /// What was said.
    pub answer: Answer,
    /// The numbers beside it.
    pub numbers: Vec<f64>,
}

/// A worker that looks into tables. It starts with the first question and ends when the last of its clones is dropped.
#[derive(Clone)]
pub struct CellReader {
    link: Link,
    worker: Apart,
}

impl CellReader {
    /// A reader that has not started yet.
    pub fn new(jobs: Jobs) -> Self {
        let lost = "The worker that reads the combinations does not answer. Reload the page.";
        Self { link: jobs.link, worker: Apart::new(lost) }
    }

    /// Where the cells of a sweep lie; `None` for what is no sweep, or has no cells.
    pub fn source(record: &JobRecord) -> Option<TableSource> {
        record.spec.sweep()?;
        match (&record.result, record.state) {
            (Some(result), _) => Some(TableSource::Stored { blob: result.blob.clone() }),
            (None, JobState::Queued | JobState::Running | JobState::Interrupted) => {
                Some(TableSource::Growing { job: record.id, spec: Box::new(record.spec.clone()) })
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
        beside.dyn_into().map_err(|_| self.worker.no_answer("there was no file beside the answer".to_owned()))
    }

    async fn send(&self, table: TableSource, question: Question) -> Result<(Answer, JsValue), AppError> {
        let driver = self.link.driver().await?;
        if let TableSource::Stored { blob } = &table {
            driver.fetch(RESULTS, blob).await;
        }
        match self.worker.ask(&driver, Work::Look { table, question }).await? {
            (Outcome::Looked(answer), beside) => Ok((answer, beside)),
            (other, _) => Err(unexpected(&other)),
        }
    }
}
