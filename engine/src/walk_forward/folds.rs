//! The folds of a series.

use std::ops::Range;
use std::rc::Rc;

use super::{FoldBars, FoldPlan};
use crate::config::{RunConfig, Window};
use crate::error::RunError;
use crate::series::Series;

/// The trading window of a series, cut into folds.
#[derive(Debug, Clone)]
pub struct Folds {
    pub(super) series: Rc<Series>,
    /// Where the trading window begins.
    pub(super) first_bar: usize,
    /// Where it ends, if not with the series.
    end: Option<i64>,
    pub(super) bars: Vec<FoldBars>,
}

impl Folds {
    /// Cuts the trading window of `config`, which is these bars of the series.
    ///
    /// # Errors
    /// As [`FoldPlan::cut`].
    pub fn new(
        plan: &FoldPlan,
        config: &RunConfig,
        window: Range<usize>,
        series: Rc<Series>,
    ) -> Result<Self, RunError> {
        let bars = plan.cut(window.len()).map_err(|problem| RunError::Settings(vec![problem]))?;
        Ok(Self { series, first_bar: window.start, end: config.window.end, bars })
    }

    /// Number of folds.
    pub fn n_folds(&self) -> usize {
        self.bars.len()
    }

    /// What the choice of a fold looks at.
    pub fn seen(&self, fold: usize) -> Window {
        self.window(&self.bars[fold].seen)
    }

    /// The trading window that consists of these bars of the whole one.
    pub(super) fn window(&self, bars: &Range<usize>) -> Window {
        let time = self.series.time();
        let at = |bar: usize| time.get(self.first_bar + bar).copied();
        Window { start: at(bars.start), end: at(bars.end).or(self.end) }
    }

    /// Open times of the first and the last of these bars.
    pub(super) fn times(&self, bars: &Range<usize>) -> (i64, i64) {
        let time = &self.series.time()[self.first_bar..];
        (time[bars.start], time[bars.end - 1])
    }
}
