//! Comparing an account with a copy that went through the same bar in another order of prices.

use super::{Account, OpenTrade};
use crate::trade::{OrderId, Trade};

impl Account {
    /// A copy without the trades closed so far.
    pub(crate) fn fork(&self) -> Self {
        Self {
            open: self.open.clone(),
            trades: Vec::new(),
            brief: None,
            signals: Vec::new(),
            tally: None,
            ..*self
        }
    }

    /// How many trades are closed.
    pub(crate) fn n_closed(&self) -> usize {
        self.trades.len()
    }

    /// Marks what a copy, forked when `n_closed` trades were closed, did otherwise. Whether anything was.
    pub(crate) fn mark_differences(&mut self, n_closed: usize, other: &Self) -> bool {
        let Self { open, trades, .. } = self;
        let closed = &mut trades[n_closed..];
        if is_same_list(closed, &other.trades, ends_alike) && is_same_list(open, &other.open, stands_alike) {
            return false;
        }
        let mut differs = closed.len() != other.trades.len() || open.len() != other.open.len();
        let enters_too = |entry: Entry<'_>| {
            other.trades.iter().any(|trade| entry == entry_of(trade))
                || other.open.iter().any(|trade| entry == entry_of_open(trade))
        };
        for trade in
            closed.iter_mut().filter(|trade| !other.trades.iter().any(|theirs| ends_alike(trade, theirs)))
        {
            differs = true;
            let is_entry_certain = enters_too(entry_of(trade));
            trade.entry_cause.iter_mut().for_each(|cause| cause.ambiguous |= !is_entry_certain);
            trade.exit_cause.iter_mut().for_each(|cause| cause.ambiguous = true);
        }
        for trade in
            open.iter_mut().filter(|trade| !other.open.iter().any(|theirs| stands_alike(trade, theirs)))
        {
            differs = true;
            if enters_too(entry_of_open(trade)) {
                trade.is_end_in_doubt = true;
            } else {
                trade.entry.cause.ambiguous = true;
            }
        }
        differs
    }
}

/// What makes an entry the same one: name, bar, price.
type Entry<'a> = (&'a OrderId, u32, f64);

fn entry_of(trade: &Trade) -> Entry<'_> {
    (&trade.entry_id, trade.entry_bar, trade.entry_price)
}

fn entry_of_open(trade: &OpenTrade) -> Entry<'_> {
    (&trade.entry_id, trade.entry.bar as u32, trade.entry.price)
}

fn ends_alike(a: &Trade, b: &Trade) -> bool {
    entry_of(a) == entry_of(b)
        && (a.quantity, &a.exit_id, a.exit_price) == (b.quantity, &b.exit_id, b.exit_price)
}

fn stands_alike(a: &OpenTrade, b: &OpenTrade) -> bool {
    entry_of_open(a) == entry_of_open(b) && a.quantity == b.quantity
}

fn is_same_list<T>(a: &[T], b: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
}
