//! Random bars and orders on a grid of half units, so that every price is exact.

use engine::order::{Activation, OnFill, Order};
use engine::series::Bar;
use engine::trade::Side;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The grid's step.
pub(crate) const STEP: f64 = 0.5;

/// At what price something is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    Market,
    Limit(f64),
    Stop(f64),
    StopLimit(f64, f64),
}

/// Where a trailing stop begins to follow, and how far behind it stays, in steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trail {
    pub(crate) from: Activation,
    /// `None`: not given.
    pub(crate) offset: Option<f64>,
}

/// A group of orders, and what the fill of one does to the others.
pub(crate) type Group = (&'static str, OnFill);

/// What a script asks for, in words that the oracle and the engine both understand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ask {
    Entry {
        id: &'static str,
        side: Side,
        at: At,
        quantity: f64,
    },
    Net {
        id: &'static str,
        side: Side,
        at: At,
        quantity: f64,
    },
    Exit {
        id: &'static str,
        from: Option<&'static str>,
        stop: f64,
        limit: f64,
        trail: Option<Trail>,
        /// Distances in steps; NaN for none.
        profit: f64,
        loss: f64,
        part: Part,
    },
    Close {
        from: Option<&'static str>,
        part: Part,
        immediately: bool,
    },
    /// Of everything with that name, or of everything.
    Cancel {
        id: Option<&'static str>,
    },
}

/// How much of what there is an exit or a closing order is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    All,
    Units(f64),
    Share(f64),
}

impl Part {
    fn of(self, order: Order) -> Order {
        match self {
            Self::All => order,
            Self::Units(units) => order.quantity(units),
            Self::Share(share) => order.share(share),
        }
    }
}

impl Ask {
    /// The engine's order; `None` for a cancellation.
    pub(crate) fn order(self) -> Option<Order> {
        let priced = |order: Order, at| match at {
            At::Market => order,
            At::Limit(limit) => order.limit(limit),
            At::Stop(stop) => order.stop(stop),
            At::StopLimit(stop, limit) => order.stop(stop).limit(limit),
        };
        match self {
            Self::Entry { id, side, at, quantity } => {
                Some(priced(Order::entry(id, side).quantity(quantity), at))
            }
            Self::Net { id, side, at, quantity } => Some(priced(Order::net(id, side).quantity(quantity), at)),
            Self::Exit { id, from, stop, limit, trail, profit, loss, part } => {
                let mut order = from.map_or_else(|| Order::exit_all(id), |from| Order::exit(id, from));
                type With = fn(Order, f64) -> Order;
                let with: [(f64, With); 4] = [
                    (stop, Order::stop),
                    (limit, Order::limit),
                    (profit, Order::profit),
                    (loss, Order::loss),
                ];
                for (value, with) in with.into_iter().filter(|(value, _)| !value.is_nan()) {
                    order = with(order, value);
                }
                order = match trail {
                    Some(Trail { from, offset: Some(offset) }) => order.trail(from, offset),
                    Some(Trail { from, offset: None }) => order.trail_from(from),
                    None => order,
                };
                Some(part.of(order))
            }
            Self::Close { from, part, immediately } => {
                let order = part.of(from.map_or_else(Order::close_all, Order::close));
                Some(if immediately { order.immediately() } else { order })
            }
            Self::Cancel { .. } => None,
        }
    }
}

fn steps(rng: &mut ChaCha8Rng, most: i32) -> f64 {
    f64::from(rng.random_range(0..=most)) * STEP
}

/// A walk of narrow bars with gaps, so that levels coincide often.
pub(crate) fn bars(rng: &mut ChaCha8Rng, n: usize) -> Vec<Bar> {
    let mut last = 100.0;
    (0..n)
        .map(|i| {
            let open = if rng.random_range(0..4) == 0 { last + steps(rng, 12) - 3.0 } else { last };
            let close = open + steps(rng, 16) - 4.0;
            let high = open.max(close) + steps(rng, 4);
            let low = open.min(close) - steps(rng, 4);
            last = close + (100.0 - close).signum() * STEP;
            Bar { time: i as i64 * 60_000, open, high, low, close, volume: 1.0 }
        })
        .collect()
}

/// What the script asks for at a close: nothing, or a few things.
pub(crate) fn asks(rng: &mut ChaCha8Rng, close: f64) -> Vec<(Ask, Option<Group>)> {
    let n_asks = [0, 0, 1, 1, 2, 4][rng.random_range(0..6)];
    (0..n_asks).map(|_| (ask(rng, close), group(rng))).collect()
}

fn group(rng: &mut ChaCha8Rng) -> Option<Group> {
    let on_fill = if rng.random() { OnFill::Cancel } else { OnFill::Reduce };
    [None, None, Some(("g", on_fill)), Some(("h", OnFill::Reduce))][rng.random_range(0..4)]
}

fn trail(rng: &mut ChaCha8Rng, level: f64) -> Option<Trail> {
    let from = match rng.random_range(0..3) {
        0 => Activation::Price(level),
        _ => Activation::Ticks(distance(rng)),
    };
    let offset = (rng.random_range(0..4) > 0).then(|| f64::from(rng.random_range(0..8)));
    (rng.random_range(0..3) == 0).then_some(Trail { from, offset })
}

/// Steps, not always whole ones.
fn distance(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.random_range(0..12)) / 2.0
}

fn part(rng: &mut ChaCha8Rng, quantity: f64) -> Part {
    match rng.random_range(0..6) {
        0 => Part::Units(quantity),
        1 => Part::Share(f64::from(rng.random_range(1..=4)) / 4.0),
        _ => Part::All,
    }
}

fn ask(rng: &mut ChaCha8Rng, close: f64) -> Ask {
    let id = ["a", "b", "c"][rng.random_range(0..3)];
    let side = if rng.random() { Side::Long } else { Side::Short };
    let quantity = f64::from(rng.random_range(1..4));
    let mut level = || close + steps(rng, 16) - 4.0;
    let (one, other) = (level(), level());
    let at = match rng.random_range(0..5) {
        0 | 1 => At::Market,
        2 => At::Limit(one),
        3 => At::Stop(one),
        _ => At::StopLimit(one, other),
    };
    let from = [None, Some("a"), Some("b"), Some("c")][rng.random_range(0..4)];
    match rng.random_range(0..10) {
        0..=3 => Ask::Entry { id, side, at, quantity },
        4 => Ask::Net { id: ["m", "n"][rng.random_range(0..2)], side, at, quantity },
        5..=7 => {
            let (stop, limit) = [(one, f64::NAN), (f64::NAN, other), (one.min(other), one.max(other))]
                [rng.random_range(0..3)];
            let mut sometimes = || if rng.random_range(0..5) == 0 { distance(rng) } else { f64::NAN };
            let (profit, loss) = (sometimes(), sometimes());
            let (trail, part) = (trail(rng, one), part(rng, quantity));
            Ask::Exit { id: ["x", "y"][rng.random_range(0..2)], from, stop, limit, trail, profit, loss, part }
        }
        8 => Ask::Close { from, part: part(rng, quantity), immediately: rng.random_range(0..3) == 0 },
        _ => Ask::Cancel { id: (rng.random_range(0..6) > 0).then_some(id) },
    }
}
