//! The main loop.
//!
//! At each bar, in this order: the orders that wait meet the bar's prices; the strategy sees the closed bar and submits
//! orders; with `fill_on = close` its market orders fill; the equity at the close is noted. An order can therefore never
//! meet a price that was known when it was made (rules 2 and 3), and none made on the last bar fills at a later one (rule 4).

use std::hint::black_box;
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::broker::{Broker, Outcome, Tape};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::hash::result_hash_with;
pub use crate::market::Market;
use crate::recorder::{Buffers, Headline, Record, Whole};
use crate::report::Report;
use crate::series::Series;
use crate::statistics::{self, HEADLINE};
use crate::strategy::{Context, Strategy, Wake};

/// Bars of which the prices are read together.
const AHEAD: usize = 16;

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

    /// What has stopped the strategy on the bars so far, see [`Strategy::failure`].
    fn failure(&self) -> Option<&Failure>;

    /// Runs what is left and reports.
    fn finish(self: Box<Self>) -> Report;
}

/// A run for the numbers of a sweep's cell alone.
pub(crate) trait RunCell {
    /// Runs the bars before `end`, a position in the series, that have not run.
    fn run_before(&mut self, end: usize);

    /// Runs what is left: the numbers of [`HEADLINE`], NaN where undefined, and the memory for the next cell. No numbers if something stopped
    /// the strategy.
    fn finish(self: Box<Self>) -> (Option<[f64; HEADLINE.len()]>, Buffers);
}

/// One strategy on one market.
#[derive(Debug)]
pub struct Backtest<S>(Course<S, Whole>);

/// A run with the record that is kept of it.
#[derive(Debug)]
struct Course<S, R> {
    market: Market,
    config: RunConfig,
    strategy: S,
    warmup_bars: usize,
    broker: Broker,
    bar: usize,
    record: R,
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
        Ok(Self::validated(market, config, strategy, warmup_bars))
    }

    /// As [`Backtest::new`] for settings already checked.
    pub(crate) fn validated(market: Market, config: RunConfig, strategy: S, warmup_bars: usize) -> Self {
        let record = Whole::new(&market, config.account.initial_cash);
        let broker = Broker::new(&config);
        let bar = market.window().start;
        Self(Course { market, config, strategy, warmup_bars, broker, bar, record })
    }

    /// The run with a tape of its orders and fills.
    pub(crate) fn watched(mut self) -> Self {
        self.0.broker.watch();
        self
    }

    /// Equity at the close of each bar so far.
    pub(crate) fn equity(&self) -> &[f64] {
        &self.0.record.equity
    }

    /// The tape, if there is one.
    pub(crate) fn tape(&self) -> Option<&Tape> {
        self.0.broker.tape()
    }
}

/// A run of a strategy for the numbers of a cell alone, with settings already checked. `buffers` is memory to reuse.
pub(crate) fn cell<S: Strategy + 'static>(
    market: Market,
    config: RunConfig,
    strategy: S,
    buffers: Buffers,
) -> Box<dyn RunCell> {
    let record = Headline::new(config.account.initial_cash, buffers.period_values, buffers.mark_values);
    let (mut broker, bar) = (Broker::new(&config), market.window().start);
    if !strategy.reads_trades() {
        broker = broker.in_brief(buffers.trades);
    }
    Box::new(Course { market, config, strategy, warmup_bars: 0, broker, bar, record })
}

impl<S: Strategy, R: Record> Course<S, R> {
    fn run_bars(&mut self, n_bars: usize) {
        let series = Rc::clone(self.market.series());
        let (rows, end) = (series.rows(), self.market.window().end.min(self.bar.saturating_add(n_bars)));
        let mut turns = 0_usize;
        while self.bar < end {
            let first = self.bar;
            let row = rows.bar(first);
            let is_calm = self.broker.is_calm(row.low, row.high);
            if !is_calm {
                self.broker.run_bar(first, row);
            }
            if turns.is_multiple_of(AHEAD) {
                self.fetch(&series, first..end);
            }
            turns += 1;
            let unseen = if is_calm { first } else { first + 1 };
            let mut bar = self.next_wake(first..end);
            // While prices stay away from the orders that wait and from the margin, nothing can happen at the broker. So the strategy
            // is asked wherever it wants to be until it makes an order, and the rest of these bars is done for all of them at once:
            // most bars of most runs are of this kind. Where it is asked it mostly makes an order: no need to look beyond.
            let far = if bar > first { end.min(bar + 1) } else { end };
            let limit = (first + 1).max(unseen + self.broker.n_calm(&series, unseen..far));
            let last = loop {
                if bar >= limit {
                    break limit - 1;
                }
                self.strategy.on_bar(&mut Context::new(&series, bar, rows.bar(bar).close, &mut self.broker));
                if !self.broker.is_settled() {
                    break bar;
                }
                bar = self.next_wake(bar + 1..limit);
            };
            self.broker.observe(&series, unseen..last + 1);
            self.record.still(&self.market, self.broker.account(), first..last);
            self.broker.run_close(last, rows.bar(last).close);
            self.record.done(&self.market, self.broker.account(), last);
            self.bar = last + 1;
        }
    }

