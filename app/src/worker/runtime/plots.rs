//! The series that a strategy looked at. Those of a built-in one are its columns; those of a script come from a run that must have the
//! result that was stored.

use std::cell::RefCell;
use std::rc::Rc;

use engine::indicator::Indicators;
use engine::plot::{Plot, Recorded};
use engine::registry::prepare;
use engine::strategy::declaration::StrategyRef;
use language::{Plotting, compile_plotting};
use shared::job::RunSpec;

use super::pace::in_slices;
use super::single::refused;
use super::strategies::{script_refused, script_source, stopped, strategy_of};
use super::task::{Stop, Task};
use super::{Beside, Desk, failed};
use crate::plots::{PlotList, PlotQuestion, pack, pack_whole, reduce};
use crate::worker::protocol::Outcome;

/// The series looked at last.
pub(super) struct Plots {
    run: RunSpec,
    list: PlotList,
    made: Option<Vec<Plot>>,
}

/// Answers what a page asks of the series of a run whose result has this hash.
pub(super) async fn answer(
    desk: &mut Desk,
    task: &Task,
    run: RunSpec,
    result_hash: &str,
    question: PlotQuestion,
) -> Result<(Outcome, Option<Beside>), Stop> {
    let mut plots = match desk.plots.take() {
        Some(plots) if plots.run == run => plots,
        _ => open(desk, run).await?,
    };
    if question != PlotQuestion::List && plots.made.is_none() {
        plots.made = Some(plotted(desk, task, &plots.run, result_hash).await?);
    }
    let made = plots.made.as_deref().unwrap_or_default();
    let numbers = match question {
        PlotQuestion::List => None,
        PlotQuestion::Whole => Some(pack_whole(made)),
        PlotQuestion::Points { first, end, size } => {
            let (first, end, size) = (first as usize, end as usize, size as usize);
            if made.iter().any(|plot| first > end || end > plot.values.len() || size == 0) {
                return Err(failed("no_such_bars", "There are no such bars."));
            }
            Some(pack(made.iter().flat_map(|plot| reduce(plot, first..end, size))))
        }
    };
    let list = if numbers.is_none() { plots.list.clone() } else { PlotList::default() };
    desk.plots = Some(plots);
    Ok((Outcome::Plots(list), numbers.map(Beside::Numbers)))
}

async fn open(desk: &mut Desk, run: RunSpec) -> Result<Plots, Stop> {
    if let Some(Plotting { specs, notes, .. }) = script(&run)? {
        return Ok(Plots { run, list: PlotList { specs, notes }, made: None });
    }
    let strategy = strategy_of(&run)?;
    let series = desk.bars.get(&desk.opfs, &run).await?;
    let made = strategy.plots(&run.params, &mut Indicators::new(series)).unwrap_or_default();
    let specs = made.iter().map(|plot| plot.spec.clone()).collect();
    Ok(Plots { run, list: PlotList { specs, notes: Vec::new() }, made: Some(made) })
}

/// The script of a run, if it is one.
fn script(run: &RunSpec) -> Result<Option<Plotting>, Stop> {
    let StrategyRef::Script { name, hash } = &run.strategy else { return Ok(None) };
    let compiled = compile_plotting(script_source(run, name, hash)?);
    compiled.map(Some).map_err(|diagnostics| script_refused(name, &diagnostics))
}

/// Runs a script again, with what it plots.
async fn plotted(desk: &mut Desk, task: &Task, run: &RunSpec, result_hash: &str) -> Result<Vec<Plot>, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    task.breathe().await?;
    let Some(Plotting { compiled, specs, .. }) = script(run)? else { return Ok(Vec::new()) };
    let recorded = Rc::new(RefCell::new(Recorded::default()));
    let strategy = language::plotting(compiled, run.strategy.key(), Rc::clone(&recorded));
    let mut again = prepare(&strategy, &run.params, &run.config, series).map_err(refused)?;
    in_slices(task, |n_bars| again.step(n_bars)).await?;
    if let Some(failure) = again.failure() {
        return Err(stopped(run, failure));
    }
    if again.finish().result_hash != result_hash {
        let message = "Run again here, the script gives another result than the one stored. Its series would not be those that traded, \
                       so they are not shown; re-run the job.";
        return Err(failed("plots_differ", message));
    }
    Ok(recorded.take().into_plots(&specs))
}
