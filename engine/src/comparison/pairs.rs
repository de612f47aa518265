//! Which trade of the run belongs to which of the list: by side and entry, else by side and exit, by entry alone, or because one
//! was held while the other was. A trade is used once.

use std::collections::BTreeMap;

use super::list::Listed;
use crate::trade::{Side, Trade};

/// What of a trade pairs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Brief {
    pub(super) side: Side,
    pub(super) entry: i64,
    pub(super) exit: i64,
    pub(super) entry_price: f64,
    pub(super) exit_price: f64,
    pub(super) quantity: f64,
    pub(super) is_open: bool,
}

impl Brief {
    /// Of the run, with times as exact as the list has them.
    pub(super) fn ours(trade: &Trade, resolution_ms: i64) -> Self {
        let floor = |at: i64| at - at.rem_euclid(resolution_ms);
        Self {
            side: trade.side,
            entry: floor(trade.entry_time),
            exit: floor(trade.exit_time),
            entry_price: trade.entry_price,
            exit_price: trade.exit_price,
            quantity: trade.quantity,
            is_open: trade.is_open(),
        }
    }

    pub(super) fn theirs(trade: &Listed) -> Self {
        Self {
            side: trade.side,
            entry: trade.entry_time,
            exit: trade.exit_time,
            entry_price: trade.entry_price,
            exit_price: trade.exit_price,
            quantity: trade.quantity,
            is_open: trade.is_open,
        }
    }

    /// How unlike two trades of one entry are: parts of a position are told apart by their exits.
    fn distance(&self, other: &Self) -> (bool, i64, f64) {
        let relative = |a: f64, b: f64| (a - b).abs() / a.abs().max(b.abs()).max(f64::MIN_POSITIVE);
        let apart = relative(self.quantity, other.quantity) + relative(self.exit_price, other.exit_price);
        // An open trade's exit is where the data end.
        let is_open = self.is_open || other.is_open;
        let late = if is_open { 0 } else { (self.exit - other.exit).abs() };
        (self.is_open != other.is_open, late, apart)
    }

    fn is_held_with(&self, other: &Self) -> bool {
        self.side == other.side && self.entry < other.exit && other.entry < self.exit
    }
}

/// Positions of the two trades that belong together, or of one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) ours: Option<usize>,
    pub(super) theirs: Option<usize>,
}

/// What is not paired yet, and what is.
struct Pairing<'a> {
    ours: &'a [Brief],
    theirs: &'a [Brief],
    left_here: Vec<usize>,
    left_there: Vec<usize>,
    found: Vec<Pair>,
}

/// Pairs both sides; every trade of either is in one pair. In the order of the entries.
pub(super) fn pairs(ours: &[Brief], theirs: &[Brief]) -> Vec<Pair> {
    let mut left_here: Vec<usize> = (0..ours.len()).collect();
    left_here.sort_by_key(|at| (ours[*at].entry, ours[*at].exit));
    let left_there = (0..theirs.len()).collect();
    let mut pairing = Pairing { ours, theirs, left_here, left_there, found: Vec::new() };
    pairing.by(|of| (of.entry, of.side == Side::Long));
    pairing.by(|of| (of.exit, of.side == Side::Long));
    pairing.by(|of| (of.entry, false));
    pairing.by_overlap();
    let Pairing { left_here, left_there, mut found, .. } = pairing;
    found.extend(left_here.into_iter().map(|at| Pair { ours: Some(at), theirs: None }));
    found.extend(left_there.into_iter().map(|at| Pair { ours: None, theirs: Some(at) }));
    let entry = |pair: &Pair| match (pair.ours, pair.theirs) {
        (_, Some(at)) => (theirs[at].entry, at),
        (Some(at), None) => (ours[at].entry, at),
        (None, None) => (0, 0),
    };
    found.sort_by_key(entry);
    found
}

impl Pairing<'_> {
    /// Pairs trades of the same key, the most alike first.
    fn by(&mut self, key: fn(&Brief) -> (i64, bool)) {
        let mut here: BTreeMap<(i64, bool), Vec<usize>> = BTreeMap::new();
        for at in &self.left_here {
            here.entry(key(&self.ours[*at])).or_default().push(*at);
        }
        let mut there: BTreeMap<(i64, bool), Vec<usize>> = BTreeMap::new();
        for at in &self.left_there {
            there.entry(key(&self.theirs[*at])).or_default().push(*at);
        }
        let (mut used_here, mut used_there) = (vec![false; self.ours.len()], vec![false; self.theirs.len()]);
        for (key, there) in there {
            let Some(here) = here.get(&key) else { continue };
            let mut all: Vec<(usize, usize)> =
                there.iter().flat_map(|there| here.iter().map(move |here| (*here, *there))).collect();
            all.sort_by(|a, b| {
                let distance =
                    |(here, there): &(usize, usize)| self.ours[*here].distance(&self.theirs[*there]);
                let ((open, late, apart), (open_b, late_b, apart_b)) = (distance(a), distance(b));
                (open, late).cmp(&(open_b, late_b)).then(apart.total_cmp(&apart_b)).then(a.cmp(b))
            });
            for (here, there) in all {
                if !used_here[here] && !used_there[there] {
                    (used_here[here], used_there[there]) = (true, true);
                    self.found.push(Pair { ours: Some(here), theirs: Some(there) });
                }
            }
        }
        self.left_here.retain(|at| !used_here[*at]);
        self.left_there.retain(|at| !used_there[*at]);
    }

    /// Pairs trades that were held at the same time, in order.
    fn by_overlap(&mut self) {
        let mut used_here = vec![false; self.ours.len()];
        let mut from = 0;
        let mut left = Vec::new();
        for there in std::mem::take(&mut self.left_there) {
            let wanted = &self.theirs[there];
            while self.left_here.get(from).is_some_and(|at| {
                used_here[*at] || self.ours[*at].exit.max(self.ours[*at].entry) < wanted.entry
            }) {
                from += 1;
            }
            let later = self.left_here[from..].iter().take_while(|at| self.ours[**at].entry < wanted.exit);
            let held = later.copied().find(|at| !used_here[*at] && self.ours[*at].is_held_with(wanted));
            match held {
                Some(here) => {
                    used_here[here] = true;
                    self.found.push(Pair { ours: Some(here), theirs: Some(there) });
                }
                None => left.push(there),
            }
        }
        self.left_there = left;
        self.left_here.retain(|at| !used_here[*at]);
    }
}
