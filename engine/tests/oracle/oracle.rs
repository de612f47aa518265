//! A second engine, written from `EXECUTION_MODEL.md` alone: it walks every price of the path, one step at a time, and asks
//! at each which order acts.

use engine::config::{CloseRule, FillOn, RunConfig};
use engine::series::Bar;
use engine::trade::Side;

use crate::limits::Limits;
use crate::market::{Ask, At, Group, Part, STEP};
use crate::queue::tell;
use crate::trailing::Peak;

/// A stretch of a position, open until `exit` is set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trade {
    pub(crate) side: Side,
    pub(crate) entry_id: &'static str,
    pub(crate) quantity: f64,
    pub(crate) entry: (usize, f64),
    pub(crate) exit: Option<(usize, f64)>,
    /// Lowest and highest price of its life.
    pub(crate) reach: (f64, f64),
    /// Units at the entry; 0 once the run is over.
    pub(crate) opened: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) ask: Ask,
    /// There was a position when the order was made.
    had_position: bool,
    /// The stop of a stop-limit has been touched.
    armed: bool,
    /// Rule 9: the price at which it became live in the present bar.
    live_at: f64,
    /// An exit: the side that it protected, and the units that it could close, after the last fill.
    was: (Option<Side>, f64),
    /// Best price that its trailing stop has followed.
    pub(crate) peak: Peak,
    pub(crate) group: Option<Group>,
}

impl Waiting {
    pub(crate) fn new(ask: Ask, had_position: bool, group: Option<Group>) -> Self {
        let (armed, live_at, was) = (false, f64::NAN, (None, 0.0));
        Self { ask, had_position, armed, live_at, was, peak: Peak::default(), group }
    }
}

#[derive(Debug)]
pub(crate) struct Oracle {
    pub(crate) config: RunConfig,
    pub(crate) open: Vec<Trade>,
    pub(crate) closed: Vec<Trade>,
    /// In the order of the calls.
    pub(crate) waiting: Vec<Waiting>,
    /// Exits that have closed something, with what they are for.
    pub(crate) spent: Vec<(&'static str, Option<&'static str>)>,
    pub(crate) limits: Limits,
    pub(crate) bar: usize,
    /// The equity was used up.
    pub(crate) is_over: bool,
}

/// Classes of orders at one price: closing ones, market ones, exits, priced ones.
const CLOSING: u8 = 0;
const MARKET: u8 = 1;
const EXIT: u8 = 2;
const PRICED: u8 = 3;
/// With fills on close: entries alone whose price the close has passed.
const PASSED: u8 = 4;
/// Closing orders that do not wait for the next open, and nothing else.
const IMMEDIATE: u8 = 5;

fn is_immediate(ask: &Ask) -> bool {
    matches!(ask, Ask::Close { immediately: true, .. })
}

fn touched(side: Side, is_stop: bool, level: f64, price: f64) -> bool {
    if (side == Side::Long) == is_stop { price >= level } else { price <= level }
}

/// Mean price of what an entry holds, or everything; `None` if it holds nothing.
fn entry_price(open: &[Trade], from: Option<&str>) -> Option<f64> {
    let held = || open.iter().filter(move |trade| from.is_none_or(|id| trade.entry_id == id));
    let units: f64 = held().map(|trade| trade.quantity).sum();
    (units > 0.0).then(|| held().map(|trade| trade.quantity * trade.entry.1).sum::<f64>() / units)
}

