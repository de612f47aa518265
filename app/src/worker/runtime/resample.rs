//! How else a stored result could have come out: a thousand simulated paths, made here so that the page stays free.

use engine::overfitting::resample::resampled;
use shared::id::BlobHash;
use shared::job::RunSpec;
use shared::result;

use super::task::Stop;
use super::{Desk, failed};
use crate::storage::opfs::RESULTS;
use crate::worker::protocol::Outcome;

/// Shakes it. Nothing is stored: the same seed shakes the same way again.
pub(super) async fn resample(
    desk: &mut Desk,
    run: &RunSpec,
    blob: &BlobHash,
    seed: u32,
) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    let bytes = desk.opfs.blob(RESULTS, blob).await?.ok_or_else(|| {
        failed("result_missing", "The result is missing or damaged in this browser. Re-run the job.")
    })?;
    let report = result::decode_report(&bytes)
        .map_err(|error| {
            failed("result_unreadable", format!("The result cannot be read: {error}. Re-run the job."))
        })?
        .report;
    let cash = run.config.account.initial_cash;
    let resampled = resampled(&report, series.time(), series.interval_ms(), cash, u64::from(seed));
    Ok(Outcome::Resampled(Box::new(resampled)))
}
