//! Rules 1 to 4.

use engine::config::{FillOn, RunConfig, Window};
use engine::order::Order;
use engine::trade::ExitReason::{Open, Signal, Stop};
use engine::trade::Side::Long;

use crate::{QUIET, check, check_with, outcomes, run};

#[test]
fn rule_3_a_market_order_fills_at_the_next_open() {
    let candles = [QUIET, (101.0, 105.0, 99.0, 104.0), (102.0, 103.0, 101.0, 102.5)];
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::close("a"))];
    check(&candles, orders, &[(Long, 1, 101.0, 2, 102.0, Signal)]);
}

#[test]
fn rule_3_on_close_fills_market_orders_at_the_close_of_their_own_bar_and_makes_priced_orders_wait() {
    let mut config = RunConfig::default();
    config.execution.fill_on = FillOn::Close;
    let candles = [QUIET, (101.0, 105.0, 99.0, 104.0), (102.0, 103.0, 98.0, 102.5)];
    let orders = vec![(1, Order::entry("a", Long)), (1, Order::exit("x", "a").stop(100.0))];
    check_with(config, &candles, orders, &[(Long, 1, 104.0, 2, 100.0, Stop)]);
}

#[test]
fn rule_4_no_order_of_the_last_bar_fills_and_an_open_position_is_marked_at_the_last_close() {
    let candles = [QUIET, (100.0, 106.0, 99.0, 105.0)];
    let report =
        run(&candles, RunConfig::default(), vec![(0, Order::entry("a", Long)), (1, Order::close("a"))]);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 1, 105.0, Open)]);
    assert_eq!(report.trades[0].profit, 5.0);
    assert_eq!(report.equity, [100_000.0, 100_005.0]);
}

#[test]
fn bars_outside_the_window_only_warm_up() {
    let window = Window { start: Some(60_000), end: Some(180_000) };
    let config = RunConfig { window, ..RunConfig::default() };
    let orders = vec![(0, Order::entry("early", Long)), (1, Order::entry("in time", Long))];
    let report = run(&[QUIET; 4], config, orders);
    assert_eq!((report.first_bar, report.equity.len()), (1, 2));
    assert_eq!(outcomes(&report), [(Long, 2, 100.0, 2, 100.0, Open)]);
    assert_eq!(report.positions, [(2, 1.0)]);
}
