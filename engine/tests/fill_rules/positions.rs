//! Rules 16 to 20.

use engine::config::{CloseRule, RunConfig};
use engine::order::Order;
use engine::trade::ExitReason::{Open, Signal, Stop};
use engine::trade::Side::{Long, Short};

use crate::{QUIET, check, check_with, outcomes, run};

const UP: (f64, f64, f64, f64) = (110.0, 110.0, 110.0, 110.0);

#[test]
fn rule_16_an_opposite_entry_closes_and_opens_with_one_fill() {
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::entry("b", Short).quantity(3.0))];
    let report = run(&[QUIET, QUIET, UP], RunConfig::default(), orders);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 110.0, Signal), (Short, 2, 110.0, 2, 110.0, Open)]);
    assert_eq!(report.positions, [(1, 1.0), (2, -3.0)]);
}

#[test]
fn rule_16_an_entry_made_while_flat_only_takes_its_size_off_an_opposite_position() {
    let orders = vec![(0, Order::entry("a", Long).stop(105.0)), (0, Order::entry("b", Short).stop(95.0))];
    // 100 → 94 → 106 → 100: the short opens at 95, the long closes it at 105 and opens nothing.
    check(&[QUIET, (100.0, 106.0, 94.0, 100.0)], orders, &[(Short, 1, 95.0, 1, 105.0, Stop)]);
}

#[test]
fn rule_16_net_orders_only_add_or_subtract() {
    let orders = vec![
        (0, Order::net("a", Long).quantity(5.0)),
        (1, Order::net("b", Short).quantity(2.0)),
        (2, Order::net("c", Short).quantity(4.0)),
    ];
    let report = run(&[QUIET, QUIET, QUIET, UP], RunConfig::default(), orders);
    assert_eq!(report.positions, [(1, 5.0), (2, 3.0), (3, -1.0)]);
    let sizes: Vec<f64> = report.trades.iter().map(|trade| trade.quantity).collect();
    assert_eq!(sizes, [2.0, 3.0, 1.0]);
}

#[test]
fn rule_16_the_same_id_again_replaces_what_has_not_filled() {
    let orders = vec![(0, Order::entry("a", Long).limit(90.0)), (1, Order::entry("a", Long).limit(95.0))];
    let candles = [QUIET, QUIET, (100.0, 100.0, 89.0, 99.0)];
    check(&candles, orders, &[(Long, 2, 95.0, 2, 99.0, Open)]);
}

#[test]
fn rule_17_further_entries_in_the_same_direction_are_ignored() {
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::entry("b", Long))];
    check(&[QUIET, QUIET, UP], orders, &[(Long, 1, 100.0, 2, 110.0, Open)]);
    let orders = vec![(0, Order::entry("a", Long)), (0, Order::entry("b", Long))];
    check(&[QUIET, UP], orders, &[(Long, 1, 110.0, 1, 110.0, Open)]);
}

#[test]
fn rule_17_an_entry_beyond_the_limit_is_void_when_made_although_a_closing_order_comes_with_it() {
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::entry("b", Long)), (1, Order::close("a"))];
    check(&[QUIET, QUIET, UP], orders, &[(Long, 1, 100.0, 2, 110.0, Signal)]);
}

#[test]
fn rule_16_a_priced_entry_trades_the_quantity_it_was_made_for() {
    let orders = vec![
        (0, Order::entry("a", Long)),
        (1, Order::entry("b", Short).quantity(2.0).stop(95.0)),
        (2, Order::close("a")),
    ];
    let report = run(&[QUIET, QUIET, QUIET, (100.0, 101.0, 94.0, 94.0)], RunConfig::default(), orders);
    assert_eq!(report.positions, [(1, 1.0), (3, -3.0)]);
}

#[test]
fn rule_16_the_same_id_again_keeps_its_place_in_the_queue() {
    let stop = |id: &'static str, price| Order::entry(id, Long).stop(price);
    let orders =
        vec![(0, stop("a", 105.0)), (0, stop("b", 105.0)), (1, stop("a", 104.0)), (2, stop("a", 105.0))];
    let report = run(&[QUIET, QUIET, QUIET, (100.0, 106.0, 99.0, 106.0)], RunConfig::default(), orders);
    let ids: Vec<&str> = report.trades.iter().map(|trade| trade.entry_id.as_ref()).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn rule_17_priced_entries_accepted_while_flat_may_exceed_the_limit_and_net_orders_ignore_it() {
    let orders = vec![(0, Order::entry("a", Long).stop(101.0)), (0, Order::entry("b", Long).stop(102.0))];
    let candles = [QUIET, (100.0, 103.0, 100.0, 103.0)];
    check(&candles, orders, &[(Long, 1, 101.0, 1, 103.0, Open), (Long, 1, 102.0, 1, 103.0, Open)]);
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::net("b", Long).quantity(1.0))];
    check(&[QUIET, QUIET, UP], orders, &[(Long, 1, 100.0, 2, 110.0, Open), (Long, 2, 110.0, 2, 110.0, Open)]);
}

