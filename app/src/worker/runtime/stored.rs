//! A stored result, read back and checked.

use engine::report::Report;
use shared::id::BlobHash;
use shared::result;

use super::task::Stop;
use super::{Desk, failed};
use crate::storage::opfs::RESULTS;

/// The report of a backtest or of a walk-forward run.
pub(super) async fn report(desk: &Desk, blob: &BlobHash) -> Result<Report, Stop> {
    let bytes = desk.opfs.blob(RESULTS, blob).await?.ok_or_else(|| {
        failed("result_missing", "The result is missing or damaged in this browser. Re-run the job.")
    })?;
    let stored = result::decode_report(&bytes).map_err(|error| {
        failed("result_unreadable", format!("The result cannot be read: {error}. Re-run the job."))
    })?;
    Ok(stored.report)
}
