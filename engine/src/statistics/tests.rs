//! Edge cases, and the promises that hold for every number.

use super::*;
use crate::trade::{ExitReason, Side, Trade};

const DAY: i64 = 86_400_000;

/// A long trade of one unit bought at 100 on bar `entry` and sold on bar `exit`, bars being days.
pub(super) fn trade(profit: f64, entry: u32, exit: u32) -> Trade {
    Trade {
        side: Side::Long,
        quantity: 1.0,
        entry_bar: entry,
        entry_time: i64::from(entry) * DAY,
        entry_price: 100.0,
        entry_id: "long".into(),
        entry_cause: None,
        exit_bar: exit,
        exit_time: i64::from(exit) * DAY,
        exit_price: 100.0 + profit,
        exit_id: "close".into(),
        exit_reason: ExitReason::Signal,
        exit_cause: None,
        profit,
        commission: 0.0,
        slippage: 0.0,
        max_favourable: profit.max(0.0),
        max_adverse: profit.min(0.0),
    }
}

pub(super) fn statistics_at(time: &[i64], equity: &[f64], trades: &[Trade], interval_ms: i64) -> Statistics {
    let close: Vec<f64> = (0..time.len()).map(|bar| 50.0 + (bar * 7 % 5) as f64).collect();
    compute(&Input {
        time,
        close: &close,
        interval_ms,
        equity,
        trades,
        first_bar: 0,
        warmup_bars: 0,
        initial_cash: 1_000.0,
        risk_free_rate: 0.0,
        calendar: &Calendar::new(time, interval_ms),
    })
}

pub(super) fn statistics(equity: &[f64], trades: &[Trade]) -> Statistics {
    let time: Vec<i64> = (0..equity.len() as i64).map(|day| day * DAY).collect();
    statistics_at(&time, equity, trades, DAY)
}

fn assert_every_number_is_finite(statistics: &Statistics) {
    let Statistics { run, all, long, short } = statistics;
    for (info, metric) in [run.metrics(), all.metrics(), long.metrics(), short.metrics()].concat() {
        assert!(metric.is_err() || metric.is_ok_and(f64::is_finite), "{}: {metric:?}", info.key);
    }
}

#[test]
fn keys_are_unique_and_the_headline_exists() {
    let mut keys: Vec<&str> =
        RunStatistics::INFO.iter().chain(TradeStatistics::INFO).map(|info| info.key).collect();
    let n = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), n);
    let found = statistics(&[1_000.0], &[]);
    for key in HEADLINE {
        assert!(info(key).is_some() && found.get(key).is_some(), "{key}");
    }
    assert_eq!(found.get("no_such_number"), None);
}

#[test]
fn definitions_are_sentences() {
    for info in RunStatistics::INFO.iter().chain(TradeStatistics::INFO) {
        assert!(info.definition.ends_with('.') && info.definition.len() > 10, "{}", info.key);
        assert!(!info.name.is_empty());
    }
}

#[test]
fn one_bar_has_no_returns() {
    let found = statistics(&[1_000.0], &[]);
    assert_every_number_is_finite(&found);
    assert_eq!(found.get("return"), Some(Ok(0.0)));
    for key in ["sharpe", "cagr", "annual_return", "beta", "skew"] {
        assert_eq!(found.get(key), Some(Err(Undefined::TooShort)), "{key}");
    }
}

#[test]
fn constant_equity_has_no_variation_and_no_drawdown() {
    let found = statistics(&[1_000.0; 50], &[]);
    assert_every_number_is_finite(&found);
    assert_eq!(found.get("sharpe"), Some(Err(Undefined::NoVariation)));
    assert_eq!(found.get("max_drawdown"), Some(Ok(0.0)));
    assert_eq!(found.get("average_drawdown"), Some(Err(Undefined::NoDrawdown)));
    assert_eq!(found.get("calmar"), Some(Err(Undefined::NoDrawdown)));
    assert_eq!(found.get("beta"), Some(Ok(0.0)));
    assert_eq!(found.get("exposure"), Some(Ok(0.0)));
}

#[test]
fn no_trades_leave_ratios_undefined_and_sums_zero() {
    let Statistics { run, all, .. } = statistics(&[1_000.0; 5], &[]);
    assert_eq!(all.count, Ok(0.0));
    // A sum of nothing is 0, not −0, which would be written as “-0”.
    for metric in [run.net_profit, run.gross_loss, run.open_profit, run.commission, run.max_drawdown] {
        assert_eq!(metric.map(f64::to_bits), Ok(0));
    }
    for metric in [all.win_rate, all.profit_factor, all.average_win, all.sqn, all.kelly, all.median_trade] {
        assert_eq!(metric, Err(Undefined::NoTrades));
    }
}

