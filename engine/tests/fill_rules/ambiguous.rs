//! Rule 15.

use engine::config::{Intrabar, RunConfig};
use engine::order::{Activation, Order};
use engine::report::Report;
use engine::trade::Side::{Long, Short};

use crate::{Candle, QUIET, run};

fn bracket() -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(95.0).limit(105.0))]
}

/// Ambiguous bars, and for each trade whether its entry and its exit are.
fn told(report: &Report) -> (Vec<u32>, Vec<(bool, bool)>) {
    let of = |trade: &engine::trade::Trade| {
        (trade.entry_cause.unwrap().ambiguous, trade.exit_cause.unwrap().ambiguous)
    };
    (report.ambiguous_bars.clone(), report.trades.iter().map(of).collect())
}

fn ambiguity(candles: &[Candle], orders: Vec<(usize, Order)>) -> (Vec<u32>, Vec<(bool, bool)>) {
    told(&run(candles, RunConfig::default(), orders))
}

#[test]
fn rule_15_stop_and_target_in_one_bar_are_ambiguous_and_the_exit_is_marked() {
    let both = (100.0, 106.0, 94.0, 100.0);
    assert_eq!(ambiguity(&[QUIET, QUIET, both], bracket()), (vec![2], vec![(false, true)]));
    // In the entry's bar the entry at the open is certain, the exit is not.
    assert_eq!(ambiguity(&[QUIET, both], bracket()), (vec![1], vec![(false, true)]));
}

#[test]
fn rule_15_one_level_touched_or_a_gap_is_certain() {
    for candle in [(100.0, 106.0, 96.0, 100.0), (100.0, 104.0, 94.0, 100.0), (90.0, 120.0, 89.0, 118.0)] {
        assert_eq!(ambiguity(&[QUIET, QUIET, candle], bracket()), (vec![], vec![(false, false)]));
    }
}

#[test]
fn rule_15_an_exit_that_only_another_path_reaches_puts_the_later_end_in_doubt() {
    // Chosen: 100 → 94 → 106 → 104: bought at 103 on the way up, after the low. Other: 100 → 106 → 94: bought, stopped at 96.
    let orders = vec![(0, Order::entry("a", Long).stop(103.0)), (0, Order::exit("x", "a").stop(96.0))];
    let candles = [QUIET, (100.0, 106.0, 94.0, 104.0), (104.0, 104.0, 95.0, 95.0)];
    assert_eq!(ambiguity(&candles, orders.clone()), (vec![1], vec![(false, true)]));
    assert_eq!(ambiguity(&candles[..2], orders), (vec![1], vec![(false, true)]));
}

#[test]
fn rule_15_an_entry_that_only_one_path_makes_is_marked() {
    // Stop 105, limit 103: only after the high does the way down buy.
    let order = || vec![(0, Order::entry("a", Long).stop(105.0).limit(103.0))];
    // 104 → 106 → 100 → 104.5; the other way, 104 → 100 → 106 → 104.5 fills nothing.
    assert_eq!(ambiguity(&[QUIET, (104.0, 106.0, 100.0, 104.5)], order()), (vec![1], vec![(true, false)]));
    // 102 → 100 → 106 → 104.5 fills nothing; the other way buys.
    assert_eq!(ambiguity(&[QUIET, (102.0, 106.0, 100.0, 104.5)], order()), (vec![1], vec![]));
}

#[test]
fn rule_15_two_entries_that_fill_either_way_are_certain() {
    let orders = vec![
        (0, Order::net("a", Long).stop(105.0).quantity(1.0)),
        (0, Order::net("b", Long).limit(95.0).quantity(1.0)),
    ];
    assert_eq!(ambiguity(&[QUIET, (100.0, 106.0, 94.0, 100.0)], orders), (vec![], vec![(false, false); 2]));
}

#[test]
fn rule_15_a_trailing_stop_that_the_bar_may_raise_first_is_ambiguous() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1.0);
    let orders =
        vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").trail(Activation::Ticks(4.0), 3.0))];
    let risen = (105.0, 105.0, 105.0, 105.0);
    let ends = |candle: Candle| told(&run(&[QUIET, QUIET, risen, candle], config, orders.clone()));
    // Stop at 102 when the bar opens. It may rise to 109 before the low, or be hit first.
    assert_eq!(ends((105.0, 112.0, 101.0, 110.0)), (vec![3], vec![(false, true)]));
    // Nothing can reach it in any order.
    assert_eq!(ends((105.0, 106.0, 104.0, 105.0)), (vec![], vec![(false, false)]));
}

#[test]
fn rule_15_stop_first_is_ambiguous_where_a_path_says_otherwise() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    let ends = |candle: Candle| told(&run(&[QUIET, QUIET, candle], config, bracket()));
    assert_eq!(ends((100.0, 106.0, 94.0, 100.0)), (vec![2], vec![(false, true)]));
    assert_eq!(ends((100.0, 106.0, 96.0, 100.0)), (vec![], vec![(false, false)]));
}

#[test]
fn rule_15_a_liquidation_that_a_target_may_have_forestalled_is_ambiguous() {
    let mut config = RunConfig::default();
    config.account.initial_cash = 1_500.0;
    config.account.margin_long = 0.25;
    let orders = vec![(0, Order::entry("a", Long).quantity(40.0)), (0, Order::exit("x", "a").limit(110.0))];
    let report = run(&[QUIET, QUIET, (100.0, 111.0, 80.0, 100.0)], config, orders);
    assert_eq!(report.ambiguous_bars, [2]);
    assert!(report.trades.iter().all(engine::trade::Trade::is_ambiguous));
}

#[test]
fn rule_15_a_market_order_is_never_ambiguous() {
    let orders = vec![(0, Order::entry("a", Short)), (1, Order::entry("b", Long)), (2, Order::close_all())];
    let wild = (100.0, 150.0, 50.0, 100.0);
    assert_eq!(ambiguity(&[QUIET, wild, wild, wild], orders), (vec![], vec![(false, false); 2]));
}
