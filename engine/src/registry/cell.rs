//! A cell of a sweep under way.

use super::AnySource;
use crate::backtest::{Market, Run, RunCell};
use crate::config::RunConfig;
use crate::indicator::Indicators;
use crate::recorder::Buffers;
use crate::statistics::HEADLINE;
use crate::strategy::param::Params;

/// A cell of a sweep under way, for the numbers named by its keys.
pub(crate) enum CellRun {
    /// All of them are in the headline.
    Brief { run: Box<dyn RunCell>, wanted: Vec<usize> },
    /// Some number needs the whole run.
    Whole { run: Box<dyn Run>, keys: Vec<&'static str>, market: Market, buffers: Buffers },
}

impl CellRun {
    /// Runs the bars before `end`, a position in the series, that have not run.
    pub(crate) fn run_before(&mut self, end: usize) {
        // A whole run needs its memory once, not once for each cell beside it: it waits for its turn.
        if let Self::Brief { run, .. } = self {
            run.run_before(end);
        }
    }

    /// Runs what is left: the numbers in the order of the keys, NaN where undefined, and the memory for the next cell. It holds the
    /// equity at each mark of the market. No numbers if something stopped the strategy.
    pub(crate) fn finish(self) -> (Option<Vec<f64>>, Buffers) {
        match self {
            Self::Brief { run, wanted } => {
                let (row, buffers) = run.finish();
                (row.map(|row| wanted.into_iter().map(|index| row[index]).collect()), buffers)
            }
            Self::Whole { mut run, keys, market, mut buffers } => {
                run.step(usize::MAX);
                let is_stopped = run.failure().is_some();
                let report = run.finish();
                let at_marks = market.mark_bars().iter().map(|bar| report.equity[*bar as usize]);
                buffers.mark_values = at_marks.collect();
                let number = |key: &&str| report.statistics.get(key).and_then(Result::ok).unwrap_or(f64::NAN);
                ((!is_stopped).then(|| keys.iter().map(number).collect()), buffers)
            }
        }
    }
}

/// Starts a cell of a sweep for the numbers named by `keys`, with settings that [`check`](super::check) would accept. `buffers` is
/// memory to reuse.
pub(crate) fn start_cell(
    strategy: &AnySource,
    params: &Params,
    config: &RunConfig,
    market: Market,
    indicators: &mut Indicators,
    (buffers, keys): (Buffers, &[&'static str]),
) -> CellRun {
    let in_headline = |key: &&str| HEADLINE.iter().position(|of| of == key);
    match keys.iter().map(in_headline).collect() {
        Some(wanted) => {
            CellRun::Brief { run: strategy.run_cell(params, config, market, indicators, buffers), wanted }
        }
        None => {
            let run = strategy.run(params, config, market.clone(), indicators);
            CellRun::Whole { run, keys: keys.to_vec(), market, buffers }
        }
    }
}
