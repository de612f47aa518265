//! The series that a strategy looked at, and the stops and targets that stood. Those of a built-in one are its columns; those of a script,
//! and what stood, come from a run that must have the result that was stored.

use std::cell::RefCell;
use std::rc::Rc;

use engine::indicator::Indicators;
use engine::plot::{Exits, Plot, Recorded};
use engine::registry::prepare_watched;
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
    let (mut specs, notes, strategy) = match script(&run)? {
        Some(Plotting { compiled, specs, notes }) => {
            (specs, notes, language::source(compiled, run.strategy.key()))
        }
        None => {
            let strategy = strategy_of(&run)?;
            let series = desk.bars.get(&desk.opfs, &run).await?;
            let plots = strategy.plots(&run.params, &mut Indicators::new(series)).unwrap_or_default();
            (plots.into_iter().map(|plot| plot.spec).collect(), Vec::new(), strategy)
        }
    };
    if strategy.has_exits() {
        specs.extend(Exits::specs());
    }
    Ok(Plots { run, list: PlotList { specs, notes }, made: None })
}

/// The script of a run, if it is one.
fn script(run: &RunSpec) -> Result<Option<Plotting>, Stop> {
    let StrategyRef::Script { name, hash } = &run.strategy else { return Ok(None) };
    let compiled = compile_plotting(script_source(run, name, hash)?);
    compiled.map(Some).map_err(|diagnostics| script_refused(name, &diagnostics))
}

/// Makes the series, where it takes one by a run.
async fn plotted(desk: &mut Desk, task: &Task, run: &RunSpec, result_hash: &str) -> Result<Vec<Plot>, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    task.breathe().await?;
    let (recorded, exits) =
        (Rc::new(RefCell::new(Recorded::default())), Rc::new(RefCell::new(Exits::default())));
    let (strategy, specs) = match script(run)? {
        Some(Plotting { compiled, specs, .. }) => {
            (language::plotting(compiled, run.strategy.key(), Rc::clone(&recorded)), specs)
        }
        None => (strategy_of(run)?, Vec::new()),
    };
    let columns = strategy.plots(&run.params, &mut Indicators::new(Rc::clone(&series)));
    let mut plots = columns.unwrap_or_default();
    if specs.is_empty() && !strategy.has_exits() {
        return Ok(plots);
    }
    let again = prepare_watched(&strategy, &run.params, &run.config, series, Rc::clone(&exits));
    let mut again = again.map_err(refused)?;
    in_slices(task, |n_bars| again.step(n_bars)).await?;
    if let Some(failure) = again.failure() {
        return Err(stopped(run, failure));
    }
    if again.finish().result_hash != result_hash {
        let message = "Run again here, the strategy gives another result than the one stored. Its series would not be those that traded, \
                       so they are not shown; re-run the job.";
        return Err(failed("plots_differ", message));
    }
    plots.extend(recorded.take().into_plots(&specs));
    if strategy.has_exits() {
        plots.extend(exits.take().into_plots());
    }
    Ok(plots)
}
