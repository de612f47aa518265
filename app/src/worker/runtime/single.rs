//! A single backtest.

use std::collections::BTreeMap;

use engine::error::RunError;
use engine::registry::prepare;
use engine::statistics::{HEADLINE, Statistics};
use shared::job::{ErrorPlace, JobError, ResultRef, RunSpec};
use shared::result::{self, StoredReport};

use super::pace::in_slices;
use super::strategies::{stopped, strategy_of};
use super::task::{Stop, Task};
use super::{Desk, write};
use crate::storage::opfs::RESULTS;
use crate::worker::protocol::Outcome;

/// Runs it, writes the report, and only then says that it is done.
pub(super) async fn run(desk: &mut Desk, task: &Task, run: RunSpec) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, &run).await?;
    task.breathe().await?;
    let strategy = strategy_of(&run)?;
    let mut backtest = prepare(&strategy, &run.params, &run.config, series).map_err(refused)?;
    let units = in_slices(task, |n_bars| backtest.step(n_bars)).await?;
    if let Some(failure) = backtest.failure() {
        return Err(stopped(&run, failure));
    }
    let report = backtest.finish();
    task.breathe().await?;
    let summary = summary(&report.statistics);
    let result_hash = report.result_hash.clone();
    let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..run };
    let bytes = result::encode(&StoredReport { run, report });
    let blob = write::blob(&desk.opfs, RESULTS, &bytes).await?;
    let result = ResultRef { blob, n_bytes: bytes.len() as u64, result_hash };
    Ok(Outcome::Result { result, summary, units })
}

/// The headline numbers that are defined.
pub(super) fn summary(statistics: &Statistics) -> BTreeMap<String, f64> {
    let defined = |key: &&str| Some(((*key).to_owned(), statistics.get(key)?.ok()?));
    HEADLINE.iter().filter_map(defined).collect()
}

/// The engine's refusal as the job's error: the sentence, and the first field at fault.
pub(super) fn refused(error: RunError) -> Stop {
    let field = error.problems().first().map(|problem| problem.field.clone());
    Stop::Failed(Box::new(JobError {
        code: error.code().to_owned(),
        message: error.to_string(),
        place: ErrorPlace { field, ..ErrorPlace::default() },
        detail: None,
    }))
}
