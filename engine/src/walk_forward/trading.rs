//! Trades what was chosen, fold after fold: each starts with the equity that the one before left.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Choice, FoldBars, Folds, walk_hash};
use crate::config::{ConfigError, RunConfig};
use crate::error::RunError;
use crate::hash::result_hash_with;
use crate::registry::{AnySource, finish, prepare};
use crate::report::{MAX_NOTES, Note, Report};
use crate::statistics::{self, Calendar, Curve};
use crate::sweep::{Setup, Space};
use crate::trade::Trade;

/// One fold: what was chosen, how it did where it was chosen and where it was traded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fold {
    /// Open times of the first and the last bar looked at, UTC milliseconds.
    pub seen: (i64, i64),
    /// Open times of the first and the last bar traded.
    pub traded: (i64, i64),
    /// Cells that had a value of the objective.
    pub n_cells: u64,
    /// The point chosen; none if no cell had a value of the objective, or the equity was used up before: the fold is not traded.
    pub point: Option<u64>,
    /// Its axis values as [`Axis::number`](crate::sweep::Axis::number) has them.
    pub values: Vec<f64>,
    /// The objective where it was chosen.
    pub seen_objective: Option<f64>,
    /// The objective where it was traded.
    pub traded_objective: Option<f64>,
    /// Return where it was chosen, as a ratio.
    pub seen_return: Option<f64>,
    /// Return where it was traded, as a ratio.
    pub traded_return: Option<f64>,
}

/// A walk-forward run.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkReport {
    /// The folds in the order of time.
    pub folds: Vec<Fold>,
    /// The traded stretches as one run: each starts with the equity of the one before, and closes what is open at its end.
    pub report: Report,
    /// Growth a year where it was traded ÷ growth a year where it was chosen (means of logarithms); none where the latter is not
    /// above zero.
    pub efficiency: Option<f64>,
}

impl WalkReport {
    /// Hash of the whole: equal hashes mean equal choices and equal results, bit for bit.
    pub fn result_hash(&self) -> String {
        walk_hash(&self.report.result_hash, &self.folds, self.efficiency)
    }
}

/// The traded part of a walk-forward run, under way.
#[derive(Debug)]
pub struct Trading {
    strategy: AnySource,
    space: Space,
    config: RunConfig,
    folds: Folds,
    done: Vec<Fold>,
    traded: Traded,
}

/// What has been traded so far, as one run.
#[derive(Debug, Default)]
struct Traded {
    warmup_bars: Option<u32>,
    equity: Vec<f64>,
    positions: Vec<(u32, f64)>,
    trades: Vec<Trade>,
    notes: Vec<Note>,
    n_notes: u32,
    ambiguous_bars: Vec<u32>,
    ended: Option<u32>,
}

impl Trading {
    /// Nothing has been traded yet. The space is one of the strategy's, and the folds are cut from the window of `config`.
    pub fn new(strategy: AnySource, space: Space, config: RunConfig, folds: Folds) -> Self {
        Self { strategy, space, config, folds, done: Vec::new(), traded: Traded::default() }
    }

    /// Folds traded so far.
    pub fn n_done(&self) -> usize {
        self.done.len()
    }

    /// Trades what was chosen for the next fold. Beyond the last one, nothing.
    ///
    /// # Errors
    /// A strategy that stopped itself.
    pub fn trade(&mut self, choice: &Choice) -> Result<(), RunError> {
        let Some(bars) = self.folds.bars.get(self.done.len()).cloned() else { return Ok(()) };
        let mut fold = Fold {
            seen: self.folds.times(&bars.seen),
            traded: self.folds.times(&bars.traded),
            n_cells: choice.n_scored,
            point: None,
            values: Vec::new(),
            seen_objective: None,
            traded_objective: None,
            seen_return: None,
            traded_return: None,
        };
        let cash = self.traded.equity.last().copied().unwrap_or(self.config.account.initial_cash);
        match choice.best.as_ref().filter(|_| cash > 0.0) {
            Some(best) => {
                fold.point = Some(best.point);
                fold.values = self.space.grid().numbers(best.point);
                fold.seen_objective = Some(best.value);
                fold.seen_return = best.seen_return;
                let Setup { params, mut config } = self.space.setup(best.point);
                config.window = self.folds.window(&bars.traded);
                config.account.initial_cash = cash;
                config.execution.close_at_end = true;
                let series = Rc::clone(&self.folds.series);
                let report = finish(prepare(&self.strategy, &params, &config, series)?)?;
                let stat = &choice.objective.stat;
                fold.traded_objective = report.statistics.get(stat).and_then(Result::ok);
                fold.traded_return = report.statistics.get("return").and_then(Result::ok);
                self.traded.join(report);
            }
            None => self.traded.equity.extend(bars.traded.map(|_| cash)),
        }
        self.done.push(fold);
        Ok(())
    }

