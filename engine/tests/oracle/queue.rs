//! How orders come into the oracle's queue, what they are for, and how exits share what there is.

use engine::order::OnFill;
use engine::trade::Side;

use crate::market::{Ask, At, Group, Part};
use crate::oracle::{Oracle, Trade, Waiting};

/// Under which name an order is known: an exit by its own and its entry's.
fn name(ask: &Ask) -> Option<(&'static str, Option<Option<&'static str>>)> {
    match *ask {
        Ask::Entry { id, .. } | Ask::Net { id, .. } => Some((id, None)),
        Ask::Exit { id, from, .. } => Some((id, Some(from))),
        Ask::Close { .. } | Ask::Cancel { .. } => None,
    }
}

impl Oracle {
    /// Takes what the script asks for at a close.
    pub(crate) fn submit(&mut self, mut ask: Ask, group: Option<Group>, close: f64) {
        if let Ask::Cancel { id } = ask {
            let is_meant = |ask: &Ask| name(ask).is_some_and(|name| id.is_none_or(|id| name.0 == id));
            return self.waiting.retain(|order| !is_meant(&order.ask));
        }
        if self.is_over || self.limits.is_reached() || self.is_void(&mut ask, close) {
            return;
        }
        let had_position = self.side().is_some();
        let mut order = Waiting::new(ask, had_position, group);
        let before =
            self.waiting.iter().position(|other| name(&ask).is_some() && name(&other.ask) == name(&ask));
        match before {
            Some(index) => {
                if let Ask::Exit { trail, .. } = ask {
                    order.peak = self.waiting[index].peak.kept(self.waiting[index].ask, trail);
                }
                self.waiting[index] = order;
            }
            None => self.waiting.push(order),
        }
        // The first price a trailing stop sees is the close at which it was made.
        self.follow(close, true);
    }

    /// Whether nothing comes of it; else it is told its units.
    fn is_void(&self, ask: &mut Ask, close: f64) -> bool {
        match ask {
            Ask::Entry { side, at, quantity, .. } => {
                let side = *side;
                let is_full =
                    self.side() == Some(side) && self.open.len() >= self.config.execution.pyramiding as usize;
                let others = self.others(side);
                let own = self.limits.allowed(side, *quantity, self.side(), self.units(None));
                *quantity = if *at == At::Market { own } else { own + others };
                is_full || own + others == 0.0 || !self.carries(side, own, close)
            }
            Ask::Close { from, part, .. } => {
                let held = self.units(*from);
                if let Part::Share(share) = part {
                    *part = Part::Units((*share * held).floor());
                }
                held == 0.0 || *part == Part::Units(0.0)
            }
            Ask::Exit { id, from, .. } => self.spent.contains(&(*id, *from)) || !self.exists(*from),
            Ask::Net { .. } | Ask::Cancel { .. } => false,
        }
    }

    /// Rule 16: opposite units that a priced entry of `side` takes on: the position after this bar's closing orders, and what
    /// market entries made before on this bar will open.
    fn others(&self, side: Side) -> f64 {
        let opposite = if self.side() == Some(side.opposite()) { self.units(None) } else { 0.0 };
        let closed: f64 = self
            .waiting
            .iter()
            .map(|order| match order.ask {
                Ask::Close { from, part: Part::Units(units), .. } => units.min(self.units(from)),
                Ask::Close { from, .. } => self.units(from),
                _ => 0.0,
            })
            .sum();
        let opened: f64 = self
            .waiting
            .iter()
            .map(|order| match order.ask {
                Ask::Entry { side: other, at: At::Market, quantity, .. } if other != side => quantity,
                _ => 0.0,
            })
            .sum();
        (opposite - closed).max(0.0) + opened
    }

    /// An entry with that name, or any, is open or waits.
    fn exists(&self, from: Option<&str>) -> bool {
        let is_meant = |id: &str| from.is_none_or(|from| from == id);
        let waits = self.waiting.iter().any(|order| match order.ask {
            Ask::Entry { id, .. } | Ask::Net { id, .. } => is_meant(id),
            _ => false,
        });
        waits || self.open.iter().any(|trade| is_meant(trade.entry_id))
    }

    /// Exits whose entry is neither open nor waiting.
    pub(crate) fn drop_orphans(&mut self) {
        let (mut kept, all) = (Vec::new(), self.waiting.clone());
        for order in all {
            if !matches!(order.ask, Ask::Exit { from, .. } if !self.exists(from)) {
                kept.push(order);
            }
        }
        self.waiting = kept;
    }

    /// Rule 13: what the exit at `index` may close: those before it in the queue have served themselves, unit by unit, from the oldest
    /// trade on.
    pub(crate) fn reserved(&self, index: usize) -> f64 {
        let mut free: Vec<(&str, f64)> =
            self.open.iter().map(|trade| (trade.entry_id, trade.quantity)).collect();
        let mut served = 0.0;
        for order in &self.waiting[..=index] {
            let Ask::Exit { from, part, .. } = order.ask else { continue };
            let mut wanted = match part {
                Part::All => f64::INFINITY,
                Part::Units(units) => units,
                Part::Share(share) => (share * self.opened(from)).floor(),
            };
            served = 0.0;
            for (id, left) in &mut free {
                while *left > 0.0 && wanted > 0.0 && from.is_none_or(|from| from == *id) {
                    (*left, wanted, served) = (*left - 1.0, wanted - 1.0, served + 1.0);
                }
            }
        }
        served
    }

    /// What the entries with that name that are still open had opened.
    fn opened(&self, from: Option<&str>) -> f64 {
        let is_meant = |trade: &&Trade| from.is_none_or(|from| from == trade.entry_id);
        self.open.iter().filter(is_meant).map(|trade| trade.opened).sum()
    }
}

/// What the fill of `units` leaves of the rest of a group.
pub(crate) fn tell(waiting: &mut Vec<Waiting>, group: Group, units: f64) {
    let is_other = |order: &Waiting| order.group == Some(group);
    if group.1 == OnFill::Cancel {
        return waiting.retain(|order| !is_other(order));
    }
    waiting.retain_mut(|order| {
        if !is_other(order) {
            return true;
        }
        match &mut order.ask {
            Ask::Entry { quantity, .. }
            | Ask::Net { quantity, .. }
            | Ask::Exit { part: Part::Units(quantity), .. }
            | Ask::Close { part: Part::Units(quantity), .. } => {
                *quantity -= units;
                *quantity > 0.0
            }
            _ => true,
        }
    });
}
