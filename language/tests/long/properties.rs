//! What must hold of any run, whatever a script does.

use engine::lookahead::LookAhead;
use engine::report::Report;
use engine::series::Series;
use engine::trade::Trade;
use language::source;
use std::rc::Rc;

use super::{FROZEN, bars, compiled, config_of, run};

/// Ticks that slippage may carry a fill beyond the bar, and half a tick of rounding.
fn is_within(price: f64, series: &Series, bar: u32, slippage_ticks: f64) -> bool {
    let room = (slippage_ticks + 0.5) * 0.01 + 1e-9;
    let bar = bar as usize;
    (series.low()[bar] - room..=series.high()[bar] + room).contains(&price)
}

fn check_trade(name: &str, trade: &Trade, series: &Series, slippage: f64) {
    assert!(trade.quantity > 0.0, "{name}: {trade:?}");
    assert!(trade.entry_bar <= trade.exit_bar, "{name}: {trade:?}");
    assert!(is_within(trade.entry_price, series, trade.entry_bar, slippage), "{name}: {trade:?}");
    assert!(
        trade.is_open() || is_within(trade.exit_price, series, trade.exit_bar, slippage),
        "{name}: {trade:?}"
    );
    let move_ = (trade.exit_price - trade.entry_price) * trade.side.sign() * trade.quantity;
    assert!((move_ - trade.commission - trade.profit).abs() < 1e-6, "{name}: {trade:?}");
    assert!(trade.max_favourable >= 0.0 && trade.max_adverse <= 0.0, "{name}: {trade:?}");
}

/// At no bar's close are more entries open in one direction than pyramiding allows, and never in both.
fn check_pyramiding(name: &str, report: &Report, n_bars: usize, most: u32) {
    for bar in 0..n_bars as u32 {
        let open = report.trades.iter().filter(|trade| {
            trade.entry_bar <= bar && (trade.exit_bar > bar || trade.is_open() && trade.exit_bar >= bar)
        });
        // Several trades of one entry, closed in parts, are one entry.
        let mut entries: Vec<(u32, String)> =
            open.clone().map(|trade| (trade.entry_bar, format!("{:?}", trade.entry_id))).collect();
        entries.dedup();
        entries.sort();
        entries.dedup();
        assert!(entries.len() <= most.max(1) as usize, "{name}, bar {bar}: {entries:?}");
        let n_long = open.clone().filter(|trade| trade.side.sign() > 0.0).count();
        assert!(n_long == 0 || n_long == open.count(), "{name}, bar {bar}: both sides");
    }
}

#[test]
fn books_balance_and_fills_are_what_the_bars_allow() {
    let series = bars::hourly();
    for (name, ..) in FROZEN {
        let compiled = compiled(name);
        let config = config_of(&compiled);
        let report = run(name, &compiled, &series, usize::MAX);
        assert!(report.trades.len() > 20, "{name} trades");
        for trade in &report.trades {
            check_trade(name, trade, &series, compiled.settings.slippage_ticks);
        }
        let gained: f64 = report.trades.iter().map(|trade| trade.profit).sum();
        let last = report.equity.last().copied().unwrap_or_default();
        let is_balanced = (config.account.initial_cash + gained - last).abs() < 1e-6 * last.abs().max(1.0);
        assert!(is_balanced, "{name}: {} + {gained} is not {last}", config.account.initial_cash);
        check_pyramiding(name, &report, series.time().len(), config.execution.pyramiding);
    }
}

#[test]
fn slices_give_the_same() {
    let series = bars::hourly();
    for (name, ..) in FROZEN {
        let compiled = compiled(name);
        let whole = run(name, &compiled, &series, usize::MAX);
        assert_eq!(run(name, &compiled, &series, 37).result_hash, whole.result_hash, "{name}");
    }
}

#[test]
fn no_script_looks_ahead() {
    let series = Rc::new(bars::hourly().slice(0..900).unwrap());
    for (name, ..) in FROZEN {
        let compiled = compiled(name);
        let config = config_of(&compiled);
        let of = source(compiled, "ab");
        let params = of.declaration().defaults();
        let verdict = LookAhead::of(&of, &params, &config, Rc::clone(&series), 1).unwrap().finish();
        assert_eq!(verdict.finding, None, "{name}");
    }
}
