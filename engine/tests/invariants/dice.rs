//! A strategy that asks for anything at random, and remembers what it was told of the account.

use std::cell::RefCell;
use std::rc::Rc;

use engine::order::{Activation, OnFill, Order};
use engine::series::Bar;
use engine::strategy::{Context, Strategy};
use engine::trade::Side;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a strategy is told at a close.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Seen {
    pub(crate) position: f64,
    pub(crate) equity: f64,
    pub(crate) average_entry_price: Option<f64>,
}

/// What it asks for hangs on the seed, the number of the bar and the bar's prices alone.
pub(crate) struct Dice {
    pub(crate) seed: u64,
    /// Also asks for things that have no effect.
    pub(crate) pesters: bool,
    pub(crate) seen: Rc<RefCell<Vec<Seen>>>,
}

impl Strategy for Dice {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.seen.borrow_mut().push(Seen {
            position: context.position(),
            equity: context.equity(),
            average_entry_price: context.average_entry_price(),
        });
        if self.pesters {
            context.cancel("nobody");
            context.submit(Order::close("nobody"));
            context.submit(Order::exit("z", "nobody").stop(context.close()));
        }
        let mut rng =
            ChaCha8Rng::seed_from_u64(self.seed.wrapping_mul(1_000_003) + context.bar_index() as u64);
        let bar = context.bar();
        // At most one closing order, so that two of them never look like one fill.
        let mut closed = false;
        for _ in 0..[0, 0, 0, 1, 1, 2, 4][rng.random_range(0..7)] {
            match rng.random_range(0..20) {
                0 if !closed => {
                    closed = true;
                    context.submit(closing(&mut rng));
                }
                1 => context.cancel(["a", "b", "m", "xa", "y"][rng.random_range(0..5)]),
                2..=7 => context.submit(exit(&mut rng, &bar)),
                8 | 9 => {
                    let order = Order::net(["m", "n"][rng.random_range(0..2)], side(&mut rng));
                    let order = grouped(&mut rng, sized(order, rng_units(context.bar_index())));
                    context.submit(priced(&mut rng, order, &bar));
                }
                _ => {
                    let order = Order::entry(["a", "b", "c"][rng.random_range(0..3)], side(&mut rng));
                    let units = rng.random_bool(0.3).then(|| f64::from(rng.random_range(1..8)));
                    let order = grouped(&mut rng, sized(order, units));
                    context.submit(priced(&mut rng, order, &bar));
                }
            }
        }
    }
}

fn rng_units(bar: usize) -> Option<f64> {
    bar.is_multiple_of(2).then_some(1.0 + (bar % 5) as f64)
}

fn side(rng: &mut ChaCha8Rng) -> Side {
    if rng.random() { Side::Long } else { Side::Short }
}

fn sized(order: Order, units: Option<f64>) -> Order {
    match units {
        Some(units) => order.quantity(units),
        None => order,
    }
}

/// A price of the bar itself, where levels coincide, or one some way off its close; now and then a senseless one.
fn level(rng: &mut ChaCha8Rng, bar: &Bar) -> f64 {
    match rng.random_range(0..40) {
        0 => -bar.close,
        1..=3 => bar.high,
        4..=6 => bar.low,
        7 | 8 => bar.close,
        9..=20 => bar.close * (0.97 + 0.06 * rng.random::<f64>()),
        _ => bar.close * (0.995 + 0.01 * rng.random::<f64>()),
    }
}

fn priced(rng: &mut ChaCha8Rng, order: Order, bar: &Bar) -> Order {
    match rng.random_range(0..5) {
        0 | 1 => order,
        2 => order.limit(level(rng, bar)),
        3 => order.stop(level(rng, bar)),
        _ => order.stop(level(rng, bar)).limit(level(rng, bar)),
    }
}

fn exit(rng: &mut ChaCha8Rng, bar: &Bar) -> Order {
    let order = match rng.random_range(0..5) {
        0 => Order::exit_all("y"),
        1 => Order::exit("xb", "b"),
        2 => Order::exit("xm", "m"),
        _ => Order::exit("xa", "a"),
    };
    let units = rng.random_bool(0.3).then(|| f64::from(rng.random_range(1..4)));
    let order = sized(order, units);
    let order = if rng.random_bool(0.2) { order.share(0.1 + 0.9 * rng.random::<f64>()) } else { order };
    let order = if rng.random_bool(0.2) { order.profit(12.0 * rng.random::<f64>()) } else { order };
    let order = if rng.random_bool(0.2) { order.loss(12.0 * rng.random::<f64>()) } else { order };
    let order = grouped(rng, order);
    match rng.random_range(0..5) {
        0 => order.stop(level(rng, bar)),
        1 => order.limit(level(rng, bar)),
        2 => trailing(rng, order, bar),
        3 => {
            let order = order.stop(level(rng, bar)).limit(level(rng, bar));
            trailing(rng, order, bar)
        }
        _ => order.stop(level(rng, bar)).limit(level(rng, bar)),
    }
}

fn trailing(rng: &mut ChaCha8Rng, order: Order, bar: &Bar) -> Order {
    let activation = if rng.random() {
        Activation::Ticks(f64::from(rng.random_range(0..6)))
    } else {
        Activation::Price(level(rng, bar))
    };
    match rng.random_range(0..9) {
        8 => order.trail_from(activation),
        offset => order.trail(activation, f64::from(offset)),
    }
}

fn grouped(rng: &mut ChaCha8Rng, order: Order) -> Order {
    match rng.random_range(0..6) {
        0 => order.group("g", OnFill::Cancel),
        1 => order.group("g", OnFill::Reduce),
        _ => order,
    }
}

fn closing(rng: &mut ChaCha8Rng) -> Order {
    let order = match rng.random_range(0..5) {
        0 => Order::close("a"),
        1 => Order::close("b").quantity(1.0),
        2 => Order::close_all().quantity(2.0),
        3 => Order::close_all().share(0.5),
        _ => Order::close_all(),
    };
    if rng.random_bool(0.2) { order.immediately() } else { order }
}
