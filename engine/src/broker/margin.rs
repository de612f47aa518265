//! Rules 25 and 26: what a position must be covered by, and what happens when it is not.

use std::ops::Range;

use super::Broker;
use super::costs::Tick;
use super::filling::Hit;
use crate::account::Account;
use crate::config::RunConfig;
use crate::fill::FillRule;
use crate::report::NoteKind;
use crate::series::{BLOCK, Block, Row, Series, split};
use crate::trade::{ExitReason, Side};

/// Sums of money are differences of products: a billionth of the position's value is nothing.
const TOLERANCE: f64 = 1e-9;

/// Bars looked at ahead of the strategy.
const MAX_AHEAD: usize = 256;

/// What a position must be covered by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    long: f64,
    short: f64,
    step: Option<Tick>,
}

/// Prices between which nothing can happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SafeRange {
    pub(super) above: f64,
    pub(super) below: f64,
}

impl SafeRange {
    /// No position.
    pub(super) const ANY: Self = Self { above: f64::NEG_INFINITY, below: f64::INFINITY };

    /// Something may happen at any price.
    pub(super) const NONE: Self = Self { above: f64::INFINITY, below: f64::NEG_INFINITY };

    /// What both hold.
    pub(super) fn and(self, other: Self) -> Self {
        Self { above: self.above.max(other.above), below: self.below.min(other.below) }
    }

    #[inline]
    pub(super) fn holds(&self, low: f64, high: f64) -> bool {
        (low > self.above) & (high < self.below)
    }

    /// How many of the bars, from the first on, lie inside; at most some, so that bars are not looked at again and again.
    pub(super) fn n_held(&self, series: &Series, bars: Range<usize>) -> usize {
        // What holds every bar holds these, and none needs to be looked at.
        if series.rows().extremes().is_some_and(|(high, low)| self.holds(low, high)) {
            return bars.len();
        }
        let holds = |row: &Row| self.holds(row.low, row.high);
        n_held(series, bars, holds, |block| self.holds(block.low, block.high))
    }
}

/// How many of the bars, from the first on, are held.
#[inline]
fn n_held(
    series: &Series,
    bars: Range<usize>,
    holds: impl Fn(&Row) -> bool,
    holds_all: impl Fn(&Block) -> bool,
) -> usize {
    let (rows, start) = (series.rows(), bars.start);
    let (head, blocks, tail) = split(start..bars.end.min(start + MAX_AHEAD));
    let count = |bars: Range<usize>| rows.bars(bars).iter().take_while(|row| holds(row)).count();
    let n_head = count(head.clone());
    if n_head < head.len() {
        return n_head;
    }
    let n_blocks = rows.blocks(blocks.clone()).iter().take_while(|block| holds_all(block)).count();
    let n = n_head + n_blocks * BLOCK;
    n + count(if n_blocks < blocks.len() { start + n..start + n + BLOCK } else { tail })
}

impl Margin {
    pub(super) fn new(config: &RunConfig) -> Self {
        Self {
            long: config.account.margin_long,
            short: config.account.margin_short,
            step: config.instrument.lot_step.map(Tick::new),
        }
    }

    /// Share of a position's value that the equity must cover; 0: none.
    fn ratio(&self, side: Side) -> f64 {
        match side {
            Side::Long => self.long,
            Side::Short => self.short,
        }
    }

    /// Where the equity is both above zero and enough for the position: it is `cash + units × sign × price`.
    pub(super) fn safe_range(&self, account: &Account) -> SafeRange {
        let Some(side) = account.side() else { return SafeRange::ANY };
        let (units, cash) = (account.position().abs(), account.equity(0.0));
        let ratio = self.ratio(side);
        match side {
            // cash + units × price × (1 − ratio) reaches zero.
            Side::Long if ratio < 1.0 => {
                let price = -cash / (units * (1.0 - ratio));
                SafeRange { above: price.max(0.0) * (1.0 + TOLERANCE), below: f64::INFINITY }
            }
            // Its price does not matter to a position that is paid in full.
            Side::Long
                if ratio == 1.0 && cash >= -1e-12 * units * account.entry_price(None).unwrap_or(0.0) =>
            {
                SafeRange { above: 0.0, below: f64::INFINITY }
            }
            Side::Long => SafeRange { above: f64::INFINITY, below: f64::INFINITY },
            Side::Short => {
                let price = cash / (units * (1.0 + ratio));
                SafeRange { above: f64::NEG_INFINITY, below: price * (1.0 - TOLERANCE) }
            }
        }
    }

