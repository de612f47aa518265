//! Scripts of the size and style that people share. Each compiles, runs over the same made-up bars to a frozen summary, and keeps what must
//! hold of any run: books that balance, fills that the bars allow, no more entries than allowed, the same result in slices, no look-ahead.

#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

mod bars;
mod properties;

use std::path::Path;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::report::Report;
use engine::series::Series;
use language::{Compiled, compile};

/// Script, trades, net profit in cents, notes of the compiler.
const FROZEN: [(&str, usize, i64, usize); 14] = [
    ("calendar_matrix", 333, -128_765, 1),
    ("candle_patterns_lib", 371, 20_628, 1),
    ("dca_grid", 66, 140_984, 1),
    ("heikin_renko_state", 84, 67_943, 1),
    ("multi_filter_v5", 78, 48_084, 1),
    ("nearest_neighbours", 156, 115_013, 1),
    ("opening_range_session", 68, 1_892, 2),
    ("order_blocks", 51, -2_095, 1),
    ("plan_from_text", 160, 218_680, 1),
    ("risk_manager", 95, 136_556, 1),
    ("self_tuning", 108, 537_146, 1),
    ("trend_suite_v5", 56, 341_089, 1),
    ("value_area_profile", 145, -292_883, 1),
    ("zigzag_trendline", 36, -443, 1),
];

fn source_of(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/long").join(format!("{name}.pine"));
    std::fs::read_to_string(path).unwrap()
}

fn compiled(name: &str) -> Compiled {
    compile(&source_of(name)).unwrap_or_else(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(|of| of.render(name)).collect();
        panic!("{}", texts.join("\n"))
    })
}

fn config_of(compiled: &Compiled) -> RunConfig {
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    compiled.settings.over(&base)
}

fn run(name: &str, compiled: &Compiled, series: &Rc<Series>, slice: usize) -> Report {
    let config = config_of(compiled);
    let values = compiled.values(&Default::default()).unwrap();
    let strategy = compiled.strategy(&config, series, values).unwrap();
    let market = Market::new(Rc::clone(series), &config).unwrap();
    let mut run = Box::new(Backtest::new(market, config, strategy, 0).unwrap());
    while {
        let progress = run.step(slice);
        progress.done < progress.total
    } {}
    if let Some(failure) = run.failure() {
        let line = source_of(name)[..failure.at as usize].lines().count();
        panic!("{name}, line {line}, bar {}: {}", failure.bar, failure.sentence);
    }
    run.finish()
}

#[test]
fn every_script_gives_what_it_gave() {
    let series = bars::hourly();
    let summary = |name: &str| {
        let compiled = compiled(name);
        let report = run(name, &compiled, &series, usize::MAX);
        let net: f64 = report.trades.iter().map(|trade| trade.profit).sum();
        (report.trades.len(), (net * 100.0).round() as i64, compiled.notes.len())
    };
    let found: Vec<_> = FROZEN
        .iter()
        .map(|(name, ..)| {
            let (n_trades, cents, n_notes) = summary(name);
            (*name, n_trades, cents, n_notes)
        })
        .collect();
    assert_eq!(found, FROZEN);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/long");
    let is_script = |path: &Path| path.extension().is_some_and(|extension| extension == "pine");
    let n_files =
        std::fs::read_dir(folder).unwrap().filter(|entry| is_script(&entry.as_ref().unwrap().path()));
    assert_eq!(n_files.count(), FROZEN.len(), "every script of the folder is run");
}
