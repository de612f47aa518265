//! Rules 25 and 26.

use engine::config::{Commission, Intrabar, RunConfig, Slippage};
use engine::fill::FillRule;
use engine::order::Order;
use engine::report::NoteKind;
use engine::trade::ExitReason::{Liquidation, Open, Signal, Stop, Target};
use engine::trade::Side::{self, Long, Short};

use crate::{Candle, QUIET, check_with, outcomes, run};

fn account(cash: f64, margin_long: f64, margin_short: f64) -> RunConfig {
    let mut config = RunConfig::default();
    config.account.initial_cash = cash;
    (config.account.margin_long, config.account.margin_short) = (margin_long, margin_short);
    config
}

fn enter(side: Side, units: f64) -> (usize, Order) {
    (0, Order::entry("a", side).quantity(units))
}

#[test]
fn rule_25_an_entry_is_void_and_noted_when_it_cannot_be_afforded_at_the_close_of_its_signal() {
    let config = account(1_000.0, 1.0, 1.0);
    for side in [Long, Short] {
        check_with(config, &[QUIET; 3], vec![enter(side, 10.0)], &[(side, 1, 100.0, 2, 100.0, Open)]);
        let report = run(&[QUIET; 3], config, vec![enter(side, 10.001)]);
        assert!(report.trades.is_empty());
        let note = &report.notes[0];
        assert_eq!((note.bar, note.order_id.as_ref(), note.kind), (0, "a", NoteKind::NotAffordable));
    }
}

#[test]
fn rule_25_an_entry_is_dropped_and_noted_when_it_cannot_be_afforded_at_its_fill() {
    let config = account(1_000.0, 1.0, 1.0);
    let report = run(&[QUIET, (101.0, 101.0, 101.0, 101.0)], config, vec![enter(Long, 10.0)]);
    let note = &report.notes[0];
    assert_eq!((note.bar, note.order_id.as_ref(), note.kind), (1, "a", NoteKind::NotAffordable));
}

#[test]
fn rule_25_the_price_that_counts_is_that_of_the_fill_with_its_costs() {
    let config = account(1_000.0, 1.0, 1.0);
    let gap: Candle = (101.0, 101.0, 101.0, 101.0);
    assert!(run(&[QUIET, gap], config, vec![enter(Long, 10.0)]).trades.is_empty());
    let mut slips = config;
    slips.account.slippage = Slippage::PriceRatio(0.01);
    assert!(run(&[QUIET; 2], slips, vec![enter(Long, 10.0)]).trades.is_empty());
    let mut pays = config;
    pays.account.commission = Commission::CashPerOrder(1.0);
    assert!(run(&[QUIET; 2], pays, vec![enter(Long, 10.0)]).trades.is_empty());
    assert_eq!(run(&[QUIET; 2], pays, vec![enter(Long, 9.99)]).trades.len(), 1);
}

#[test]
fn rule_25_a_quarter_of_margin_carries_four_times_the_equity_and_none_carries_anything() {
    let quarter = account(1_000.0, 0.25, 0.25);
    for side in [Long, Short] {
        assert_eq!(run(&[QUIET; 2], quarter, vec![enter(side, 40.0)]).trades.len(), 1);
        assert!(run(&[QUIET; 2], quarter, vec![enter(side, 40.1)]).trades.is_empty());
        assert_eq!(run(&[QUIET; 2], account(1_000.0, 0.0, 0.0), vec![enter(side, 1e6)]).trades.len(), 1);
    }
}

