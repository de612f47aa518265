//! Rule 5 with all that hangs on it: the price walks inside the bar, and meets the orders.

use super::Broker;
use super::level::{Level, Move};
use crate::series::Row;

impl Broker {
    /// Rule 5: from the open to one extreme, to the other, to the close.
    pub(super) fn walk_path(&mut self, bar: &Row, [first, second]: [f64; 2]) {
        let mut price = bar.open;
        for end in [first, second] {
            self.walk(price, end);
            self.test_margin(bar, end);
            price = end;
        }
        self.walk(price, bar.close);
    }

    /// Every price from `start` to `end` trades, in order; orders made live on the way take part from there on (rule 14).
    fn walk(&mut self, start: f64, end: f64) {
        let direction = if end >= start { Move::Up } else { Move::Down };
        let mut price = start;
        while let Some(next) = self.next_event(direction, price, end) {
            self.account.observe(price.min(next), price.max(next));
            price = next;
            self.settle(price);
        }
        self.account.observe(price.min(end), price.max(end));
        self.close_for_risk(end);
        self.book.trail(&self.account, end);
    }

    /// The nearest price from `price` to `end` at which an order fills or a trailing stop is armed.
    fn next_event(&self, direction: Move, price: f64, end: f64) -> Option<f64> {
        let levels = self.book.levels(&self.account).map(|level| (level.reached_by(), level.price));
        let events = levels.chain(self.book.activations(&self.account));
        let ahead = events.filter(|event| event.0 == direction).map(|event| event.1);
        match direction {
            Move::Up => ahead.filter(|at| (price..=end).contains(at)).reduce(f64::min),
            Move::Down => ahead.filter(|at| (end..=price).contains(at)).reduce(f64::max),
        }
    }

    /// Fills everything touched at `price`: exits first (of one exit, the stop before the trailing stop before the limit: rule 12), then buys, then sells, each
    /// in the order of the calls; TradingView's lists show the buys to be first. At the open this is the gap rule (7): an
    /// order whose level lies in the gap fills at the open.
    pub(super) fn settle(&mut self, price: f64) {
        while self.book.has_priced() {
            self.book.arm_stop_limits(price);
            self.book.trail(&self.account, price);
            let touched = self
                .book
                .levels(&self.account)
                .filter(|level| level.is_touched_at(price) && !level.only_arms)
                .min_by_key(Level::rank);
            match touched {
                Some(level) => self.fill_triggered(&level, price),
                None => break,
            }
        }
    }
}
