//! One backtest from the command line: `cargo run --release -p engine --example backtest -- --bars FILE.csv --spec SPEC.json`
//! prints the report as JSON. The bars are read, and the run is made, by the code that the browser runs.
//!
//! With `--script FILE.pine [--inputs JSON]` in place of a spec it runs a script, by the settings of its `strategy(…)`, and prints its closed trades;
//! `--tick` and `--lot` give the sizes of the instrument (0.01 and 0.0001 unless said), `--start` the open time of the first bar (UTC milliseconds) before
//! which bars are cut off, `--timezone` the exchange's time zone (UTC unless said), in which scripts read clocks and days. `--check` prints what is wrong with the script instead, as JSON.
//! `--compare LIST.csv` compares the trades with TradingView's *List of trades* and prints the percentage of equal ones, the likely causes of
//! differences and the first trades that differ, as JSON.
//!
//! A spec names what differs from the defaults, for instance
//! `{"strategy": "sma_cross", "params": {"fast": 30, "slow": 150}, "config": {"account": {"initial_cash": 50000.0}}}`.

mod compare;
mod script;

use std::rc::Rc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportError, ImportOptions, Reader, sniff_as};
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
    if let Some(path) = value_of("--script") {
        if arguments.iter().any(|argument| argument == "--check") {
            return script::check(path);
        }
        let number = |flag: &str, default: f64| value_of(flag).map_or(Ok(default), |text| text.parse());
        let mut config = RunConfig::default();
        config.instrument.tick_size = Some(number("--tick", 0.01)?);
        config.instrument.lot_step = Some(number("--lot", 0.0001)?);
        config.window.start = value_of("--start").map(|text| text.parse()).transpose()?;
        let bars = value_of("--bars").context("name the bars: --bars FILE.csv")?;
        let zone = value_of("--timezone").map_or("UTC", String::as_str);
        let series = Rc::new(read(bars, answers(value_of)?)?.in_time_zone(zone));
        return script::run(path, value_of("--inputs"), value_of("--compare"), &config, &series);
    }
    let bars = value_of("--bars").context("name the bars: --bars FILE.csv")?;
    let spec = value_of("--spec").context("name the settings: --spec SPEC.json")?;
    let spec = std::fs::read_to_string(spec).with_context(|| format!("reading {spec}"))?;
    let spec: Value = serde_json::from_str(&spec).context("the spec is no JSON")?;

    check_keys(&spec)?;
    let id = spec["strategy"].as_str().context("the spec names no strategy; --help lists them")?;
    let info = find(id).with_context(|| format!("there is no strategy {id}; --help lists them"))?;
    let params = serde_json::from_value(over(json!(info.defaults()), &spec["params"], "params")?)?;
    let config: RunConfig =
        serde_json::from_value(over(json!(RunConfig::default()), &spec["config"], "config")?)?;
    let answers = answers(value_of)?;
    let report = prepare(&built_in(id)?, &params, &config, Rc::new(read(bars, answers)?))?.finish();
    serde_json::to_writer(std::io::stdout().lock(), &report)?;
    println!();
    Ok(())
}

