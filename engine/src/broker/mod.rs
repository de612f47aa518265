//! The broker emulator: which orders fill inside a bar, when, and at what price.
//!
//! Rule numbers are those of the execution model. Start with [`Broker::run_bar`]; the walk along the price path is in
//! `path`, costs and rounding in `costs`, what waits in `book`.

mod book;
mod costs;
mod path;
mod size;

use crate::account::{Account, Fill};
use crate::broker::book::{Book, Trigger};
use crate::broker::costs::Costs;
use crate::config::{Execution, FillOn, Intrabar, RunConfig};
use crate::order::{Action, Order, Price};
use crate::report::{MAX_NOTES, Note, NoteKind};
use crate::series::Bar;
use crate::trade::{ExitReason, OrderId, Side};

/// Holds the account and the orders that wait.
#[derive(Debug)]
pub struct Broker {
    account: Account,
    book: Book,
    costs: Costs,
    sizer: size::Sizer,
    execution: Execution,
    notes: Vec<Note>,
    n_notes: u32,
    /// Bar and moment of the fills now being made.
    bar: usize,
    time: i64,
    moment: u64,
}

impl Broker {
    pub(crate) fn new(config: &RunConfig) -> Self {
        Self {
            account: Account::new(config.account.initial_cash),
            book: Book::default(),
            costs: Costs::new(config),
            sizer: size::Sizer::new(config),
            execution: config.execution,
            notes: Vec::new(),
            n_notes: 0,
            bar: 0,
            time: 0,
            moment: 0,
        }
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn into_parts(self) -> (Account, Vec<Note>, u32) {
        (self.account, self.notes, self.n_notes)
    }

    /// Takes an order made at the close of bar `bar`.
    pub(crate) fn submit(&mut self, mut order: Order, bar: usize, close: f64) {
        if !book::prices_make_sense(&order) {
            return self.note(bar, order.id, NoteKind::BadPrice);
        }
        if matches!(order.action, Action::Entry { .. } | Action::Net { .. }) {
            // Rule 21: a size taken from equity uses equity and price of the signal bar's close.
            let units = self.sizer.units(order.quantity, || self.account.equity(close), close);
            if units <= 0.0 {
                return self.note(bar, order.id, NoteKind::SizeIsZero);
            }
            order.quantity = Some(units);
        } else if order.quantity.is_some_and(|units| !(units > 0.0 && self.sizer.floor(units) > 0.0)) {
            return self.note(bar, order.id, NoteKind::SizeIsZero);
        }
        if let Action::Entry { side, reverses, price } = &mut order.action {
            // Rule 17: a priced entry accepted now fills later, whatever has filled before it; a market entry is judged at its
            // fill, after the closing orders made with it.
            if !price.is_market() && self.is_full(*side) {
                return;
            }
            *reverses = self.account.side() == Some(side.opposite());
        }
        self.book.place(order);
    }

    pub(crate) fn cancel(&mut self, id: &str) {
        self.book.cancel(id);
    }

    /// Nothing waits: no price can make anything happen.
    #[inline]
    pub(crate) fn is_idle(&self) -> bool {
        self.book.is_empty()
    }

    /// Lets the open trades see the prices of idle bars.
    pub(crate) fn observe(&mut self, low: &[f64], high: &[f64]) {
        self.account.observe_bars(low, high);
    }

    /// Rules 3 to 20: lets the waiting orders meet the prices of one bar.
    pub(crate) fn run_bar(&mut self, index: usize, bar: &Bar) {
        (self.bar, self.time) = (index, bar.time);
        self.fill_market_orders(bar.open);
        if self.book.has_priced() {
            match self.execution.intrabar {
                Intrabar::Path => self.walk_path(bar),
                Intrabar::StopFirst => self.stops_then_limits(bar),
            }
            self.book.drop_orphans(&self.account);
        } else {
            self.account.observe(bar.low, bar.high);
        }
    }

    /// Rule 3, `fill_on = close`: market orders made on this bar fill at its close.
    #[inline]
    pub(crate) fn run_close(&mut self, index: usize, time: i64, close: f64) {
        if self.execution.fill_on == FillOn::Close && self.book.has_market() {
            (self.bar, self.time) = (index, time);
            self.fill_market_orders(close);
            self.book.drop_orphans(&self.account);
        }
    }

    /// Rule 20: closing orders, then entries, each in the order of the calls.
    fn fill_market_orders(&mut self, price: f64) {
        self.moment += 1;
        for order in self.book.take_market() {
            self.fill_order(order, price, ExitReason::Signal);
        }
    }

    /// Fills one priced order at `price`.
    fn fill_triggered(&mut self, trigger: &Trigger, price: f64) {
        let order = self.book.take(trigger);
        self.fill_order(order, price, trigger.reason);
    }

    fn fill_order(&mut self, order: Order, price: f64, reason: ExitReason) {
        let units = order.quantity.unwrap_or_default();
        match order.action {
            Action::Entry { side, reverses, .. }
                if reverses || self.account.side() != Some(side.opposite()) =>
            {
                self.fill_entry(order.id, side, units, price, reason);
            }
            Action::Entry { side, .. } | Action::Net { side, .. } => {
                self.fill_net(order.id, side, units, price, reason);
            }
            Action::Exit { from, .. } => self.fill_exit(order.id, from, order.quantity, price, reason),
            Action::Close { entry } => self.fill_exit(order.id, entry, order.quantity, price, reason),
        }
    }

    /// Rule 17: as many entries of this side are open as pyramiding allows.
    fn is_full(&self, side: Side) -> bool {
        self.account.side() == Some(side) && self.account.open().len() >= self.execution.pyramiding as usize
    }

    /// Rule 16: one fill closes what is opposite and opens the new position.
    fn fill_entry(&mut self, id: OrderId, side: Side, units: f64, price: f64, reason: ExitReason) {
        let opposite = self.account.side() == Some(side.opposite());
        if reason == ExitReason::Signal && self.is_full(side) {
            return;
        }
        let closing = if opposite { self.account.held(None) } else { 0.0 };
        let fill = self.fill(id, side, price, closing + units, reason);
        if opposite {
            self.account.exit(f64::INFINITY, None, self.execution.close_rule, &fill, reason);
        }
        self.account.enter(side, units, fill, reason);
    }

    /// Rule 16: only adds or subtracts.
    fn fill_net(&mut self, id: OrderId, side: Side, units: f64, price: f64, reason: ExitReason) {
        let fill = self.fill(id, side, price, units, reason);
        let held = if self.account.side() == Some(side.opposite()) { self.account.held(None) } else { 0.0 };
        if held > 0.0 {
            self.account.exit(units, None, self.execution.close_rule, &fill, reason);
        }
        let opened = units - held;
        if opened > units * 1e-9 {
            self.account.enter(side, opened, fill, reason);
        }
    }

    /// Rule 18: closes what the entry named `from` holds, or everything.
    fn fill_exit(
        &mut self,
        id: OrderId,
        from: Option<OrderId>,
        units: Option<f64>,
        price: f64,
        reason: ExitReason,
    ) {
        let Some(side) = self.account.side() else { return };
        let held = self.account.held(from.as_ref());
        let closing = units.map_or(held, |units| self.sizer.floor(units).min(held));
        if closing > 0.0 {
            let fill = self.fill(id, side.opposite(), price, closing, reason);
            self.account.exit(closing, from.as_ref(), self.execution.close_rule, &fill, reason);
        }
    }

    fn fill(&self, id: OrderId, side: Side, price: f64, units: f64, reason: ExitReason) -> Fill {
        let (price, slippage_per_unit) = self.costs.price(side, price, reason);
        let commission_per_unit = self.costs.commission_per_unit(price, units);
        Fill {
            bar: self.bar,
            time: self.time,
            moment: self.moment,
            price,
            commission_per_unit,
            slippage_per_unit,
            id,
        }
    }

    fn note(&mut self, bar: usize, order_id: OrderId, kind: NoteKind) {
        self.n_notes += 1;
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { bar: bar as u32, order_id, kind });
        }
    }
}

impl Price {
    fn is_market(self) -> bool {
        self == Self::Market
    }
}
