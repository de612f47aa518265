//! The money: balance, open entries, closed trades.

mod differences;
mod glance;
mod open_trade;
mod tally;

use std::ops::Range;
use std::rc::Rc;

use crate::config::CloseRule;
use crate::fill::{Cause, FillRule, Levels};
use crate::series::Series;
use crate::simd::{greater, lesser};
use crate::trade::{BriefTrade, ExitReason, OrderId, Side, Trade};

pub use glance::{ExitGlance, TradeGlance};
pub(crate) use open_trade::{Fill, Name, OpenTrade};
pub use tally::Tally;

/// Balance and position. All open trades have the same side: the position is a net one.
#[derive(Debug)]
pub(crate) struct Account {
    /// Initial cash + gross profit of closed trades − every commission paid.
    balance: f64,
    side: Side,
    open: Vec<OpenTrade>,
    trades: Vec<Trade>,
    /// In place of `trades`, if there is no need for more.
    brief: Option<Vec<BriefTrade>>,
    /// Positions in `trades` of those whose fills are listed under other names than their orders', with the names.
    signals: Vec<(usize, [Option<Rc<str>>; 2])>,
    initial_cash: f64,
    /// Most units held at once: long, short.
    most_held: [f64; 2],
    /// Made when it is first asked for.
    tally: Option<Box<Tally>>,
    /// Counts entries and exits: as long as it stands still, so does the position.
    revision: u64,
}

impl Account {
    pub(crate) fn new(initial_cash: f64) -> Self {
        Self {
            balance: initial_cash,
            side: Side::Long,
            open: Vec::new(),
            trades: Vec::new(),
            brief: None,
            signals: Vec::new(),
            initial_cash,
            most_held: [0.0; 2],
            tally: None,
            revision: 0,
        }
    }

    /// The account with its trades in brief: nothing else of them is followed. `buffer` is a list to reuse.
    pub(crate) fn in_brief(mut self, mut buffer: Vec<BriefTrade>) -> Self {
        buffer.clear();
        self.brief = Some(buffer);
        self
    }

    /// Whether trades are followed in all they do.
    pub(crate) fn keeps_trades(&self) -> bool {
        self.brief.is_none()
    }

    /// Open trades, oldest first.
    pub(crate) fn open(&self) -> &[OpenTrade] {
        &self.open
    }

    /// Side of the position; meaningless while flat.
    pub(crate) fn side(&self) -> Option<Side> {
        if self.open.is_empty() { None } else { Some(self.side) }
    }

    #[inline]
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Units held, above zero when long, below when short.
    pub(crate) fn position(&self) -> f64 {
        // An empty sum is −0; adding 0 makes it the plain zero.
        self.side.sign() * self.open.iter().map(|trade| trade.quantity).sum::<f64>() + 0.0
    }

    /// Mean entry price weighted by units; `None` while flat.
    pub(crate) fn average_entry_price(&self) -> Option<f64> {
        self.entry_price(None)
    }

    /// Mean entry price of what the entry named `id` holds, weighted by units, or of everything; `None` if it holds nothing.
    pub(crate) fn entry_price(&self, id: Option<&OrderId>) -> Option<f64> {
        let of_entry = |trade: &&OpenTrade| id.is_none_or(|id| trade.entry_id == *id);
        let mut trades = self.open.iter().filter(of_entry);
        let first = trades.next()?;
        let (mut units, mut value) = (first.quantity, first.quantity * first.entry.price);
        let mut is_only = true;
        for trade in trades {
            (units, value, is_only) =
                (units + trade.quantity, value + trade.quantity * trade.entry.price, false);
        }
        Some(if is_only { first.entry.price } else { value / units })
    }

    /// Balance plus open profit at `price`.
    #[inline]
    pub(crate) fn equity(&self, price: f64) -> f64 {
        let mut equity = self.balance;
        for trade in &self.open {
            equity += self.side.sign() * trade.quantity * (price - trade.entry.price);
        }
        equity
    }

    /// Appends [`Account::equity`] at each of the prices.
    pub(crate) fn equities(&self, prices: &[f64], out: &mut Vec<f64>) {
        match self.open.as_slice() {
            [] => out.resize(out.len() + prices.len(), self.balance),
            // What does not change from price to price taken out of the loop, with the same roundings.
            [only] => {
                let (balance, units, entry) =
                    (self.balance, self.side.sign() * only.quantity, only.entry.price);
                out.extend(prices.iter().map(|price| balance + units * (price - entry)));
            }
            _ => out.extend(prices.iter().map(|price| self.equity(*price))),
        }
    }

    /// Units that the entry named `id` holds; all units for `None`.
    pub(crate) fn held(&self, id: Option<&OrderId>) -> f64 {
        self.open
            .iter()
            .filter(|trade| id.is_none_or(|id| trade.entry_id == *id))
            .map(|trade| trade.quantity)
            .sum()
    }

    /// Books an entry of `quantity` units.
    pub(crate) fn enter(&mut self, side: Side, quantity: f64, fill: Fill, entered_by: ExitReason) {
        self.revision += 1;
        self.side = side;
        self.balance -= quantity * fill.commission_per_unit;
        self.open.push(OpenTrade::new(quantity, fill, entered_by));
        let most = &mut self.most_held[usize::from(side == Side::Short)];
        let held: f64 = self.open.iter().map(|trade| trade.quantity).sum();
        *most = if held > *most { held } else { *most };
    }

