//! Everything: a value of equity for each bar, and every change of the position.

use std::ops::Range;

use super::Record;
use crate::account::Account;
use crate::market::Market;
use crate::statistics::Curve;

/// See the module.
#[derive(Debug)]
pub(crate) struct Whole {
    /// Equity at the close of each bar so far.
    pub(crate) equity: Vec<f64>,
    /// (bar, units) at every change.
    pub(crate) positions: Vec<(u32, f64)>,
    pub(crate) curve: Curve,
    /// The account's revision that `positions` tells of.
    revision: u64,
}

impl Whole {
    pub(crate) fn new(market: &Market, initial_cash: f64) -> Self {
        Self {
            equity: Vec::new(),
            positions: Vec::new(),
            curve: Curve::starting(market.close(), initial_cash),
            revision: 0,
        }
    }

    fn note_position(&mut self, account: &Account, bar: usize) {
        if account.revision() != self.revision {
            self.revision = account.revision();
            let position = account.position();
            // The end of the data may close what was opened in the same bar.
            self.positions.pop_if(|last| last.0 == bar as u32);
            if self.positions.last().map_or(0.0, |last| last.1) != position {
                self.positions.push((bar as u32, position));
            }
        }
    }
}

impl Record for Whole {
    fn still(&mut self, market: &Market, account: &Account, bars: Range<usize>) {
        // Not before: by now the columns that the strategy needed for a moment only have made room.
        if self.equity.is_empty() {
            self.equity.reserve_exact(market.window().len());
        }
        if !bars.is_empty() {
            account.equities(&market.series().close()[bars.clone()], &mut self.equity);
            self.note_position(account, bars.start);
        }
    }

    fn done(&mut self, market: &Market, account: &Account, bar: usize) {
        // The end of the data may still change the last value.
        self.curve.extend(market.time(), market.half_log_returns(), &self.equity);
        self.equity.push(account.equity(market.series().rows().bar(bar).close));
        self.note_position(account, bar);
    }

    fn end(&mut self, market: &Market, account: &Account) {
        let last = market.window().end - 1;
        if let Some(equity) = self.equity.last_mut() {
            *equity = account.equity(market.series().close()[last]);
        }
        self.note_position(account, last);
    }
}
