//! Rules 21 to 24.

use engine::config::{Commission, RunConfig, Sizing, Slippage};
use engine::order::Order;
use engine::report::NoteKind;
use engine::trade::Side::{Long, Short};

use crate::{QUIET, run};

#[test]
fn rule_21_a_size_taken_from_equity_uses_the_close_of_the_signal_bar() {
    let mut config = RunConfig::default();
    config.account.initial_cash = 1_000.0;
    config.account.sizing = Sizing::EquityRatio(0.5);
    let candles = [(90.0, 100.0, 90.0, 100.0), (50.0, 50.0, 50.0, 50.0)];
    let report = run(&candles, config, vec![(0, Order::entry("a", Long))]);
    assert_eq!(report.trades[0].quantity, 5.0);
}

#[test]
fn rule_21_a_size_that_floors_to_zero_makes_no_order_and_is_noted() {
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::Cash(50.0);
    config.instrument.lot_step = Some(1.0);
    let report = run(&[QUIET, QUIET], config, vec![(0, Order::entry("a", Long))]);
    assert!(report.trades.is_empty());
    assert_eq!((report.notes[0].bar, report.notes[0].kind), (0, NoteKind::SizeIsZero));
}

#[test]
fn an_order_at_a_senseless_price_is_noted() {
    let orders = vec![(0, Order::entry("a", Long).stop(f64::NAN)), (0, Order::entry("b", Long).limit(-1.0))];
    let report = run(&[QUIET, QUIET], RunConfig::default(), orders);
    assert_eq!(report.n_notes, 2);
    assert!(report.notes.iter().all(|note| note.kind == NoteKind::BadPrice));
}

#[test]
fn rule_22_market_and_stop_fills_are_rounded_to_the_tick_against_the_trader() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(0.5);
    let orders = vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(98.7))];
    let report = run(&[QUIET, (100.1, 101.0, 98.0, 99.0)], config, orders);
    assert_eq!((report.trades[0].entry_price, report.trades[0].exit_price), (100.5, 98.5));
}

#[test]
fn rule_23_slippage_is_against_the_trader_and_spares_limit_fills() {
    let mut config = RunConfig::default();
    config.account.slippage = Slippage::PriceRatio(0.01);
    let orders = vec![(0, Order::entry("a", Short)), (0, Order::exit("x", "a").limit(95.0))];
    let report = run(&[QUIET, (100.0, 101.0, 94.0, 96.0)], config, orders);
    let trade = &report.trades[0];
    assert_eq!((trade.entry_price, trade.exit_price, trade.slippage), (99.0, 95.0, 1.0));
}

#[test]
fn rule_24_commission_is_paid_on_entry_and_exit_and_a_rebate_is_paid_out() {
    for (commission, expected) in [
        (Commission::ValueRatio(0.01), 2.0),
        (Commission::CashPerOrder(3.0), 6.0),
        (Commission::CashPerUnit(0.5), 1.0),
        (Commission::CashPerUnit(-0.5), -1.0),
    ] {
        let mut config = RunConfig::default();
        config.account.commission = commission;
        let orders = vec![(0, Order::entry("a", Long)), (1, Order::close("a"))];
        let report = run(&[QUIET, QUIET, QUIET], config, orders);
        assert_eq!(report.trades[0].commission, expected, "{commission:?}");
        assert_eq!(report.trades[0].profit, -expected);
        assert_eq!(report.equity[2], 100_000.0 - expected);
    }
}

#[test]
fn rule_24_one_fill_that_reverses_pays_one_commission_shared_by_size() {
    let mut config = RunConfig::default();
    config.account.commission = Commission::CashPerOrder(4.0);
    let orders = vec![
        (0, Order::entry("a", Long)),
        (1, Order::entry("b", Short).quantity(3.0)),
        (2, Order::close("b")),
    ];
    let report = run(&[QUIET, QUIET, QUIET, QUIET], config, orders);
    for (trade, expected) in report.trades.iter().zip([4.0 + 1.0, 3.0 + 4.0]) {
        assert!((trade.commission - expected).abs() < 1e-12);
    }
    assert!((report.equity[3] - (100_000.0 - 12.0)).abs() < 1e-9);
}

#[test]
fn excursions_reach_from_the_entry_to_the_exit_only() {
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::close("a"))];
    let candles = [QUIET, (100.0, 108.0, 97.0, 101.0), (102.0, 150.0, 50.0, 100.0)];
    let trade = &run(&candles, RunConfig::default(), orders).trades[0];
    assert_eq!((trade.max_favourable, trade.max_adverse), (8.0, -3.0));
}

#[test]
fn rule_21_an_exit_of_a_senseless_size_is_noted_and_closes_nothing() {
    let mut config = RunConfig::default();
    config.instrument.lot_step = Some(1.0);
    for units in [f64::NAN, -1.0, 0.0, 0.5] {
        let orders =
            vec![(0, Order::entry("a", Long)), (1, Order::exit("x", "a").limit(100.0).quantity(units))];
        let report = run(&[QUIET; 4], config, orders);
        assert!(report.trades[0].is_open(), "{units} units");
        assert_eq!((report.n_notes, report.notes[0].kind), (1, NoteKind::SizeIsZero));
    }
}

#[test]
fn rule_22_no_fill_is_at_zero_or_below_it() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(0.5);
    config.account.slippage = Slippage::Ticks(300.0);
    let report = run(&[QUIET, QUIET], config, vec![(0, Order::entry("a", Short))]);
    assert_eq!(report.trades[0].entry_price, 0.5);
}

#[test]
fn rule_22_a_price_on_a_tiny_tick_stays() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1e-8);
    config.account.initial_cash = 1e6;
    let price = 696_597.503_177_08;
    let quiet = (price, price, price, price);
    for side in [Long, Short] {
        let report = run(&[quiet, quiet], config, vec![(0, Order::entry("a", side))]);
        assert_eq!(report.trades[0].entry_price, price);
    }
}

#[test]
fn excursions_and_a_flat_position_are_never_negative_zero() {
    for side in [Long, Short] {
        let report = run(
            &[QUIET; 3],
            RunConfig::default(),
            vec![(0, Order::entry("a", side)), (1, Order::close("a"))],
        );
        let trade = &report.trades[0];
        let zeros = [trade.max_favourable, trade.max_adverse, report.positions[1].1];
        assert_eq!(zeros.map(f64::to_bits), [0; 3], "{side:?}");
    }
}