#[test]
fn one_trade_has_no_deviation() {
    let all = statistics(&[1_000.0, 1_005.0], &[trade(5.0, 0, 1)]).all;
    assert_eq!((all.win_rate, all.expectancy, all.average_bars), (Ok(1.0), Ok(0.05), Ok(1.0)));
    assert_eq!(all.sqn, Err(Undefined::TooFewTrades));
    assert_eq!(all.profit_factor, Err(Undefined::NoLosingTrades));
}

#[test]
fn two_trades_by_hand() {
    let all = statistics(&[1_000.0, 1_006.0, 1_003.0], &[trade(6.0, 0, 1), trade(-3.0, 1, 2)]).all;
    assert_eq!((all.profit_factor, all.payoff_ratio, all.kelly), (Ok(2.0), Ok(2.0), Ok(0.25)));
    assert_eq!((all.average_trade, all.median_trade), (Ok(1.5), Ok(1.5)));
    // √2 × 1.5 ÷ (9 ÷ √2)
    assert!((all.sqn.unwrap() - 1.0 / 3.0).abs() < 1e-15);
    assert!((all.average_return.unwrap() - ((1.06 * 0.97f64).sqrt() - 1.0)).abs() < 1e-15);
}

#[test]
fn only_wins_and_only_losses() {
    let wins = statistics(&[1_000.0; 4], &[trade(1.0, 0, 1), trade(2.0, 1, 2), trade(4.0, 2, 3)]).all;
    assert_eq!((wins.win_rate, wins.winning_streak), (Ok(1.0), Ok(3.0)));
    assert_eq!(
        (wins.average_loss, wins.kelly),
        (Err(Undefined::NoLosingTrades), Err(Undefined::NoLosingTrades))
    );
    assert_eq!((wins.median_trade, wins.losses), (Ok(2.0), Ok(0.0)));
    let losses = statistics(&[1_000.0; 4], &[trade(-1.0, 0, 1), trade(-2.0, 1, 2), trade(-5.0, 2, 3)]).all;
    assert_eq!((losses.win_rate, losses.losing_streak), (Ok(0.0), Ok(3.0)));
    assert_eq!((losses.profit_factor, losses.average_win), (Ok(0.0), Err(Undefined::NoWinningTrades)));
    assert_eq!(losses.largest_loss_share, Ok(0.625));
}

#[test]
fn equal_profits_have_no_deviation() {
    let all = statistics(&[1_000.0; 4], &[trade(0.1, 0, 1), trade(0.1, 1, 2), trade(0.1, 2, 3)]).all;
    assert_eq!(all.sqn, Err(Undefined::NoVariation));
}

#[test]
fn open_trades_count_as_open_profit_only() {
    let open = Trade { exit_reason: ExitReason::Open, commission: 1.0, ..trade(7.0, 2, 4) };
    let found = statistics(&[1_000.0; 5], &[trade(-1.0, 0, 1), open]);
    assert_eq!((found.all.count, found.all.commission_per_trade), (Ok(1.0), Ok(0.0)));
    assert_eq!((found.run.net_profit, found.run.open_profit), (Ok(-1.0), Ok(7.0)));
    assert_eq!(found.run.commission, Ok(1.0));
    assert_eq!(found.get("exposure"), Some(Ok(1.0)));
}

#[test]
fn equity_at_or_below_zero_has_no_compound_returns() {
    for bottom in [0.0, -500.0] {
        let found = statistics(&[1_000.0, bottom, 300.0, 200.0], &[]);
        assert_every_number_is_finite(&found);
        for key in ["sharpe", "sortino", "cagr", "beta", "annual_volatility", "monthly_sharpe"] {
            assert_eq!(found.get(key), Some(Err(Undefined::EquityNotPositive)), "{key}");
        }
        assert_eq!(found.get("max_drawdown"), Some(Ok(bottom / 1_000.0 - 1.0)));
    }
}

#[test]
fn a_trade_that_loses_everything_has_no_geometric_mean() {
    let all = statistics(&[1_000.0; 3], &[trade(-150.0, 0, 1), trade(5.0, 1, 2)]).all;
    assert_eq!(all.average_return, Err(Undefined::TotalLoss));
}

#[test]
fn a_year_of_gap_adds_no_days() {
    let time: Vec<i64> = (0..10).map(|day| (day + if day < 5 { 0 } else { 365 }) * DAY).collect();
    let equity: Vec<f64> = (0..10).map(|day| 1_000.0 + f64::from(day * 3 % 4)).collect();
    let (gap, plain) = (statistics_at(&time, &equity, &[], DAY), statistics(&equity, &[]));
    assert_every_number_is_finite(&gap);
    assert_eq!(gap.get("sharpe"), plain.get("sharpe"));
    assert_eq!(gap.get("duration"), Some(Ok((374 * DAY) as f64)));
    assert!(gap.get("cagr").unwrap().unwrap() < plain.get("cagr").unwrap().unwrap());
}