#[test]
fn rule_25_what_is_already_held_counts_and_open_profit_helps() {
    let mut config = account(1_000.0, 1.0, 1.0);
    config.execution.pyramiding = 2;
    let orders = |units| vec![enter(Long, 6.0), (1, Order::entry("b", Long).quantity(units))];
    assert_eq!(run(&[QUIET; 3], config, orders(4.0)).trades.len(), 2);
    assert_eq!(run(&[QUIET; 3], config, orders(4.1)).trades.len(), 1);
    // 6 units gained 10 each: 1060 of equity carry 9.63 units at 110.
    let rise: Candle = (110.0, 110.0, 110.0, 110.0);
    assert_eq!(run(&[QUIET, QUIET, rise], config, orders(3.6)).trades.len(), 2);
    assert_eq!(run(&[QUIET, QUIET, rise], config, orders(3.7)).trades.len(), 1);
}

#[test]
fn rule_25_a_reversal_that_cannot_be_afforded_still_closes() {
    let config = account(1_000.0, 1.0, 1.0);
    // At 90 the equity of 950 carries the 10.5 units; at 100 they ask for 1050, and there are 1000.
    let orders = vec![enter(Long, 5.0), (1, Order::entry("b", Short).quantity(10.5))];
    let report = run(&[QUIET, (100.0, 100.0, 90.0, 90.0), QUIET], config, orders);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 100.0, Signal)]);
    assert_eq!((report.trades[0].exit_id.as_ref(), report.notes[0].kind), ("b", NoteKind::NotAffordable));
    let orders = vec![enter(Long, 5.0), (1, Order::net("b", Short).quantity(16.0))];
    assert_eq!(outcomes(&run(&[QUIET; 3], config, orders)), [(Long, 1, 100.0, 2, 100.0, Signal)]);
}

#[test]
fn rule_25_worked_example_of_the_execution_model() {
    // A million units bought at 4; at the low of 3.9 the equity is 947,930.81 and 975,000 are needed: 27,069.19 are missing,
    // a shortfall of 108,276.76, which 27,763 units cover; four times that is sold.
    let mut config = account(1_047_930.81, 0.25, 0.25);
    config.instrument.lot_step = Some(1.0);
    let flat = |price: f64| (price, price, price, price);
    let candles = [flat(4.0), flat(4.0), (4.0, 4.0, 3.9, 3.95)];
    let report = run(&candles, config, vec![enter(Long, 1_000_000.0)]);
    assert_eq!(outcomes(&report), [(Long, 1, 4.0, 2, 3.9, Liquidation), (Long, 1, 4.0, 2, 3.95, Open)]);
    assert_eq!(report.trades[0].quantity, 111_052.0);
    let cause = report.trades[0].exit_cause.unwrap();
    assert_eq!((cause.rule, cause.raw_price, cause.decided), (FillRule::MarginCall, 3.9, 2));
}

#[test]
fn rule_25_a_short_is_liquidated_at_the_high() {
    // 40 units at 100 on 2000: at the high of 125 the equity is 1000, 1250 are needed. 250 missing make a shortfall of 1000,
    // which 8 units cover.
    let candles = [QUIET, QUIET, (100.0, 125.0, 99.0, 110.0)];
    let report = run(&candles, account(2_000.0, 0.25, 0.25), vec![enter(Short, 40.0)]);
    assert_eq!(outcomes(&report)[0], (Short, 1, 100.0, 2, 125.0, Liquidation));
    assert_eq!(report.trades[0].quantity, 32.0);
}

#[test]
fn rule_25_no_more_than_the_position_is_liquidated_and_less_than_a_lot_step_makes_one_unit() {
    let candles = |low: f64| [QUIET, QUIET, (100.0, 100.0, low, 100.0)];
    let report = run(&candles(76.5), account(1_000.0, 0.25, 0.25), vec![enter(Long, 40.0)]);
    assert_eq!((report.trades.len(), report.trades[0].quantity), (1, 40.0));
    let mut config = account(1_340.0, 0.25, 0.25);
    config.instrument.lot_step = Some(0.1);
    // At 88.6: equity 884, needed 886, shortfall 8, less than a tenth of a unit.
    let report = run(&candles(88.6), config, vec![enter(Long, 40.0)]);
    assert_eq!((report.trades[0].quantity, report.trades[0].exit_reason), (1.0, Liquidation));
}

