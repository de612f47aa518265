//! The broker emulator: which orders fill inside a bar, when, and at what price.
//!
//! Rule numbers are those of the execution model. Start with [`Broker::run_bar`]; the walk along the price path is in
//! `path`, costs and rounding in `costs`, what waits in `book`.

mod book;
mod costs;
mod level;
mod path;
mod size;
mod stop_first;
mod tape;
mod trailing;

use crate::account::{Account, Fill};
use crate::broker::book::{Book, Waiting};
use crate::broker::costs::Costs;
use crate::broker::level::Level;
use crate::config::{Execution, FillOn, Intrabar, RunConfig};
use crate::fill::{Cause, FillRule};
use crate::order::{Action, Order, Price};
use crate::report::{MAX_NOTES, Note, NoteKind};
use crate::series::Bar;
use crate::trade::{ExitReason, OrderId, Side};

pub(crate) use tape::{Happening, Tape};

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
    /// Kept only while somebody watches.
    tape: Option<Tape>,
    /// Bar and moment of the fills now being made.
    bar: usize,
    time: i64,
    moment: u64,
    phase: Phase,
}

/// Where in the bar the price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    Inside,
    Close,
}

/// A price at which an order fills, and why.
#[derive(Debug, Clone, Copy)]
struct Hit {
    price: f64,
    reason: ExitReason,
    cause: Cause,
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
            tape: None,
            bar: 0,
            time: 0,
            moment: 0,
            phase: Phase::Open,
        }
    }

    /// Keeps a tape from now on.
    pub(crate) fn watch(&mut self) {
        self.tape = Some(Tape::default());
    }

    pub(crate) fn tape(&self) -> Option<&Tape> {
        self.tape.as_ref()
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn into_parts(self) -> (Account, Vec<Note>, u32) {
        (self.account, self.notes, self.n_notes)
    }

    /// Takes an order made at the close of bar `bar`.
    pub(crate) fn submit(&mut self, mut order: Order, bar: usize, close: f64) {
        if let Some(tape) = &mut self.tape {
            tape.note(bar, Happening::Order(order.clone()));
        }
        if !book::prices_make_sense(&order) {
            return self.note(bar, order.id, NoteKind::BadPrice);
        }
        if self.costs.tick().is_none() && order.trails() {
            return self.note(bar, order.id, NoteKind::NoTickSize);
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
        let trails = order.trails();
        self.book.place(order, bar as u32, self.costs.tick());
        if trails {
            // The first price that a trailing stop sees is the close at which it was made, as TradingView's list of them shows.
            self.book.trail(&self.account, close);
        }
    }

    /// Takes back what has not filled, at the close of bar `bar`.
    pub(crate) fn cancel(&mut self, id: &str, bar: usize) {
        if let Some(tape) = &mut self.tape {
            tape.note(bar, Happening::Cancel(id.to_owned()));
        }
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
        (self.bar, self.time, self.phase) = (index, bar.time, Phase::Open);
        self.fill_market_orders(bar.open, FillRule::MarketAtOpen);
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
            (self.bar, self.time, self.phase) = (index, time, Phase::Close);
            self.fill_market_orders(close, FillRule::MarketAtClose);
            self.book.drop_orphans(&self.account);
        }
    }

    /// Rule 20: closing orders, then entries, each in the order of the calls.
    fn fill_market_orders(&mut self, price: f64, rule: FillRule) {
        self.moment += 1;
        while let Some(waiting) = self.book.take_market() {
            let cause = Cause {
                rule,
                level: None,
                levels: waiting.levels(&self.account),
                raw_price: price,
                decided: waiting.decided,
                ambiguous: false,
            };
            self.fill_order(waiting.order, Hit { price, reason: ExitReason::Signal, cause });
        }
    }

    /// Fills at `price` the priced order whose level it has reached.
    fn fill_triggered(&mut self, level: &Level, price: f64) {
        let waiting = self.book.take(level);
        let cause = Cause {
            rule: self.rule(&waiting, level, price),
            level: Some(level.price),
            levels: waiting.levels(&self.account),
            raw_price: price,
            decided: waiting.decided,
            ambiguous: false,
        };
        self.fill_order(waiting.order, Hit { price, reason: level.reason, cause });
    }

    fn rule(&self, waiting: &Waiting, level: &Level, price: f64) -> FillRule {
        if waiting.is_exit() && price != level.price {
            let entered_here = self.account.open().iter().any(|trade| trade.entry_bar() == self.bar);
            if self.phase != Phase::Open || entered_here {
                return FillRule::BehindEntry;
            }
        }
        match (level.reason, price == level.price) {
            (ExitReason::Target, _) if waiting.is_armed() => FillRule::StopLimit,
            (ExitReason::Target, true) => FillRule::Limit,
            (ExitReason::Target, false) => FillRule::LimitInGap,
            (ExitReason::Trail, true) => FillRule::TrailingStop,
            (ExitReason::Trail, false) => FillRule::TrailingStopInGap,
            (_, true) => FillRule::Stop,
            (_, false) => FillRule::StopInGap,
        }
    }

    fn fill_order(&mut self, order: Order, hit: Hit) {
        let units = order.quantity.unwrap_or_default();
        match order.action {
            Action::Entry { side, reverses, .. }
                if reverses || self.account.side() != Some(side.opposite()) =>
            {
                self.fill_entry(order.id, side, units, hit);
            }
            Action::Entry { side, .. } | Action::Net { side, .. } => {
                self.fill_net(order.id, side, units, hit);
            }
            Action::Exit { from, .. } => self.fill_exit(order.id, from, order.quantity, hit),
            Action::Close { entry } => self.fill_exit(order.id, entry, order.quantity, hit),
        }
    }

    /// Rule 17: as many entries of this side are open as pyramiding allows.
    fn is_full(&self, side: Side) -> bool {
        self.account.side() == Some(side) && self.account.open().len() >= self.execution.pyramiding as usize
    }

    /// Rule 16: one fill closes what is opposite and opens the new position.
    fn fill_entry(&mut self, id: OrderId, side: Side, units: f64, hit: Hit) {
        let opposite = self.account.side() == Some(side.opposite());
        if hit.reason == ExitReason::Signal && self.is_full(side) {
            return;
        }
        let closing = if opposite { self.account.held(None) } else { 0.0 };
        let fill = self.fill(id, side, closing + units, hit);
        if opposite {
            self.exit(f64::INFINITY, None, &fill, hit.reason);
        }
        self.account.enter(side, units, fill, hit.reason);
    }

    /// Rule 16: only adds or subtracts.
    fn fill_net(&mut self, id: OrderId, side: Side, units: f64, hit: Hit) {
        let fill = self.fill(id, side, units, hit);
        let held = if self.account.side() == Some(side.opposite()) { self.account.held(None) } else { 0.0 };
        if held > 0.0 {
            self.exit(units, None, &fill, hit.reason);
        }
        let opened = units - held;
        if opened > units * 1e-9 {
            self.account.enter(side, opened, fill, hit.reason);
        }
    }

    /// Rule 18: closes what the entry named `from` holds, or everything.
    fn fill_exit(&mut self, id: OrderId, from: Option<OrderId>, units: Option<f64>, hit: Hit) {
        let Some(side) = self.account.side() else { return };
        let held = self.account.held(from.as_ref());
        let closing = units.map_or(held, |units| self.sizer.floor(units).min(held));
        if closing > 0.0 {
            let fill = self.fill(id, side.opposite(), closing, hit);
            self.exit(closing, from.as_ref(), &fill, hit.reason);
        }
    }

    fn exit(&mut self, units: f64, from: Option<&OrderId>, fill: &Fill, reason: ExitReason) {
        self.account.exit(units, from, self.execution.close_rule, fill, reason);
        self.book.forget_trails(&self.account);
    }

    fn fill(&mut self, id: OrderId, side: Side, units: f64, hit: Hit) -> Fill {
        let (price, slippage_per_unit) = self.costs.price(side, hit.price, hit.reason);
        let commission_per_unit = self.costs.commission_per_unit(price, units);
        if let Some(tape) = &mut self.tape {
            let id = id.clone();
            tape.note(self.bar, Happening::Fill { id, side, units, price, commission_per_unit });
        }
        Fill {
            bar: self.bar,
            time: self.time,
            moment: self.moment,
            price,
            commission_per_unit,
            slippage_per_unit,
            id,
            cause: hit.cause,
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
