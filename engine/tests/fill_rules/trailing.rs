//! Rule 11, and rule 12 where a trailing stop is one of several exits.

use engine::config::{Intrabar, RunConfig, Slippage};
use engine::fill::FillRule;
use engine::order::{Activation, Order};
use engine::report::NoteKind;
use engine::trade::ExitReason::{Open, Stop, Target, Trail};
use engine::trade::Side::{Long, Short};

use crate::{Candle, Outcome, QUIET, check_with, run};

/// Ticks of one.
fn config() -> RunConfig {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1.0);
    config
}

fn stop_first() -> RunConfig {
    let mut config = config();
    config.execution.intrabar = Intrabar::StopFirst;
    config
}

fn check(candles: &[Candle], orders: Vec<(usize, Order)>, expected: &[Outcome]) {
    check_with(config(), candles, orders, expected);
}

fn trailing(side: engine::trade::Side, ticks: f64, offset: f64) -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", side)), (0, Order::exit("x", "a").trail(Activation::Ticks(ticks), offset))]
}

#[test]
fn rule_11_a_trailing_stop_arms_and_fires_in_one_bar_along_the_path() {
    // 100 → 99 → 110 → 105: armed at 104, followed to 110, fired on the way down.
    check(
        &[QUIET, (100.0, 110.0, 99.0, 105.0)],
        trailing(Long, 4.0, 3.0),
        &[(Long, 1, 100.0, 1, 107.0, Trail)],
    );
    check(
        &[QUIET, (100.0, 101.0, 90.0, 95.0)],
        trailing(Short, 4.0, 3.0),
        &[(Short, 1, 100.0, 1, 93.0, Trail)],
    );
}

#[test]
fn rule_11_a_trailing_stop_is_not_armed_before_its_activation() {
    check(&[QUIET, (100.0, 103.0, 90.0, 95.0)], trailing(Long, 4.0, 3.0), &[(Long, 1, 100.0, 1, 95.0, Open)]);
    // Touched is enough.
    check(
        &[QUIET, (100.0, 104.0, 95.0, 95.0)],
        trailing(Long, 4.0, 3.0),
        &[(Long, 1, 100.0, 1, 101.0, Trail)],
    );
}

#[test]
fn rule_11_a_trailing_stop_may_be_armed_by_a_price() {
    let orders =
        vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").trail(Activation::Price(108.0), 3.0))];
    let candles = [QUIET, (100.0, 107.0, 99.0, 101.0), (101.0, 109.0, 100.0, 102.0)];
    check(&candles, orders, &[(Long, 1, 100.0, 2, 106.0, Trail)]);
}

#[test]
fn rule_11_a_trailing_stop_is_measured_from_the_peak_and_not_from_the_entry() {
    let candles =
        [QUIET, (100.0, 108.0, 100.0, 108.0), (108.0, 120.0, 107.0, 120.0), (120.0, 120.0, 110.0, 112.0)];
    check(&candles, trailing(Long, 4.0, 5.0), &[(Long, 1, 100.0, 3, 115.0, Trail)]);
}

#[test]
fn rule_11_the_bars_high_does_not_move_the_stop_before_its_low_was_tested() {
    // Armed at 108, stop at 103. Then 107 → 104 → 120 → 119: the low comes first and does not reach 103.
    let candles = [QUIET, (100.0, 108.0, 100.0, 108.0), (107.0, 120.0, 104.0, 119.0)];
    check(&candles, trailing(Long, 4.0, 5.0), &[(Long, 1, 100.0, 2, 119.0, Open)]);
}

#[test]
fn rule_11_a_gap_beyond_the_stop_fills_at_the_open() {
    let candles = [QUIET, (100.0, 108.0, 100.0, 108.0), (90.0, 120.0, 89.0, 119.0)];
    let report = run(&candles, config(), trailing(Long, 4.0, 5.0));
    let cause = report.trades[0].exit_cause.unwrap();
    assert_eq!((cause.rule, cause.level, cause.raw_price), (FillRule::TrailingStopInGap, Some(103.0), 90.0));
    assert_eq!((cause.levels.activation, cause.levels.offset), (Some(104.0), Some(5.0)));
}

