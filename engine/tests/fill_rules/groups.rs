//! Rule 19, and rule 13 between several exits of one entry.

use engine::config::RunConfig;
use engine::order::{OnFill, Order};
use engine::trade::ExitReason::{Open, Stop, Target};
use engine::trade::Side::{Long, Short};

use crate::{Candle, QUIET, check, outcomes, run};

/// 100 → 90 → 111 → 110.
const BOTH: Candle = (100.0, 111.0, 90.0, 110.0);

fn breakout(on_fill: Option<OnFill>) -> Vec<(usize, Order)> {
    let grouped = |order: Order| match on_fill {
        Some(on_fill) => order.group("breakout", on_fill),
        None => order,
    };
    vec![
        (0, grouped(Order::net("up", Long).stop(105.0).quantity(2.0))),
        (0, grouped(Order::net("down", Short).stop(95.0).quantity(3.0))),
    ]
}

fn sizes(orders: Vec<(usize, Order)>, candles: &[Candle]) -> Vec<(u32, f64)> {
    run(candles, RunConfig::default(), orders).positions
}

#[test]
fn rule_19_a_fill_cancels_the_other_orders_of_its_group() {
    assert_eq!(sizes(breakout(Some(OnFill::Cancel)), &[QUIET, BOTH]), [(1, -3.0)]);
}

#[test]
fn rule_19_a_fill_reduces_the_other_orders_of_its_group_by_its_size() {
    // The short of 3 leaves nothing of the long of 2; the long of 2 would have left 1 of the short.
    assert_eq!(sizes(breakout(Some(OnFill::Reduce)), &[QUIET, BOTH]), [(1, -3.0)]);
    let high_first: Candle = (100.0, 106.0, 90.0, 91.0);
    assert_eq!(sizes(breakout(Some(OnFill::Reduce)), &[QUIET, high_first]), [(1, 1.0)]);
}

#[test]
fn rule_19_orders_without_a_group_leave_each_other_alone() {
    assert_eq!(sizes(breakout(None), &[QUIET, BOTH]), [(1, -1.0)]);
    let mut orders = breakout(Some(OnFill::Cancel));
    orders[1].1 = orders[1].1.clone().group("another", OnFill::Cancel);
    assert_eq!(sizes(orders, &[QUIET, BOTH]), [(1, -1.0)]);
}

#[test]
fn rule_19_market_orders_and_exits_belong_to_groups_too() {
    let orders = vec![
        (0, Order::entry("a", Long).group("once", OnFill::Cancel)),
        (0, Order::net("b", Long).quantity(5.0).group("once", OnFill::Cancel)),
        (0, Order::exit("x", "a").limit(105.0).group("exits", OnFill::Cancel)),
        (0, Order::net("c", Short).limit(110.0).quantity(1.0).group("exits", OnFill::Cancel)),
    ];
    check(&[QUIET, (100.0, 111.0, 100.0, 111.0)], orders, &[(Long, 1, 100.0, 1, 105.0, Target)]);
}

#[test]
fn rule_19_an_order_that_fills_nothing_cancels_nothing() {
    let orders = vec![
        (0, Order::entry("a", Long)),
        (1, Order::entry("ignored", Long).group("g", OnFill::Cancel)),
        (1, Order::net("b", Long).limit(95.0).quantity(1.0).group("g", OnFill::Cancel)),
    ];
    let candles = [QUIET, QUIET, (100.0, 100.0, 94.0, 100.0)];
    check(&candles, orders, &[(Long, 1, 100.0, 2, 100.0, Open), (Long, 2, 95.0, 2, 100.0, Open)]);
}

#[test]
fn rule_13_exits_of_one_entry_share_out_what_it_holds() {
    let orders = |first: f64, second: f64| {
        vec![
            (0, Order::entry("a", Long).quantity(3.0)),
            (0, Order::exit("near", "a").stop(95.0).limit(105.0).quantity(first)),
            (0, Order::exit("far", "a").stop(95.0).limit(110.0).quantity(second)),
        ]
    };
    let ends = |first, second, candle: Candle| {
        let report = run(&[QUIET, candle], RunConfig::default(), orders(first, second));
        report.trades.iter().map(|t| (t.quantity, t.exit_price, t.exit_reason)).collect::<Vec<_>>()
    };
    // 100 → 94 → …: both stops at one price; together they close the three units and no more.
    assert_eq!(ends(2.0, 2.0, (100.0, 111.0, 94.0, 100.0)), [(2.0, 95.0, Stop), (1.0, 95.0, Stop)]);
    // 100 → 105.5 → 94: one target, then the stop for what is left.
    assert_eq!(ends(1.0, 3.0, (100.0, 105.5, 94.0, 94.0)), [(1.0, 105.0, Target), (2.0, 95.0, Stop)]);
    // 100 → 111: both targets.
    assert_eq!(ends(1.0, 2.0, (100.0, 111.0, 100.0, 111.0)), [(1.0, 105.0, Target), (2.0, 110.0, Target)]);
}

#[test]
fn rule_18_with_any_an_exit_closes_the_entry_it_names_and_nothing_else() {
    let mut config = RunConfig::default();
    config.execution.pyramiding = 2;
    config.execution.close_rule = engine::config::CloseRule::Any;
    let orders = vec![
        (0, Order::entry("a", Long)),
        (1, Order::entry("b", Long)),
        (1, Order::exit("x", "b").limit(105.0)),
    ];
    let candles = [QUIET, QUIET, (100.0, 106.0, 100.0, 106.0)];
    let report = run(&candles, config, orders.clone());
    assert_eq!(outcomes(&report), [(Long, 2, 100.0, 2, 105.0, Target), (Long, 1, 100.0, 2, 106.0, Open)]);
    config.execution.close_rule = engine::config::CloseRule::Fifo;
    let report = run(&candles, config, orders);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 105.0, Target), (Long, 2, 100.0, 2, 106.0, Open)]);
}
