//! What waits to be filled, in the order of the calls.

use super::costs::Tick;
use super::level::{Level, Move};
use super::margin::SafeRange;
use super::trailing::Trailing;
use crate::account::{Account, OpenTrade};
use crate::fill::Levels;
use crate::order::{Action, Group, OnFill, Order, Price};
use crate::trade::{ExitReason, OrderId, Side};

/// An order in the book.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) order: Order,
    /// Bar at whose close it was made.
    pub(super) decided: u32,
    /// The stop of a stop-limit order has been touched.
    armed: bool,
    /// Few orders have one, and all of them are moved around.
    trailing: Option<Box<Trailing>>,
    /// Rule 13, of an exit: the units that it may close.
    pub(super) reserved: f64,
    /// Rule 9: the price at which it became live in the present bar.
    pub(super) live_at: f64,
    /// Counts the orders: one that replaces another keeps its place.
    place: u64,
}

impl Waiting {
    /// Every price of the order; `account` tells where a trailing stop is armed.
    fn levels(&self, account: &Account, tick: Option<Tick>) -> Levels {
        let (stop, limit) = match &self.order.action {
            Action::Entry { price, .. } | Action::Net { price, .. } => match *price {
                Price::Market => (None, None),
                Price::Limit(limit) => (None, Some(limit)),
                Price::Stop(stop) => (Some(stop), None),
                Price::StopLimit { stop, limit } => (Some(stop), Some(limit)),
            },
            Action::Exit { .. } => self.order.bracket_prices(account, tick),
            Action::Close { .. } => (None, None),
        };
        Levels {
            stop,
            limit,
            activation: self
                .protected(account)
                .map(|(side, entry, trailing)| trailing.activation(side, entry)),
            offset: self.trailing.as_ref().map(|trailing| trailing.offset()),
        }
    }

    /// A stop-limit order whose stop has been touched.
    pub(super) fn is_armed(&self) -> bool {
        self.armed
    }

    pub(super) fn is_exit(&self) -> bool {
        matches!(self.order.action, Action::Exit { .. })
    }

    fn is_closing(&self) -> bool {
        matches!(self.order.action, Action::Close { .. })
    }

    fn is_immediate(&self) -> bool {
        matches!(self.order.action, Action::Close { immediately: true, .. })
    }

    fn is_market(&self) -> bool {
        match &self.order.action {
            Action::Close { .. } => true,
            Action::Entry { price, .. } | Action::Net { price, .. } => price.is_market(),
            Action::Exit { .. } => false,
        }
    }

    /// The trailing stop with the side and the entry price of the position it protects, if there is one.
    fn protected(&self, account: &Account) -> Option<(Side, f64, &Trailing)> {
        let Action::Exit { from, .. } = &self.order.action else { return None };
        let trailing = self.trailing.as_ref()?;
        Some((account.side()?, account.entry_price(from.as_ref())?, trailing))
    }

    /// Rule 16: `self` takes the place of what `other` names.
    fn replaces(&self, other: &Self) -> bool {
        self.order.id == other.order.id
            && match (&self.order.action, &other.order.action) {
                (Action::Exit { from, .. }, Action::Exit { from: others, .. }) => from == others,
                _ => self.order.opens() && other.order.opens(),
            }
    }

    /// The levels at which the order is live.
    fn live(&self, index: usize, account: &Account, rules: LevelRules) -> [Option<Level>; 3] {
        let LevelRules { tick, limit_ticks } = rules;
        let level = |side: Side, price: Option<f64>, reason| {
            let only_arms = !self.armed
                && matches!(
                    self.order.action,
                    Action::Entry { price: Price::StopLimit { .. }, .. }
                        | Action::Net { price: Price::StopLimit { .. }, .. }
                );
            let reached_at = |price| match (reason, limit_ticks, tick) {
                (ExitReason::Target, 1.., Some(tick)) => {
                    tick.away(price, f64::from(limit_ticks), -side.sign())
                }
                _ => price,
            };
            price.map(|order_price| Level {
                side,
                price: reached_at(order_price),
                order_price,
                reason,
                only_arms,
                is_exit: self.is_exit(),
                index,
            })
        };
        match &self.order.action {
            Action::Entry { side, price, .. } | Action::Net { side, price } => match *price {
                Price::StopLimit { limit, .. } if self.armed => {
                    [None, None, level(*side, Some(limit), ExitReason::Target)]
                }
                Price::Stop(stop) | Price::StopLimit { stop, .. } => {
                    [level(*side, Some(stop), ExitReason::Stop), None, None]
                }
                Price::Limit(limit) => [None, None, level(*side, Some(limit), ExitReason::Target)],
                Price::Market => [None; 3],
            },
            Action::Exit { .. } => match account.side() {
                Some(side) if self.reserved > 0.0 => {
                    let (stop, limit) = self.order.bracket_prices(account, tick);
                    let trailed = self.trailing.as_ref().and_then(|trailing| trailing.level(side));
                    [
                        level(side.opposite(), stop, ExitReason::Stop),
                        level(side.opposite(), trailed, ExitReason::Trail),
                        level(side.opposite(), limit, ExitReason::Target),
                    ]
                }
                _ => [None; 3],
            },
            Action::Close { .. } => [None; 3],
        }
    }
}

