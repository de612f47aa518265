//! What no trade shows: what is spared on bars without orders, and what is kept for the look-ahead check.

use super::*;
use crate::order::{Activation, Order};

fn bar(open: f64, high: f64, low: f64, close: f64) -> Row {
    Row { open, high, low, close }
}

fn flat(price: f64) -> Row {
    bar(price, price, price, price)
}

/// A broker with a tick of 1 that takes these orders at 100 and then goes through a bar at 100.
fn after(orders: impl IntoIterator<Item = Order>) -> Broker {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1.0);
    config.execution.pyramiding = 2;
    let mut broker = Broker::new(&config);
    broker.watch();
    orders.into_iter().for_each(|order| broker.submit(order, 0, 100.0));
    broker.run_bar(1, &flat(100.0));
    broker
}

fn long(id: &'static str) -> Order {
    Order::entry(id, Side::Long)
}

#[test]
fn a_bar_is_calm_while_no_order_is_in_its_reach_and_the_position_is_safe() {
    let calm = after([long("a")]);
    assert!(calm.is_settled() && !calm.book.has_market() && calm.is_calm(50.0, 150.0));
    let waits = after([long("a").stop(105.0)]);
    assert!(waits.is_settled() && waits.is_calm(50.0, 104.9) && !waits.is_calm(50.0, 105.0));
    let bracket = after([long("a"), Order::exit("x", "a").stop(95.0).limit(105.0)]);
    assert!(bracket.is_calm(95.1, 104.9) && !bracket.is_calm(95.0, 104.9) && !bracket.is_calm(95.1, 105.0));
    // Not live before its entry has filled.
    let both = after([long("a").limit(90.0), Order::exit("x", "a").stop(80.0).limit(105.0)]);
    assert!(both.is_calm(90.1, 150.0) && !both.is_calm(90.0, 150.0));
    // It follows every bar.
    let trailing = after([long("a"), Order::exit("x", "a").trail(Activation::Ticks(0.0), 5.0)]);
    assert!(!trailing.is_settled() && !trailing.is_calm(100.0, 100.0));
    let short = after([Order::entry("a", Side::Short).quantity(500.0)]);
    assert!(short.is_calm(50.0, 149.0) && !short.is_calm(50.0, 151.0));
    let mut asked = after([]);
    asked.submit(long("a"), 1, 100.0);
    assert!(!asked.is_settled() && asked.book.has_market());
    asked.run_bar(2, &flat(100.0));
    assert!(asked.is_settled());
    asked.cancel(Some("a"), 2);
    assert!(!asked.is_settled() && !asked.is_calm(100.0, 100.0));
}

#[test]
fn nothing_is_at_stake_in_a_bar_that_no_order_notices() {
    let entry = after([long("a").stop(105.0)]);
    assert_eq!(entry.stakes(&bar(100.0, 104.0, 96.0, 100.0)), Stakes::None);
    assert_eq!(entry.stakes(&bar(100.0, 105.0, 96.0, 100.0)), Stakes::Contested);
    let exit = after([long("a"), Order::exit("x", "a").stop(95.0).limit(105.0)]);
    assert_eq!(exit.stakes(&bar(100.0, 104.0, 96.0, 100.0)), Stakes::None);
    assert_eq!(exit.stakes(&bar(100.0, 104.0, 95.0, 100.0)), Stakes::Certain);
    assert_eq!(exit.stakes(&bar(100.0, 105.0, 95.0, 100.0)), Stakes::Contested);
    // Armed by its entry, five ticks behind.
    let trailing = after([long("a"), Order::exit("x", "a").trail(Activation::Ticks(0.0), 5.0)]);
    assert_eq!(trailing.stakes(&bar(100.0, 102.0, 98.0, 100.0)), Stakes::None);
    assert_eq!(trailing.stakes(&bar(100.0, 102.0, 97.0, 100.0)), Stakes::Contested);
    let short = after([Order::entry("a", Side::Short).quantity(500.0)]);
    assert_eq!(short.stakes(&bar(100.0, 149.0, 96.0, 100.0)), Stakes::None);
    assert_eq!(short.stakes(&bar(100.0, 151.0, 96.0, 100.0)), Stakes::Contested);
}

#[test]
fn an_order_that_fills_nothing_leaves_no_fill_on_the_tape() {
    let n_fills = |broker: &Broker| {
        let happenings = broker.tape().unwrap().before(usize::MAX);
        happenings.iter().filter(|(_, what)| matches!(what, Happening::Fill { .. })).count()
    };
    assert_eq!(n_fills(&after([long("a")])), 1);
    assert_eq!(n_fills(&after([long("a").quantity(1e9)])), 0, "it is not affordable");
    let mut holds = after([long("a")]);
    holds.submit(Order::close("b"), 1, 100.0);
    holds.run_bar(2, &flat(100.0));
    assert_eq!(n_fills(&holds), 1, "nothing is called b");
}

#[test]
fn an_order_without_a_number_for_a_price_is_the_same_as_itself() {
    let order = |price: f64| Happening::Order(long("a").limit(price));
    assert!(order(f64::NAN).is_same(&order(f64::NAN)));
    assert!(order(1.0).is_same(&order(1.0)) && !order(1.0).is_same(&order(2.0)));
}

#[test]
fn the_average_entry_price_is_weighted_by_units() {
    assert_eq!(after([]).account().average_entry_price(), None);
    let mut broker = after([long("a").quantity(3.0)]);
    broker.submit(long("b").quantity(1.0), 1, 100.0);
    broker.run_bar(2, &flat(108.0));
    assert_eq!(broker.account().average_entry_price(), Some(102.0));
}

#[test]
fn a_broker_that_notes_trades_in_brief_follows_none_and_looks_for_no_ambiguous_bar() {
    // 102 → 106 → 100 → 104.5 buys at 103, 102 → 100 → 106 → 104.5 does not.
    let run = |broker: Broker| {
        let mut broker = broker;
        broker.submit(long("a").stop(105.0).limit(103.0), 0, 102.0);
        broker.run_bar(1, &bar(102.0, 106.0, 100.0, 104.5));
        (broker.account.keeps_trades(), broker.into_outcome().ambiguous_bars)
    };
    let whole = Broker::new(&RunConfig::default());
    let brief = Broker::new(&RunConfig::default()).in_brief(Vec::new());
    assert_eq!(run(whole), (true, vec![1]));
    assert_eq!(run(brief), (false, vec![]));
}
