//! Rule 15: bars whose order of events decides the result, and does not show.
//!
//! A bar gives four prices and not their order. Where that may matter, a copy of the account and of the waiting orders goes
//! through the bar in the other order, and the trades that come out are compared.

use super::{Broker, Manner};
use crate::series::Row;

/// What can happen inside a bar, judged before anything does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stakes {
    /// Nothing fills, whatever the order of prices.
    None,
    /// One exit fills, and no order of prices changes that.
    Certain,
    /// The order of prices may matter.
    Contested,
}

impl Broker {
    pub(super) fn stakes(&self, bar: &Row) -> Stakes {
        if !self.book.has_priced() {
            return if self.is_at_risk(bar) { Stakes::Contested } else { Stakes::None };
        }
        let touched = |level: &super::level::Level| level.is_touched_in(bar.low, bar.high);
        let mut levels = self.book.levels(&self.account).filter(touched);
        let (first, second) = (levels.next(), levels.next());
        let may_trail = || self.book.may_trail(&self.account, bar.low, bar.high);
        match (first, second) {
            _ if self.is_at_risk(bar) || may_trail() => Stakes::Contested,
            (None, _) => Stakes::None,
            (Some(only), None) if only.is_exit => Stakes::Certain,
            _ => Stakes::Contested,
        }
    }

    /// Goes through the bar in the chosen manner, and in the others with a copy, and notes a difference.
    pub(super) fn pass_and_compare(&mut self, bar: &Row, chosen: Manner) {
        let before = self.fork();
        let n_closed = self.account.n_closed();
        self.pass(bar, chosen);
        let mut is_ambiguous = false;
        for manner in
            [Manner::HighThenLow, Manner::LowThenHigh].into_iter().filter(|manner| *manner != chosen)
        {
            let mut other = before.fork();
            other.pass(bar, manner);
            is_ambiguous |= self.account.mark_differences(n_closed, &other.account);
        }
        if is_ambiguous {
            self.ambiguous_bars.push(self.bar as u32);
        }
    }

    /// A copy that goes its own way: it keeps no closed trades, notes or tape.
    fn fork(&self) -> Self {
        Self {
            account: self.account.fork(),
            book: self.book.clone(),
            notes: Vec::new(),
            ambiguous_bars: Vec::new(),
            tape: None,
            risk: self.risk.clone(),
            ..*self
        }
    }
}
