//! Each cause, in a list that is a run's own but for it.

use engine::comparison::{Cause, Comparison, Listed, Part, Standing};
use engine::config::{Commission, Sizing};
use engine::trade::{ExitReason, Side};

use super::written::{NEW, charged, csv, trades};
use super::{Fixture, causes, crosses, ran, settings};

const HOUR: i64 = 3_600_000;

fn reprofit(trade: &mut Listed) {
    let gross = trade.side.sign() * (trade.exit_price - trade.entry_price) * trade.quantity;
    trade.profit = Some(gross);
    trade.profit_percent = Some(100.0 * gross / (trade.quantity * trade.entry_price));
}

/// The only cause, which explains everything.
fn the_cause(comparison: &Comparison) -> Cause {
    assert_eq!(comparison.n_unexplained, 0, "{:?}", comparison.findings);
    let found = causes(comparison);
    assert_eq!(found.len(), 1, "{:?}", comparison.findings);
    found[0].clone()
}

fn n_closed(run: &Fixture) -> u32 {
    run.report.trades.iter().filter(|trade| !trade.is_open()).count() as u32
}

#[test]
fn a_coarser_tick_is_named() {
    let run = crosses();
    let coarse = |price: f64, up: bool| {
        let n = price / 0.25;
        0.25 * if up { (n - 1e-9).ceil() } else { (n + 1e-9).floor() }
    };
    let comparison = run.altered(|trades| {
        for trade in trades {
            let is_long = trade.side == Side::Long;
            trade.entry_price = coarse(trade.entry_price, is_long);
            trade.exit_price = coarse(trade.exit_price, !is_long);
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::TickSize { there: 0.25, here: Some(0.01) });
    assert_eq!(comparison.findings[0].remedy.as_deref(), Some("Set the tick size to 0.25 and run again."));
    assert!(comparison.equal_ratio().unwrap() < 0.1);
}

#[test]
fn slippage_is_told_from_a_tick() {
    let run = crosses();
    let comparison = run.altered(|trades| {
        for trade in trades {
            trade.entry_price += 0.03 * trade.side.sign();
            trade.exit_price -= 0.03 * trade.side.sign();
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::Slippage { ticks: 3.0 });
}

#[test]
fn a_coarser_lot_step_is_named() {
    let mut config = settings();
    config.account.sizing = Sizing::Cash(10_000.0);
    let run = ran("sma_cross", 7, config);
    let comparison = run.altered(|trades| {
        for trade in trades {
            trade.quantity = (trade.quantity * 10.0).floor() / 10.0;
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::LotStep { there: 0.1, here: Some(0.0001) });
    assert_eq!(comparison.findings[0].remedy.as_deref(), Some("Set the lot step to 0.1 and run again."));
}

#[test]
fn another_order_size_is_named_with_its_ratio() {
    let run = crosses();
    let comparison = run.altered(|trades| {
        for trade in trades {
            trade.quantity = 4.5;
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::OrderSize { ratio: 1.5 });
}

#[test]
fn a_commission_is_found_from_the_cents_of_the_profits() {
    let run = crosses();
    let comparison = run.altered(|trades| charged(trades, 0.0004));
    let (here, there) = (Commission::ValueRatio(0.0), Commission::ValueRatio(0.0004));
    assert_eq!(the_cause(&comparison), Cause::Commission { there, here });
    assert_eq!(comparison.findings[0].remedy.as_deref(), Some("Set the commission to 0.04% and run again."));
    assert_eq!(comparison.findings[0].n_trades, n_closed(&run));
}

#[test]
fn a_commission_per_order_is_told_from_one_of_the_value() {
    let run = crosses();
    let comparison = run
        .altered(|trades| trades.iter_mut().for_each(|trade| trade.profit = trade.profit.map(|of| of - 3.5)));
    let (here, there) = (Commission::ValueRatio(0.0), Commission::CashPerOrder(1.75));
    assert_eq!(the_cause(&comparison), Cause::Commission { there, here });
}

#[test]
fn a_run_that_pays_more_than_the_list_is_told_so() {
    let mut config = settings();
    config.account.commission = Commission::ValueRatio(0.001);
    let run = ran("sma_cross", 7, config);
    let comparison = run.altered(|trades| trades.iter_mut().for_each(reprofit));
    let Cause::Commission { there: Commission::ValueRatio(there), .. } = the_cause(&comparison) else {
        panic!("{:?}", comparison.findings)
    };
    assert_eq!(there, 0.0);
}

#[test]
fn a_commission_is_found_where_sizes_follow_the_equity_that_it_took() {
    let mut config = settings();
    config.account.sizing = Sizing::EquityRatio(0.5);
    let run = ran("sma_cross", 7, config);
    config.account.commission = Commission::ValueRatio(0.0004);
    let charged = ran("sma_cross", 7, config);
    let comparison = run.against(&csv(&trades(&charged.report), NEW));
    let (here, there) = (Commission::ValueRatio(0.0), Commission::ValueRatio(0.0004));
    assert_eq!(the_cause(&comparison), Cause::Commission { there, here });
}

#[test]
fn a_commission_is_found_in_percent_where_profits_are_in_another_currency() {
    let run = crosses();
    let mut listed = trades(&run.report);
    charged(&mut listed, 0.0005);
    listed.iter_mut().for_each(|trade| trade.profit = trade.profit.map(|of| of * 0.93));
    let comparison = run.against(&csv(&listed, super::Layout { profit_currency: "EUR", ..NEW }));
    let (here, there) = (Commission::ValueRatio(0.0), Commission::ValueRatio(0.0005));
    assert_eq!(causes(&comparison), [Cause::Commission { there, here }, Cause::Currency { ratio: None }]);
}

#[test]
fn profits_in_a_constant_ratio_are_of_another_currency() {
    let run = crosses();
    let comparison = run.altered(|trades| {
        for trade in trades {
            trade.profit = trade.profit.map(|of| of * 0.92);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::Currency { ratio: Some(0.92) });
}

#[test]
fn a_clock_that_is_hours_ahead_is_taken_into_account() {
    let run = crosses();
    for (hours, text) in [(8, "8 h ahead of UTC"), (-5, "5 h behind UTC")] {
        let comparison = run.altered(|trades| {
            for trade in trades {
                trade.entry_time += hours * HOUR;
                trade.exit_time += hours * HOUR;
            }
        });
        assert_eq!(the_cause(&comparison), Cause::TimeZone { minutes: vec![hours * 60] });
        assert!(comparison.findings[0].sentence.contains(text), "{:?}", comparison.findings);
        assert_eq!(comparison.equal_ratio(), Some(1.0));
    }
}

#[test]
fn a_clock_that_changes_with_the_season_is_taken_into_account() {
    let run = crosses();
    let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
    let local = |at: i64| {
        let at = jiff::Timestamp::from_millisecond(at).unwrap();
        at.as_millisecond() + i64::from(zone.to_offset(at).seconds()) * 1000
    };
    let comparison = run.altered(|trades| {
        for trade in trades {
            trade.entry_time = local(trade.entry_time);
            trade.exit_time = local(trade.exit_time);
        }
    });
    assert_eq!(causes(&comparison), [Cause::TimeZone { minutes: vec![-300, -240] }]);
    // A fill in the hours between the change of the clock and the next entry may be off.
    assert!(comparison.n_compared - comparison.n_equal <= 3, "{comparison:?}");
}

#[test]
fn a_list_that_begins_later_is_compared_from_there_on() {
    let run = crosses();
    let comparison = run.altered(|trades| drop(trades.drain(..20)));
    assert_eq!(the_cause(&comparison), Cause::StartOfChart);
    assert_eq!(comparison.equal_ratio(), Some(1.0));
    assert!(
        comparison.findings[0].sentence.contains("This run has 20 trades before it"),
        "{:?}",
        comparison.findings
    );
    assert_eq!(comparison.findings[0].remedy, None);
}

#[test]
fn a_list_that_begins_before_the_bars_is_compared_from_the_first_bar_on() {
    let run = crosses();
    let mut config = run.config;
    let listed = trades(&run.report);
    let start = listed[20].entry_time - HOUR;
    config.window.start = Some(start);
    let later = ran("sma_cross", 7, config);
    let comparison = later.against(&csv(&listed, NEW));
    assert_eq!(the_cause(&comparison), Cause::StartOfChart);
    assert!(comparison.n_equal + 3 > n_closed(&later), "{:?}", comparison.findings);
    assert!(
        comparison.findings[0].sentence.contains("before this run’s first bar"),
        "{:?}",
        comparison.findings
    );
}

#[test]
fn trades_that_differ_only_at_the_beginning_point_at_the_start_of_the_chart() {
    let run = crosses();
    let comparison = run.altered(|trades| {
        for trade in &mut trades[..5] {
            trade.entry_time += HOUR;
            trade.entry_price += 1.37;
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::StartOfChart);
    assert!(
        comparison.findings[0].sentence.contains("before it 5 trades differ"),
        "{:?}",
        comparison.findings
    );
}

#[test]
fn a_margin_call_there_is_named_and_all_that_follows_from_it() {
    let run = crosses();
    let n = trades(&run.report).len();
    let comparison = run.altered(|trades| {
        // Half of the position is closed by a call, and the rest later.
        let rest = trades[n / 2].clone();
        let called = &mut trades[n / 2];
        called.exit_signal = "Margin call".into();
        called.exit_time = called.entry_time + HOUR;
        called.quantity /= 2.0;
        reprofit(called);
        let number = trades.len() as u64 + 1;
        trades.push(Listed { number, quantity: rest.quantity / 2.0, ..rest });
    });
    assert_eq!(the_cause(&comparison), Cause::Margin);
}

#[test]
fn a_liquidation_here_is_named() {
    let mut config = settings();
    (config.account.margin_long, config.account.margin_short) = (0.1, 0.1);
    config.account.sizing = Sizing::EquityRatio(9.8);
    let run = ran("sma_cross", 7, config);
    assert!(run.report.trades.iter().any(|trade| trade.exit_reason == ExitReason::Liquidation));
    (config.account.margin_long, config.account.margin_short) = (0.0, 0.0);
    let without = ran("sma_cross", 7, config);
    let comparison = run.against(&csv(&trades(&without.report), NEW));
    assert!(causes(&comparison).contains(&Cause::Margin), "{:?}", comparison.findings);
}

#[test]
fn prices_that_the_bars_never_had_point_at_other_bars() {
    let run = crosses();
    let comparison = run.altered(|trades| {
        for (trade, at) in trades.iter_mut().zip(0..) {
            let off = 1.0 + 0.002 * f64::from(at % 7 + 1);
            trade.entry_price = (trade.entry_price * off * 100.0).round() / 100.0;
            reprofit(trade);
        }
    });
    assert_eq!(the_cause(&comparison), Cause::Bars);
}

#[test]
fn what_no_single_setting_explains_is_left_unexplained() {
    let run = crosses();
    let n = trades(&run.report).len();
    let comparison = run.altered(|trades| {
        trades[n - 5].exit_time += 2 * HOUR;
        drop(trades.remove(n - 10));
    });
    assert_eq!((comparison.n_unexplained, causes(&comparison)), (2, vec![]));
    let off: Vec<Standing> =
        comparison.rows.iter().filter(|row| row.is_off()).map(|row| row.standing).collect();
    assert_eq!(off, [Standing::OnlyHere, Standing::Different]);
    let different = comparison.rows.iter().find(|row| row.standing == Standing::Different).unwrap();
    assert_eq!(
        different.differences.iter().map(|of| (of.part, of.by)).collect::<Vec<_>>(),
        [(Part::ExitTime, -2.0 * HOUR as f64)]
    );
    assert_eq!(comparison.n_compared, n_closed(&run));
}

#[test]
fn a_trade_of_the_other_side_is_one_difference_and_not_two_missing_trades() {
    let run = crosses();
    let n = trades(&run.report).len();
    let comparison = run.altered(|trades| trades[n - 4].side = trades[n - 4].side.opposite());
    let row = comparison.rows.iter().find(|row| row.is_off()).unwrap();
    assert!(row.differences.iter().any(|of| of.part == Part::Side), "{row:?}");
    assert_eq!(comparison.n_compared - comparison.n_equal, 1);
}

#[test]
fn a_tick_that_moves_stops_to_other_bars_is_named_for_them_too() {
    let run = ran("atr_bracket", 7, settings());
    let mut config = settings();
    config.instrument.tick_size = Some(0.5);
    let coarse = ran("atr_bracket", 7, config);
    let comparison = run.against(&csv(&trades(&coarse.report), NEW));
    assert_eq!(causes(&comparison)[0], Cause::TickSize { there: 0.5, here: Some(0.01) });
}

#[test]
fn the_list_of_another_strategy_has_its_clock_found_by_the_bars_and_no_cause_made_up() {
    let (run, other) = (crosses(), ran("donchian_breakout", 7, settings()));
    let mut listed = trades(&other.report);
    for trade in &mut listed {
        trade.entry_time += 8 * HOUR;
        trade.exit_time += 8 * HOUR;
    }
    let comparison = run.against(&csv(&listed, NEW));
    let made_up = |cause: &&Cause| !matches!(cause, Cause::TimeZone { .. } | Cause::StartOfChart);
    assert_eq!(causes(&comparison).iter().find(made_up), None, "{:?}", comparison.findings);
    assert_eq!(causes(&comparison)[0], Cause::TimeZone { minutes: vec![480] });
    assert!(comparison.n_unexplained > 50 && comparison.equal_ratio().unwrap() < 0.2);
}
