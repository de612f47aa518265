//! Rules 5 to 14: the price inside a bar, and the orders it meets.

use super::book::{Level, Move};
use super::{Broker, Phase};
use crate::series::Bar;
use crate::trade::{ExitReason, Side};

impl Broker {
    /// Rule 5: open → the nearer extreme → the other extreme → close.
    pub(super) fn walk_path(&mut self, bar: &Bar) {
        self.settle(bar.open);
        self.phase = Phase::Inside;
        if !self.book.levels(&self.account).any(|level| level.is_touched_in(bar.low, bar.high)) {
            return self.account.observe(bar.low, bar.high);
        }
        let high_first = bar.high - bar.open < bar.open - bar.low;
        let (first, second) = if high_first { (bar.high, bar.low) } else { (bar.low, bar.high) };
        let mut price = bar.open;
        for end in [first, second, bar.close] {
            self.walk(price, end);
            price = end;
        }
    }

    /// Every price from `start` to `end` trades, in order; orders made live on the way take part from there on (rule 14).
    fn walk(&mut self, start: f64, end: f64) {
        let direction = if end >= start { Move::Up } else { Move::Down };
        let mut price = start;
        while let Some(next) = self.next_level(direction, price, end) {
            self.account.observe(price.min(next), price.max(next));
            price = next;
            self.settle(price);
        }
        self.account.observe(price.min(end), price.max(end));
    }

    /// The nearest level strictly after `price` and not after `end`.
    fn next_level(&self, direction: Move, price: f64, end: f64) -> Option<f64> {
        let ahead = self.book.levels(&self.account).filter(|level| level.reached_by() == direction);
        match direction {
            Move::Up => ahead.map(|level| level.price).filter(|l| *l > price && *l <= end).reduce(f64::min),
            Move::Down => ahead.map(|level| level.price).filter(|l| *l < price && *l >= end).reduce(f64::max),
        }
    }

    /// Fills everything touched at `price`: exits first (of one exit, the stop before the limit, rule 12), then buys, then
    /// sells, each in the order of the calls; TradingView's lists show the buys to be first. At the open this is the gap
    /// rule (7): an order whose level lies in the gap fills at the open.
    fn settle(&mut self, price: f64) {
        self.moment += 1;
        loop {
            self.arm(price);
            let touched = self
                .book
                .levels(&self.account)
                .filter(|level| level.is_touched_at(price) && !self.book.is_unarmed(&level.trigger))
                .min_by_key(|level| (!self.book.is_exit(&level.trigger), level.side == Side::Short));
            match touched {
                Some(level) => self.fill_triggered(&level, price),
                None => break,
            }
        }
    }

    fn arm(&mut self, price: f64) {
        self.book.arm_stop_limits(|side, stop| match side {
            Side::Long => price >= stop,
            Side::Short => price <= stop,
        });
    }

    /// Rule 6: every stop that the bar touches fills before any limit does. The bar's own path is not used: the result is the
    /// worst that the bar allows, so a target cannot fill in the bar in which a limit opened the trade.
    pub(super) fn stops_then_limits(&mut self, bar: &Bar) {
        self.settle(bar.open);
        self.phase = Phase::Inside;
        self.account.observe(bar.open, bar.open);
        while let Some(level) =
            self.nearest(bar, ExitReason::Stop).or_else(|| self.nearest(bar, ExitReason::Target))
        {
            self.moment += 1;
            if self.book.is_unarmed(&level.trigger) {
                self.arm_and_fill(&level);
            } else {
                self.fill_triggered(&level, level.price);
            }
            self.settle_new_exits(level.price);
        }
        self.account.observe(bar.low, bar.high);
    }

    /// A stop-limit order whose limit is no obstacle at its stop fills there: the bar may not reach its limit.
    fn arm_and_fill(&mut self, stop: &Level) {
        self.arm(stop.price);
        let limit = self
            .book
            .levels(&self.account)
            .find(|level| level.trigger.is_of_same_order(&stop.trigger) && level.is_touched_at(stop.price));
        if let Some(level) = limit {
            self.fill_triggered(&level, stop.price);
        }
    }

    /// An exit that is already beyond its level when its entry fills does so at the entry's price.
    fn settle_new_exits(&mut self, price: f64) {
        loop {
            let is_new = self.account.open().iter().any(|trade| trade.moment() == self.moment);
            let touched = self
                .book
                .levels(&self.account)
                .find(|level| is_new && self.book.is_exit(&level.trigger) && level.is_touched_at(price));
            match touched {
                Some(level) => self.fill_triggered(&level, price),
                None => break,
            }
        }
    }

    /// Of the levels of one kind that the bar touches, the nearest to its open; the first called among equals.
    fn nearest(&self, bar: &Bar, reason: ExitReason) -> Option<Level> {
        let distance = |level: &Level| (level.price - bar.open).abs();
        self.book
            .levels(&self.account)
            .filter(|level| level.trigger.reason == reason && level.is_touched_in(bar.low, bar.high))
            .filter(|level| reason == ExitReason::Stop || !self.is_target_of_new_limit_entry(level))
            .reduce(|best, level| if distance(&level) < distance(&best) { level } else { best })
    }

    fn is_target_of_new_limit_entry(&self, level: &Level) -> bool {
        self.book.is_exit(&level.trigger)
            && self
                .account
                .open()
                .iter()
                .any(|trade| trade.entry_bar() == self.bar && trade.entered_by() == ExitReason::Target)
    }
}