    /// Units that the entry named `id`, of which some are still open, had opened, or every such entry.
    pub(crate) fn opened(&self, id: Option<&OrderId>) -> f64 {
        let of_entry = |trade: &&OpenTrade| id.is_none_or(|id| trade.entry_id == *id);
        self.open.iter().filter(of_entry).map(|trade| trade.opened).sum()
    }

    /// Books an exit of up to `quantity` units: of the entry named `from` if the rule is `any` and a name is given, else of
    /// the oldest trades.
    pub(crate) fn exit(
        &mut self,
        quantity: f64,
        from: Option<&OrderId>,
        rule: CloseRule,
        fill: &Fill,
        reason: ExitReason,
    ) {
        self.revision += 1;
        // What closes everything leaves nothing, however small one of the trades is.
        let quantity = if quantity >= self.held(None) { f64::INFINITY } else { quantity };
        // Quantities are sums of decimal fractions: what is left by rounding alone is neither a trade nor a position.
        let dust = if quantity.is_finite() { quantity * 1e-9 } else { 0.0 };
        let mut left = quantity;
        let mut i = 0;
        while i < self.open.len() && left > dust {
            let trade = &mut self.open[i];
            if rule == CloseRule::Any && from.is_some_and(|id| trade.entry_id != *id) {
                i += 1;
                continue;
            }
            let is_whole = left >= trade.quantity * (1.0 - 1e-9);
            let part = if is_whole { trade.quantity } else { left };
            let (profit, _) = trade.profit(self.side, part, fill);
            // The entry's commission was taken from the balance when it filled.
            self.balance += profit + part * trade.entry.commission_per_unit;
            match &mut self.brief {
                Some(brief) => {
                    let (entry_bar, exit_bar) = (trade.entry.bar as u32, fill.bar as u32);
                    brief.push(BriefTrade { profit, entry_bar, exit_bar });
                }
                None => {
                    // Growing by more than twofold: a trade is long, and each growth copies them all.
                    if self.trades.len() == self.trades.capacity() {
                        self.trades.reserve(3 * self.trades.len() + 16);
                    }
                    if let Some(signals) = trade.signals(fill) {
                        self.signals.push((self.trades.len(), signals));
                    }
                    self.trades.push(trade.closed(self.side, part, fill, reason));
                }
            }
            left -= part;
            if is_whole {
                self.open.drain(i..=i);
            } else {
                trade.quantity -= part;
            }
        }
    }

    /// Lets the open trades see that the price traded between `low` and `high`.
    #[inline]
    pub(crate) fn observe(&mut self, low: f64, high: f64) {
        for trade in &mut self.open {
            trade.high = greater(trade.high, high);
            trade.low = lesser(trade.low, low);
        }
    }

    /// As [`Account::observe`] for several bars.
    pub(crate) fn observe_bars(&mut self, series: &Series, bars: Range<usize>) {
        let is_followed = !self.open.is_empty() && self.keeps_trades();
        if let Some((high, low)) = is_followed.then(|| series.rows().reach(bars)).flatten() {
            self.observe(low, high);
        }
    }

    /// The closed trades in brief, and the entry bars of the open ones.
    pub(crate) fn into_brief(self) -> (Vec<BriefTrade>, Vec<u32>) {
        let entry_bars = self.open.iter().map(|trade| trade.entry_bar() as u32).collect();
        let in_brief = |Trade { profit, entry_bar, exit_bar, .. }: &Trade| BriefTrade {
            profit: *profit,
            entry_bar: *entry_bar,
            exit_bar: *exit_bar,
        };
        (self.brief.unwrap_or_else(|| self.trades.iter().map(in_brief).collect()), entry_bars)
    }

    /// Closed trades in the order of their exits, then the open ones marked at the close of the last bar.
    /// `time` is the open time of a bar.
    pub(crate) fn into_trades(
        mut self,
        last_bar: usize,
        close: f64,
        time: impl Fn(usize) -> i64,
    ) -> Vec<Trade> {
        let mark = Fill {
            bar: last_bar,
            turn: 0,
            price: close,
            commission_per_unit: 0.0,
            slippage_per_unit: 0.0,
            name: Name::of(OrderId::Borrowed("")),
            cause: Cause {
                rule: FillRule::Open,
                level: None,
                levels: Levels::default(),
                raw_price: close,
                decided: last_bar as u32,
                ambiguous: false,
            },
        };
        for trade in &self.open {
            if let Some(signals) = trade.signals(&mark) {
                self.signals.push((self.trades.len(), signals));
            }
            self.trades.push(trade.closed(self.side, trade.quantity, &mark, ExitReason::Open));
        }
        for (index, [entry, exit]) in self.signals {
            let trade = &mut self.trades[index];
            let listed = |id: &mut OrderId, signal: Option<Rc<str>>| {
                if let Some(signal) = signal {
                    *id = OrderId::Owned(signal.to_string());
                }
            };
            listed(&mut trade.entry_id, entry);
            listed(&mut trade.exit_id, exit);
        }
        for trade in &mut self.trades {
            trade.entry_time = time(trade.entry_bar as usize);
            trade.exit_time = time(trade.exit_bar as usize);
        }
        self.trades
    }
}
