//! Runs the folds, a cell at a time.

use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{FoldBars, FoldPlan, walk_hash};
use crate::backtest::Progress;
use crate::config::{RunConfig, Window};
use crate::error::RunError;
use crate::hash::result_hash_with;
use crate::registry::{AnySource, finish, prepare};
use crate::report::{MAX_NOTES, Note, Report};
use crate::series::Series;
use crate::statistics::{self, Calendar, Curve};
use crate::strategy::param::Params;
use crate::sweep::{CellRunner, Objective, Points, Setup, Space, SweepError, SweepSpec};
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

/// A walk-forward run under way.
#[derive(Debug)]
pub struct WalkForward {
    strategy: AnySource,
    space: Space,
    sweep: SweepSpec,
    objective: Objective,
    config: RunConfig,
    series: Rc<Series>,
    first_bar: usize,
    folds: Vec<FoldBars>,
    runner: CellRunner,
    search: Choosing,
    per_fold: u64,
    done: Vec<Fold>,
    traded: Traded,
}

/// The choice of one fold under way.
#[derive(Debug)]
struct Choosing {
    points: Points,
    layout_round: Range<u64>,
    next: u64,
    scores: Vec<Option<f64>>,
    n_scored: u64,
    best: Option<(f64, u64, Vec<f64>)>,
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

impl WalkForward {
    /// Checks everything and cuts the trading window of `config`.
    ///
    /// # Errors
    /// As [`Space::new`], [`Points::new`] and [`CellRunner::new`]; a plan that makes no sense or does not fit the bars.
    pub fn new(
        strategy: &AnySource,
        base: &Params,
        config: &RunConfig,
        sweep: &SweepSpec,
        plan: &FoldPlan,
        series: Rc<Series>,
    ) -> Result<Self, RunError> {
        let space = Space::new(strategy.declaration(), base, config, sweep)?;
        let runner = CellRunner::new(strategy.clone(), space.clone(), Rc::clone(&series))?;
        let window = runner.window();
        let folds = plan.cut(window.len()).map_err(|problem| RunError::Settings(vec![problem]))?;
        let points = Points::new(&space, sweep)?;
        let per_fold = points.layout(1).n_points();
        let objective = sweep.objective().cloned().ok_or(SweepError::NoObjective)?;
        let mut this = Self {
            strategy: strategy.clone(),
            space,
            sweep: sweep.clone(),
            objective,
            config: *config,
            series,
            first_bar: window.start,
            folds,
            runner,
            search: Choosing::new(points),
            per_fold,
            done: Vec::new(),
            traded: Traded::default(),
        };
        this.look_at(0)?;
        Ok(this)
    }

    /// Cells and folds to run in all: a traded stretch counts as a cell.
    fn total(&self) -> usize {
        self.folds.len() * (self.per_fold as usize + 1)
    }

    /// Bars of the series in the trading window at these places of it.
    fn window_of(&self, bars: &Range<usize>) -> Window {
        let time = self.series.time();
        let at = |bar: usize| time.get(self.first_bar + bar).copied();
        Window { start: at(bars.start), end: at(bars.end).or(self.config.window.end) }
    }

    fn times_of(&self, bars: &Range<usize>) -> (i64, i64) {
        let time = &self.series.time()[self.first_bar..];
        (time[bars.start], time[bars.end - 1])
    }

    fn look_at(&mut self, fold: usize) -> Result<(), RunError> {
        let window = self.window_of(&self.folds[fold].seen);
        self.runner.look_at(window)?;
        self.search = Choosing::new(Points::new(&self.space, &self.sweep)?);
        Ok(())
    }

    /// Runs up to `n_cells` further cells. The size of the slices does not change the result.
    ///
    /// # Errors
    /// None that [`WalkForward::new`] has not found; they are handed on all the same.
    pub fn step(&mut self, n_cells: usize) -> Result<Progress, RunError> {
        let mut left = n_cells;
        while left > 0 && self.done.len() < self.folds.len() {
            if self.search.next < self.per_fold {
                left -= self.search.run_next(&mut self.runner, &self.objective, left, self.per_fold);
            } else {
                self.trade()?;
                left -= 1;
                if self.done.len() < self.folds.len() {
                    self.look_at(self.done.len())?;
                }
            }
        }
        let done = self.done.len() * (self.per_fold as usize + 1);
        let under_way = if self.done.len() < self.folds.len() { self.search.next as usize } else { 0 };
        Ok(Progress { done: done + under_way, total: self.total() })
    }

