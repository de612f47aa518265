//! A walk-forward run: fold after fold, because each starts with the equity that the one before left.

use engine::error::RunError;
use engine::sweep::SweepSpec;
use engine::walk_forward::{FoldPlan, WalkForward};
use shared::job::{ResultRef, RunSpec};
use shared::result::walk::{self, StoredWalk};

use super::single::{refused, summary};
use super::strategies::{stopped, strategy_of};
use super::task::{SLICE_MS, Stop, Task, now};
use super::{Desk, write};
use crate::storage::opfs::RESULTS;
use crate::worker::protocol::Outcome;

/// Cells between two looks at the clock; as many as run well side by side.
const CELLS: usize = 16;

/// Runs it, writes the result, and only then says that it is done.
pub(super) async fn run(
    desk: &mut Desk,
    task: &Task,
    run: RunSpec,
    sweep: &SweepSpec,
    folds: &FoldPlan,
) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, &run).await?;
    task.breathe().await?;
    let strategy = strategy_of(&run)?;
    let forward = WalkForward::new(&strategy, &run.params, &run.config, sweep, folds, series);
    let mut forward = forward.map_err(refused)?;
    let mut began = now();
    let units = loop {
        let progress = forward.step(CELLS).map_err(|error| stopped_or_refused(&run, error))?;
        if progress.done >= progress.total {
            break progress.total as u64;
        }
        if now() - began >= SLICE_MS {
            task.progress(progress.done as u64, progress.total as u64);
            task.breathe().await?;
            began = now();
        }
    };
    let walk = forward.finish().map_err(|error| stopped_or_refused(&run, error))?;
    task.breathe().await?;
    let (summary, result_hash) = (summary(&walk.report.statistics), walk.result_hash());
    let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..run };
    let bytes = walk::encode(&StoredWalk { run, walk });
    let blob = write::blob(&desk.opfs, RESULTS, &bytes).await?;
    let result = ResultRef { blob, n_bytes: bytes.len() as u64, result_hash };
    Ok(Outcome::Result { result, summary, units })
}

fn stopped_or_refused(run: &RunSpec, error: RunError) -> Stop {
    match &error {
        RunError::Stopped(failure) => stopped(run, failure),
        _ => refused(error),
    }
}
