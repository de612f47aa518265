//! The main loop.
//!
//! At each bar, in this order: the orders that wait meet the bar's prices; the strategy sees the closed bar and submits
//! orders; with `fill_on = close` its market orders fill; the equity at the close is noted. An order can therefore never
//! meet a price that was known when it was made (rules 2 and 3), and none made on the last bar fills at a later one (rule 4).

use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::broker::{Broker, Outcome, Tape};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::hash::result_hash;
use crate::indicator::Indicators;
use crate::report::{Note, Report};
use crate::series::Series;
use crate::statistics::{self, Calendar};
use crate::strategy::param::Params;
use crate::strategy::{Context, Strategy, build};
use crate::trade::Trade;

/// How far a run is, in bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Bars done.
    pub done: usize,
    /// Bars in the trading window.
    pub total: usize,
}

/// A run in slices: between two calls of [`Run::step`] the caller may report progress or give up.
pub trait Run {
    /// Runs up to `n_bars` further bars. The size of the slices does not change the result.
    fn step(&mut self, n_bars: usize) -> Progress;

    /// Runs what is left and reports.
    fn finish(self: Box<Self>) -> Report;

    /// Runs what is left for some numbers of a sweep's cell alone, in the order of `keys`, NaN where undefined; returns the equity
    /// too, as a buffer to reuse.
    fn finish_cell(self: Box<Self>, keys: &[&'static str]) -> (Vec<f64>, Vec<f64>);
}

/// The bars a run trades on, and what depends on them alone: shared by the cells of a sweep.
#[derive(Debug, Clone)]
pub struct Market {
    series: Rc<Series>,
    calendar: Rc<Calendar>,
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
        let first = config.window.start.map_or(0, |start| time.partition_point(|t| *t < start));
        let end = config.window.end.map_or(time.len(), |end| time.partition_point(|t| *t < end));
        if first >= end {
            return Err(RunError::EmptyWindow { n_bars: time.len() });
        }
        let calendar = Rc::new(Calendar::new(&time[first..end], series.interval_ms()));
        Ok(Self { series, calendar, first, end })
    }

    /// The whole series, warm-up bars included.
    pub fn series(&self) -> &Rc<Series> {
        &self.series
    }

    /// The calendar of the trading window.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Positions of the bars in the trading window.
    pub(crate) fn window(&self) -> Range<usize> {
        self.first..self.end
    }

    /// The same window on other bars, ending before the bar at `end`. Its calendar stays that of these bars: a run on it can
    /// be watched, not reported.
    pub(crate) fn watched_on(&self, series: Rc<Series>, end: usize) -> Self {
        Self { series, calendar: Rc::clone(&self.calendar), first: self.first, end }
    }
}

/// One strategy on one market.
#[derive(Debug)]
pub struct Backtest<S> {
    market: Market,
    config: RunConfig,
    strategy: S,
    warmup_bars: usize,
    broker: Broker,
    bar: usize,
    equity: Vec<f64>,
    positions: Vec<(u32, f64)>,
    /// The account's revision that `positions` tells of.
    revision: u64,
}

impl<S: Strategy> Backtest<S> {
    /// A run of `strategy`; `warmup_bars` is the first bar of the series at which all its indicators have values.
    ///
    /// # Errors
    /// [`RunError::Settings`] if a setting makes no sense.
    pub fn new(market: Market, config: RunConfig, strategy: S, warmup_bars: usize) -> Result<Self, RunError> {
        let problems = config.problems();
        if !problems.is_empty() {
            return Err(RunError::Settings(problems));
        }
        Ok(Self::validated(market, config, strategy, warmup_bars, Vec::new()))
    }

    /// As [`Backtest::new`] for settings already checked; `equity` is a buffer to reuse.
    pub(crate) fn validated(
        market: Market,
        config: RunConfig,
        strategy: S,
        warmup_bars: usize,
        mut equity: Vec<f64>,
    ) -> Self {
        equity.clear();
        let (broker, bar) = (Broker::new(&config), market.first);
        Self {
            market,
            config,
            strategy,
            warmup_bars,
            broker,
            bar,
            equity,
            positions: Vec::new(),
            revision: 0,
        }
    }

    /// The run with a tape of its orders and fills.
    pub(crate) fn watched(mut self) -> Self {
        self.broker.watch();
        self
    }

    /// Equity at the close of each bar so far.
    pub(crate) fn equity(&self) -> &[f64] {
        &self.equity
    }

    /// The tape, if there is one.
    pub(crate) fn tape(&self) -> Option<&Tape> {
        self.broker.tape()
    }

