//! Making bars: their columns become durable, the page gets the facts.

use engine::import::Quality;
use engine::series::Series;
use shared::columns;

use super::task::{Stop, Task};
use super::{Desk, write};
use crate::storage::opfs::BARS;
use crate::worker::protocol::{BarsFacts, Outcome};

/// Stores a series.
pub(super) async fn store(
    desk: &Desk,
    task: &Task,
    series: &Series,
    quality: Quality,
    format: String,
    tick_size: Option<f64>,
) -> Result<Outcome, Stop> {
    let bytes = columns::encode(series);
    task.breathe().await?;
    let hash = write::blob(&desk.opfs, BARS, &bytes).await?;
    Ok(Outcome::Bars(Box::new(BarsFacts {
        hash,
        n_bytes: bytes.len() as u64,
        n_bars: series.len() as u32,
        interval_ms: series.interval_ms(),
        first_time: series.time()[0],
        last_time: series.time()[series.len() - 1],
        quality,
        format,
        tick_size,
    })))
}
