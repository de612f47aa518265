//! What is kept of a fill: by which rule, at which level, decided when.

use engine::config::{FillOn, RunConfig, Slippage};
use engine::fill::{Cause, FillRule, Levels};
use engine::order::Order;
use engine::trade::Side::{Long, Short};
use engine::trade::Trade;

use crate::{Candle, QUIET, run};

fn only_trade(candles: &[Candle], config: RunConfig, orders: Vec<(usize, Order)>) -> Trade {
    let report = run(candles, config, orders);
    assert_eq!(report.trades.len(), 1);
    report.trades[0].clone()
}

fn causes(candles: &[Candle], orders: Vec<(usize, Order)>) -> (Cause, Cause) {
    let trade = only_trade(candles, RunConfig::default(), orders);
    (trade.entry_cause.unwrap(), trade.exit_cause.unwrap())
}

/// Rule, level, price before costs, decision bar.
fn told(cause: &Cause) -> (FillRule, Option<f64>, f64, u32) {
    (cause.rule, cause.level, cause.raw_price, cause.decided)
}

const GAP_UP: Candle = (110.0, 112.0, 109.0, 111.0);
const GAP_DOWN: Candle = (90.0, 91.0, 88.0, 89.0);

fn bracket() -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(95.0).limit(105.0))]
}

#[test]
fn a_market_order_tells_its_open_or_its_close_and_the_bar_of_its_decision() {
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::close("a"))];
    let (entry, exit) = causes(&[QUIET; 3], orders.clone());
    assert_eq!(told(&entry), (FillRule::MarketAtOpen, None, 100.0, 0));
    assert_eq!(told(&exit), (FillRule::MarketAtOpen, None, 100.0, 1));
    let mut config = RunConfig::default();
    config.execution.fill_on = FillOn::Close;
    let trade = only_trade(&[QUIET; 3], config, orders);
    assert_eq!(told(&trade.entry_cause.unwrap()), (FillRule::MarketAtClose, None, 100.0, 0));
    assert_eq!(told(&trade.exit_cause.unwrap()), (FillRule::MarketAtClose, None, 100.0, 1));
}

#[test]
fn a_bracket_tells_the_side_that_filled_and_both_of_its_levels() {
    let levels = Levels { stop: Some(95.0), limit: Some(105.0), ..Levels::default() };
    for (candle, expected) in [
        ((100.0, 106.0, 99.0, 100.0), (FillRule::Limit, Some(105.0), 105.0, 0)),
        ((100.0, 101.0, 94.0, 100.0), (FillRule::Stop, Some(95.0), 95.0, 0)),
        (GAP_UP, (FillRule::LimitInGap, Some(105.0), 110.0, 0)),
        (GAP_DOWN, (FillRule::StopInGap, Some(95.0), 90.0, 0)),
    ] {
        let (_, exit) = causes(&[QUIET, QUIET, candle], bracket());
        assert_eq!((told(&exit), exit.levels), (expected, levels));
    }
}

#[test]
fn priced_entries_tell_their_level_and_the_gap() {
    let stop = || vec![(0, Order::entry("a", Long).stop(105.0))];
    let limit = || vec![(0, Order::entry("a", Short).limit(105.0))];
    let through = (100.0, 106.0, 99.0, 100.0);
    for (candle, orders, expected) in [
        (through, stop(), (FillRule::Stop, Some(105.0), 105.0, 0)),
        (GAP_UP, stop(), (FillRule::StopInGap, Some(105.0), 110.0, 0)),
        (through, limit(), (FillRule::Limit, Some(105.0), 105.0, 0)),
        (GAP_UP, limit(), (FillRule::LimitInGap, Some(105.0), 110.0, 0)),
    ] {
        assert_eq!(told(&causes(&[QUIET, candle], orders).0), expected);
    }
}

#[test]
fn a_stop_limit_tells_both_levels_whether_it_fills_at_its_limit_or_better() {
    let levels = |stop, limit| Levels { stop: Some(stop), limit: Some(limit), ..Levels::default() };
    let order = vec![(0, Order::entry("a", Long).stop(105.0).limit(103.0))];
    let (entry, _) = causes(&[QUIET, (104.0, 106.0, 100.0, 102.0)], order);
    assert_eq!(told(&entry), (FillRule::StopLimit, Some(103.0), 103.0, 0));
    assert_eq!(entry.levels, levels(105.0, 103.0));
    let order = vec![(0, Order::entry("a", Long).stop(105.0).limit(107.0))];
    let (entry, _) = causes(&[QUIET, (104.0, 106.0, 100.0, 102.0)], order);
    assert_eq!(told(&entry), (FillRule::StopLimit, Some(107.0), 105.0, 0));
}

#[test]
fn an_exit_behind_its_entry_says_so_at_the_open_and_inside_the_bar() {
    let candle = (100.0, 106.0, 98.0, 105.0);
    let market = vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(101.0))];
    assert_eq!(told(&causes(&[QUIET, candle], market).1), (FillRule::BehindEntry, Some(101.0), 100.0, 0));
    let stop = vec![(0, Order::entry("a", Long).stop(103.0)), (0, Order::exit("x", "a").stop(104.0))];
    assert_eq!(told(&causes(&[QUIET, candle], stop).1), (FillRule::BehindEntry, Some(104.0), 103.0, 0));
}

#[test]
fn the_price_before_costs_is_kept_beside_the_price_paid() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(0.5);
    config.account.slippage = Slippage::Ticks(2.0);
    let trade = only_trade(&[QUIET, (100.1, 101.0, 98.0, 99.0)], config, vec![(0, Order::entry("a", Long))]);
    assert_eq!((trade.entry_cause.unwrap().raw_price, trade.entry_price), (100.1, 101.5));
}

#[test]
fn a_trade_open_at_the_end_has_no_fill_to_explain() {
    let (_, exit) = causes(&[QUIET, GAP_UP], vec![(0, Order::entry("a", Long))]);
    assert_eq!(told(&exit), (FillRule::Open, None, 111.0, 1));
}

#[test]
fn an_order_given_again_was_decided_when_it_was_given_again() {
    let orders = vec![(0, Order::entry("a", Long).limit(90.0)), (1, Order::entry("a", Long).limit(95.0))];
    let (entry, _) = causes(&[QUIET, QUIET, (100.0, 100.0, 89.0, 99.0)], orders);
    assert_eq!(told(&entry), (FillRule::Limit, Some(95.0), 95.0, 1));
}
