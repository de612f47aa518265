//! The scripts that ship: each compiles, trades and does not look ahead; a twin trades as the built-in strategy does.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff_as};
use engine::lookahead::LookAhead;
use engine::registry::{AnySource, built_in, finish, prepare};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog::STRATEGIES;
use engine::strategy::param::Params;
use engine::synthetic::minute_series;
use language::library::{LIBRARY, LibraryScript};
use language::{Compiled, compile, source};

fn compiled(script: &LibraryScript) -> Compiled {
    compile(script.source).unwrap_or_else(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(|of| of.render(script.key)).collect();
        panic!("{}", texts.join("\n"))
    })
}

fn sample(name: &str) -> Rc<Series> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/assets/samples").join(name);
    let bytes = std::fs::read(path).unwrap();
    let options = ImportOptions::default();
    let format = sniff_as(&bytes[..bytes.len().min(HEAD_BYTES)], name, &options).unwrap();
    let mut reader = Reader::new(format, options).unwrap();
    reader.push(&bytes).unwrap();
    Rc::new(reader.finish().unwrap().series)
}

fn daily() -> Rc<Series> {
    sample("sp500-daily.csv.gz")
}

fn minutes() -> Rc<Series> {
    Rc::new(minute_series(11, 20_000))
}

fn settings(compiled: &Compiled) -> RunConfig {
    let mut config = compiled.settings.over(&RunConfig::default());
    config.instrument.tick_size = Some(0.01);
    config
}

fn run(of: &AnySource, params: &Params, config: &RunConfig, series: &Rc<Series>) -> Report {
    finish(prepare(of, params, config, Rc::clone(series)).unwrap()).unwrap()
}

#[test]
fn every_script_of_the_folder_is_listed_once_and_says_what_it_does_and_where_it_is_from() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("library");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let keys: BTreeSet<String> = LIBRARY.iter().map(|script| script.key.to_owned()).collect();
    assert_eq!(keys, files);
    assert_eq!(keys.len(), LIBRARY.len());
    for script in LIBRARY {
        assert!(script.summary().ends_with('.') && script.origin().ends_with('.'), "{}", script.key);
    }
    for strategy in STRATEGIES {
        assert!(keys.contains(strategy.key()), "{} has no twin", strategy.name);
    }
    assert!(LIBRARY.len() >= STRATEGIES.len() + 15);
}

#[test]
fn every_script_trades_and_does_not_look_ahead() {
    let series = [daily(), minutes()];
    for script in LIBRARY {
        let compiled = compiled(script);
        let config = settings(&compiled);
        let of = source(compiled, "ab");
        let params = of.declaration().defaults();
        assert_eq!(of.declaration().problems(&params), [], "{}", script.key);
        let mut n_trades = 0;
        for series in &series {
            n_trades += run(&of, &params, &config, series).trades.len();
            let short = Rc::new(series.slice(0..3_000).unwrap());
            let verdict = LookAhead::of(&of, &params, &config, short, 1).unwrap().finish();
            assert_eq!(verdict.finding, None, "{}", script.key);
        }
        let least = if script.key == "buy_and_hold" { 2 } else { 10 };
        assert!(n_trades >= least, "{}: {n_trades} trades", script.key);
    }
}

#[test]
fn a_twin_has_the_parameters_and_the_trades_of_the_built_in_strategy() {
    let series = [daily(), minutes()];
    for strategy in STRATEGIES {
        let script = LIBRARY.iter().find(|script| script.key == strategy.key()).unwrap();
        let (twin, built_in) = (source(compiled(script), "ab"), built_in(strategy.key()).unwrap());
        assert_eq!(twin.declaration().name, strategy.name);
        assert_eq!(twin.declaration().params, strategy.params, "{}", strategy.name);
        assert_eq!(script.summary(), strategy.summary);
        let mut variants = vec![strategy.defaults()];
        if strategy.param("short").is_some() {
            let mut long_only = strategy.defaults();
            long_only.set("short", false);
            variants.push(long_only);
        }
        for (series, params) in series.iter().flat_map(|series| variants.iter().map(move |of| (series, of))) {
            let config = RunConfig::default();
            let theirs = run(&built_in, params, &config, series);
            let ours = run(&twin, params, &config, series);
            assert!(!ours.trades.is_empty());
            let rows = |report: &Report| -> Vec<_> {
                let row = |trade: &engine::trade::Trade| {
                    (
                        (trade.entry_time, trade.exit_time, trade.side),
                        (trade.entry_price.to_bits(), trade.exit_price.to_bits(), trade.quantity.to_bits()),
                    )
                };
                report.trades.iter().map(row).collect()
            };
            let (ours, theirs) = (rows(&ours), rows(&theirs));
            let n_same = ours.iter().filter(|row| theirs.contains(row)).count();
            // Where two averages of the same prices are equal, the last bit of a mean makes a crossing or none: scripts sum as
            // TradingView does, bar by bar, the built-in strategies by blocks.
            let has_means = ["sma_cross", "atr_bracket", "bollinger_rsi"].contains(&strategy.key());
            let least = if has_means { theirs.len() * 49 / 50 } else { theirs.len() };
            assert!(n_same >= least, "{}: {n_same} of {} trades", strategy.name, theirs.len());
            assert!(has_means || ours.len() == theirs.len(), "{}", strategy.name);
        }
    }
}
