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
const FROZEN: [(&str, usize, i64, usize); 43] = [
    ("adaptive_trend_v5", 81, 21_699, 2),
    ("anchored_vwap_levels", 94, -441_317, 1),
    ("calendar_matrix", 333, -128_765, 0),
    ("candle_patterns_lib", 371, 20_628, 1),
    ("dca_grid", 66, 140_984, 0),
    ("divergence_hunter_v5", 285, -308_790, 1),
    ("every_average_vote", 107, 7_756, 1),
    ("filter_zoo", 127, 167_003, 1),
    ("harmonic_points", 118, -78_896, 1),
    ("heat_score_v5", 74, 478_790, 2),
    ("heikin_renko_state", 84, 67_943, 1),
    ("imbalance_gaps", 32, 87_972, 1),
    ("indicator_lab_v5", 80, -165_602, 1),
    ("journal_text", 174, -113_109, 1),
    ("limit_ladder_udt", 310, -75_126, 2),
    ("mtf_dashboard", 27, 417_770, 1),
    ("multi_filter_v5", 78, 48_084, 1),
    ("nearest_neighbours", 156, 115_013, 0),
    ("online_learner", 67, -19_346, 1),
    ("opening_range_session", 68, 1_892, 2),
    ("order_blocks", 51, -2_095, 1),
    ("order_desk_limits", 377, 13_119, 1),
    ("own_candles_mtf_v5", 431, -2_650, 1),
    ("performance_months_v5", 54, 303_784, 1),
    ("phase_machine", 106, -319_271, 1),
    ("plan_from_text", 160, 218_680, 1),
    ("profile_nodes", 154, 12_182, 1),
    ("regime_matrix", 1002, 39_575, 1),
    ("regression_channels", 123, 306_434, 1),
    ("ribbon_rotation_v5", 174, 1_058_379, 1),
    ("risk_desk_stats", 44, 892_113, 1),
    ("risk_manager", 95, 136_556, 1),
    ("rules_ledger", 407, 7355, 1),
    ("safety_orders_v5", 182, -41_876, 1),
    ("seasonal_clock_v5", 512, -19_792, 1),
    ("self_tuning", 108, 537_146, 0),
    ("session_box_breakout", 41, 222_076, 2),
    ("smart_money_suite", 74, -16_150, 1),
    ("trail_laboratory_v5", 256, 97_647, 1),
    ("trend_suite_v5", 56, 341_089, 1),
    ("turtle_units_v5", 198, 8_860_963, 2),
    ("value_area_profile", 145, -292_883, 0),
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
