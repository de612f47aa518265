//! What an entry opened, and the fills that open and close it.

use std::rc::Rc;

use crate::fill::Cause;
use crate::trade::{ExitReason, OrderId, Side, Trade};

/// What a fill is called.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// Id of the order.
    pub(crate) id: OrderId,
    /// The name under which it is listed, if that is another.
    pub(crate) signal: Option<Rc<str>>,
}

impl Name {
    pub(crate) fn of(id: OrderId) -> Self {
        Self { id, signal: None }
    }
}

/// One fill as the account books it.
#[derive(Debug, Clone)]
pub(crate) struct Fill {
    /// Position of its bar in the series.
    pub(crate) bar: usize,
    /// Counts what a bar with stops first made fill: of one turn are a fill and what it made fill at once.
    pub(crate) turn: u64,
    /// Price, slippage included.
    pub(crate) price: f64,
    /// Commission per unit in cash.
    pub(crate) commission_per_unit: f64,
    /// Cash lost to slippage per unit.
    pub(crate) slippage_per_unit: f64,
    /// Of the order.
    pub(crate) name: Name,
    /// Why it filled.
    pub(crate) cause: Cause,
}

/// What an entry opened and has not closed yet.
#[derive(Debug, Clone)]
pub(crate) struct OpenTrade {
    pub(crate) entry_id: OrderId,
    pub(crate) quantity: f64,
    /// Units at the entry.
    pub(super) opened: f64,
    pub(super) entry: Fill,
    entered_by: ExitReason,
    /// Another order of prices inside a bar would have ended it earlier.
    pub(super) is_end_in_doubt: bool,
    /// Highest and lowest price since the entry.
    pub(super) high: f64,
    pub(super) low: f64,
}

impl OpenTrade {
    pub(super) fn new(quantity: f64, entry: Fill, entered_by: ExitReason) -> Self {
        Self {
            entry_id: entry.name.id.clone(),
            quantity,
            opened: quantity,
            high: entry.price,
            low: entry.price,
            entered_by,
            is_end_in_doubt: false,
            entry,
        }
    }

    /// The names under which entry and exit are listed, if one of them is not its order's id.
    pub(super) fn signals(&self, exit: &Fill) -> Option<[Option<Rc<str>>; 2]> {
        let signals = [&self.entry.name.signal, &exit.name.signal];
        signals.iter().any(|signal| signal.is_some()).then(|| signals.map(Clone::clone))
    }

    pub(crate) fn entry_bar(&self) -> usize {
        self.entry.bar
    }

    pub(crate) fn turn(&self) -> u64 {
        self.entry.turn
    }

    pub(crate) fn entered_by(&self) -> ExitReason {
        self.entered_by
    }

    /// Profit of closing `quantity` units, and the commission taken from it.
    #[inline]
    pub(super) fn profit(&self, side: Side, quantity: f64, exit: &Fill) -> (f64, f64) {
        let commission = quantity * (self.entry.commission_per_unit + exit.commission_per_unit);
        // See `moved` below.
        (side.sign() * quantity * (exit.price - self.entry.price) + 0.0 - commission, commission)
    }

    /// Its times are filled in at the end: a look at them now would be one more wait for the memory.
    pub(super) fn closed(&self, side: Side, quantity: f64, exit: &Fill, reason: ExitReason) -> Trade {
        let sign = side.sign();
        let (profit, commission) = self.profit(side, quantity, exit);
        let (high, low) = (self.high.max(exit.price), self.low.min(exit.price));
        let (best, worst) = if side == Side::Long { (high, low) } else { (low, high) };
        // Adding 0.0 turns −0.0 into 0.0. A short that moved by nothing makes −0.0, and which of the two zeros `max` and
        // `min` return differs between targets.
        let moved = |from: f64, to: f64| sign * quantity * (to - from) + 0.0;
        Trade {
            side,
            quantity,
            entry_bar: self.entry.bar as u32,
            entry_time: 0,
            entry_price: self.entry.price,
            entry_id: self.entry_id.clone(),
            entry_cause: Some(self.entry.cause),
            exit_bar: exit.bar as u32,
            exit_time: 0,
            exit_price: exit.price,
            exit_id: exit.name.id.clone(),
            exit_reason: reason,
            exit_cause: Some(Cause { ambiguous: self.is_end_in_doubt, ..exit.cause }),
            profit,
            commission,
            slippage: quantity * (self.entry.slippage_per_unit + exit.slippage_per_unit),
            max_favourable: moved(self.entry.price, best).max(0.0),
            max_adverse: moved(self.entry.price, worst).min(0.0),
        }
    }
}
