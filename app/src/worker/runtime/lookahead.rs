//! The look-ahead check of a run that is over.

use engine::lookahead::LookAhead;
use shared::job::RunSpec;

use super::Desk;
use super::pace::in_slices;
use super::single::refused;
use super::strategies::strategy_of;
use super::task::{Stop, Task};
use crate::worker::protocol::Outcome;

/// Checks it. Nothing is stored: the verdict goes into the job's record.
pub(super) async fn check(desk: &mut Desk, task: &Task, run: &RunSpec, seed: u32) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    task.breathe().await?;
    let strategy = strategy_of(run)?;
    let check = LookAhead::of(&strategy, &run.params, &run.config, series, seed);
    let mut check = check.map_err(refused)?;
    in_slices(task, |n_bars| check.step(n_bars)).await?;
    Ok(Outcome::Judged { verdict: check.finish() })
}
