//! A script from the command line: its trades, or what is wrong with it.

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::report::Report;
use engine::series::Series;
use engine::trade::{Side, Trade};
use language::{Compiled, Given, compile};
use serde_json::{Value, json};

use super::compare;

/// Prints what is wrong with a script as JSON; an empty list if nothing is.
pub(crate) fn check(path: &str) -> Result<()> {
    let source = read(path)?;
    let diagnostics = match compile(&source) {
        Ok(compiled) => compiled.warnings,
        Err(diagnostics) => diagnostics,
    };
    println!("{}", serde_json::to_string_pretty(&diagnostics)?);
    Ok(())
}

/// Runs a script and prints its closed trades as JSON, or with a list of trades how it compares.
pub(crate) fn run(
    path: &str,
    inputs: Option<&String>,
    list: Option<&String>,
    base: &RunConfig,
    series: &Rc<Series>,
) -> Result<()> {
    let source = read(path)?;
    let compiled = compile(&source).map_err(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(|diagnostic| diagnostic.render(path)).collect();
        anyhow::anyhow!("the script cannot run:\n{}", texts.join("\n"))
    })?;
    for note in &compiled.notes {
        eprintln!("note: {note}");
    }
    let given: BTreeMap<String, Given> = match inputs {
        Some(inputs) => serde_json::from_str(inputs).context("--inputs is no JSON object")?,
        None => BTreeMap::new(),
    };
    let config = compiled.settings.over(base);
    let report = report(&source, &compiled, &given, &config, series)?;
    match list {
        Some(list) => compare::print(list, &report, &config, series),
        None => {
            let trades: Vec<Value> = report.trades.iter().filter(|of| !of.is_open()).map(trade).collect();
            println!("{}", serde_json::to_string(&trades)?);
            Ok(())
        }
    }
}

fn report(
    source: &str,
    compiled: &Compiled,
    given: &BTreeMap<String, Given>,
    config: &RunConfig,
    series: &Rc<Series>,
) -> Result<Report> {
    let values = compiled.values(given).map_err(anyhow::Error::msg)?;
    let strategy = match compiled.strategy(config, series, values) {
        Ok(ready) => ready,
        Err(failure) => bail!("{}", failure.sentence),
    };
    let market = Market::new(Rc::clone(series), config)?;
    let mut run = Box::new(Backtest::new(market, *config, strategy, 0)?);
    run.step(usize::MAX);
    if let Some(failure) = run.failure() {
        let line = source[..(failure.at as usize).min(source.len())].matches('\n').count() + 1;
        bail!("line {line}, bar {} ({} ms): {}", failure.bar, failure.time, failure.sentence);
    }
    Ok(run.finish())
}

/// A trade as it is printed.
pub(crate) fn trade(trade: &Trade) -> Value {
    json!({
        "entry_time": trade.entry_time,
        "exit_time": trade.exit_time,
        "side": if trade.side == Side::Long { "long" } else { "short" },
        "entry_price": trade.entry_price,
        "exit_price": trade.exit_price,
        "qty": trade.quantity,
    })
}

fn read(path: &str) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {path}"))
}