#[test]
fn rule_25_an_exit_that_the_path_reaches_first_is_no_liquidation_and_one_behind_it_is() {
    let orders = |stop| vec![enter(Long, 40.0), (0, Order::exit("x", "a").stop(stop))];
    let candles = [QUIET, QUIET, (100.0, 101.0, 80.0, 100.0)];
    let config = account(1_500.0, 0.25, 0.25);
    check_with(config, &candles, orders(95.0), &[(Long, 1, 100.0, 2, 95.0, Stop)]);
    let report = run(&candles, config, orders(79.0));
    assert_eq!(report.trades[0].exit_reason, Liquidation);
}

#[test]
fn rule_6_a_liquidation_comes_before_a_target() {
    let orders = vec![enter(Long, 40.0), (0, Order::exit("x", "a").limit(110.0))];
    let candles = [QUIET, QUIET, (105.0, 111.0, 80.0, 100.0)];
    let mut config = account(1_500.0, 0.25, 0.25);
    let first_exit = |config| outcomes(&run(&candles, config, orders.clone()))[0].5;
    assert_eq!(first_exit(config), Target);
    config.execution.intrabar = Intrabar::StopFirst;
    assert_eq!(first_exit(config), Liquidation);
}

#[test]
fn rule_25_a_position_paid_in_full_is_never_called() {
    let candles = [QUIET, QUIET, (100.0, 100.0, 0.01, 0.01)];
    let report = run(&candles, account(1_000.0, 1.0, 1.0), vec![enter(Long, 10.0)]);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 0.01, Open)]);
    assert_eq!(report.ended, None);
}

#[test]
fn rule_26_no_equity_liquidates_everything_and_ends_trading() {
    let candles = [QUIET, QUIET, (100.0, 100.0, 70.0, 90.0), QUIET, QUIET];
    let orders = vec![
        enter(Long, 40.0),
        (0, Order::entry("waits", Long).limit(1.0)),
        (3, Order::entry("late", Long).quantity(1.0)),
    ];
    let mut config = account(1_200.0, 0.0, 0.0);
    config.execution.pyramiding = 2;
    let report = run(&candles, config, orders);
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 70.0, Liquidation)]);
    assert_eq!(report.trades[0].exit_cause.unwrap().rule, FillRule::Bankruptcy);
    assert_eq!(
        (report.ended, report.equity.as_slice()),
        (Some(2), [1_200.0, 1_200.0, 0.0, 0.0, 0.0].as_slice())
    );
    let notes: Vec<_> = report.notes.iter().map(|n| (n.bar, n.order_id.as_ref(), n.kind)).collect();
    assert_eq!(notes, [(2, "waits", NoteKind::TradingEnded), (3, "late", NoteKind::TradingEnded)]);
}

#[test]
fn rule_26_a_gap_may_cost_more_than_there_was() {
    let candles = [QUIET, QUIET, (150.0, 151.0, 150.0, 150.0), QUIET];
    let report = run(&candles, account(1_000.0, 0.5, 0.5), vec![enter(Short, 20.0)]);
    assert_eq!(outcomes(&report), [(Short, 1, 100.0, 2, 151.0, Liquidation)]);
    assert_eq!((report.ended, *report.equity.last().unwrap()), (Some(2), -20.0));
}

#[test]
fn rule_26_commissions_alone_can_use_up_the_account() {
    let mut config = account(10.0, 0.0, 0.0);
    config.account.commission = Commission::CashPerOrder(6.0);
    let orders = vec![enter(Long, 0.01), (1, Order::close("a")), (2, Order::entry("b", Long).quantity(0.01))];
    let report = run(&[QUIET; 4], config, orders);
    assert_eq!((report.trades.len(), report.ended), (1, Some(2)));
    assert_eq!(report.notes[0].kind, NoteKind::TradingEnded);
}