    /// Trades the choice of the fold under way.
    fn trade(&mut self) -> Result<(), RunError> {
        let bars = self.folds[self.done.len()].clone();
        let best = self.search.best.take();
        let number = |row: &[f64], key: &str| {
            let at = self.space.columns().iter().position(|column| *column == key);
            at.and_then(|at| row.get(at)).copied().filter(|number| !number.is_nan())
        };
        let mut fold = Fold {
            seen: self.times_of(&bars.seen),
            traded: self.times_of(&bars.traded),
            n_cells: self.search.n_scored,
            point: None,
            values: Vec::new(),
            seen_objective: None,
            traded_objective: None,
            seen_return: None,
            traded_return: None,
        };
        let cash = self.traded.equity.last().copied().unwrap_or(self.config.account.initial_cash);
        match best.filter(|_| cash > 0.0) {
            Some((_, point, row)) => {
                fold.point = Some(point);
                fold.values = self.space.grid().numbers(point);
                fold.seen_objective = number(&row, &self.objective.stat);
                fold.seen_return = number(&row, "return");
                let Setup { params, mut config } = self.space.setup(point);
                config.window = self.window_of(&bars.traded);
                config.account.initial_cash = cash;
                config.execution.close_at_end = true;
                let report = finish(prepare(&self.strategy, &params, &config, Rc::clone(&self.series))?)?;
                fold.traded_objective = report.statistics.get(&self.objective.stat).and_then(Result::ok);
                fold.traded_return = report.statistics.get("return").and_then(Result::ok);
                self.traded.join(report);
            }
            None => self.traded.equity.extend(bars.traded.map(|_| cash)),
        }
        self.done.push(fold);
        Ok(())
    }

    /// Runs what is left and reports.
    ///
    /// # Errors
    /// As [`WalkForward::step`].
    pub fn finish(mut self) -> Result<WalkReport, RunError> {
        self.step(usize::MAX)?;
        let first = self.first_bar + self.folds[0].traded.start;
        let end = self.first_bar + self.folds[self.folds.len() - 1].traded.end;
        let time = &self.series.time()[first..end];
        let Traded { warmup_bars, equity, positions, trades, notes, n_notes, ambiguous_bars, ended } =
            self.traded;
        let close = &self.series.close()[first..end];
        // The equity is summed and folded once, for the statistics and for the hash.
        let market = &self.series.half_log_returns()[first..end - 1];
        let sums = Curve::starting(close, self.config.account.initial_cash).finish(time, market, &equity);
        let input = statistics::Input {
            time,
            close,
            interval_ms: self.series.interval_ms(),
            equity: &equity,
            trades: &trades,
            first_bar: first as u32,
            warmup_bars: warmup_bars.unwrap_or(0),
            initial_cash: self.config.account.initial_cash,
            risk_free_rate: self.config.risk_free_rate,
            calendar: &Calendar::new(time, self.series.interval_ms()),
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
        let efficiency = efficiency(&self.done, &self.folds);
        Ok(WalkReport { folds: self.done, report, efficiency })
    }
}

impl Choosing {
    fn new(points: Points) -> Self {
        let layout_round = points.layout(1).points(0);
        Self { points, layout_round, next: 0, scores: Vec::new(), n_scored: 0, best: None }
    }

    /// Runs up to `n_cells` of the cells before `end` side by side, as far as they are known; returns their number, at least 1.
    fn run_next(
        &mut self,
        runner: &mut CellRunner,
        objective: &Objective,
        n_cells: usize,
        end: u64,
    ) -> usize {
        // What a search asks for next is known once its round has ended.
        let end = if self.points.is_search() { end.min(self.layout_round.end) } else { end };
        let n = ((end - self.next) as usize).min(n_cells).min(runner.n_side_by_side());
        let points: Vec<u64> =
            (self.next..self.next + n as u64).filter_map(|index| self.points.get(index)).collect();
        debug_assert_eq!(points.len(), n, "rounds are told as they end, below");
        for (point, cell) in points.iter().zip(runner.run_cells(&points)) {
            let row = cell.numbers;
            let score = runner.number(&row, &objective.stat).and_then(|value| objective.score(value));
            if let Some(score) = score {
                self.n_scored += 1;
                if self.best.as_ref().is_none_or(|(highest, ..)| score > *highest) {
                    self.best = Some((score, *point, row));
                }
            }
            if self.points.is_search() {
                self.scores.push(score);
            }
        }
        self.next += n as u64;
        if self.points.is_search() && self.next == self.layout_round.end {
            self.points.tell(&std::mem::take(&mut self.scores));
            let layout = self.points.layout(1);
            self.layout_round = layout.points(layout.place(self.next).round);
        }
        n
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