#[test]
fn rule_18_exits_close_the_oldest_entry_or_the_named_one() {
    let orders = || vec![(0, Order::entry("a", Long)), (1, Order::entry("b", Long)), (2, Order::close("b"))];
    let candles = [QUIET, QUIET, UP, (120.0, 120.0, 120.0, 120.0)];
    let mut config = RunConfig::default();
    config.execution.pyramiding = 2;
    check_with(
        config,
        &candles,
        orders(),
        &[(Long, 1, 100.0, 3, 120.0, Signal), (Long, 2, 110.0, 3, 120.0, Open)],
    );
    config.execution.close_rule = CloseRule::Any;
    check_with(
        config,
        &candles,
        orders(),
        &[(Long, 2, 110.0, 3, 120.0, Signal), (Long, 1, 100.0, 3, 120.0, Open)],
    );
}

#[test]
fn rule_20_closing_orders_come_before_entries_whatever_the_order_of_the_calls() {
    let mut config = RunConfig::default();
    config.execution.pyramiding = 2;
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::entry("b", Long)), (1, Order::close_all())];
    check_with(
        config,
        &[QUIET, QUIET, UP],
        orders,
        &[(Long, 1, 100.0, 2, 110.0, Signal), (Long, 2, 110.0, 2, 110.0, Open)],
    );
}

#[test]
fn rule_20_at_the_same_price_buys_come_before_sells() {
    for reversed in [false, true] {
        let mut orders =
            vec![(0, Order::entry("a", Long).stop(100.0)), (0, Order::entry("b", Short).stop(100.0))];
        if reversed {
            orders.reverse();
        }
        check(&[QUIET, (100.0, 101.0, 99.0, 100.5)], orders, &[(Long, 1, 100.0, 1, 100.0, Stop)]);
    }
}

#[test]
fn a_partial_exit_leaves_the_rest_open() {
    let orders = vec![
        (0, Order::entry("a", Long).quantity(3.0)),
        (1, Order::exit("half", "a").limit(105.0).quantity(1.0)),
    ];
    let report = run(&[QUIET, QUIET, (100.0, 106.0, 100.0, 104.0)], RunConfig::default(), orders);
    assert_eq!(report.positions, [(1, 3.0), (2, 2.0)]);
    assert_eq!(report.trades.iter().map(|trade| trade.profit).collect::<Vec<_>>(), [5.0, 8.0]);
}

#[test]
fn rule_18_what_rounding_leaves_of_a_closed_size_is_not_a_trade() {
    let mut config = RunConfig::default();
    config.execution.pyramiding = 3;
    let orders = vec![
        (0, Order::entry("a", Long).quantity(0.1)),
        (1, Order::entry("a", Long).quantity(0.2)),
        (2, Order::entry("b", Long).quantity(5.0)),
        (3, Order::close("a")),
    ];
    let report = run(&[QUIET; 5], config, orders);
    let sizes: Vec<f64> = report.trades.iter().map(|trade| trade.quantity).collect();
    assert_eq!(sizes, [0.1, 0.2, 5.0]);
}

#[test]
fn a_closing_order_for_a_quantity_leaves_the_rest_open() {
    let orders = vec![(0, Order::entry("a", Long).quantity(3.0)), (1, Order::close("a").quantity(1.0))];
    let report = run(&[QUIET; 3], RunConfig::default(), orders);
    assert_eq!(report.positions, [(1, 3.0), (2, 2.0)]);
}

#[test]
fn a_short_that_moved_by_nothing_has_the_zero_that_every_target_agrees_on() {
    let orders = vec![(0, Order::entry("a", Short)), (1, Order::exit("x", "a"))];
    let report = run(&[QUIET; 4], RunConfig::default(), orders);
    let trade = &report.trades[0];
    for number in [trade.profit, trade.max_favourable, trade.max_adverse] {
        assert_eq!(number.to_bits(), 0.0f64.to_bits());
    }
}
