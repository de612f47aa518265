//! Reads the series that a strategy looked at from a separate worker, which keeps them while the chart is on the page.

use js_sys::Float64Array;
use shared::job::RunSpec;
use wasm_bindgen::{JsCast, JsValue};

use super::apart::Apart;
use super::datasets::unexpected;
use super::link::Link;
use super::{AppError, Jobs};
use crate::plots::{PlotList, PlotQuestion};
use crate::worker::protocol::{Outcome, Work};

/// A worker that knows the series of one run. It starts with the first question, and is stopped when the last of its clones is dropped,
/// whatever it is at.
#[derive(Clone)]
pub struct PlotReader {
    link: Link,
    worker: Apart,
    run: RunSpec,
    result_hash: String,
}

impl PlotReader {
    /// A reader that has not started yet; of a run with its result's hash.
    pub fn new(jobs: Jobs, run: RunSpec, result_hash: String) -> Self {
        let lost = "The worker that computes the strategy's series does not answer. Reload the page.";
        Self { link: jobs.link, worker: Apart::new(lost), run, result_hash }
    }

    /// Which series there are.
    ///
    /// # Errors
    /// Why there are none: the script's source or the bars are missing, or its version is another one.
    pub async fn list(&self) -> Result<PlotList, AppError> {
        self.ask(PlotQuestion::List).await.map(|(list, _)| list)
    }

    /// Numbers of the series.
    ///
    /// # Errors
    /// The script stops, or gives another result than the one stored.
    pub async fn numbers(&self, question: PlotQuestion) -> Result<Vec<f64>, AppError> {
        let (_, beside) = self.ask(question).await?;
        Ok(beside.dyn_into::<Float64Array>().map(|numbers| numbers.to_vec()).unwrap_or_default())
    }

    async fn ask(&self, question: PlotQuestion) -> Result<(PlotList, JsValue), AppError> {
        let driver = self.link.driver().await?;
        let (run, result_hash) = (Box::new(self.run.clone()), self.result_hash.clone());
        match self.worker.ask(&driver, Work::Plots { run, result_hash, question }).await? {
            (Outcome::Plots(list), beside) => Ok((list, beside)),
            (other, _) => Err(unexpected(&other)),
        }
    }
}
