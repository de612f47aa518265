//! Orders as they come in, at the close of a bar: what is void at once, and for how many units an entry is.

use super::margin::SafeRange;
use super::{Broker, bracket};
use crate::order::{Action, Order};
use crate::report::NoteKind;
use crate::trade::{OrderId, Side};

use super::tape::Happening;

impl Broker {
    /// Takes an order made at the close of bar `bar`.
    pub(crate) fn submit(&mut self, mut order: Order, bar: usize, close: f64) {
        if let Some(tape) = &mut self.tape {
            tape.note(bar, Happening::Order(order.clone()));
        }
        if self.ended.is_some() {
            // There is nothing left that other orders could close.
            if order.opens() {
                self.note(bar, order.id, NoteKind::TradingEnded);
            }
            return;
        }
        if self.risk.is_some() && self.is_halted(bar) {
            return;
        }
        if !bracket::prices_make_sense(&order) {
            return self.note(bar, order.id, NoteKind::BadPrice);
        }
        if self.costs.tick().is_none() && order.needs_tick() {
            return self.note(bar, order.id, NoteKind::NoTickSize);
        }
        match self.size(&mut order, close) {
            Ok(true) => {}
            Ok(false) => return,
            Err(kind) => return self.note(bar, order.id, kind),
        }
        let is_exit = matches!(order.action, Action::Exit { .. });
        self.safe = SafeRange::NONE;
        self.book.place(order, bar as u32);
        if is_exit {
            self.share_out(close);
            // The first price that a trailing stop sees is the close at which it was made, as TradingView's list of them shows.
            self.book.trail_at_close(&self.account, close);
        }
    }

    /// Gives the order its units. `Ok(false)`: it is void.
    fn size(&self, order: &mut Order, close: f64) -> Result<bool, NoteKind> {
        if order.opens() {
            // Rule 21: a size taken from equity uses equity and price of the signal bar's close.
            let units = self.sizer.units(order.quantity, || self.account.equity(close), close);
            if units <= 0.0 {
                return Err(NoteKind::SizeIsZero);
            }
            order.quantity = Some(units);
            return match order.action {
                Action::Entry { side, .. } => self.size_entry(order, side, units, close),
                _ => Ok(true),
            };
        }
        let share = order.extras.as_deref().and_then(|extras| extras.share);
        if let Action::Close { entry, .. } = &order.action {
            let held = self.account.held(entry.as_ref());
            if held == 0.0 {
                return Ok(false);
            }
            order.quantity = order.quantity.or(share.map(|share| share * held));
        }
        let has_units = order.quantity.is_none_or(|units| self.sizer.floor(units) > 0.0);
        if !has_units || !share.is_none_or(|share| share > 0.0) {
            return Err(NoteKind::SizeIsZero);
        }
        Ok(match &order.action {
            // Rule 14: it must have something to guard. Rule 13: a part that it has closed stays closed.
            Action::Exit { from, .. } => {
                (self.account.held(from.as_ref()) > 0.0 || self.book.awaits(from.as_ref()))
                    && !self.book.is_spent(&order.id, from.as_ref())
            }
            _ => true,
        })
    }

    /// Rules 16, 17 and 25, as they judge an entry when it is made.
    fn size_entry(&self, order: &mut Order, side: Side, units: f64, close: f64) -> Result<bool, NoteKind> {
        if self.is_full(side) {
            return Ok(false);
        }
        let (opposite, units) = (self.opposite_to(side), self.allowed(side, units));
        if units == 0.0 && opposite == 0.0 {
            return Ok(false);
        }
        if !self.carries(side, units, close) {
            return Err(NoteKind::NotAffordable);
        }
        let Action::Entry { price, reverses, .. } = &mut order.action else { return Ok(true) };
        *reverses = self.account.side().is_some();
        order.quantity = Some(if price.is_market() { units } else { units + opposite });
        Ok(true)
    }

    /// Rule 16: the units opposite to `side` that a priced entry made now takes on: what is held, less what the closing orders of
    /// this bar will close, and what the market entries of this bar will open.
    fn opposite_to(&self, side: Side) -> f64 {
        let held = if self.account.side() == Some(side.opposite()) { self.account.held(None) } else { 0.0 };
        let (mut closing, mut opening) = (0.0, 0.0);
        for order in self.book.market() {
            let units = order.quantity;
            match &order.action {
                Action::Close { entry, .. } => closing += self.closing(entry.as_ref(), units),
                Action::Entry { side: other, .. } if *other != side => opening += units.unwrap_or_default(),
                _ => {}
            }
        }
        (held - closing).max(0.0) + opening
    }

    fn closing(&self, entry: Option<&OrderId>, units: Option<f64>) -> f64 {
        let held = self.account.held(entry);
        units.map_or(held, |units| self.sizer.floor(units).min(held))
    }
}
