//! What the numbers and the tables of any report have to do with each other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::{Commission, RunConfig, Sizing};
use engine::registry::{built_in, prepare};
use engine::report::Report;
use engine::series::{Bar, Series};
use engine::statistics::tables::{
    TimeGroup, buy_and_hold_curve, drawdown_curve, exposure_curve, returns_by, trade_return_histogram, years,
};
use engine::statistics::{Metric, TradeStatistics, monthly_returns};
use engine::strategy::catalog::STRATEGIES;
use engine::synthetic::minute_series;

const DAY: i64 = 86_400_000;

fn close_to(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// A random walk in days.
fn days(seed: u64) -> Rc<Series> {
    let minutes = minute_series(seed, 1_500);
    let bars: Vec<Bar> = (0..minutes.len()).map(|i| Bar { time: i as i64 * DAY, ..minutes.bar(i) }).collect();
    Rc::new(Series::from_bars(&bars, DAY).unwrap())
}

fn configs() -> Vec<RunConfig> {
    let mut costly = RunConfig::default();
    costly.account.sizing = Sizing::EquityRatio(0.9);
    costly.account.commission = Commission::ValueRatio(0.001);
    let mut large = RunConfig::default();
    large.account.sizing = Sizing::Lots(3.0);
    large.execution.pyramiding = 3;
    vec![RunConfig::default(), costly, large]
}

/// Every strategy on some random series, with its series and settings.
fn for_each_report(mut check: impl FnMut(&str, &Series, &RunConfig, &Report)) {
    let mut n_trades = 0;
    for seed in 1..=3 {
        for series in [Rc::new(minute_series(seed, 4_000)), days(seed)] {
            for config in configs() {
                for strategy in STRATEGIES {
                    let mut params = strategy.defaults();
                    for (key, short) in [("fast", 4.0), ("slow", 11.0), ("length", 8.0)] {
                        if params.get(key).is_some() {
                            params.set(key, short);
                        }
                    }
                    let report =
                        prepare(&built_in(strategy.key()).unwrap(), &params, &config, Rc::clone(&series))
                            .unwrap()
                            .finish();
                    n_trades += report.trades.len();
                    check(&format!("{} with seed {seed}", strategy.key()), &series, &config, &report);
                }
            }
        }
    }
    assert!(n_trades > 10_000, "only {n_trades} trades");
}

#[test]
fn profits_have_the_sign_of_the_return_without_its_open_part() {
    for_each_report(|what, _, config, report| {
        let (run, cash) = (&report.statistics.run, config.account.initial_cash);
        let without_open = run.total_return.unwrap() - run.open_profit.unwrap() / cash;
        let net = run.net_profit.unwrap();
        assert!(close_to(net / cash, without_open), "{what}");
        assert!(net.signum() == without_open.signum() || without_open.abs() < 1e-12, "{what}");
        assert!(close_to(run.closed_return.unwrap(), without_open), "{what}");
        assert!(close_to(run.gross_profit.unwrap() + run.gross_loss.unwrap(), net), "{what}");
        let (peak, last) = (run.peak_equity.unwrap(), run.final_equity.unwrap());
        assert!(peak >= last && peak >= cash, "{what}");
        assert!(run.trade_drawdown_cash.unwrap() <= 0.0 && run.trade_run_up_cash.unwrap() >= 0.0, "{what}");
    });
}

#[test]
fn numbers_of_trades_agree_with_each_other() {
    for_each_report(|what, _, _, report| {
        let [all, long, short] = [&report.statistics.all, &report.statistics.long, &report.statistics.short];
        for part in [all, long, short] {
            assert_trades_agree(what, part);
        }
        type Number = fn(&TradeStatistics) -> Metric;
        let numbers: [Number; 5] = [
            |part| part.count,
            |part| part.wins,
            |part| part.losses,
            |part| part.break_even,
            |part| part.ambiguous,
        ];
        for number in numbers {
            assert_eq!(number(all).unwrap(), number(long).unwrap() + number(short).unwrap(), "{what}");
        }
        let larger = |a: Metric, b: Metric| a.unwrap_or(0.0).max(b.unwrap_or(0.0));
        assert!(
            close_to(all.max_position.unwrap_or(0.0), larger(long.max_position, short.max_position)),
            "{what}"
        );
        assert_eq!(all.best_trade.unwrap_or(0.0) > 0.0, all.wins.unwrap() > 0.0, "{what}");
    });
}

fn assert_trades_agree(what: &str, part: &TradeStatistics) {
    let n = part.count.unwrap();
    assert_eq!(n, part.wins.unwrap() + part.losses.unwrap() + part.break_even.unwrap(), "{what}");
    let (wins, losses) = (part.wins.unwrap(), part.losses.unwrap());
    let total = |average: Metric, n: f64| average.map_or(0.0, |average| average * n);
    let (gains, falls) = (total(part.average_win, wins), total(part.average_loss, losses));
    assert!(close_to(total(part.average_trade, n), gains + falls), "{what}");
    if let Ok(factor) = part.profit_factor {
        assert!(close_to(factor, gains / -falls), "{what}");
    }
    if let (Ok(share), Ok(best)) = (part.largest_win_share, part.best_trade) {
        assert!(close_to(share * gains, best), "{what}");
    }
    for (low, middle, high) in [
        (part.min_bars, part.average_bars, part.max_bars),
        (part.min_bars_wins, part.average_bars_wins, part.max_bars_wins),
        (part.min_bars_losses, part.average_bars_losses, part.max_bars_losses),
        (part.worst_trade, part.median_trade, part.best_trade),
        (part.worst_return, part.expectancy, part.best_return),
        (part.max_adverse, part.average_adverse, Ok(0.0)),
        (Ok(0.0), part.average_favourable, part.max_favourable),
    ] {
        if let (Ok(low), Ok(middle), Ok(high)) = (low, middle, high) {
            assert!(low <= middle + 1e-12 && middle <= high + 1e-12, "{what}: {low} {middle} {high}");
        }
    }
    if let (Ok(geometric), Ok(arithmetic)) = (part.average_return, part.expectancy) {
        assert!(geometric <= arithmetic + 1e-12, "{what}");
    }
}

#[test]
fn tables_add_up_to_the_numbers() {
    for_each_report(|what, series, config, report| {
        let (run, all, cash) = (&report.statistics.run, &report.statistics.all, config.account.initial_cash);
        let (time, equity, trades) = (series.time(), &report.equity, &report.trades);
        let solvent = equity.iter().all(|value| *value > 0.0);
        let total = 1.0 + run.total_return.unwrap();
        for group in [TimeGroup::Weekday, TimeGroup::Hour] {
            let rows = returns_by(group, time, equity, cash, trades);
            assert_eq!(rows.iter().map(|row| row.n_bars as usize).sum::<usize>(), series.len(), "{what}");
            let (n, wins) = rows.iter().fold((0, 0), |(n, wins), row| (n + row.n_trades, wins + row.n_wins));
            assert_eq!((f64::from(n), f64::from(wins)), (all.count.unwrap(), all.wins.unwrap()), "{what}");
            assert!(close_to(rows.iter().map(|row| row.profit).sum(), run.net_profit.unwrap()), "{what}");
            let growth = rows.iter().try_fold(1.0, |growth, row| Ok(growth * (1.0 + row.return_ratio?)));
            let growth: Metric = growth;
            assert_eq!(growth.is_ok(), solvent, "{what}");
            assert!(growth.is_err() || close_to(growth.unwrap(), total), "{what}");
        }
        if solvent {
            let rows = years(&monthly_returns(time, equity, cash));
            let growth: f64 = rows.iter().map(|row| 1.0 + row.total.unwrap()).product();
            assert!(close_to(growth, total), "{what}");
        }
        let histogram = trade_return_histogram(trades, 20);
        let counted = histogram.map_or(0, |histogram| histogram.counts.iter().sum::<u32>());
        assert_eq!(f64::from(counted), all.count.unwrap(), "{what}");
        let deepest = drawdown_curve(equity, cash).into_iter().fold(0.0, f64::min);
        assert_eq!(deepest, run.max_drawdown.unwrap(), "{what}");
        let warmup = run.warmup_bars.unwrap() as usize;
        let held = buy_and_hold_curve(series.close(), warmup, cash);
        assert!(close_to(held[held.len() - 1] / cash - 1.0, run.buy_and_hold_return.unwrap()), "{what}");
        let exposure = exposure_curve(&report.positions, report.first_bar, series.close(), equity);
        let invested = exposure.iter().filter(|ratio| ratio.is_ok_and(|ratio| ratio != 0.0)).count();
        assert!(invested as f64 / series.len() as f64 <= run.exposure.unwrap() + 1e-12, "{what}");
    });
}
