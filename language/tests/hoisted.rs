//! Every script run twice: all of it at every bar, and with columns for what follows from the bars alone. Trades, equity and what stopped
//! it must be the same, bit for bit, over the whole series and over a window of it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::script::Script;
use engine::series::Series;
use engine::synthetic::minute_series;
use language::compile;

/// What a run leaves behind, floats as bits.
#[derive(Debug, PartialEq)]
struct Left {
    trades: Vec<String>,
    equity: Vec<u64>,
    stopped: Option<String>,
}

fn left(series: &Rc<Series>, config: &RunConfig, script: Script) -> Left {
    let market = Market::new(Rc::clone(series), config).unwrap();
    let mut run = Box::new(Backtest::new(market, *config, script, 0).unwrap());
    run.step(usize::MAX);
    let stopped = run.failure().map(|failure| format!("{failure:?}"));
    let report = run.finish();
    Left {
        trades: report.trades.iter().map(|trade| format!("{trade:?}")).collect(),
        equity: report.equity.iter().map(|value| value.to_bits()).collect(),
        stopped,
    }
}

/// Both ways; whether bars were skipped, and how many trades there were.
fn check(name: &str, source: &str, series: &Rc<Series>) -> (bool, usize) {
    let compiled = compile(source).unwrap_or_else(|diagnostics| {
        panic!("{name}: {:?}", diagnostics.iter().map(|of| of.render(name)).collect::<Vec<_>>())
    });
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    let mut config = compiled.settings.over(&base);
    let (mut skips, mut n_trades) = (false, 0);
    for start in [None, Some(series.time()[777])] {
        config.window.start = start;
        let values = compiled.values(&BTreeMap::new()).unwrap();
        let plain = left(series, &config, compiled.strategy(&config, series, values.clone()).unwrap());
        let mut indicators = Indicators::new(Rc::clone(series));
        // The second time all columns are there already, as for the next cell of a sweep.
        for _ in 0..2 {
            let script = compiled.hoisted(&config, values.clone(), &mut indicators).unwrap();
            skips |= script.skips_bars();
            let hoisted = left(series, &config, script);
            let at = plain.trades.iter().zip(&hoisted.trades).position(|(a, b)| a != b);
            let pair = at.map(|at| (&plain.trades[at], &hoisted.trades[at]));
            assert_eq!(pair, None, "{name}, from {start:?}: trade {at:?}");
            assert_eq!(plain.stopped, hoisted.stopped, "{name}, from {start:?}");
            assert!(plain == hoisted, "{name}, from {start:?}: {} trades", plain.trades.len());
        }
        n_trades += plain.trades.len();
    }
    (skips, n_trades)
}

#[test]
fn every_script_of_the_lists_gives_the_same_with_columns_and_step_by_step() {
    let series = Rc::new(minute_series(7, 20_000));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pine");
    let (mut n, mut n_skipping, mut n_trading) = (0, 0, 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (skips, n_trades) = check(&name, &std::fs::read_to_string(&path).unwrap(), &series);
        println!("{name}: {}, {n_trades} trades", if skips { "skips bars" } else { "every bar" });
        n += 1;
        n_skipping += usize::from(skips);
        n_trading += usize::from(n_trades > 0);
    }
    println!("{n} scripts, {n_skipping} skip bars, {n_trading} trade");
    assert!(n >= 45 && n_skipping >= 5 && n_trading > 30);
}

#[test]
fn shapes_of_conditions_give_the_same_with_columns_and_step_by_step() {
    let series = Rc::new(minute_series(11, 5_000));
    let head = "//@version=6\nstrategy(\"T\")\nf = ta.sma(close, 7)\ns = ta.sma(close, 19)\n";
    let old = head.replace("version=6", "version=5");
    let bodies = [
        // Skips: a guard alone, lazily with the position, in a choice, with `not` and `or`.
        (
            true,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        (
            true,
            "up = ta.crossover(f, s)\nif up and strategy.position_size <= 0\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s) and strategy.position_size > 0\n    strategy.close(\"L\")",
        ),
        (
            true,
            "x = f > s ? close > f : close < f\ny = f > s and close > f or not (close < s)\nif x and y and ta.crossover(close, f)\n    strategy.entry(\"L\", strategy.long)\nif strategy.position_size > 0\n    if f < s\n        strategy.close(\"L\")",
        ),
        (
            true,
            "var float last = na\nif ta.crossover(f, s)\n    last := close\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s) and close > last\n    strategy.close(\"L\")",
        ),
        (
            true,
            "r = f - s\nif r > 0 and r[1] <= 0 and ta.rsi(close, 9)[2] > 40\n    strategy.entry(\"L\", strategy.long)\nif nz(r[3]) > 0 and ta.crossunder(r, 0)\n    strategy.close(\"L\")",
        ),
        (
            true,
            "if hour == 3 and minute == 5\n    strategy.entry(\"L\", strategy.long)\nif hour == 4 and minute == 5\n    strategy.close_all()",
        ),
        // Something on every bar: a counter, a history of the position, an order without a guard, an `else`.
        (
            false,
            "var n = 0\nn += 1\nif n % 50 == 0\n    strategy.entry(\"L\", strategy.long)\nif n % 50 == 25\n    strategy.close(\"L\")",
        ),
        (
            false,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif strategy.position_size[1] > 0 and ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        (
            false,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nstrategy.exit(\"X\", \"L\", profit = 30, loss = 30)",
        ),
        (false, "if f > s\n    strategy.entry(\"L\", strategy.long)\nelse\n    strategy.close(\"L\")"),
        // A function that keeps a state and is not always called.
        (
            true,
            "if f > s and ta.crossover(close, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        // What stops: a length that is na, at some bar.
        (
            true,
            "n = bar_index > 3000 ? na : 5\nq = ta.sma(close, n)\nif ta.crossover(q, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(q, s)\n    strategy.close(\"L\")",
        ),
        (
            true,
            "i = 0\nsum = 0.0\nfor k = 1 to 3\n    sum := sum + close[k]\nif ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
    ];
    for (skips, body) in bodies {
        for head in [head, &old] {
            let source = format!("{head}{body}\n");
            let found = check(body, &source, &series);
            println!("{}: {body}", if found.0 { "skips bars" } else { "every bar" });
            assert!(found.1 > 1, "{body}: {} trades", found.1);
            assert!(!found.0 || skips, "{body} cannot skip bars");
        }
    }
}