#[test]
fn rule_11_a_gap_beyond_the_activation_arms_at_the_open() {
    let candles = [QUIET, QUIET, (110.0, 114.0, 108.0, 111.0), (111.0, 111.0, 104.0, 105.0)];
    check(&candles, trailing(Long, 4.0, 5.0), &[(Long, 1, 100.0, 3, 109.0, Trail)]);
    check(&candles, trailing(Long, 4.0, 3.0), &[(Long, 1, 100.0, 2, 111.0, Trail)]);
}

#[test]
fn rule_11_the_first_price_a_trailing_stop_sees_is_the_close_of_its_own_bar() {
    let candles = [QUIET, (100.0, 106.0, 100.0, 106.0), (103.0, 103.0, 100.0, 101.0)];
    let orders =
        vec![(0, Order::entry("a", Long)), (1, Order::exit("x", "a").trail(Activation::Ticks(4.0), 4.0))];
    check(&candles, orders, &[(Long, 1, 100.0, 2, 102.0, Trail)]);
}

#[test]
fn rule_11_a_trailing_stop_given_again_goes_on_and_one_with_another_activation_starts_over() {
    let candles = [QUIET, (100.0, 110.0, 100.0, 107.0), (107.0, 107.0, 104.0, 104.0)];
    let again = |ticks| {
        let mut orders = trailing(Long, 4.0, 5.0);
        orders.push((1, Order::exit("x", "a").trail(Activation::Ticks(ticks), 5.0)));
        orders
    };
    check(&candles, again(4.0), &[(Long, 1, 100.0, 2, 105.0, Trail)]);
    check(&candles, again(8.0), &[(Long, 1, 100.0, 2, 104.0, Open)]);
}

#[test]
fn rule_11_a_trailing_stop_forgets_a_position_that_is_gone() {
    let candles =
        [QUIET, (100.0, 110.0, 100.0, 110.0), (110.0, 110.0, 110.0, 110.0), (110.0, 111.0, 102.0, 103.0)];
    let mut orders = trailing(Long, 4.0, 9.0);
    orders.extend([(1, Order::close("a")), (1, Order::entry("a", Long))]);
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1.0);
    config.execution.pyramiding = 2;
    check_with(
        config,
        &candles,
        orders,
        &[(Long, 1, 100.0, 2, 110.0, engine::trade::ExitReason::Signal), (Long, 2, 110.0, 3, 103.0, Open)],
    );
    // A reversal by one fill: the short's stop does not stand where the long's stood.
    let orders = vec![
        (0, Order::entry("a", Long)),
        (0, Order::exit_all("x").trail(Activation::Ticks(4.0), 9.0)),
        (1, Order::entry("b", Short)),
    ];
    check(
        &candles,
        orders,
        &[(Long, 1, 100.0, 2, 110.0, engine::trade::ExitReason::Signal), (Short, 2, 110.0, 3, 103.0, Open)],
    );
}

#[test]
fn rule_11_an_offset_of_zero_fires_where_it_is_armed() {
    check(
        &[QUIET, (100.0, 110.0, 99.0, 105.0)],
        trailing(Long, 4.0, 0.0),
        &[(Long, 1, 100.0, 1, 104.0, Trail)],
    );
}

#[test]
fn rule_11_a_trailing_stop_of_an_entry_inside_the_bar_follows_from_its_fill_on() {
    let orders = vec![
        (0, Order::entry("a", Long).stop(104.0)),
        (0, Order::exit("x", "a").trail(Activation::Ticks(0.0), 2.0)),
    ];
    // 100 → 99 → 110 → 108.
    check(&[QUIET, (100.0, 110.0, 99.0, 108.0)], orders.clone(), &[(Long, 1, 104.0, 1, 108.0, Trail)]);
    // 103 → 104 → 98 → 99: armed by its entry, and fired two ticks below.
    check(&[QUIET, (103.0, 104.0, 98.0, 99.0)], orders, &[(Long, 1, 104.0, 1, 102.0, Trail)]);
}

#[test]
fn rule_11_a_trailing_stop_slips_like_a_stop() {
    let mut config = config();
    config.account.slippage = Slippage::Ticks(1.0);
    check_with(
        config,
        &[QUIET, (100.0, 110.0, 99.0, 105.0)],
        trailing(Long, 4.0, 3.0),
        &[(Long, 1, 101.0, 1, 106.0, Trail)],
    );
}

