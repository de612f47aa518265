//! What a strategy sees at the close of a bar, and how it speaks to the broker.

use std::rc::Rc;

use crate::broker::Broker;
use crate::indicator::{Column, Mask};
use crate::order::Order;
use crate::risk::{RiskRules, utc_days};
use crate::series::{Bar, Series};
use crate::trade::Side;

/// The market and the account at the close of one bar. Later bars cannot be reached from here.
#[derive(Debug)]
pub struct Context<'a> {
    pub(super) series: &'a Series,
    pub(super) bar: usize,
    close: f64,
    pub(super) broker: &'a mut Broker,
}

impl<'a> Context<'a> {
    /// `close` is that of the bar.
    pub(crate) fn new(series: &'a Series, bar: usize, close: f64, broker: &'a mut Broker) -> Self {
        Self { series, bar, close, broker }
    }

    /// All bars. Only for what reads none after the current one.
    pub(crate) fn series(&self) -> &'a Series {
        self.series
    }

    /// Position of the current bar in the series.
    pub fn bar_index(&self) -> usize {
        self.bar
    }

    /// The current bar, just closed.
    pub fn bar(&self) -> Bar {
        self.series.bar(self.bar)
    }

    /// The current bar's open time, UTC milliseconds.
    pub fn time(&self) -> i64 {
        self.series.time()[self.bar]
    }

    /// The current bar's close.
    #[inline]
    pub fn close(&self) -> f64 {
        self.close
    }

    /// A column's value at the current bar; NaN during its warm-up.
    #[inline]
    pub fn value(&self, column: &Column) -> f64 {
        column.at(self.bar)
    }

    /// A column's value `n` bars ago; NaN before the first bar.
    #[inline]
    pub fn ago(&self, column: &Column, n: usize) -> f64 {
        self.bar.checked_sub(n).map_or(f64::NAN, |bar| column.at(bar))
    }

    /// Whether a condition holds at the current bar.
    #[inline]
    pub fn holds(&self, condition: &Mask) -> bool {
        condition.at(self.bar)
    }

    /// `a` is above `b` now and was not on the bar before.
    #[inline]
    pub fn crosses_above(&self, a: &Column, b: &Column) -> bool {
        self.value(a) > self.value(b) && self.ago(a, 1) <= self.ago(b, 1)
    }

    /// `a` is below `b` now and was not on the bar before.
    #[inline]
    pub fn crosses_below(&self, a: &Column, b: &Column) -> bool {
        self.value(a) < self.value(b) && self.ago(a, 1) >= self.ago(b, 1)
    }

    /// `a` is above `level` now and was not on the bar before.
    #[inline]
    pub fn crosses_above_level(&self, a: &Column, level: f64) -> bool {
        self.value(a) > level && self.ago(a, 1) <= level
    }

    /// `a` is below `level` now and was not on the bar before.
    #[inline]
    pub fn crosses_below_level(&self, a: &Column, level: f64) -> bool {
        self.value(a) < level && self.ago(a, 1) >= level
    }

    /// Units held, above zero when long, below when short.
    pub fn position(&self) -> f64 {
        self.broker.account().position()
    }

    /// No position.
    #[inline]
    pub fn is_flat(&self) -> bool {
        self.broker.account().side().is_none()
    }

    /// A long position.
    #[inline]
    pub fn is_long(&self) -> bool {
        self.broker.account().side() == Some(Side::Long)
    }

    /// A short position.
    #[inline]
    pub fn is_short(&self) -> bool {
        self.broker.account().side() == Some(Side::Short)
    }

    /// Mean entry price of the position weighted by units; `None` while flat.
    pub fn average_entry_price(&self) -> Option<f64> {
        self.broker.account().average_entry_price()
    }

    /// Equity at the current close.
    pub fn equity(&self) -> f64 {
        self.broker.account().equity(self.close())
    }

    /// The nearest stop and the nearest target of the position held.
    pub(crate) fn exits(&self) -> [Option<f64>; 2] {
        self.broker.exits()
    }

    /// Hands an order to the broker. What is wrong with it ends up in the report's notes.
    #[inline(never)]
    pub fn submit(&mut self, order: Order) {
        self.broker.submit(order, self.bar, self.close);
    }

    /// Takes back what has not filled of the orders named `id`: entries, net orders and exits, not closing orders.
    pub fn cancel(&mut self, id: &str) {
        self.broker.cancel(Some(id), self.bar);
    }

    /// Takes back whatever [`Context::cancel`] could.
    pub fn cancel_all(&mut self) {
        self.broker.cancel(None, self.bar);
    }

    /// Sets limits for the strategy itself, from the next price on. Setting the same again changes nothing.
    pub fn set_risk(&mut self, rules: RiskRules) {
        self.broker.set_risk(rules, self.bar, self.close);
    }

    /// Days at UTC for [`RiskRules::day_starts`]. It goes through all bars: to be asked for once.
    pub fn utc_days(&self) -> Rc<[u32]> {
        utc_days(self.series.time())
    }

    /// Enters short, or, when short selling is off, closes a long position.
    pub fn reverse_or_close(&mut self, short: bool) {
        if short {
            self.submit(Order::entry("short", Side::Short));
        } else if self.is_long() {
            self.submit(Order::close("long"));
        }
    }
}
