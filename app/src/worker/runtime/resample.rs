//! How else a stored result could have come out: a thousand simulated paths, made here so that the page stays free.

use engine::overfitting::resample::resampled;
use shared::id::BlobHash;
use shared::job::RunSpec;

use super::Desk;
use super::stored::report;
use super::task::Stop;
use crate::worker::protocol::Outcome;

/// Shakes it. Nothing is stored: the same seed shakes the same way again.
pub(super) async fn resample(
    desk: &mut Desk,
    run: &RunSpec,
    blob: &BlobHash,
    seed: u32,
) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    let report = report(desk, blob).await?;
    let cash = run.config.account.initial_cash;
    let resampled = resampled(&report, series.time(), series.interval_ms(), cash, u64::from(seed));
    Ok(Outcome::Resampled(Box::new(resampled)))
}
