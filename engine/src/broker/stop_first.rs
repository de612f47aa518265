//! Rule 6: the worst that the bar allows. The bar's path is not used.

use super::Broker;
use super::level::Level;
use crate::account::OpenTrade;
use crate::series::Row;
use crate::trade::{ExitReason, Side};

impl Broker {
    /// Every stop that the bar touches fills before any limit does. A target cannot fill in the bar in which a limit opened
    /// the trade. A trailing stop stands where it stood at the open, or where the bar arms it; what the bar's own best price
    /// adds counts at the close.
    pub(super) fn stops_then_limits(&mut self, bar: &Row) {
        self.account.observe(bar.open, bar.open);
        while let Some(level) = self.worst(bar) {
            self.turn += 1;
            if level.only_arms {
                self.arm_and_fill(&level);
            } else {
                self.fill_triggered(&level, level.price);
            }
            self.settle_new_exits(level.price);
        }
        self.account.observe(bar.low, bar.high);
        self.trail_to_close(bar);
        self.close_for_risk(bar.close);
    }

    /// What fills next: a stop, else a stop that the bar's arming of a trailing stop makes, else, if the account can carry what is
    /// left through the bar's worst price, a limit.
    fn worst(&mut self, bar: &Row) -> Option<Level> {
        let is_stop = |level: &Level| level.reason != ExitReason::Target;
        self.nearest(bar, is_stop).or_else(|| {
            self.arm_trails(bar);
            self.nearest(bar, is_stop).or_else(|| {
                self.test_margin_at_worst(bar);
                self.nearest(bar, |level| !is_stop(level))
            })
        })
    }

    fn test_margin_at_worst(&mut self, bar: &Row) {
        let worst = if self.account.side() == Some(Side::Long) { bar.low } else { bar.high };
        self.test_margin(bar, worst);
    }

    /// The price goes to where it arms trailing stops, and no further.
    fn arm_trails(&mut self, bar: &Row) {
        if self.limit_entered_here() {
            return;
        }
        let reached = |at: &f64| (bar.low..=bar.high).contains(at);
        let arming: Vec<f64> =
            self.book.activations(&self.account).map(|(_, at)| at).filter(reached).collect();
        for at in arming {
            self.book.trail(&self.account, at);
        }
    }

    /// The bar's best price raises the trailing stops; the way from there to the close is certain.
    fn trail_to_close(&mut self, bar: &Row) {
        if self.limit_entered_here() {
            // Where the price went from there is not known; where it ended is.
            return self.book.trail(&self.account, bar.close);
        }
        let best = if self.account.side() == Some(Side::Long) { bar.high } else { bar.low };
        self.book.trail(&self.account, best);
        let touched = |broker: &Self| {
            let mut levels = broker.book.levels(&broker.account);
            levels.find(|level| level.reason == ExitReason::Trail && level.is_touched_at(bar.close))
        };
        while let Some(level) = touched(self) {
            self.fill_triggered(&level, level.price);
        }
    }

    /// A stop-limit order whose limit is no obstacle at its stop fills there: the bar may not reach its limit.
    fn arm_and_fill(&mut self, stop: &Level) {
        self.book.arm_stop_limit(stop);
        let limit = self
            .book
            .levels(&self.account)
            .find(|level| level.index == stop.index && level.is_touched_at(stop.price));
        if let Some(level) = limit {
            self.fill_triggered(&level, stop.price);
        }
    }

    /// An exit that is already beyond its level when its entry fills does so at the entry's price; not one that was live
    /// before, for an older trade.
    fn settle_new_exits(&mut self, price: f64) {
        let turn = self.turn;
        let is_new = |trade: &OpenTrade| trade.turn() == turn;
        loop {
            let touched = self
                .book
                .levels(&self.account)
                .filter(|level| level.is_exit && level.is_touched_at(price))
                .filter(|level| self.book.closed_by(level, &self.account).all(is_new))
                .min_by_key(Level::rank);
            match touched {
                Some(level) => self.fill_triggered(&level, price),
                None => break,
            }
        }
    }

    /// Of the levels of one kind that the bar touches, the nearest to its open; the first called among equals.
    fn nearest(&self, bar: &Row, is_wanted: impl Fn(&Level) -> bool) -> Option<Level> {
        let distance = |level: &Level| (level.price - bar.open).abs();
        let waits = self.limit_entered_here();
        self.book
            .levels(&self.account)
            .filter(|level| is_wanted(level) && level.is_touched_in(bar.low, bar.high))
            .filter(|level| !(waits && level.is_exit && level.reason == ExitReason::Target))
            .reduce(|best, level| if distance(&level) < distance(&best) { level } else { best })
    }

    /// A limit order opened a trade in this bar: where the price went afterwards is not known.
    pub(super) fn limit_entered_here(&self) -> bool {
        let here =
            |trade: &OpenTrade| trade.entry_bar() == self.bar && trade.entered_by() == ExitReason::Target;
        self.account.open().iter().any(here)
    }
}