    /// Units to be liquidated at `price`: four times what covers the shortfall. `None` if there is enough.
    fn call(&self, account: &Account, price: f64) -> Option<f64> {
        let side = account.side()?;
        let ratio = self.ratio(side);
        let value = account.position().abs() * price;
        let available = account.equity(price) - value * ratio;
        if ratio == 0.0 || available >= -TOLERANCE * value {
            return None;
        }
        let shortfall = -available / ratio;
        let cover = self.step.map_or(shortfall / price, |step| step.floor(shortfall / price));
        // TradingView closes one unit where less than a lot step is short.
        Some(if cover > 0.0 { 4.0 * cover } else { self.step.map_or(1.0, |step| step.size().max(1.0)) })
    }

    /// Whether `equity` covers a position of `units` at `price`.
    fn covers(&self, side: Side, units: f64, price: f64, equity: f64) -> bool {
        let required = self.ratio(side) * units * price;
        required == 0.0 || equity >= required * (1.0 - TOLERANCE)
    }
}

impl Broker {
    /// Rule 25: whether the account can carry `opening` more units after it closed `closing` opposite ones.
    pub(super) fn affords(&self, side: Side, closing: f64, opening: f64, hit: Hit) -> bool {
        let (price, _) = self.costs.price(side, hit.price, hit.reason);
        let units = closing + opening;
        let commission = units * self.costs.commission_per_unit(price, units);
        let held = if self.account.side() == Some(side) { self.account.held(None) } else { 0.0 };
        self.margin.covers(side, held + opening, price, self.account.equity(price) - commission)
    }

    /// Rule 25: whether the equity carries an entry of `units`, judged by itself and at the close at which it is made.
    pub(super) fn carries(&self, side: Side, units: f64, close: f64) -> bool {
        self.margin.ratio(side) == 0.0 || self.margin.covers(side, units, close, self.account.equity(close))
    }

    /// Whether the bar may bring a margin call, the end of the account, or a loss beyond a limit of the strategy.
    pub(super) fn is_at_risk(&self, bar: &Row) -> bool {
        self.risks_losses() || !self.margin.safe_range(&self.account).holds(bar.low, bar.high)
    }

    /// The price has come to the bar's low or high: if that is the position's adverse extreme, tests the account.
    pub(super) fn test_margin(&mut self, bar: &Row, price: f64) {
        let adverse = match self.account.side() {
            Some(Side::Long) => bar.low,
            Some(Side::Short) => bar.high,
            None => return,
        };
        if price != adverse {
            return;
        }
        self.test_losses(price);
        if self.account.equity(price) <= 0.0 {
            self.go_bankrupt(price);
        } else if let Some(units) = self.margin.call(&self.account, price) {
            self.close_out(Some(units), price, ExitReason::Liquidation, FillRule::MarginCall, "margin call");
        }
    }

