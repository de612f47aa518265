//! Rules 5 to 14.

use engine::config::{Intrabar, RunConfig};
use engine::order::Order;
use engine::trade::ExitReason::{Open, Signal, Stop, Target};
use engine::trade::Side::{Long, Short};

use crate::{Candle, QUIET, check, check_with};

fn bracket_long() -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(95.0).limit(105.0))]
}

fn bracket_short() -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", Short)), (0, Order::exit("x", "a").stop(105.0).limit(95.0))]
}

/// Both levels of a bracket lie in the bar: the path decides.
const NEAR_HIGH: Candle = (100.0, 106.0, 90.0, 100.0);
const NEAR_LOW: Candle = (100.0, 110.0, 94.0, 100.0);
const TIE: Candle = (100.0, 110.0, 90.0, 100.0);

#[test]
fn rule_5_the_extreme_nearer_to_the_open_comes_first() {
    check(&[QUIET, NEAR_HIGH], bracket_long(), &[(Long, 1, 100.0, 1, 105.0, Target)]);
    check(&[QUIET, NEAR_LOW], bracket_long(), &[(Long, 1, 100.0, 1, 95.0, Stop)]);
    check(&[QUIET, NEAR_HIGH], bracket_short(), &[(Short, 1, 100.0, 1, 105.0, Stop)]);
    check(&[QUIET, NEAR_LOW], bracket_short(), &[(Short, 1, 100.0, 1, 95.0, Target)]);
}

#[test]
fn rule_5_a_tie_goes_to_the_low() {
    check(&[QUIET, TIE], bracket_long(), &[(Long, 1, 100.0, 1, 95.0, Stop)]);
    check(&[QUIET, TIE], bracket_short(), &[(Short, 1, 100.0, 1, 95.0, Target)]);
}

#[test]
fn rule_6_stop_first_takes_the_stop_whatever_the_path() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    for candle in [NEAR_HIGH, NEAR_LOW, TIE] {
        check_with(config, &[QUIET, candle], bracket_long(), &[(Long, 1, 100.0, 1, 95.0, Stop)]);
        check_with(config, &[QUIET, candle], bracket_short(), &[(Short, 1, 100.0, 1, 105.0, Stop)]);
    }
    let only_target = (100.0, 106.0, 96.0, 100.0);
    check_with(config, &[QUIET, only_target], bracket_long(), &[(Long, 1, 100.0, 1, 105.0, Target)]);
}

#[test]
fn rule_6_stop_first_does_not_take_a_target_in_the_bar_in_which_a_limit_entered() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    let orders = vec![(0, Order::entry("a", Long).limit(98.0)), (0, Order::exit("x", "a").limit(101.0))];
    let candles = [QUIET, (100.0, 102.0, 97.0, 100.0), (100.0, 103.0, 100.0, 102.0)];
    check_with(config, &candles, orders, &[(Long, 1, 98.0, 2, 101.0, Target)]);
}

#[test]
fn rule_7_a_level_in_the_gap_fills_at_the_open() {
    let gap_up = (110.0, 112.0, 109.0, 111.0);
    let gap_down = (90.0, 91.0, 88.0, 89.0);
    check(
        &[QUIET, gap_up],
        vec![(0, Order::entry("a", Long).stop(105.0))],
        &[(Long, 1, 110.0, 1, 111.0, Open)],
    );
    check(
        &[QUIET, gap_down],
        vec![(0, Order::entry("a", Short).stop(95.0))],
        &[(Short, 1, 90.0, 1, 89.0, Open)],
    );
    check(&[QUIET, QUIET, gap_up], bracket_long(), &[(Long, 1, 100.0, 2, 110.0, Target)]);
}

#[test]
fn rule_7_a_gap_through_the_stop_is_no_target_although_the_bar_reaches_it_later() {
    let gap_then_rise = (90.0, 120.0, 89.0, 118.0);
    check(&[QUIET, QUIET, gap_then_rise], bracket_long(), &[(Long, 1, 100.0, 2, 90.0, Stop)]);
}

#[test]
fn rule_8_a_stop_fills_when_touched_and_at_its_level() {
    let touch = (100.0, 105.0, 99.0, 101.0);
    let miss = (100.0, 104.99, 99.0, 101.0);
    let order = || vec![(0, Order::entry("a", Long).stop(105.0))];
    check(&[QUIET, touch], order(), &[(Long, 1, 105.0, 1, 101.0, Open)]);
    check(&[QUIET, miss], order(), &[]);
    let order = || vec![(0, Order::entry("a", Short).stop(95.0))];
    check(&[QUIET, (100.0, 101.0, 95.0, 99.0)], order(), &[(Short, 1, 95.0, 1, 99.0, Open)]);
}