    /// The first of `bars` on which the strategy wants to be asked; their end if there is none.
    fn next_wake(&self, bars: Range<usize>) -> usize {
        self.strategy.wake(self.broker.account().side()).next(bars)
    }

    /// Reads the prices that the next orders will ask for: those of a bar at which the strategy may make one, and of the bar after, where
    /// it may fill. A leap to them one by one would each time wait for the memory; together they come in the time of one.
    fn fetch(&self, series: &Series, bars: Range<usize>) {
        let (rows, last) = (series.rows(), series.len() - 1);
        let Wake::At(wakes) = self.strategy.wake(self.broker.account().side()) else { return };
        let mut sum = 0.0;
        let mut bar = bars.start;
        for _ in 0..AHEAD {
            bar = wakes.next(bar..bars.end);
            if bar == bars.end {
                break;
            }
            sum += rows.bar(bar).close + rows.bar(last.min(bar + 1)).close;
            bar += 1;
        }
        black_box(sum);
    }

    /// Runs what is left; rule 4: the option to close what is open at the last close.
    fn run_to_end(&mut self) {
        self.run_bars(usize::MAX);
        let (series, last) = (self.market.series(), self.market.window().end - 1);
        self.broker.run_end(last, series.rows().bar(last).close);
        self.record.end(&self.market, self.broker.account());
    }
}

impl<S: Strategy> Run for Backtest<S> {
    fn step(&mut self, n_bars: usize) -> Progress {
        self.0.run_bars(n_bars);
        let window = self.0.market.window();
        Progress { done: self.0.bar - window.start, total: window.len() }
    }

    fn failure(&self) -> Option<&Failure> {
        self.0.strategy.failure()
    }

    fn finish(mut self: Box<Self>) -> Report {
        self.0.run_to_end();
        let Course { market, config, warmup_bars, broker, record, .. } = self.0;
        let Outcome { account, notes, n_notes, ambiguous_bars, ended } = broker.into_outcome();
        let Whole { equity, positions, curve, .. } = record;
        let (series, first, last) = (market.series(), market.window().start, market.window().end - 1);
        let trades = account.into_trades(last, series.close()[last], |bar| series.time()[bar]);
        let sums = curve.finish(market.time(), market.half_log_returns(), &equity);
        let input = statistics::Input {
            time: market.time(),
            close: market.close(),
            interval_ms: series.interval_ms(),
            equity: &equity,
            trades: &trades,
            first_bar: first as u32,
            warmup_bars: warmup_bars.saturating_sub(first) as u32,
            initial_cash: config.account.initial_cash,
            risk_free_rate: config.risk_free_rate,
            calendar: market.calendar(),
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
        report
    }
}

impl<S: Strategy> RunCell for Course<S, Headline> {
    fn run_before(&mut self, end: usize) {
        self.run_bars(end.saturating_sub(self.bar));
    }

    fn finish(mut self: Box<Self>) -> (Option<[f64; HEADLINE.len()]>, Buffers) {
        self.run_to_end();
        let Self { market, config, strategy, broker, record, .. } = *self;
        let (trades, open) = broker.into_outcome().account.into_brief();
        let time = market.time();
        let row = statistics::headline(&statistics::HeadlineInput {
            trades: &trades,
            open: &open,
            period_values: &record.period_values,
            calendar: market.calendar(),
            lowest: record.lowest,
            max_drawdown: record.max_drawdown,
            final_equity: record.final_equity,
            initial_cash: config.account.initial_cash,
            risk_free_rate: config.risk_free_rate,
            time: [time[0], time[time.len() - 1]],
            n_bars: time.len(),
            last_bar: market.window().end as u32 - 1,
        });
        let Headline { period_values, mark_values, .. } = record;
        (strategy.failure().is_none().then_some(row), Buffers { period_values, mark_values, trades })
    }
}
