//! What a fill does: rules 16 to 20, and 22 to 25.

use super::book::{Book, Waiting};
use super::level::Level;
use super::tape::Happening;
use super::{Broker, Phase};
use crate::account::{Fill, Name};
use crate::fill::{Cause, FillRule, Levels};
use crate::order::{Action, Order};
use crate::report::NoteKind;
use crate::trade::{ExitReason, OrderId, Side};

/// A price at which an order fills, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) price: f64,
    /// Where the price was; another one only for limits that must be passed.
    pub(super) at: f64,
    pub(super) reason: ExitReason,
    pub(super) cause: Cause,
}

impl Broker {
    /// Rule 20: closing orders, then entries, each in the order of the calls.
    pub(super) fn fill_market_orders(&mut self, price: f64, rule: FillRule) {
        self.fill_at_market(price, rule, Book::take_market);
    }

    /// Fills the market orders that `next` takes out of the book, one after the other.
    pub(super) fn fill_at_market(
        &mut self,
        price: f64,
        rule: FillRule,
        next: impl Fn(&mut Book) -> Option<Waiting>,
    ) {
        while let Some(waiting) = next(&mut self.book) {
            let cause = Cause {
                rule,
                level: None,
                levels: Levels::default(),
                raw_price: price,
                decided: waiting.decided,
                ambiguous: false,
            };
            self.fill_order(waiting, Hit { price, at: price, reason: ExitReason::Signal, cause });
        }
    }

    /// Fills at `price` the priced order whose level it has reached.
    pub(super) fn fill_triggered(&mut self, level: &Level, price: f64) {
        let waiting = self.book.take(level);
        let at = price;
        let is_reached_inside = self.phase == Phase::Inside && at == level.price;
        let price = if is_reached_inside { Self::order_price(&waiting, level) } else { at };
        let cause = Cause {
            rule: self.rule(&waiting, level, price),
            level: Some(level.order_price),
            levels: self.book.levels_of(&waiting, &self.account),
            raw_price: price,
            decided: waiting.decided,
            ambiguous: false,
        };
        self.fill_order(waiting, Hit { price, at, reason: level.reason, cause });
    }

    /// What an order gets whose level is reached inside of the bar: its own price. A limit that must be passed by some ticks (rule 9) may have been
    /// behind the price from the start without filling; it gets no worse than the price at which it became live in this bar.
    fn order_price(waiting: &Waiting, level: &Level) -> f64 {
        let is_late = level.price != level.order_price
            && (level.order_price - waiting.live_at) * level.side.sign() > 0.0;
        if is_late { waiting.live_at } else { level.order_price }
    }

    fn has_entered_here(&self) -> bool {
        self.account.open().iter().any(|trade| trade.entry_bar() == self.bar)
    }

    fn rule(&self, waiting: &Waiting, level: &Level, price: f64) -> FillRule {
        if self.phase == Phase::Close {
            return FillRule::PassedAtClose;
        }
        let at_open = self.phase == Phase::Open || level.price != level.order_price && price == self.bar_open;
        if waiting.is_exit() && price != level.order_price && (!at_open || self.has_entered_here()) {
            return FillRule::BehindEntry;
        }
        match (level.reason, price == level.order_price) {
            (ExitReason::Target, _) if waiting.is_armed() => FillRule::StopLimit,
            (ExitReason::Target, true) => FillRule::Limit,
            (ExitReason::Target, false) => FillRule::LimitInGap,
            (ExitReason::Trail, true) => FillRule::TrailingStop,
            (ExitReason::Trail, false) => FillRule::TrailingStopInGap,
            (_, true) => FillRule::Stop,
            (_, false) => FillRule::StopInGap,
        }
    }

    fn fill_order(&mut self, waiting: Waiting, hit: Hit) {
        let Order { id, quantity, action, group, extras } = waiting.order;
        let units = quantity.unwrap_or_default();
        let signal = extras.as_deref().and_then(|extras| extras.signal(hit.reason)).cloned();
        let name = Name { id, signal };
        let filled = match action {
            Action::Entry { side, reverses, price }
                if price.is_market() && (reverses || self.account.side() != Some(side.opposite())) =>
            {
                self.fill_entry(name, side, units, hit)
            }
            Action::Entry { side, .. } | Action::Net { side, .. } => self.fill_net(name, side, units, hit),
            Action::Exit { from, .. } => {
                let id = name.id.clone();
                let closed = self.fill_exit(name, from.as_ref(), Some(waiting.reserved), hit);
                if self.account.held(from.as_ref()) > 0.0 {
                    self.book.spent.push((id, from));
                }
                closed
            }
            Action::Close { entry, .. } => self.fill_exit(name, entry.as_ref(), quantity, hit),
        };
        if let Some(group) = group
            && filled > 0.0
        {
            self.book.tell_group(&group, filled);
        }
        if filled > 0.0 {
            self.count_fill(hit.price);
        }
        self.share_out(hit.at);
    }