/// What the levels of orders depend on besides their prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct LevelRules {
    /// What distances are counted in.
    pub(super) tick: Option<Tick>,
    /// Rule 9: by how much the price must pass a limit.
    pub(super) limit_ticks: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Book {
    market: Vec<Waiting>,
    priced: Vec<Waiting>,
    rules: LevelRules,
    /// Exits with a trailing stop were placed: without, nothing has to follow the price.
    has_trailing: bool,
    /// Rule 13: exits that have closed a part of what they are for.
    pub(super) spent: Vec<(OrderId, Option<OrderId>)>,
    n_placed: u64,
}

impl Book {
    pub(super) fn new(rules: LevelRules) -> Self {
        let (market, priced, spent) = (Vec::new(), Vec::new(), Vec::new());
        Self { market, priced, rules, has_trailing: false, spent, n_placed: 0 }
    }

    /// Orders with a price, in the order of the calls.
    pub(super) fn priced_mut(&mut self) -> &mut [Waiting] {
        &mut self.priced
    }

    /// Market orders: made on one bar, they all fill at the next price.
    pub(super) fn market(&self) -> impl Iterator<Item = &Order> {
        self.market.iter().map(|waiting| &waiting.order)
    }

    /// The nearest stop, trailing or not, and the nearest target of the position held.
    pub(super) fn exits(&self, account: &Account) -> [Option<f64>; 2] {
        let exits = self.priced.iter().enumerate().filter(|(_, waiting)| waiting.is_exit());
        let levels = exits.flat_map(|(at, waiting)| waiting.live(at, account, self.rules)).flatten();
        levels.fold([None; 2], |mut nearest, level| {
            // Of those that a rising price reaches, it reaches the lowest first.
            let nearer = if level.reached_by() == Move::Up { f64::min } else { f64::max };
            let of: &mut Option<f64> = &mut nearest[usize::from(level.reason == ExitReason::Target)];
            *of = Some(of.map_or(level.order_price, |before| nearer(before, level.order_price)));
            nearest
        })
    }

    /// An entry or net order named `id` waits, or, for `None`, any.
    pub(super) fn awaits(&self, id: Option<&OrderId>) -> bool {
        let opens = |waiting: &Waiting| waiting.order.opens() && id.is_none_or(|id| waiting.order.id == *id);
        self.market.iter().chain(&self.priced).any(opens)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.market.is_empty() && self.priced.is_empty()
    }

    /// Between these prices no order fills; at none while one follows the price or takes any.
    pub(super) fn safe_range(&self, account: &Account) -> SafeRange {
        if self.is_empty() {
            return SafeRange::ANY;
        }
        if self.has_market() || self.has_trailing {
            return SafeRange::NONE;
        }
        self.levels(account).fold(SafeRange::ANY, |range, level| {
            range.and(match level.reached_by() {
                Move::Up => SafeRange { below: level.price, ..SafeRange::ANY },
                Move::Down => SafeRange { above: level.price, ..SafeRange::ANY },
            })
        })
    }

    /// Orders wait for a price. Without, none fills inside a bar.
    pub(super) fn has_priced(&self) -> bool {
        !self.priced.is_empty()
    }

    pub(super) fn has_market(&self) -> bool {
        !self.market.is_empty()
    }