impl Oracle {
    pub(crate) fn new(config: RunConfig, limits: Limits) -> Self {
        let (open, closed, waiting, spent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { config, open, closed, waiting, spent, limits, bar: 0, is_over: false }
    }

    pub(crate) fn side(&self) -> Option<Side> {
        self.open.first().map(|trade| trade.side)
    }

    pub(crate) fn units(&self, id: Option<&str>) -> f64 {
        self.open.iter().filter(|t| id.is_none_or(|id| t.entry_id == id)).map(|t| t.quantity).sum()
    }

    /// Walks a bar's path.
    pub(crate) fn walk(&mut self, index: usize, bar: &Bar) {
        self.bar = index;
        self.limits.begin_bar(index);
        let (first, second) =
            if bar.high - bar.open < bar.open - bar.low { (bar.high, bar.low) } else { (bar.low, bar.high) };
        let mut price = bar.open;
        self.note_live(price);
        self.waiting.iter_mut().for_each(|order| order.live_at = price);
        self.limits.now_at_once = true;
        self.settle(price, PRICED);
        self.limits.now_at_once = false;
        for (target, is_extreme) in [(first, true), (second, true), (bar.close, false)] {
            while price != target {
                price += STEP * (target - price).signum();
                self.settle(price, PRICED);
            }
            if std::mem::take(&mut self.limits.closes_next) {
                self.reduce(None, self.units(None), price);
            }
            if is_extreme {
                self.test_margin(bar, price);
            }
            self.note_live(price);
        }
        self.test_equity(bar.close);
    }

    /// The close at which orders were just made: what fills there.
    pub(crate) fn close(&mut self, price: f64) {
        let n_before = (self.open.len(), self.closed.len(), self.units(None));
        self.limits.now_at_once = true;
        if self.config.execution.fill_on == FillOn::Close {
            self.settle(price, MARKET);
            self.settle(price, PASSED);
        } else {
            self.settle(price, IMMEDIATE);
        }
        if n_before != (self.open.len(), self.closed.len(), self.units(None)) {
            self.follow(price, true);
        }
        self.test_equity(price);
    }

    /// Ends trading: nothing waits any more.
    pub(crate) fn stop(&mut self) {
        self.is_over = true;
        self.waiting.clear();
    }

    /// Lets every order up to a class act that can at this price, one after the other.
    fn settle(&mut self, price: f64, last_class: u8) {
        for trade in &mut self.open {
            trade.reach = (trade.reach.0.min(price), trade.reach.1.max(price));
        }
        loop {
            self.drop_orphans();
            // Market orders come before whatever has a price.
            let is_market = |order: &Waiting| self.rank(order, price).is_some_and(|rank| rank.0 <= MARKET);
            if last_class == PRICED && !self.waiting.iter().any(is_market) {
                self.follow(price, false);
            }
            for order in self.waiting.iter_mut().filter(|_| last_class == PRICED) {
                if let Ask::Entry { side, at: At::StopLimit(stop, _), .. }
                | Ask::Net { side, at: At::StopLimit(stop, _), .. } = order.ask
                    && !order.armed
                    && touched(side, true, stop, price)
                {
                    (order.armed, order.live_at) = (true, price);
                }
            }
            let may_act = |class: u8, order: &Waiting| match last_class {
                IMMEDIATE => is_immediate(&order.ask),
                PASSED => class == PRICED,
                last => class <= last,
            };
            let best = (0..self.waiting.len())
                .filter_map(|i| self.rank(&self.waiting[i], price).map(|rank| (rank, i)))
                .filter(|((class, _), i)| may_act(*class, &self.waiting[*i]))
                .min();
            let Some((_, index)) = best else { return };
            let reserved = self.reserved(index);
            let order = self.waiting.remove(index);
            let units = self.fill(&order, reserved, self.price_of(&order, price));
            for trade in &mut self.open {
                trade.reach = (trade.reach.0.min(price), trade.reach.1.max(price));
            }
            if let Some(group) = order.group.filter(|_| units > 0.0) {
                tell(&mut self.waiting, group, units);
            }
            self.note_live(price);
            if units > 0.0 && self.limits.fills_once_more() {
                self.waiting.clear();
                if self.limits.now_at_once {
                    self.limits.closes_next = false;
                    self.reduce(None, self.units(None), price);
                }
            }
        }
    }

    /// Trailing stops at `price`: arm, follow. At the close at which they were made, those with an offset of 0 do not see it.
    pub(crate) fn follow(&mut self, price: f64, is_made_here: bool) {
        let Some(side) = self.side() else { return };
        let open = &self.open;
        for order in &mut self.waiting {
            if let Ask::Exit { from, trail: Some(trail), .. } = order.ask
                && !(is_made_here && trail.offset == Some(0.0))
            {
                order.peak.see(side, trail, entry_price(open, from), price);
            }
        }
    }

    /// What protected a position that is gone starts anew.
    fn forget_peaks(&mut self) {
        let open = &self.open;
        for order in &mut self.waiting {
            if let Ask::Exit { from, .. } = order.ask
                && entry_price(open, from).is_none()
            {
                order.peak = Peak::default();
            }
        }
    }

    /// The order's turn at this price: class, then buys before sells; `None` if it does not act.
    fn rank(&self, order: &Waiting, price: f64) -> Option<(u8, bool)> {
        match order.ask {
            Ask::Close { .. } => Some((CLOSING, false)),
            Ask::Entry { at: At::Market, .. } | Ask::Net { at: At::Market, .. } => Some((MARKET, false)),
            Ask::Exit { from, stop, limit, trail, profit, loss, .. } => {
                let side = self.side()?.opposite();
                let entry = entry_price(&self.open, from)?;
                // Of a price and a distance it is enough that one is reached.
                let gain = -side.sign() * (price - entry) / STEP;
                let acts = touched(side, true, stop, price)
                    || -gain >= loss.ceil()
                    || trail.is_some_and(|trail| order.peak.fires(side, trail, price))
                    || self.passes(side, limit, price)
                    || gain >= profit.ceil() + f64::from(self.config.execution.limit_ticks);
                let index = self.waiting.iter().position(|other| std::ptr::eq(other, order))?;
                (acts && self.reserved(index) > 0.0).then_some((EXIT, side == Side::Short))
            }
            Ask::Entry { side, at, .. } | Ask::Net { side, at, .. } => {
                let acts = match at {
                    At::Market => true,
                    At::Limit(limit) => self.passes(side, limit, price),
                    At::Stop(stop) => touched(side, true, stop, price),
                    At::StopLimit(_, limit) => order.armed && self.passes(side, limit, price),
                };
                acts.then_some((PRICED, side == Side::Short))
            }
            Ask::Cancel { .. } => None,
        }
    }

    /// Rule 9: the price has passed a limit by as many ticks as it must.
    fn passes(&self, side: Side, limit: f64, price: f64) -> bool {
        let beyond = f64::from(self.config.execution.limit_ticks) * STEP;
        touched(side, false, limit - side.sign() * beyond, price)
    }

    /// Rule 9: what an order fills at that acts at this price: one whose limit has just been passed by enough, at its limit, or at the price at which
    /// it became live in this bar if that was better.
    fn price_of(&self, order: &Waiting, price: f64) -> f64 {
        let ticks = f64::from(self.config.execution.limit_ticks);
        let by_limit: (Side, &dyn Fn(f64) -> bool) = match order.ask {
            _ if self.limits.now_at_once => return price,
            Ask::Entry { side, at: At::Limit(limit) | At::StopLimit(_, limit), .. }
            | Ask::Net { side, at: At::Limit(limit) | At::StopLimit(_, limit), .. } => {
                (side, &move |at| self.passes(side, limit, at))
            }
            Ask::Exit { from, stop, limit, trail, profit, loss, .. } => {
                let (Some(held), Some(entry)) = (self.side(), entry_price(&self.open, from)) else {
                    return price;
                };
                let (side, gain) = (held.opposite(), move |at: f64| held.sign() * (at - entry) / STEP);
                let is_stopped = touched(side, true, stop, price)
                    || -gain(price) >= loss.ceil()
                    || trail.is_some_and(|trail| order.peak.fires(side, trail, price));
                if is_stopped {
                    return price;
                }
                (side, &move |at| self.passes(side, limit, at) || gain(at) >= profit.ceil() + ticks)
            }
            _ => return price,
        };
        let (side, is_passed) = by_limit;
        let before = price + side.sign() * STEP;
        if !is_passed(price) || is_passed(before) {
            return price;
        }
        let own = price + side.sign() * ticks * STEP;
        if (own - order.live_at) * side.sign() > 0.0 { order.live_at } else { own }
    }

    /// Rule 9: exits become live when they get something to close, or more of it.
    fn note_live(&mut self, price: f64) {
        let side = self.side();
        for index in 0..self.waiting.len() {
            if let Ask::Exit { .. } = self.waiting[index].ask {
                let (now, order) = ((side, self.reserved(index)), &mut self.waiting[index]);
                if now.1 > order.was.1 || now.1 > 0.0 && now.0 != order.was.0 {
                    order.live_at = price;
                }
                order.was = now;
            }
        }
    }

    /// Units filled; an exit closes what is `reserved` for it.
    fn fill(&mut self, order: &Waiting, reserved: f64, price: f64) -> f64 {
        match order.ask {
            Ask::Close { from, part, .. } => {
                let held = self.units(from);
                self.reduce(from, if let Part::Units(units) = part { units.min(held) } else { held }, price)
            }
            Ask::Exit { id, from, .. } => {
                let closed = self.reduce(from, reserved, price);
                if self.units(from) > 0.0 {
                    self.spent.push((id, from));
                }
                closed
            }
            Ask::Net { id, side, quantity, .. } => self.net(id, side, quantity, price),
            Ask::Entry { id, side, at, quantity } if at != At::Market => self.net(id, side, quantity, price),
            Ask::Entry { id, side, quantity, .. } => {
                let is_opposite = self.side() == Some(side.opposite());
                if is_opposite && !order.had_position {
                    return self.net(id, side, quantity, price);
                }
                if self.side() == Some(side) && self.open.len() >= self.config.execution.pyramiding as usize {
                    return 0.0;
                }
                let closing = if is_opposite { self.units(None) } else { 0.0 };
                let opening = self.limits.allowed(side, quantity, self.side(), self.units(None));
                self.net(id, side, closing + opening, price)
            }
            Ask::Cancel { .. } => 0.0,
        }
    }

    fn net(&mut self, id: &'static str, side: Side, quantity: f64, price: f64) -> f64 {
        let off = if self.side() == Some(side.opposite()) { quantity.min(self.units(None)) } else { 0.0 };
        let rest = quantity - off;
        // Judged before anything is closed: closing moves money from open to closed profit, nothing else.
        let affordable = rest > 0.0 && self.affords(side, rest, price);
        self.reduce(None, off, price);
        if !affordable {
            return off;
        }
        self.open.push(Trade {
            side,
            entry_id: id,
            quantity: rest,
            entry: (self.bar, price),
            exit: None,
            reach: (price, price),
            opened: rest,
        });
        quantity
    }

    /// Closes up to `quantity`; units closed.
    pub(crate) fn reduce(&mut self, from: Option<&str>, quantity: f64, price: f64) -> f64 {
        let mut rest = quantity;
        let named = from.filter(|_| self.config.execution.close_rule == CloseRule::Any);
        while rest > 0.0 {
            let next = self.open.iter().position(|t| named.is_none_or(|id| t.entry_id == id));
            let Some(index) = next else { break };
            let trade = &mut self.open[index];
            let off = rest.min(trade.quantity);
            // A loss is never more than the worst of the trade's life, whatever price rule 9 gives.
            let reach = (trade.reach.0.min(price), trade.reach.1.max(price));
            self.closed.push(Trade { quantity: off, exit: Some((self.bar, price)), reach, ..trade.clone() });
            trade.quantity -= off;
            rest -= off;
            if trade.quantity == 0.0 {
                self.open.remove(index);
            }
        }
        self.forget_peaks();
        if self.open.is_empty() && rest < quantity {
            self.waiting.retain(|order| !matches!(order.ask, Ask::Exit { from: None, .. }));
        }
        let open = &self.open;
        self.spent.retain(|(_, from)| entry_price(open, *from).is_some());
        quantity - rest
    }
}
