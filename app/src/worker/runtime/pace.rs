//! Slices as long as the clock allows.

use engine::backtest::Progress;

use super::task::{SLICE_MS, Stop, Task, now};

/// Bars of the first slice.
const FIRST_SLICE: usize = 2_000;
/// No slice is shorter, however slow they are.
const MIN_SLICE: usize = 100;

/// Calls `step` with numbers of bars until it is done, tells how far it is and lets messages in; gives the units in all.
pub(super) async fn in_slices(task: &Task, mut step: impl FnMut(usize) -> Progress) -> Result<u64, Stop> {
    let mut n_bars = FIRST_SLICE;
    loop {
        let began = now();
        let progress = step(n_bars);
        if progress.done >= progress.total {
            return Ok(progress.total as u64);
        }
        task.progress(progress.done as u64, progress.total as u64);
        task.breathe().await?;
        let took = (now() - began).max(0.1);
        n_bars = ((n_bars as f64 * (SLICE_MS / took).clamp(0.25, 4.0)) as usize).max(MIN_SLICE);
    }
}
