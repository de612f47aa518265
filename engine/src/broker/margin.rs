//! Rules 25 and 26: what a position must be covered by, and what happens when it is not.

use std::ops::Range;

use super::Broker;
use super::costs::Tick;
use super::filling::Hit;
use crate::account::Account;
use crate::config::RunConfig;
use crate::fill::FillRule;
use crate::report::NoteKind;
use crate::series::{BLOCK, Bar, Series, split};
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

/// Prices between which nothing can happen to the position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SafeRange {
    pub(super) above: f64,
    pub(super) below: f64,
}

impl SafeRange {
    /// No position.
    pub(super) const ANY: Self = Self { above: f64::NEG_INFINITY, below: f64::INFINITY };

    #[inline]
    pub(super) fn holds(&self, low: f64, high: f64) -> bool {
        (low > self.above) & (high < self.below)
    }

    /// How many of the bars, from the first on, lie inside; at most some, so that bars are not looked at again and again.
    pub(super) fn n_held(&self, series: &Series, bars: Range<usize>) -> usize {
        // Prices are above zero and finite: what ends there ends nowhere, and no bar needs to be looked at.
        if self.above <= 0.0 && self.below == f64::INFINITY {
            return bars.len();
        }
        // Of the two bounds one at most is a price that can be reached.
        if self.below == f64::INFINITY {
            n_held(series.low(), |block| series.lows().of_block(block).0, bars, |low| low > self.above)
        } else {
            n_held(series.high(), |block| series.highs().of_block(block).1, bars, |high| high < self.below)
        }
    }
}

/// How many of the bars, from the first on, are held; of a block only the farthest price is asked for.
#[inline]
fn n_held(
    prices: &[f64],
    farthest: impl Fn(usize) -> f64,
    bars: Range<usize>,
    is_held: impl Fn(f64) -> bool,
) -> usize {
    let start = bars.start;
    let (head, blocks, tail) = split(start..bars.end.min(start + MAX_AHEAD));
    let count = |bars: Range<usize>| prices[bars].iter().take_while(|price| is_held(**price)).count();
    let n_head = count(head.clone());
    if n_head < head.len() {
        return n_head;
    }
    let n_blocks = blocks.clone().take_while(|block| is_held(farthest(*block))).count();
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

    /// Whether the bar may bring a margin call or the end of the account.
    pub(super) fn is_at_risk(&self, bar: &Bar) -> bool {
        !self.margin.safe_range(&self.account).holds(bar.low, bar.high)
    }

    /// The price has come to the bar's low or high: if that is the position's adverse extreme, tests the account.
    pub(super) fn test_margin(&mut self, bar: &Bar, price: f64) {
        let adverse = match self.account.side() {
            Some(Side::Long) => bar.low,
            Some(Side::Short) => bar.high,
            None => return,
        };
        if price != adverse {
            return;
        }
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