    /// The traded folds as one run.
    ///
    /// # Errors
    /// No fold was traded.
    pub fn finish(self) -> Result<WalkReport, RunError> {
        let (series, bars) = (&self.folds.series, &self.folds.bars[..self.done.len()]);
        if bars.is_empty() {
            let problem =
                ConfigError::new("folds.n_folds", "No fold was completed, so there is nothing to report.");
            return Err(RunError::Settings(vec![problem]));
        }
        let first = self.folds.first_bar + bars[0].traded.start;
        let end = self.folds.first_bar + bars[bars.len() - 1].traded.end;
        let time = &series.time()[first..end];
        let Traded { warmup_bars, equity, positions, trades, notes, n_notes, ambiguous_bars, ended } =
            self.traded;
        let close = &series.close()[first..end];
        // The equity is summed and folded once, for the statistics and for the hash.
        let market = &series.half_log_returns()[first..end - 1];
        let sums = Curve::starting(close, self.config.account.initial_cash).finish(time, market, &equity);
        let input = statistics::Input {
            time,
            close,
            interval_ms: series.interval_ms(),
            equity: &equity,
            trades: &trades,
            first_bar: first as u32,
            warmup_bars: warmup_bars.unwrap_or(0),
            initial_cash: self.config.account.initial_cash,
            risk_free_rate: self.config.risk_free_rate,
            calendar: &Calendar::new(time, series.interval_ms()),
        };
        let statistics = statistics::compute_with(&input, &sums);
        let mut report = Report {
            first_bar: first as u32,
            equity,
            positions,
            trades,
            statistics,
            notes,
            n_notes,
            ambiguous_bars,
            ended,
            result_hash: String::new(),
        };
        report.result_hash = result_hash_with(&report, &sums.fold);
        let efficiency = efficiency(&self.done, bars);
        Ok(WalkReport { folds: self.done, report, efficiency })
    }
}

impl Traded {
    fn join(&mut self, next: Report) {
        let Report { equity, positions, trades, statistics, notes, n_notes, ambiguous_bars, ended, .. } =
            next;
        self.warmup_bars.get_or_insert(statistics.run.warmup_bars.unwrap_or(0.0) as u32);
        self.equity.extend(equity);
        self.positions.extend(positions);
        self.trades.extend(trades);
        self.notes.extend(notes);
        self.notes.truncate(MAX_NOTES);
        self.n_notes += n_notes;
        self.ambiguous_bars.extend(ambiguous_bars);
        self.ended = self.ended.or(ended);
    }
}

/// Mean growth per bar where it was traded over that where it was chosen.
fn efficiency(folds: &[Fold], bars: &[FoldBars]) -> Option<f64> {
    let growth = |of: fn(&Fold) -> Option<f64>, len: fn(&FoldBars) -> usize| {
        let (mut sum, mut n) = (0.0, 0usize);
        for (fold, bars) in folds.iter().zip(bars) {
            if let (Some(seen), Some(traded)) = (fold.seen_return, fold.traded_return)
                && seen > -1.0
                && traded > -1.0
            {
                sum += libm::log1p(of(fold)?);
                n += len(bars);
            }
        }
        (n > 0).then(|| sum / n as f64)
    };
    let seen = growth(|fold| fold.seen_return, |bars| bars.seen.len())?;
    let traded = growth(|fold| fold.traded_return, |bars| bars.traded.len())?;
    (seen > 0.0).then(|| traded / seen)
}