#[test]
fn rule_12_of_stop_and_trailing_stop_the_nearer_fills_and_in_a_gap_the_stop() {
    let orders = |stop| {
        vec![
            (0, Order::entry("a", Long)),
            (0, Order::exit("x", "a").stop(stop).trail(Activation::Ticks(4.0), 5.0)),
        ]
    };
    let rise: Candle = (100.0, 110.0, 100.0, 110.0);
    check(&[QUIET, rise, (110.0, 110.0, 90.0, 90.0)], orders(95.0), &[(Long, 1, 100.0, 2, 105.0, Trail)]);
    check(&[QUIET, rise, (110.0, 110.0, 90.0, 90.0)], orders(99.0), &[(Long, 1, 100.0, 2, 105.0, Trail)]);
    check(&[QUIET, rise, (90.0, 91.0, 90.0, 90.0)], orders(95.0), &[(Long, 1, 100.0, 2, 90.0, Stop)]);
}

#[test]
fn rule_13_a_trailing_stop_and_a_target_cancel_each_other() {
    let orders = vec![
        (0, Order::entry("a", Long)),
        (0, Order::exit("x", "a").limit(108.0).trail(Activation::Ticks(4.0), 3.0)),
    ];
    check(&[QUIET, (100.0, 110.0, 99.0, 99.0)], orders.clone(), &[(Long, 1, 100.0, 1, 108.0, Target)]);
    check(&[QUIET, (100.0, 106.0, 99.0, 99.0)], orders, &[(Long, 1, 100.0, 1, 103.0, Trail)]);
}

#[test]
fn rule_6_a_trailing_stop_that_stands_when_the_bar_opens_fires_before_a_target() {
    let orders = vec![
        (0, Order::entry("a", Long)),
        (0, Order::exit("x", "a").limit(115.0).trail(Activation::Ticks(4.0), 5.0)),
    ];
    let candles = [QUIET, (100.0, 110.0, 100.0, 110.0), (110.0, 116.0, 104.0, 112.0)];
    check_with(stop_first(), &candles, orders, &[(Long, 1, 100.0, 2, 105.0, Trail)]);
}

#[test]
fn rule_6_a_trailing_stop_armed_inside_the_bar_fires_at_its_first_level() {
    // Armed at 104; the low allows 101.
    let candle = (100.0, 110.0, 99.0, 105.0);
    check_with(
        stop_first(),
        &[QUIET, candle],
        trailing(Long, 4.0, 3.0),
        &[(Long, 1, 100.0, 1, 101.0, Trail)],
    );
    let candle = (100.0, 101.0, 90.0, 95.0);
    check_with(
        stop_first(),
        &[QUIET, candle],
        trailing(Short, 4.0, 3.0),
        &[(Short, 1, 100.0, 1, 99.0, Trail)],
    );
}

#[test]
fn rule_6_the_way_from_the_bars_best_price_to_its_close_is_certain() {
    // Armed at 106, but the low does not reach 100; between 112 and 105 the price passed 106.
    let candle = (102.0, 112.0, 102.0, 105.0);
    let orders = || trailing(Long, 4.0, 6.0);
    check_with(stop_first(), &[QUIET, candle], orders(), &[(Long, 1, 102.0, 1, 106.0, Trail)]);
    let candle = (102.0, 112.0, 102.0, 110.0);
    check_with(stop_first(), &[QUIET, candle], orders(), &[(Long, 1, 102.0, 1, 110.0, Open)]);
}

#[test]
fn rule_6_a_trade_that_a_limit_opened_does_not_trail_in_its_bar() {
    let orders = vec![
        (0, Order::entry("a", Long).limit(95.0)),
        (0, Order::exit("x", "a").trail(Activation::Ticks(4.0), 2.0)),
    ];
    let candle = (100.0, 110.0, 94.0, 100.0);
    check_with(stop_first(), &[QUIET, candle], orders, &[(Long, 1, 95.0, 1, 100.0, Open)]);
}

#[test]
fn a_trailing_stop_without_a_tick_size_or_with_a_senseless_distance_is_noted() {
    let trail = |ticks, offset| vec![(0, Order::exit_all("x").trail(Activation::Ticks(ticks), offset))];
    let kinds = |config, orders| {
        run(&[QUIET, QUIET], config, orders).notes.iter().map(|n| n.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(RunConfig::default(), trail(1.0, 1.0)), [NoteKind::NoTickSize]);
    for (ticks, offset) in [(f64::NAN, 1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, f64::INFINITY)] {
        assert_eq!(kinds(config(), trail(ticks, offset)), [NoteKind::BadPrice]);
    }
}