    /// Rule 16: the same id again replaces what has not filled, and keeps its place. Distances need a tick size.
    pub(super) fn place(&mut self, order: Order, decided: u32) {
        let trail = match &order.action {
            Action::Exit { bracket, .. } => bracket.trail.as_deref(),
            _ => None,
        };
        let trailing = trail.zip(self.rules.tick).map(|(trail, tick)| Box::new(Trailing::new(*trail, tick)));
        self.has_trailing |= trailing.is_some();
        self.n_placed += 1;
        let place = self.n_placed;
        let mut waiting =
            Waiting { order, decided, armed: false, trailing, reserved: 0.0, live_at: f64::NAN, place };
        if let Some(before) = self.take_replaced(&waiting) {
            waiting.place = before.place;
            if let (Some(trailing), Some(before)) = (&mut waiting.trailing, &before.trailing) {
                trailing.follow_on(before);
            }
        }
        let orders = if waiting.is_market() { &mut self.market } else { &mut self.priced };
        let at = orders.iter().rposition(|other| other.place < waiting.place).map_or(0, |last| last + 1);
        orders.insert(at, waiting);
    }

    fn take_replaced(&mut self, by: &Waiting) -> Option<Waiting> {
        [&mut self.market, &mut self.priced].into_iter().find_map(|orders| {
            orders.iter().position(|other| by.replaces(other)).map(|index| orders.remove(index))
        })
    }

    /// Takes back the orders named `id`, or all; closing orders stay.
    pub(super) fn cancel(&mut self, id: Option<&str>) {
        let stays = |waiting: &Waiting| waiting.is_closing() || id.is_some_and(|id| waiting.order.id != id);
        self.market.retain(stays);
        self.priced.retain(stays);
    }

    /// Every price of an order that has been in the book.
    pub(super) fn levels_of(&self, waiting: &Waiting, account: &Account) -> Levels {
        waiting.levels(account, self.rules.tick)
    }

    /// The next market order: closing ones first, then in the order of the calls.
    pub(super) fn take_market(&mut self) -> Option<Waiting> {
        let closing = self.market.iter().position(Waiting::is_closing);
        (!self.market.is_empty()).then(|| self.market.remove(closing.unwrap_or(0)))
    }

    /// Some closing order must not wait for the next open.
    pub(super) fn has_immediate(&self) -> bool {
        self.market.iter().any(Waiting::is_immediate)
    }

    /// A closing order that must not wait for the next open.
    pub(super) fn take_immediate(&mut self) -> Option<Waiting> {
        self.market.iter().position(Waiting::is_immediate).map(|index| self.market.remove(index))
    }

    /// Rule 19: an order of the group filled `units`.
    pub(super) fn tell_group(&mut self, group: &Group, units: f64) {
        for orders in [&mut self.market, &mut self.priced] {
            orders.retain_mut(|Waiting { order, .. }| {
                if order.group.as_ref() != Some(group) {
                    return true;
                }
                match (group.on_fill, &mut order.quantity) {
                    (OnFill::Cancel, _) => false,
                    (OnFill::Reduce, Some(quantity)) => {
                        // What decimal fractions leave of a difference of equals is nothing.
                        let left = *quantity - units;
                        let is_left = left > *quantity * 1e-9;
                        *quantity = left;
                        is_left
                    }
                    // It closes what there is, and that is less by now.
                    (OnFill::Reduce, None) => true,
                }
            });
        }
    }

    /// Rule 27: takes everything back.
    pub(super) fn drop_all(&mut self) {
        self.market.clear();
        self.priced.clear();
    }

    /// Takes everything back; the ids of the orders that might have opened something.
    pub(super) fn clear(&mut self) -> Vec<OrderId> {
        let all = self.market.drain(..).chain(self.priced.drain(..));
        all.map(|waiting| waiting.order).filter(Order::opens).map(|order| order.id).collect()
    }

