//! A stored backtest beside a list of trades that TradingView exported.

use engine::comparison::{compare as compared, read};
use shared::id::BlobHash;
use shared::job::RunSpec;
use web_sys::File;

use super::source::part;
use super::stored::report;
use super::task::Stop;
use super::{Desk, failed};
use crate::worker::protocol::Outcome;

/// Longer files are no lists of trades: a hundred thousand trades take 30 MB.
const MAX_BYTES: f64 = 64_000_000.0;

/// Reads the list and compares it. Nothing is stored.
pub(super) async fn compare(
    desk: &mut Desk,
    run: &RunSpec,
    blob: &BlobHash,
    files: &[File],
) -> Result<Outcome, Stop> {
    let [file] = files else {
        return Err(failed("no_list", "Choose one file: the list of trades."));
    };
    let (name, size) = (file.name(), file.size());
    if size > MAX_BYTES {
        return Err(failed("no_list", format!("{name} is larger than 64 MB, which no list of trades is.")));
    }
    let list =
        read(&part(file, 0.0, size).await?).map_err(|error| failed("no_list", format!("{name}: {error}")))?;
    let series = desk.bars.get(&desk.opfs, run).await?;
    let report = report(desk, blob).await?;
    Ok(Outcome::Compared(Box::new(compared(list, &report, &run.config, &series))))
}
