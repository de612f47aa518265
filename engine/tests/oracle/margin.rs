//! Rules 25 and 26, word by word. There are no costs here.

use engine::series::Bar;
use engine::trade::Side;

use crate::oracle::Oracle;

impl Oracle {
    fn ratio(&self, side: Side) -> f64 {
        let account = self.config.account;
        if side == Side::Long { account.margin_long } else { account.margin_short }
    }

    /// Initial + net profit + open profit, where spent = quantity × entry price and value = quantity × price.
    fn equity(&self, price: f64) -> f64 {
        let profit = |side: Side, quantity: f64, entry: f64, exit: f64| {
            let (spent, value) = (quantity * entry, quantity * exit);
            if side == Side::Long { value - spent } else { spent - value }
        };
        let net: f64 = self
            .closed
            .iter()
            .map(|t| profit(t.side, t.quantity, t.entry.1, t.exit.map_or(t.entry.1, |exit| exit.1)))
            .sum();
        let open: f64 = self.open.iter().map(|t| profit(t.side, t.quantity, t.entry.1, price)).sum();
        self.config.account.initial_cash + net + open
    }

    /// Whether the equity covers the position with `more` units of `side` in it; what is opposite is closed before.
    pub(crate) fn affords(&self, side: Side, more: f64, price: f64) -> bool {
        let held = if self.side() == Some(side) { self.units(None) } else { 0.0 };
        self.equity(price) >= (held + more) * price * self.ratio(side)
    }

    /// Whether the equity at the close carries an entry of so many units, whatever is held.
    pub(crate) fn carries(&self, side: Side, units: f64, close: f64) -> bool {
        self.ratio(side) == 0.0 || self.equity(close) >= units * close * self.ratio(side)
    }

    /// At an extreme of the bar: liquidates four times what covers the shortfall, if it is the position's adverse one.
    pub(crate) fn test_margin(&mut self, bar: &Bar, price: f64) {
        let Some(side) = self.side() else { return };
        if price != if side == Side::Long { bar.low } else { bar.high } || self.test_equity(price) {
            return;
        }
        let ratio = self.ratio(side);
        let available = self.equity(price) - self.units(None) * price * ratio;
        if ratio > 0.0 && available < 0.0 {
            let cover = (-available / ratio / price).floor();
            let units = if cover > 0.0 { 4.0 * cover } else { 1.0 };
            self.reduce(None, units.min(self.units(None)), price);
        }
    }

    /// Without equity everything is closed and trading ends.
    pub(crate) fn test_equity(&mut self, price: f64) -> bool {
        if self.is_over || self.equity(price) > 0.0 {
            return false;
        }
        self.reduce(None, self.units(None), price);
        self.stop();
        true
    }
}
