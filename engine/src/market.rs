//! The bars a run trades on.

use std::ops::Range;
use std::rc::Rc;

use crate::config::RunConfig;
use crate::error::RunError;
use crate::overfitting::{Marks, Unknown};
use crate::series::Series;
use crate::statistics::Calendar;

/// The bars a run trades on, and what depends on them alone: shared by the cells of a sweep.
#[derive(Debug, Clone)]
pub struct Market {
    series: Rc<Series>,
    calendar: Rc<Calendar>,
    marks: Rc<Result<Marks, Unknown>>,
    /// Positions of the first bar of the window and of the one after its last.
    first: usize,
    end: usize,
}

impl Market {
    /// Cuts the trading window out of the series.
    ///
    /// # Errors
    /// [`RunError::EmptyWindow`] if no bar lies in the window.
    pub fn new(series: Rc<Series>, config: &RunConfig) -> Result<Self, RunError> {
        let time = series.time();
        let first = config.first_bar(time);
        let end = config.window.end.map_or(time.len(), |end| time.partition_point(|t| *t < end));
        if first >= end {
            return Err(RunError::EmptyWindow { n_bars: time.len() });
        }
        let calendar = Calendar::new(&time[first..end], series.interval_ms());
        let marks = Marks::new(&time[first..end], &calendar.period_ends, calendar.periods_per_year.ok());
        Ok(Self { series, calendar: Rc::new(calendar), marks: Rc::new(marks), first, end })
    }

    /// The whole series, warm-up bars included.
    pub fn series(&self) -> &Rc<Series> {
        &self.series
    }

    /// Positions of the bars in the trading window.
    pub(crate) fn window(&self) -> Range<usize> {
        self.first..self.end
    }

    /// Open times of the window's bars.
    pub(crate) fn time(&self) -> &[i64] {
        &self.series.time()[self.window()]
    }

    /// Closes of the window's bars.
    pub(crate) fn close(&self) -> &[f64] {
        &self.series.close()[self.window()]
    }

    /// Half the logarithmic return from each of the closes to the next.
    pub(crate) fn half_log_returns(&self) -> &[f64] {
        &self.series.half_log_returns()[self.first..self.end - 1]
    }

    /// Position in the window of the last bar of each period.
    pub(crate) fn period_ends(&self) -> &[u32] {
        &self.calendar.period_ends
    }

    /// Where the returns for the overfitting check are taken, or why they are not.
    pub(crate) fn marks(&self) -> Result<&Marks, Unknown> {
        (*self.marks).as_ref().map_err(|unknown| *unknown)
    }

    /// Position in the window of each mark; none where there are no marks.
    pub(crate) fn mark_bars(&self) -> &[u32] {
        self.marks().map_or(&[], Marks::bars)
    }

    /// The same window on other bars, ending before the bar at `end`. Its calendar stays that of these bars: a run on it can
    /// be watched, not reported.
    pub(crate) fn watched_on(&self, series: Rc<Series>, end: usize) -> Self {
        Self { series, end, ..self.clone() }
    }

    /// What statistics need to know of the window's bars.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }
}
