//! The end of a walk-forward run: from the stored cells of all folds the choice of each, and fold after fold what it brought.

use std::rc::Rc;

use engine::error::RunError;
use engine::sweep::{CellRunner, Layout, SweepError};
use engine::walk_forward::{Choice, FoldPlan, Folds, Trading};
use shared::id::JobId;
use shared::job::{JobSpec, ResultRef, RunSpec};
use shared::result::walk::{self, StoredWalk};

use super::cell_runs::CellRuns;
use super::chunks::{self, directory};
use super::single::{refused, summary};
use super::strategies::stopped;
use super::task::{Stop, Task};
use super::{Desk, failed, write};
use crate::storage::opfs::{Opfs, RESULTS};
use crate::worker::protocol::Outcome;

/// Chooses, trades, writes the result, and only then says that it is done. One that was stopped trades the folds of which every cell is
/// stored, up to the first of which one is not.
pub(super) async fn join(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    spec: Rc<JobSpec>,
    folds: &FoldPlan,
    is_stopped: bool,
) -> Result<Outcome, Stop> {
    let runs = CellRuns::new(Rc::clone(&spec))?;
    let (choices, units) = choices(&desk.opfs, task, job, &runs).await?;
    if choices.len() < folds.n_folds as usize && !is_stopped {
        return Err(chunks::missing());
    }
    if choices.is_empty() {
        return Err(failed(
            "no_folds",
            "The walk-forward run was stopped before its first fold was done. Re-run the job.",
        ));
    }
    let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..spec.run().clone() };
    let series = desk.bars.get(&desk.opfs, &run).await?;
    let (strategy, space) = (runs.strategy.clone(), runs.space.clone());
    let runner = CellRunner::new(strategy.clone(), space.clone(), series.clone()).map_err(refused)?;
    let cut = Folds::new(folds, &run.config, runner.window(), series).map_err(refused)?;
    let mut trading = Trading::new(strategy, space, run.config, cut);
    for choice in &choices {
        trading.trade(choice).map_err(|error| stopped_or_refused(&run, error))?;
        task.breathe().await?;
    }
    let walk = trading.finish().map_err(refused)?;
    let (summary, result_hash) = (summary(&walk.report.statistics), walk.result_hash());
    let bytes = walk::encode(&StoredWalk { run, walk });
    let blob = write::blob(&desk.opfs, RESULTS, &bytes).await?;
    let result = ResultRef { blob, n_bytes: bytes.len() as u64, result_hash };
    Ok(Outcome::Result { result, summary, units })
}

/// The choices of the folds whose cells are all stored, up to the first of which one is missing; and the number of stored cells.
async fn choices(opfs: &Opfs, task: &Task, job: JobId, runs: &CellRuns) -> Result<(Vec<Choice>, u64), Stop> {
    let (dir, layout) = (directory(opfs, job).await?, runs.layout());
    let objective = runs.objective.clone().ok_or_else(|| refused(SweepError::NoObjective.into()))?;
    let stored = chunks::survey(&dir, task, &runs.columns, |_| {}).await?;
    let units = chunks::ranges(&stored).iter().map(|(_, n_cells)| n_cells).sum();
    let [value, seen_return] = [objective.stat.as_str(), "return"].map(|key| runs.column(key));
    let mut folds = vec![(0, Choice::new(objective)); layout.n_datasets() as usize];
    let whole = (runs.columns.as_slice(), layout.n_cells());
    chunks::in_order(&dir, task, &stored, whole, async |first, rows| {
        for (cell, row) in (first..).zip(rows.chunks_exact(runs.columns.len())) {
            let place = layout.place(cell);
            let (n_cells, choice) = &mut folds[place.dataset as usize];
            let number = |column: Option<usize>| column.map_or(f64::NAN, |column| row[column]);
            choice.see(runs.point(place.index, row), number(value), number(seen_return));
            *n_cells += 1;
        }
        Ok(())
    })
    .await?;
    let is_whole = |(n_cells, _): &(u64, Choice)| *n_cells == Layout::n_points(&layout);
    Ok((folds.into_iter().take_while(is_whole).map(|(_, choice)| choice).collect(), units))
}

fn stopped_or_refused(run: &RunSpec, error: RunError) -> Stop {
    match &error {
        RunError::Stopped(failure) => stopped(run, failure),
        _ => refused(error),
    }
}