#[test]
fn rule_9_a_limit_fills_when_touched_at_its_level_or_better() {
    let order = || vec![(0, Order::entry("a", Long).limit(95.0))];
    check(&[QUIET, (100.0, 101.0, 95.0, 99.0)], order(), &[(Long, 1, 95.0, 1, 99.0, Open)]);
    check(&[QUIET, (100.0, 101.0, 95.01, 99.0)], order(), &[]);
    check(&[QUIET, (94.0, 101.0, 93.0, 99.0)], order(), &[(Long, 1, 94.0, 1, 99.0, Open)]);
}

#[test]
fn rule_9_a_limit_buy_above_the_market_fills_at_the_open_and_not_at_the_high() {
    let orders = vec![(0, Order::entry("a", Long).limit(120.0))];
    check(&[QUIET, (100.0, 110.0, 90.0, 100.0)], orders, &[(Long, 1, 100.0, 1, 100.0, Open)]);
}

#[test]
fn rule_10_a_stop_limit_waits_for_the_stop_and_then_for_the_limit() {
    let order = || vec![(0, Order::entry("a", Long).stop(105.0).limit(103.0))];
    // Up to 106 and back down to 102: armed on the way up, filled on the way down.
    check(&[QUIET, (104.0, 106.0, 100.0, 102.0)], order(), &[(Long, 1, 103.0, 1, 102.0, Open)]);
    // Down first: the limit is touched before the stop, which does not count.
    check(&[QUIET, (101.0, 106.0, 100.0, 106.0)], order(), &[]);
    // Armed in one bar, filled in a later one.
    let candles = [QUIET, (101.0, 106.0, 100.0, 106.0), (106.0, 107.0, 102.0, 104.0)];
    check(&candles, order(), &[(Long, 2, 103.0, 2, 104.0, Open)]);
}

#[test]
fn rule_13_one_side_of_a_bracket_cancels_the_other() {
    let candles = [QUIET, (100.0, 106.0, 99.0, 104.0), (104.0, 104.0, 90.0, 92.0)];
    check(&candles, bracket_long(), &[(Long, 1, 100.0, 1, 105.0, Target)]);
}

#[test]
fn rule_14_an_exit_is_live_from_the_entry_on_along_the_rest_of_the_path() {
    let orders =
        || vec![(0, Order::entry("a", Long).stop(104.0)), (0, Order::exit("x", "a").stop(99.0).limit(120.0))];
    // 100 → 98 → 106 → 105: the low came before the entry and does not stop it out.
    check(&[QUIET, (100.0, 106.0, 98.0, 105.0)], orders(), &[(Long, 1, 104.0, 1, 105.0, Open)]);
    // 103 → 106 → 98 → 98.5: entered on the way up, stopped on the way down.
    check(&[QUIET, (103.0, 106.0, 98.0, 98.5)], orders(), &[(Long, 1, 104.0, 1, 99.0, Stop)]);
}

#[test]
fn rule_14_an_exit_already_beyond_its_level_fills_at_the_entry() {
    let orders = vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(101.0))];
    check(&[QUIET, (100.0, 106.0, 98.0, 105.0)], orders, &[(Long, 1, 100.0, 1, 100.0, Stop)]);
}

#[test]
fn an_exit_whose_entry_is_gone_is_dropped() {
    let candles = [QUIET, QUIET, QUIET, (100.0, 101.0, 90.0, 95.0)];
    let orders = vec![
        (0, Order::entry("a", Long)),
        (0, Order::exit("x", "a").stop(95.0)),
        (1, Order::close("a")),
        (2, Order::entry("b", Short)),
    ];
    check(&candles, orders, &[(Long, 1, 100.0, 2, 100.0, Signal), (Short, 3, 100.0, 3, 95.0, Open)]);
}

/// Found by 100,000 random cases: arming the first armed the second as well, which then filled at its limit, above the high.
#[test]
fn rule_6_stop_limits_with_one_stop_fill_each_for_itself_and_inside_the_bar() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    let orders = vec![
        (0, Order::net("a", Long).quantity(1.0).stop(105.0).limit(98.0)),
        (0, Order::net("b", Long).quantity(1.0).stop(105.0).limit(110.0)),
    ];
    check_with(config, &[QUIET, (100.0, 106.0, 99.0, 104.0)], orders, &[(Long, 1, 105.0, 1, 104.0, Open)]);
}

#[test]
fn rule_6_a_stop_limit_with_its_limit_beyond_its_stop_fills_at_the_stop_and_inside_the_bar() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    let orders = vec![(0, Order::entry("a", Long).stop(105.0).limit(110.0))];
    check_with(config, &[QUIET, (100.0, 106.0, 99.0, 104.0)], orders, &[(Long, 1, 105.0, 1, 104.0, Open)]);
    let orders = vec![(0, Order::entry("a", Short).stop(95.0).limit(90.0))];
    check_with(config, &[QUIET, (100.0, 101.0, 94.0, 96.0)], orders, &[(Short, 1, 95.0, 1, 96.0, Open)]);
}