    fn run_bars(&mut self, n_bars: usize) {
        let series = Rc::clone(&self.market.series);
        let end = self.market.end.min(self.bar.saturating_add(n_bars));
        // Not before: by now the columns that the strategy needed for a moment only have made room.
        self.equity.reserve_exact(self.market.end - self.market.first - self.equity.len());
        while self.bar < end {
            let first = self.bar;
            let is_calm = self.broker.is_calm(series.low()[first], series.high()[first]);
            if !is_calm {
                self.broker.run_bar(first, &series.bar(first));
            }
            // While no order waits and no margin is touched, nothing can happen at the broker. So the strategy is asked bar after bar
            // until it makes an order, and the rest of these bars is done for all of them at once: most bars of most runs are of
            // this kind.
            let unseen = if is_calm { first } else { first + 1 };
            let mut bar = self.strategy.next_bar(first);
            let limit = if self.broker.is_idle() {
                // A strategy that knows its next bar mostly makes an order there: no need to look beyond.
                let far = if bar > first { end.min(bar.saturating_add(1)) } else { end };
                unseen + self.broker.n_calm(&series.low()[unseen..far], &series.high()[unseen..far])
            } else {
                first + 1
            };
            let last = loop {
                if bar >= limit {
                    break limit - 1;
                }
                self.strategy.on_bar(&mut Context::new(&series, bar, &mut self.broker));
                if !self.broker.is_idle() {
                    break bar;
                }
                bar = self.strategy.next_bar(bar + 1);
            };
            self.broker.observe(&series.low()[unseen..last + 1], &series.high()[unseen..last + 1]);
            self.broker.account().equities(&series.close()[first..last], &mut self.equity);
            if first < last {
                self.note_position(first);
            }
            self.broker.run_close(last, series.time()[last], series.close()[last]);
            self.equity.push(self.broker.account().equity(series.close()[last]));
            self.note_position(last);
            self.bar = last + 1;
        }
    }

    fn note_position(&mut self, index: usize) {
        let account = self.broker.account();
        if account.revision() != self.revision {
            self.revision = account.revision();
            let position = account.position();
            // The end of the data may close what was opened in the same bar.
            self.positions.pop_if(|last| last.0 == index as u32);
            if self.positions.last().map_or(0.0, |last| last.1) != position {
                self.positions.push((index as u32, position));
            }
        }
    }

    /// Rule 4: the option to close what is open at the last close.
    fn close_at_end(&mut self) {
        let (series, last) = (Rc::clone(&self.market.series), self.market.end - 1);
        let close = series.close()[last];
        self.broker.run_end(last, series.time()[last], close);
        if let Some(equity) = self.equity.last_mut() {
            *equity = self.broker.account().equity(close);
        }
        self.note_position(last);
    }

    /// Runs what is left; returns what has happened, with the numbers that are computed from it.
    fn finish_with<T>(mut self, compute: impl FnOnce(&statistics::Input) -> T) -> (Course, T) {
        self.run_bars(usize::MAX);
        self.close_at_end();
        let Market { series, calendar, first, end } = self.market;
        let Outcome { account, notes, n_notes, ambiguous_bars, ended } = self.broker.into_outcome();
        let last = end - 1;
        let trades = account.into_trades(last, series.time()[last], series.close()[last]);
        let numbers = compute(&statistics::Input {
            time: &series.time()[first..end],
            close: &series.close()[first..end],
            interval_ms: series.interval_ms(),
            equity: &self.equity,
            trades: &trades,
            first_bar: first as u32,
            warmup_bars: self.warmup_bars.saturating_sub(first) as u32,
            initial_cash: self.config.account.initial_cash,
            risk_free_rate: self.config.risk_free_rate,
            calendar: &calendar,
        });
        let (first_bar, equity, positions) = (first as u32, self.equity, self.positions);
        (Course { first_bar, equity, positions, trades, notes, n_notes, ambiguous_bars, ended }, numbers)
    }
}

/// What has happened in a run.
struct Course {
    first_bar: u32,
    equity: Vec<f64>,
    positions: Vec<(u32, f64)>,
    trades: Vec<Trade>,
    notes: Vec<Note>,
    n_notes: u32,
    ambiguous_bars: Vec<u32>,
    ended: Option<u32>,
}

impl<S: Strategy> Run for Backtest<S> {
    fn step(&mut self, n_bars: usize) -> Progress {
        self.run_bars(n_bars);
        Progress { done: self.bar - self.market.first, total: self.market.end - self.market.first }
    }

    fn finish(self: Box<Self>) -> Report {
        let (course, statistics) = self.finish_with(statistics::compute);
        let Course { first_bar, equity, positions, trades, notes, n_notes, ambiguous_bars, ended } = course;
        let mut report = Report {
            first_bar,
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
        report.result_hash = result_hash(&report);
        report
    }

    fn finish_cell(self: Box<Self>, keys: &[&'static str]) -> (Vec<f64>, Vec<f64>) {
        let (course, numbers) = self.finish_with(|input| statistics::numbers(input, keys));
        (numbers, course.equity)
    }
}

/// Checks everything and readies a run of a built-in strategy.
///
/// # Errors
/// Unknown strategy, settings or parameters that make no sense, a window without bars.
pub fn prepare(
    strategy: &str,
    params: &Params,
    config: &RunConfig,
    series: Rc<Series>,
) -> Result<Box<dyn Run>, RunError> {
    let info = build::check(strategy, params, config)?;
    let market = Market::new(Rc::clone(&series), config)?;
    Ok(build::build(info.id, params, config, market, &mut Indicators::new(series), Vec::new()))
}
