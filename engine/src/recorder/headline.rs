//! What the numbers of a cell need of the equity: its drawdown, and its value at the end of each period and at each mark.
//!
//! While the account stands still, its equity rises or falls with the price and nothing else. So the highest and the lowest
//! close of a block of bars tell the highest and the lowest equity, to the last bit, and a block that brings no new peak
//! needs no look at its bars.

use std::ops::Range;

use super::Record;
use crate::account::Account;
use crate::market::Market;
use crate::series::{BLOCK, Reach, split};
use crate::trade::BriefTrade;

/// Memory that one cell leaves to the next.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    pub(crate) period_values: Vec<f64>,
    pub(crate) mark_values: Vec<f64>,
    pub(crate) trades: Vec<BriefTrade>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Headline {
    /// Equity at the end of each period of the calendar so far.
    pub(crate) period_values: Vec<f64>,
    /// Equity at each mark of the market so far.
    pub(crate) mark_values: Vec<f64>,
    peak: f64,
    /// Lowest equity since the peak.
    low: f64,
    /// Lowest equity at any close, at most the initial cash.
    pub(crate) lowest: f64,
    /// Greatest drawdown, at least 0.
    pub(crate) max_drawdown: f64,
    pub(crate) final_equity: f64,
}

impl Headline {
    pub(crate) fn new(initial_cash: f64, mut period_values: Vec<f64>, mut mark_values: Vec<f64>) -> Self {
        period_values.clear();
        mark_values.clear();
        Self {
            period_values,
            mark_values,
            peak: initial_cash,
            low: initial_cash,
            lowest: initial_cash,
            max_drawdown: 0.0,
            final_equity: initial_cash,
        }
    }

    #[inline]
    fn add(&mut self, equity: f64) {
        if equity < self.peak {
            self.low = if equity < self.low { equity } else { self.low };
        } else {
            self.end_fall();
            (self.peak, self.low) = (equity, equity);
        }
    }

    fn end_fall(&mut self) {
        if self.low < self.peak {
            self.lowest = self.lowest.min(self.low);
            self.max_drawdown = self.max_drawdown.max((self.peak - self.low) / self.peak);
        }
    }

    /// Notes the equity at the ends of periods and at the marks among `bars`.
    fn note_values(&mut self, market: &Market, account: &Account, bars: Range<usize>) {
        note(&mut self.period_values, market.period_ends(), market, account, bars.end);
        note(&mut self.mark_values, market.mark_bars(), market, account, bars.end);
    }
}

/// Notes the equity at those of `wanted`, positions in the window, that have no value yet and lie before the bar `end`.
fn note(values: &mut Vec<f64>, wanted: &[u32], market: &Market, account: &Account, end: usize) {
    let first = market.window().start;
    for at in &wanted[values.len()..] {
        let bar = first + *at as usize;
        if bar >= end {
            break;
        }
        values.push(account.equity(market.series().rows().bar(bar).close));
    }
}

/// Lowest and highest equity at closes of that range, while the account stands still.
#[inline]
fn range(account: &Account, closes: Reach) -> (f64, f64) {
    let (highest, lowest) = closes.get();
    let (a, b) = (account.equity(lowest), account.equity(highest));
    if a < b { (a, b) } else { (b, a) }
}

impl Record for Headline {
    fn still(&mut self, market: &Market, account: &Account, bars: Range<usize>) {
        if bars.is_empty() {
            return;
        }
        self.note_values(market, account, bars.clone());
        let (rows, close) = (market.series().rows(), market.series().close());
        let (low, high) = range(account, rows.reach_of_closes(close, bars.clone()));
        if high < self.peak {
            self.low = if low < self.low { low } else { self.low };
            return;
        }
        let (head, blocks, tail) = split(bars);
        rows.bars(head).iter().for_each(|row| self.add(account.equity(row.close)));
        for index in blocks {
            let block = rows.block(index);
            let (low, high) = range(account, Reach::new(block.highest_close, block.lowest_close));
            if high < self.peak {
                self.low = if low < self.low { low } else { self.low };
            } else {
                let bars = rows.bars(index * BLOCK..(index + 1) * BLOCK);
                bars.iter().for_each(|row| self.add(account.equity(row.close)));
            }
        }
        rows.bars(tail).iter().for_each(|row| self.add(account.equity(row.close)));
    }

    fn done(&mut self, market: &Market, account: &Account, bar: usize) {
        // The end of the data may still change the last value.
        if bar + 1 < market.window().end {
            self.note_values(market, account, bar..bar + 1);
            self.add(account.equity(market.series().rows().bar(bar).close));
        }
    }

    fn end(&mut self, market: &Market, account: &Account) {
        let window = market.window();
        self.note_values(market, account, window.end - 1..window.end);
        self.final_equity = account.equity(market.series().rows().bar(window.end - 1).close);
        self.add(self.final_equity);
        self.end_fall();
    }
}