    /// The open trades that the exit with this level is for.
    pub(super) fn closed_by<'a>(
        &self,
        level: &Level,
        account: &'a Account,
    ) -> impl Iterator<Item = &'a OpenTrade> {
        let from = match &self.priced[level.index].order.action {
            Action::Exit { from, .. } => from.as_ref(),
            _ => None,
        };
        account.open().iter().filter(move |trade| from.is_none_or(|id| trade.entry_id == *id))
    }

    pub(super) fn take(&mut self, level: &Level) -> Waiting {
        self.priced.remove(level.index)
    }

    /// Drops exits whose entry is neither open nor waiting.
    pub(super) fn drop_orphans(&mut self, account: &Account) {
        let is_orphan = |book: &Self, waiting: &Waiting| match &waiting.order.action {
            Action::Exit { from, .. } => account.held(from.as_ref()) == 0.0 && !book.awaits(from.as_ref()),
            _ => false,
        };
        let mut index = 0;
        while index < self.priced.len() {
            if is_orphan(self, &self.priced[index]) {
                self.priced.remove(index);
            } else {
                index += 1;
            }
        }
    }

    /// Rule 14: the position is closed, and exits of the whole position end with it.
    pub(super) fn end_position(&mut self) {
        self.priced.retain(|waiting| !matches!(waiting.order.action, Action::Exit { from: None, .. }));
        self.priced.iter_mut().for_each(|waiting| waiting.reserved = 0.0);
    }

    /// Rule 9: a bar begins, and what is live is so from its open on.
    pub(super) fn begin_bar(&mut self, open: f64) {
        // Only limits that must be passed ask for it.
        if self.rules.limit_ticks > 0 {
            self.priced.iter_mut().for_each(|waiting| waiting.live_at = open);
        }
    }

    /// Rule 10: stop-limit orders whose stop is touched at `price` become limit orders.
    pub(super) fn arm_stop_limits(&mut self, price: f64) {
        for Waiting { order, armed, live_at, .. } in &mut self.priced {
            if let Action::Entry { side, price: Price::StopLimit { stop, .. }, .. }
            | Action::Net { side, price: Price::StopLimit { stop, .. } } = &order.action
                && !*armed
                && side.sign() * (price - stop) >= 0.0
            {
                (*armed, *live_at) = (true, price);
            }
        }
    }

    /// Rule 10, for the one order whose stop this is: others with the same stop have their own turn.
    pub(super) fn arm_stop_limit(&mut self, stop: &Level) {
        let waiting = &mut self.priced[stop.index];
        (waiting.armed, waiting.live_at) = (true, stop.price);
    }

    /// Rule 11: the price is at `price`, trailing stops arm and follow.
    pub(super) fn trail(&mut self, account: &Account, price: f64) {
        if self.has_trailing {
            (0..self.priced.len()).for_each(|index| self.trail_one(index, account, price));
        }
    }

    /// Rule 11: as [`Book::trail`], at the close at which orders were made, which one with an offset of 0 does not see.
    pub(super) fn trail_at_close(&mut self, account: &Account, close: f64) {
        if self.has_trailing {
            let sees = |waiting: &Waiting| waiting.order.trail_offset() != Some(Some(0.0));
            (0..self.priced.len()).for_each(|index| {
                if sees(&self.priced[index]) {
                    self.trail_one(index, account, close);
                }
            });
        }
    }

    fn trail_one(&mut self, index: usize, account: &Account, price: f64) {
        let Waiting { order, trailing, .. } = &mut self.priced[index];
        if let (Action::Exit { from, .. }, Some(trailing), Some(side)) =
            (&order.action, trailing, account.side())
            && let Some(entry) = account.entry_price(from.as_ref())
        {
            trailing.see(side, entry, price);
        }
    }

    /// Lets trailing stops forget positions that are gone.
    pub(super) fn forget_trails(&mut self, account: &Account) {
        if !self.has_trailing {
            return;
        }
        for Waiting { order, trailing, .. } in &mut self.priced {
            if let (Action::Exit { from, .. }, Some(trailing)) = (&order.action, trailing)
                && account.held(from.as_ref()) == 0.0
            {
                trailing.forget();
            }
        }
    }

    /// Whether a trailing stop may fire in a bar, whatever the order of its prices.
    pub(super) fn may_trail(&self, account: &Account, low: f64, high: f64) -> bool {
        self.has_trailing
            && self
                .priced
                .iter()
                .filter_map(|waiting| waiting.protected(account))
                .any(|(side, entry, trailing)| trailing.may_fire(side, entry, low, high))
    }

    /// The prices that arm trailing stops, and the direction from which they do.
    pub(super) fn activations<'a>(&'a self, account: &'a Account) -> impl Iterator<Item = (Move, f64)> + 'a {
        let waiting = if self.has_trailing { self.priced.as_slice() } else { &[] };
        waiting.iter().filter_map(|waiting| waiting.protected(account)).filter(|(_, _, t)| !t.is_armed()).map(
            |(side, entry, trailing)| {
                (if side == Side::Long { Move::Up } else { Move::Down }, trailing.activation(side, entry))
            },
        )
    }

    /// Stop, trailing stop and limit levels of the live orders.
    pub(super) fn levels<'a>(&'a self, account: &'a Account) -> impl Iterator<Item = Level> + 'a {
        let live = |(index, waiting): (usize, &'a Waiting)| waiting.live(index, account, self.rules);
        self.priced.iter().enumerate().flat_map(live).flatten()
    }
}
