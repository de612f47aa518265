//! One backtest from the command line: `cargo run --release -p engine --example backtest -- --bars FILE.csv --spec SPEC.json`
//! prints the report as JSON. The bars are read, and the run is made, by the code that the browser runs.
//!
//! A spec names what differs from the defaults, for instance
//! `{"strategy": "sma_cross", "params": {"fast": 30, "slow": 150}, "config": {"account": {"initial_cash": 50000.0}}}`.

use std::io::Read;
use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff};
use engine::registry::{built_in, prepare};
use engine::series::Series;
use engine::strategy::catalog::{STRATEGIES, find};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        return help();
    }
    let value_of = |flag: &str| {
        arguments.iter().position(|argument| argument == flag).and_then(|at| arguments.get(at + 1))
    };
    let bars = value_of("--bars").context("name the bars: --bars FILE.csv")?;
    let spec = value_of("--spec").context("name the settings: --spec SPEC.json")?;
    let spec = std::fs::read_to_string(spec).with_context(|| format!("reading {spec}"))?;
    let spec: Value = serde_json::from_str(&spec).context("the spec is no JSON")?;

    let id = spec["strategy"].as_str().unwrap_or("sma_cross");
    let info = find(id).with_context(|| format!("there is no strategy {id}; --help lists them"))?;
    let params = serde_json::from_value(over(json!(info.defaults()), &spec["params"], "params")?)?;
    let config: RunConfig =
        serde_json::from_value(over(json!(RunConfig::default()), &spec["config"], "config")?)?;
    let report = prepare(&built_in(id)?, &params, &config, Rc::new(read(bars)?))?.finish();
    serde_json::to_writer(std::io::stdout().lock(), &report)?;
    println!();
    Ok(())
}

fn read(path: &str) -> Result<Series> {
    let mut file = std::fs::File::open(path).with_context(|| format!("opening {path}"))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).with_context(|| format!("reading {path}"))?;
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], path)?;
    let mut reader = Reader::new(format, ImportOptions::default())?;
    reader.push(&bytes)?;
    let imported = reader.finish()?;
    for warning in imported.quality.warnings() {
        eprintln!("{}", warning.sentence);
    }
    Ok(imported.series)
}

/// The defaults with what `given` says instead. A key that the defaults do not have is refused: a misspelt setting that is
/// silently ignored would give a wrong number.
fn over(mut defaults: Value, given: &Value, path: &str) -> Result<Value> {
    let Some(given) = given.as_object() else {
        ensure!(given.is_null(), "{path} must be an object");
        return Ok(defaults);
    };
    for (key, value) in given {
        let Some(slot) = defaults.get_mut(key) else { bail!("{path} has no setting named {key}") };
        // `{"kind": …, "value": …}` is one value, not a group of settings.
        *slot = if slot.is_object() && slot.get("kind").is_none() {
            over(slot.take(), value, &format!("{path}.{key}"))?
        } else {
            value.clone()
        };
    }
    Ok(defaults)
}

fn help() -> Result<()> {
    println!("backtest --bars FILE.csv --spec SPEC.json\n\nA spec with every setting at its default:");
    for info in STRATEGIES {
        let spec =
            json!({ "strategy": info.key(), "params": info.defaults(), "config": RunConfig::default() });
        println!("{}", serde_json::to_string(&spec)?);
    }
    Ok(())
}