    /// Rule 26: everything is closed, nothing is opened any more.
    pub(super) fn go_bankrupt(&mut self, price: f64) {
        self.close_out(None, price, ExitReason::Liquidation, FillRule::Bankruptcy, "equity used up");
        self.ended = Some(self.bar as u32);
        for id in self.book.clear() {
            self.note(self.bar, id, NoteKind::TradingEnded);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Order;
    use crate::series::Bar;

    /// A broker that bought or sold `units` at 100, with `cash` at the start and this margin.
    fn holding(side: Side, units: f64, cash: f64, ratio: f64) -> Broker {
        let mut config = RunConfig::default();
        config.account.initial_cash = cash;
        (config.account.margin_long, config.account.margin_short) = (ratio, ratio);
        let mut broker = Broker::new(&config);
        broker.submit(Order::entry("a", side).quantity(units), 0, 100.0);
        broker.run_bar(1, &Row { open: 100.0, high: 100.0, low: 100.0, close: 100.0 });
        assert_eq!(broker.account.held(None), units);
        broker
    }

    #[test]
    fn a_range_holds_what_lies_inside_and_not_its_ends() {
        let range = SafeRange { above: 90.0, below: 110.0 };
        assert!(range.holds(90.5, 109.5) && range.holds(100.0, 100.0));
        assert!(!range.holds(90.0, 100.0) && !range.holds(100.0, 110.0) && !range.holds(80.0, 120.0));
    }

    #[test]
    fn as_many_bars_are_held_as_lie_inside_one_after_the_other() {
        let n = MAX_AHEAD;
        for odd in 0..n {
            let bar = |i: usize| {
                let (low, high) = if i == odd { (90.0, 110.0) } else { (99.0, 101.0) };
                Bar { time: 60_000 * i as i64, open: 100.0, high, low, close: 100.0, volume: 1.0 }
            };
            let series = Series::from_bars(&(0..n).map(bar).collect::<Vec<_>>(), 60_000).unwrap();
            for start in [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK + 3] {
                let inside = if odd < start { n - start } else { odd - start };
                for (above, below) in [(90.0, f64::INFINITY), (f64::NEG_INFINITY, 110.0)] {
                    let n_held = SafeRange { above, below }.n_held(&series, start..n);
                    assert_eq!(n_held, inside, "from {start}, with {odd} at the end of the range");
                }
            }
        }
    }

    #[test]
    fn the_safe_range_ends_where_margin_or_equity_do() {
        for (side, units, cash, ratio, end) in [
            // 2000 − 40 × 100 + 40 × p = a quarter of 40 × p
            (Side::Long, 40.0, 2_000.0, 0.25, 2_000.0 / 30.0),
            // 2000 + 40 × 100 − 40 × p = a quarter of 40 × p
            (Side::Short, 40.0, 2_000.0, 0.25, 120.0),
            (Side::Short, 10.0, 1_000.0, 1.0, 100.0),
            // No margin: the end of the equity.
            (Side::Long, 40.0, 2_000.0, 0.0, 50.0),
            (Side::Short, 40.0, 2_000.0, 0.0, 150.0),
        ] {
            let broker = holding(side, units, cash, ratio);
            let (inside, outside) = (end * (1.0 + side.sign() * 1e-6), end * (1.0 - side.sign() * 1e-6));
            assert!(broker.safe.holds(inside, inside), "{side:?} {ratio}: {:?} and {inside}", broker.safe);
            for beyond in [end, outside] {
                assert!(!broker.safe.holds(beyond, beyond), "{side:?} {ratio}: {:?}, {beyond}", broker.safe);
            }
            let is_over = |price: f64| {
                broker.account.equity(price) <= 0.0 || broker.margin.call(&broker.account, price).is_some()
            };
            assert!(!is_over(inside) && is_over(outside), "{side:?} {ratio}");
        }
    }

    #[test]
    fn a_position_paid_in_full_is_safe_at_any_price_and_one_that_lacks_a_little_is_not() {
        let safe = |cash: f64, ratio: f64| holding(Side::Long, 10.0, cash, ratio).safe;
        let any = SafeRange { above: 0.0, below: f64::INFINITY };
        assert_eq!(safe(1_000.0, 1.0), any);
        assert_eq!(safe(5_000.0, 1.0), any);
        // What rounding can lack of 1000 is nothing. More than that matters once the price has fallen.
        assert_eq!(safe(1_000.0 - 2e-10, 1.0), any);
        assert!(!safe(1_000.0 - 1e-7, 1.0).holds(50.0, 50.0));
        // Above 1, a rising price asks for more than it brings.
        assert!(!safe(5_000.0, 1.5).holds(100.0, 100.0));
    }

    #[test]
    fn what_rounding_can_lack_of_the_margin_is_no_call() {
        let broker = holding(Side::Long, 40.0, 2_000.0, 0.25);
        let end = 2_000.0 / 30.0;
        assert_eq!(broker.margin.call(&broker.account, end * (1.0 - 1e-10)), None);
        assert!(broker.margin.call(&broker.account, end * (1.0 - 1e-8)).is_some());
    }
}
