//! What is kept of a run while it goes: for a report everything, for a cell of a sweep no more than its numbers need.

mod headline;
mod whole;

use std::ops::Range;

use crate::account::Account;
use crate::market::Market;

pub(crate) use headline::{Buffers, Headline};
pub(crate) use whole::Whole;

/// Follows the equity of a run. Positions of bars are those in the series.
pub(crate) trait Record {
    /// The account stands still from the first of `bars` to the last, whose closes are the next in turn.
    fn still(&mut self, market: &Market, account: &Account, bars: Range<usize>);

    /// Everything that happens on `bar`, the next in turn, has happened, but for what the end of the data may bring.
    fn done(&mut self, market: &Market, account: &Account, bar: usize);

    /// The end of the data has brought what it may.
    fn end(&mut self, market: &Market, account: &Account);
}
