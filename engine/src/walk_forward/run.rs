//! Runs the folds, a cell at a time.

use std::ops::Range;
use std::rc::Rc;

use super::{Choice, FoldPlan, Folds, Trading, WalkReport};
use crate::backtest::Progress;
use crate::config::RunConfig;
use crate::error::RunError;
use crate::registry::AnySource;
use crate::series::Series;
use crate::strategy::param::Params;
use crate::sweep::{CellRunner, Objective, Points, Space, SweepError, SweepSpec};

/// A walk-forward run under way.
#[derive(Debug)]
pub struct WalkForward {
    space: Space,
    sweep: SweepSpec,
    objective: Objective,
    folds: Folds,
    runner: CellRunner,
    search: Choosing,
    per_fold: u64,
    trading: Trading,
}

/// The choice of one fold under way.
#[derive(Debug)]
struct Choosing {
    points: Points,
    layout_round: Range<u64>,
    next: u64,
    scores: Vec<Option<f64>>,
    choice: Choice,
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
        let folds = Folds::new(plan, config, runner.window(), series)?;
        let points = Points::new(&space, sweep)?;
        let per_fold = points.layout(1).n_points();
        let objective = sweep.objective().cloned().ok_or(SweepError::NoObjective)?;
        let mut this = Self {
            trading: Trading::new(strategy.clone(), space.clone(), *config, folds.clone()),
            space,
            sweep: sweep.clone(),
            search: Choosing::new(points, objective.clone()),
            objective,
            folds,
            runner,
            per_fold,
        };
        this.look_at(0)?;
        Ok(this)
    }

    /// Cells and folds to run in all: a traded stretch counts as a cell.
    fn total(&self) -> usize {
        self.folds.n_folds() * (self.per_fold as usize + 1)
    }

    fn look_at(&mut self, fold: usize) -> Result<(), RunError> {
        self.runner.look_at(self.folds.seen(fold))?;
        self.search = Choosing::new(Points::new(&self.space, &self.sweep)?, self.objective.clone());
        Ok(())
    }

    /// Runs up to `n_cells` further cells. The size of the slices does not change the result.
    ///
    /// # Errors
    /// None that [`WalkForward::new`] has not found; they are handed on all the same.
    pub fn step(&mut self, n_cells: usize) -> Result<Progress, RunError> {
        let n_folds = self.folds.n_folds();
        let mut left = n_cells;
        while left > 0 && self.trading.n_done() < n_folds {
            if self.search.next < self.per_fold {
                left -= self.search.run_next(&mut self.runner, left, self.per_fold);
            } else {
                self.trading.trade(&self.search.choice)?;
                left -= 1;
                if self.trading.n_done() < n_folds {
                    self.look_at(self.trading.n_done())?;
                }
            }
        }
        let n_done = self.trading.n_done();
        let under_way = if n_done < n_folds { self.search.next as usize } else { 0 };
        Ok(Progress { done: n_done * (self.per_fold as usize + 1) + under_way, total: self.total() })
    }

    /// Runs what is left and reports.
    ///
    /// # Errors
    /// As [`WalkForward::step`].
    pub fn finish(mut self) -> Result<WalkReport, RunError> {
        self.step(usize::MAX)?;
        self.trading.finish()
    }
}

impl Choosing {
    fn new(points: Points, objective: Objective) -> Self {
        let layout_round = points.layout(1).points(0);
        Self { points, layout_round, next: 0, scores: Vec::new(), choice: Choice::new(objective) }
    }

    /// Runs up to `n_cells` of the cells before `end` side by side, as far as they are known; returns their number, at least 1.
    fn run_next(&mut self, runner: &mut CellRunner, n_cells: usize, end: u64) -> usize {
        // What a search asks for next is known once its round has ended.
        let end = if self.points.is_search() { end.min(self.layout_round.end) } else { end };
        let n = ((end - self.next) as usize).min(n_cells).min(runner.n_side_by_side());
        let points: Vec<u64> =
            (self.next..self.next + n as u64).filter_map(|index| self.points.get(index)).collect();
        debug_assert_eq!(points.len(), n, "rounds are told as they end, below");
        for (point, cell) in points.iter().zip(runner.run_cells(&points)) {
            let number = |key: &str| runner.number(&cell.numbers, key).unwrap_or(f64::NAN);
            let score =
                self.choice.see(*point, number(self.choice.objective.stat.as_str()), number("return"));
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
