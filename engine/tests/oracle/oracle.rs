//! A second engine, written from `EXECUTION_MODEL.md` alone: it walks every price of the path, one step at a time, and asks
//! at each which order acts.

use engine::config::{CloseRule, RunConfig};
use engine::order::OnFill;
use engine::series::Bar;
use engine::trade::Side;

use crate::market::{Ask, At, Group, STEP};
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
}

#[derive(Debug, Clone)]
struct Waiting {
    ask: Ask,
    /// The position was opposite when the order was made.
    reverses: bool,
    /// The stop of a stop-limit has been touched.
    armed: bool,
    /// Best price that its trailing stop has followed.
    peak: Peak,
    group: Option<Group>,
}

#[derive(Debug)]
pub(crate) struct Oracle {
    pub(crate) config: RunConfig,
    pub(crate) open: Vec<Trade>,
    pub(crate) closed: Vec<Trade>,
    /// In the order of the calls.
    waiting: Vec<Waiting>,
    pub(crate) bar: usize,
    /// The equity was used up.
    pub(crate) is_over: bool,
}

/// Classes of orders at one price: closing ones, market ones, exits, priced ones.
const CLOSING: u8 = 0;
const MARKET: u8 = 1;
const EXIT: u8 = 2;
const PRICED: u8 = 3;

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
    pub(crate) fn new(config: RunConfig) -> Self {
        Self { config, open: Vec::new(), closed: Vec::new(), waiting: Vec::new(), bar: 0, is_over: false }
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
        let (first, second) =
            if bar.high - bar.open < bar.open - bar.low { (bar.high, bar.low) } else { (bar.low, bar.high) };
        let mut price = bar.open;
        self.settle(price, PRICED);
        for (target, is_extreme) in [(first, true), (second, true), (bar.close, false)] {
            while price != target {
                price += STEP * (target - price).signum();
                self.settle(price, PRICED);
            }
            if is_extreme {
                self.test_margin(bar, price);
            }
        }
        self.test_equity(bar.close);
    }

    /// With fills on close: the market orders of this bar.
    pub(crate) fn close(&mut self, price: f64) {
        self.settle(price, MARKET);
        self.follow(price);
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
                self.follow(price);
            }
            for order in self.waiting.iter_mut().filter(|_| last_class == PRICED) {
                if let Ask::Entry { side, at: At::StopLimit(stop, _), .. }
                | Ask::Net { side, at: At::StopLimit(stop, _), .. } = order.ask
                {
                    order.armed |= touched(side, true, stop, price);
                }
            }
            let best = (0..self.waiting.len())
                .filter_map(|i| self.rank(&self.waiting[i], price).map(|rank| (rank, i)))
                .filter(|((class, _), _)| *class <= last_class)
                .min();
            let Some((_, index)) = best else { return };
            let order = self.waiting.remove(index);
            let units = self.fill(&order, price);
            if let Some(group) = order.group.filter(|_| units > 0.0) {
                self.tell(group, units);
            }
        }
    }

    /// What the fill of `units` does to the rest of the group.
    fn tell(&mut self, group: Group, units: f64) {
        let others = |order: &Waiting| order.group == Some(group);
        match group.1 {
            OnFill::Cancel => self.waiting.retain(|order| !others(order)),
            OnFill::Reduce => {
                for order in self.waiting.iter_mut().filter(|order| others(order)) {
                    match &mut order.ask {
                        Ask::Entry { quantity, .. } | Ask::Net { quantity, .. } => *quantity -= units,
                        Ask::Exit { quantity: Some(quantity), .. } => *quantity -= units,
                        _ => {}
                    }
                }
                self.waiting.retain(|order| match order.ask {
                    Ask::Entry { quantity, .. } | Ask::Net { quantity, .. } => quantity > 0.0,
                    Ask::Exit { quantity, .. } => quantity.is_none_or(|quantity| quantity > 0.0),
                    _ => true,
                });
            }
        }
    }

    /// Trailing stops at `price`: arm, follow.
    fn follow(&mut self, price: f64) {
        let Some(side) = self.side() else { return };
        let open = &self.open;
        for order in &mut self.waiting {
            if let Ask::Exit { from, trail: Some(trail), .. } = order.ask {
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
            Ask::Exit { from, stop, limit, trail, .. } => {
                let side = self.side()?.opposite();
                let trailed = trail.is_some_and(|trail| order.peak.fires(side, trail, price));
                let acts = trailed || touched(side, true, stop, price) || touched(side, false, limit, price);
                (acts && self.units(from) > 0.0).then_some((EXIT, side == Side::Short))
            }
            Ask::Entry { side, at, .. } | Ask::Net { side, at, .. } => {
                let acts = match at {
                    At::Market => true,
                    At::Limit(limit) => touched(side, false, limit, price),
                    At::Stop(stop) => touched(side, true, stop, price),
                    At::StopLimit(_, limit) => order.armed && touched(side, false, limit, price),
                };
                acts.then_some((PRICED, side == Side::Short))
            }
            Ask::Cancel { .. } => None,
        }
    }

    /// Units filled.
    fn fill(&mut self, order: &Waiting, price: f64) -> f64 {
        match order.ask {
            Ask::Close { from } => self.reduce(from, self.units(from), price),
            Ask::Exit { from, quantity, .. } => {
                let open = self.units(from);
                self.reduce(from, quantity.map_or(open, |units| units.min(open)), price)
            }
            Ask::Net { id, side, quantity, .. } => self.net(id, side, quantity, price),
            Ask::Entry { id, side, at, quantity } => {
                if self.side() == Some(side.opposite()) {
                    let extra = if order.reverses { self.units(None) } else { 0.0 };
                    self.net(id, side, quantity + extra, price)
                } else if at != At::Market || self.open.len() < self.config.execution.pyramiding as usize {
                    self.net(id, side, quantity, price)
                } else {
                    0.0
                }
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
            self.closed.push(Trade { quantity: off, exit: Some((self.bar, price)), ..trade.clone() });
            trade.quantity -= off;
            rest -= off;
            if trade.quantity == 0.0 {
                self.open.remove(index);
            }
        }
        self.forget_peaks();
        quantity - rest
    }

    /// Exits whose entry is neither open nor waiting.
    fn drop_orphans(&mut self) {
        let entries: Vec<&str> = self
            .waiting
            .iter()
            .filter_map(|order| match order.ask {
                Ask::Entry { id, .. } | Ask::Net { id, .. } => Some(id),
                _ => None,
            })
            .chain(self.open.iter().map(|trade| trade.entry_id))
            .collect();
        self.waiting.retain(|order| match order.ask {
            Ask::Exit { from, .. } => from.map_or(!entries.is_empty(), |from| entries.contains(&from)),
            _ => true,
        });
    }

    /// Takes what the script asks for at a close.
    pub(crate) fn submit(&mut self, ask: Ask, group: Option<Group>, close: f64) {
        if self.is_over {
            return;
        }
        let mut reverses = false;
        if let Ask::Entry { side, at, .. } = ask {
            reverses = self.side() == Some(side.opposite());
            if at != At::Market
                && self.side() == Some(side)
                && self.open.len() >= self.config.execution.pyramiding as usize
            {
                return;
            }
        }
        // An exit is known by its own name and its entry's.
        let name = |ask: &Ask| match *ask {
            Ask::Entry { id, .. } | Ask::Net { id, .. } | Ask::Cancel { id } => Some((id, None)),
            Ask::Exit { id, from, .. } => Some((id, from)),
            Ask::Close { .. } => None,
        };
        let mut peak = Peak::default();
        if let Some(name_of_ask) = name(&ask) {
            let before = self.waiting.iter().find(|order| name(&order.ask) == Some(name_of_ask));
            if let (Some(before), Ask::Exit { trail, .. }) = (before, ask) {
                peak = before.peak.kept(before.ask, trail);
            }
            self.waiting.retain(|order| name(&order.ask) != Some(name_of_ask));
        }
        if !matches!(ask, Ask::Cancel { .. }) {
            self.waiting.push(Waiting { ask, reverses, armed: false, peak, group });
            // The first price a trailing stop sees is the close at which it was made.
            self.follow(close);
        }
    }
}