/// What the command line says of the file of bars.
fn answers<'a>(value_of: impl Fn(&str) -> Option<&'a String>) -> Result<ImportOptions> {
    let word = |flag: &str| value_of(flag).map(|word| json!(word));
    let yes = |flag: &str| match value_of(flag).map(String::as_str) {
        None => Ok(None),
        Some("yes") => Ok(Some(true)),
        Some("no") => Ok(Some(false)),
        Some(other) => bail!("{flag} is yes or no, not {other}"),
    };
    let date_order = match value_of("--date-order") {
        Some(first) => Some(
            serde_json::from_value(json!(format!("{first}_first")))
                .context("--date-order is year, day or month")?,
        ),
        None => None,
    };
    let role = |name: &str| match name.trim() {
        "" | "-" => Ok(None),
        name => {
            serde_json::from_value(json!(name)).map(Some).with_context(|| format!("--columns has no {name}"))
        }
    };
    let roles = match value_of("--columns") {
        Some(list) => Some(list.split(',').map(role).collect::<Result<Vec<_>>>()?),
        None => None,
    };
    let accepted = match word("--accept") {
        Some(Value::String(list)) => serde_json::from_value(json!(list.split(',').collect::<Vec<_>>()))
            .context("--accept lists conflicts, interval, years, weekends, publisher")?,
        _ => Vec::new(),
    };
    Ok(ImportOptions {
        adjusted: yes("--adjusted")?.unwrap_or(false),
        date_order,
        time_zone: value_of("--time-zone").cloned(),
        ticker: value_of("--ticker").cloned(),
        sheet: value_of("--sheet").cloned(),
        decimal_comma: yes("--decimal-comma")?,
        swap_open_close: yes("--swap-open-close")?,
        roles,
        accepted,
    })
}

fn read(path: &str, options: ImportOptions) -> Result<Series> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {path}"))?;
    let format = sniff_as(&bytes[..bytes.len().min(HEAD_BYTES)], path, &options)?;
    let questions = format.questions.clone();
    let read = || {
        let mut reader = Reader::new(format, options.clone())?;
        reader.push(&bytes)?;
        reader.finish()
    };
    let imported = read().map_err(|error| anyhow!("{error}{}", flag(&error)))?;
    for question in questions.iter().filter(|question| !question.is_answered(&options)) {
        eprintln!(
            "{} The default is taken; {} says otherwise.",
            question.sentence(),
            flag_of(question.option())
        );
    }
    for warning in imported.quality.warnings() {
        eprintln!("{}", warning.sentence);
    }
    Ok(imported.series)
}

/// How to answer on the command line.
fn flag(error: &ImportError) -> String {
    match error {
        ImportError::Unanswered { option, .. } => format!(" Here: {} …", flag_of(option)),
        ImportError::SeveralTickers { .. } => " Here: --ticker …".to_owned(),
        ImportError::Doubtful { doubt, .. } => format!(" Here: --accept {}", doubt.name()),
        ImportError::Unrecognised(_) => " Or here: --columns time,open,high,low,close,volume".to_owned(),
        _ => String::new(),
    }
}

fn flag_of(option: &str) -> String {
    format!("--{}", option.replace('_', "-"))
}

/// Refuses what the spec cannot say: a misspelt part that is silently ignored would give a wrong number. `bars` and `file` may say in
/// words what data it is for.
fn check_keys(spec: &Value) -> Result<()> {
    let parts = spec.as_object().context("the spec must be an object")?;
    match parts.keys().find(|key| !["strategy", "params", "config", "bars", "file"].contains(&key.as_str())) {
        Some(key) => bail!("the spec has no part named {key}: there are strategy, params and config"),
        None => Ok(()),
    }
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
    println!(
        "backtest --bars FILE --script FILE.pine [--inputs JSON] [--tick SIZE] [--lot STEP] [--start MS] [--timezone NAME] [--compare LIST.csv]\n\
         backtest --script FILE.pine --check\n\
         backtest --bars FILE --spec SPEC.json\n\n\
         What the file of bars cannot say: --time-zone NAME, --date-order year|day|month, --ticker NAME, --sheet NAME, --decimal-comma yes|no,\n\
         --swap-open-close yes|no, --adjusted yes|no, --columns time,open,high,low,close,volume (- for a column that is not used),\n\
         --accept conflicts,interval,years,weekends,publisher for what speaks against it.\n\nA spec with every setting at its default:"
    );
    for info in STRATEGIES {
        let spec =
            json!({ "strategy": info.key(), "params": info.defaults(), "config": RunConfig::default() });
        println!("{}", serde_json::to_string(&spec)?);
    }
    Ok(())
}