    /// Rule 3, with fills on close: entries whose level the close has passed fill at it.
    pub(super) fn fill_passed(&mut self, close: f64) {
        let passed = |level: &Level| !level.is_exit && !level.only_arms && level.is_touched_at(close);
        loop {
            let levels = self.book.levels(&self.account);
            let Some(level) = levels.filter(passed).min_by_key(Level::rank) else { break };
            self.fill_triggered(&level, close);
        }
    }

    /// Rule 17: as many entries of this side are open as pyramiding allows.
    pub(super) fn is_full(&self, side: Side) -> bool {
        self.account.side() == Some(side) && self.account.open().len() >= self.execution.pyramiding as usize
    }

    /// Rule 16: one fill closes what is opposite and opens the new position.
    fn fill_entry(&mut self, name: Name, side: Side, units: f64, hit: Hit) -> f64 {
        if self.is_full(side) {
            return 0.0;
        }
        let opposite = self.account.side() == Some(side.opposite());
        let closing = if opposite { self.account.held(None) } else { 0.0 };
        let units = self.allowed(side, units);
        self.close_and_open(name, side, closing, units, hit)
    }

    /// Rule 16: only adds or subtracts.
    fn fill_net(&mut self, name: Name, side: Side, units: f64, hit: Hit) -> f64 {
        let held = if self.account.side() == Some(side.opposite()) { self.account.held(None) } else { 0.0 };
        let opened = units - held;
        if opened > units * 1e-9 {
            self.close_and_open(name, side, held, opened, hit)
        } else {
            self.close_and_open(name, side, units, 0.0, hit)
        }
    }

    /// Closes `closing` units of the opposite position and opens `opening` ones, by one fill. Rule 25: what cannot be afforded
    /// is not opened; what it would close is closed.
    fn close_and_open(&mut self, name: Name, side: Side, closing: f64, opening: f64, hit: Hit) -> f64 {
        let opening = if self.affords(side, closing, opening, hit) {
            opening
        } else {
            self.note(self.bar, name.id.clone(), NoteKind::NotAffordable);
            0.0
        };
        let units = closing + opening;
        if units > 0.0 {
            let fill = self.fill(name, side, units, hit);
            if closing > 0.0 {
                self.exit(closing, None, &fill, hit.reason);
            }
            if opening > 0.0 {
                self.account.enter(side, opening, fill, hit.reason);
            }
        }
        units
    }

    /// Rule 18: closes what the entry named `from` holds, or everything.
    pub(super) fn fill_exit(
        &mut self,
        name: Name,
        from: Option<&OrderId>,
        units: Option<f64>,
        hit: Hit,
    ) -> f64 {
        let Some(side) = self.account.side() else { return 0.0 };
        let held = self.account.held(from);
        let closing = match units {
            Some(units) if units < held => self.sizer.floor(units),
            _ => held,
        };
        if closing > 0.0 {
            let fill = self.fill(name, side.opposite(), closing, hit);
            self.exit(closing, from, &fill, hit.reason);
        }
        closing
    }

    fn exit(&mut self, units: f64, from: Option<&OrderId>, fill: &Fill, reason: ExitReason) {
        self.account.exit(units, from, self.execution.close_rule, fill, reason);
        self.book.forget_trails(&self.account);
        self.book.forget_spent(&self.account);
        if self.account.side().is_none() {
            self.book.end_position();
        }
    }

    fn fill(&mut self, name: Name, side: Side, units: f64, hit: Hit) -> Fill {
        let (price, slippage_per_unit) = self.costs.price(side, hit.price, hit.reason);
        let commission_per_unit = self.costs.commission_per_unit(price, units);
        if let Some(tape) = &mut self.tape {
            let id = name.id.clone();
            tape.note(self.bar, Happening::Fill { id, side, units, price, commission_per_unit });
        }
        Fill {
            bar: self.bar,
            turn: self.turn,
            price,
            commission_per_unit,
            slippage_per_unit,
            name,
            cause: hit.cause,
        }
    }
}