#[test]
fn overlapping_trades_count_once_in_exposure() {
    let trades = [trade(1.0, 0, 2), trade(1.0, 1, 2), trade(1.0, 4, 5), trade(1.0, 3, 6)];
    let found = statistics(&[1_000.0; 10], &trades);
    assert_eq!(found.get("exposure"), Some(Ok(0.7)));
}

#[test]
fn statistics_come_back_equal_from_json() {
    let found = statistics(&[1_000.0, 1_003.0, 998.0, 1_001.0], &[trade(3.0, 0, 1), trade(-2.0, 1, 3)]);
    let text = serde_json::to_string(&found).unwrap();
    assert!(!text.contains("null") && text.contains(r#""return":"#));
    assert_eq!(serde_json::from_str::<Statistics>(&text).unwrap(), found);
}

#[test]
fn what_an_older_version_did_not_know_is_not_computed_and_not_part_of_the_hash() {
    let found = statistics(&[1_000.0, 1_003.0, 998.0], &[trade(3.0, 0, 1), trade(-5.0, 1, 2)]);
    let mut old: serde_json::Value = serde_json::to_value(&found).unwrap();
    for part in ["all", "long", "short"] {
        old[part].as_object_mut().unwrap().remove("max_position").unwrap();
    }
    old["run"].as_object_mut().unwrap().remove("trade_run_up").unwrap();
    let read: Statistics = serde_json::from_value(old).unwrap();
    assert_eq!(read.get("max_position"), Some(Err(Undefined::NotComputed)));
    assert_eq!(read.run.trade_run_up, Err(Undefined::NotComputed));
    assert_eq!(read.get("sqn"), found.get("sqn"));
    assert!(Undefined::NotComputed.reason().contains("not computed by the version"));
    let hash = |statistics: &Statistics| {
        crate::hash::result_hash(&crate::report::Report {
            first_bar: 0,
            equity: vec![1.0],
            positions: Vec::new(),
            trades: Vec::new(),
            statistics: statistics.clone(),
            notes: Vec::new(),
            n_notes: 0,
            ambiguous_bars: Vec::new(),
            ended: None,
            result_hash: String::new(),
        })
    };
    assert_ne!(hash(&read), hash(&found));
    // Each of the two numbers counts, and the absent ones leave the hash of the rest as that version made it.
    let filled = Statistics { run: found.run.clone(), ..read.clone() };
    assert!(hash(&filled) != hash(&read) && hash(&filled) != hash(&found));
}

#[test]
fn a_small_position_in_a_large_account_has_an_exact_volatility_and_sharpe() {
    // A unit of a currency pair in an account of a thousand million units: daily returns near 1e-9, whose squares vanish
    // beside 1. The expected numbers are the definitions in fractions, powers and roots to 60 digits.
    let equity: Vec<f64> = [0, 3, 1, 4, 2, 7, 5].into_iter().map(|gain| 1e9 + f64::from(gain)).collect();
    let run = statistics(&equity, &[]).run;
    for (metric, expected) in [
        (run.annual_return, 3.041_667_121_649_35e-7),
        (run.annual_volatility, 6.091_662_799_234_619e-8),
        (run.sharpe, 4.993_163_971_635_983),
    ] {
        let ours = metric.unwrap();
        assert!((ours / expected - 1.0).abs() < 1e-9, "{ours} instead of {expected}");
    }
}

#[test]
fn numbers_beyond_all_range_are_undefined_and_never_infinite() {
    let huge = Trade { quantity: 1e300, profit: f64::INFINITY, commission: 1e308, ..trade(1e10, 0, 1) };
    let found = statistics(&[1e308, f64::INFINITY, 1e308], &[huge.clone(), huge]);
    assert_every_number_is_finite(&found);
    assert_eq!(found.get("net_profit"), Some(Err(Undefined::OutOfRange)));
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Statistics>(&text).unwrap(), found);
}

#[test]
fn a_bar_back_at_the_peak_ends_a_fall_wherever_it_stands() {
    for back in 1..40 {
        let mut equity = [900.0; 41];
        (equity[0], equity[back]) = (1_000.0, 1_000.0);
        let run = statistics(&equity, &[]).run;
        assert_eq!(run.time_under_water, Ok(39.0 / 41.0), "{back}");
        assert_eq!(run.max_drawdown_duration, Ok((back.max(40 - back) as i64 * DAY) as f64), "{back}");
    }
}
