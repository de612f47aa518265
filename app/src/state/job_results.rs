//! Results of jobs, read back and checked.

use engine::comparison::Comparison;
use engine::overfitting::resample::Resampled;
use engine::trade::Trade;
use shared::bytes::DecodeError;
use shared::id::JobId;
use shared::job::RunSpec;
use shared::result::walk::{self, StoredWalk};
use shared::result::{self, StoredReport};
use shared::store::{Found, JobStore};
use web_sys::File;

use super::datasets::unexpected;
use super::{AppError, Jobs};
use crate::storage::opfs::RESULTS;
use crate::worker::protocol::{FillReasons, Outcome, Work};

impl Jobs {
    /// The report of a completed backtest.
    ///
    /// # Errors
    /// There is none, or its bytes are missing or damaged.
    pub async fn report(&self, id: JobId) -> Result<StoredReport, AppError> {
        result::decode(&self.result_bytes(id).await?).map_err(|error| unreadable_result(&error))
    }

    /// What a completed backtest or walk-forward run traded, and of the latter in how many folds.
    ///
    /// # Errors
    /// As [`Jobs::report`].
    pub async fn traded(&self, id: JobId) -> Result<(StoredReport, Option<u32>), AppError> {
        result::decode_traded(&self.result_bytes(id).await?).map_err(|error| unreadable_result(&error))
    }

    /// The result of a completed walk-forward run.
    ///
    /// # Errors
    /// As [`Jobs::report`].
    pub async fn walk(&self, id: JobId) -> Result<StoredWalk, AppError> {
        walk::decode(&self.result_bytes(id).await?).map_err(|error| unreadable_result(&error))
    }

    /// Why a trade's fills happened; `None` in reports of versions that did not keep it.
    ///
    /// # Errors
    /// The bars are missing, or no worker can look.
    pub async fn explain(&self, run: RunSpec, trade: Trade) -> Result<Option<FillReasons>, AppError> {
        let driver = self.link.driver().await?;
        let work = Work::Explain { run, trade: Box::new(trade) };
        match driver.errand(work, Vec::new(), |_| {}).await? {
            Outcome::Explained { reasons } => Ok(reasons.map(|reasons| *reasons)),
            other => Err(unexpected(&other)),
        }
    }

    /// How else the result of a completed job could have come out.
    ///
    /// # Errors
    /// There is none, its bytes or bars are missing, or no worker can look.
    pub async fn resample(&self, id: JobId, seed: u32) -> Result<Resampled, AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        let result = record.result.ok_or_else(no_result)?.blob;
        let work = Work::Resample { run: record.spec.run().clone(), result, seed };
        match driver.errand(work, Vec::new(), |_| {}).await? {
            Outcome::Resampled(resampled) => Ok(*resampled),
            other => Err(unexpected(&other)),
        }
    }

    /// The trades of a completed backtest beside TradingView's list of them.
    ///
    /// # Errors
    /// The file is no such list, the result or the bars are missing, or no worker can look.
    pub async fn compare(&self, id: JobId, list: File) -> Result<Comparison, AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        let result = record.result.ok_or_else(no_result)?.blob;
        let work = Work::Compare { run: record.spec.run().clone(), result };
        match driver.errand(work, vec![list], |_| {}).await? {
            Outcome::Compared(comparison) => Ok(*comparison),
            other => Err(unexpected(&other)),
        }
    }

    async fn result_bytes(&self, id: JobId) -> Result<Vec<u8>, AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        let result = record.result.ok_or_else(no_result)?;
        driver.blob(RESULTS, &result.blob).await?.ok_or_else(|| {
            let message = "The result is missing or damaged in this browser, and no server has it that answers. Re-run the job: equal \
                           settings give an equal result.";
            AppError::new("result_missing", message)
        })
    }

    /// All records, unreadable ones as they are, as one JSON text.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn export_records(&self) -> Result<String, AppError> {
        let mut jobs = Vec::new();
        for found in self.link.driver().await?.records.all().await? {
            let text = match found {
                Found::Record(record) => serde_json::to_string(&record)
                    .map_err(|error| AppError::new("export_failed", error.to_string()))?,
                Found::Unreadable { raw, .. } if raw.is_empty() => "null".to_owned(),
                Found::Unreadable { raw, .. } => raw,
            };
            jobs.push(text);
        }
        Ok(format!("{{\"kind\":\"hindcast-jobs\",\"version\":1,\"jobs\":[\n{}\n]}}\n", jobs.join(",\n")))
    }
}

fn no_result() -> AppError {
    AppError::new("no_result", "This job has no result.")
}

fn unreadable_result(error: &DecodeError) -> AppError {
    AppError::new(
        "result_unreadable",
        "The result cannot be read. Re-run the job: equal settings give an equal result.",
    )
    .with_detail(error.to_string())
}
