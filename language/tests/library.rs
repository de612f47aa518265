//! The scripts that ship: each compiles, trades and does not look ahead.

#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff_as};
use engine::lookahead::LookAhead;
use engine::registry::{AnySource, finish, prepare};
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

fn input(name: &str) -> Rc<Series> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/inputs").join(name);
    let bytes = std::fs::read(path).unwrap();
    let options = ImportOptions::default();
    let format = sniff_as(&bytes[..bytes.len().min(HEAD_BYTES)], name, &options).unwrap();
    let mut reader = Reader::new(format, options).unwrap();
    reader.push(&bytes).unwrap();
    Rc::new(reader.finish().unwrap().series)
}

fn daily() -> Rc<Series> {
    input("sp500-daily.csv.gz")
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
