//! The frozen jobs of `tests/corpus`: one piece of code runs them natively, in Chromium and under node.
//!
//! Each job runs in slices of several sizes and, where its strategy has a parameter of numbers, as a cell of a sweep; all of
//! them must agree before there is an outcome.

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff};
use engine::registry::{built_in, prepare};
use engine::report::Report;
use engine::series::Series;
use engine::statistics::HEADLINE;
use engine::strategy::catalog::find;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{ParamSpec, Params};
use engine::sweep::{Axis, CellRunner, Space, SweepSpec};
use engine::synthetic::minute_series;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Bars that one call of [`engine::backtest::Run::step`] is asked for.
const SLICES: [usize; 4] = [1, 7, 1000, usize::MAX];

/// What to run: whatever a job does not name is at its default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Unlike any other.
    pub name: String,
    /// Which of the [`Bars`].
    pub data: String,
    /// Id of a built-in strategy.
    pub strategy: String,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    config: Value,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The result hash.
    pub hash: String,
    /// The headline of the report, `None` where undefined.
    pub numbers: BTreeMap<String, Option<f64>>,
}

/// The series that jobs name.
pub struct Bars(BTreeMap<&'static str, Rc<Series>>);

impl Bars {
    /// Reads the two indices of `tests/inputs`, packed, and makes up minutes.
    ///
    /// # Errors
    /// A file does not import.
    pub fn new(sp500: &[u8], nasdaq: &[u8]) -> Result<Self> {
        Ok(Self(BTreeMap::from([
            ("sp500", Rc::new(read(sp500)?)),
            ("nasdaq", Rc::new(read(nasdaq)?)),
            ("minutes", Rc::new(minute_series(7, 30_000))),
        ])))
    }

    /// Runs one job in every way.
    ///
    /// # Errors
    /// The engine refuses it, or two ways differ.
    pub fn run(&self, job: &Job) -> Result<Outcome> {
        let series = self.0.get(job.data.as_str()).with_context(|| format!("no bars named {}", job.data))?;
        let info = find(&job.strategy).with_context(|| format!("there is no strategy {}", job.strategy))?;
        let params: Params = serde_json::from_value(over(json!(info.defaults()), &job.params)?)?;
        let config: RunConfig = serde_json::from_value(over(json!(RunConfig::default()), &job.config)?)?;
        let mut report: Option<Report> = None;
        for slice in SLICES {
            let mut run = prepare(&built_in(info.key())?, &params, &config, Rc::clone(series))?;
            loop {
                let progress = run.step(slice);
                if progress.done == progress.total {
                    break;
                }
            }
            let found = run.finish();
            if let Some(report) = &report {
                ensure!(found == *report, "slices of {slice} bars change the result");
            }
            report = Some(found);
        }
        let report = report.context("no slice")?;
        cell_agrees(info, &params, &config, series, &report)?;
        let number = |key: &&str| (key.to_string(), report.statistics.get(key).and_then(Result::ok));
        Ok(Outcome { numbers: HEADLINE.iter().map(number).collect(), hash: report.result_hash })
    }
}

/// Runs jobs given as JSON; returns their outcomes by name, as JSON.
///
/// # Errors
/// As [`Bars::run`].
#[wasm_bindgen(js_name = runCorpus)]
pub fn run_corpus(sp500: &[u8], nasdaq: &[u8], jobs: &str) -> Result<String, JsError> {
    let run = || -> Result<String> {
        let bars = Bars::new(sp500, nasdaq)?;
        let jobs: Vec<Job> = serde_json::from_str(jobs)?;
        let outcome = |job: &Job| Ok((job.name.clone(), bars.run(job).with_context(|| job.name.clone())?));
        Ok(serde_json::to_string(&jobs.iter().map(outcome).collect::<Result<BTreeMap<_, _>>>()?)?)
    };
    run().map_err(|error| JsError::new(&format!("{error:#}")))
}

fn read(file: &[u8]) -> Result<Series> {
    let format = sniff(&file[..file.len().min(HEAD_BYTES)], "file")?;
    let mut reader = Reader::new(format, ImportOptions::default())?;
    reader.push(file)?;
    Ok(reader.finish()?.series)
}

/// The job as a cell, run after another cell, has the numbers of the single run, bit for bit.
fn cell_agrees(
    info: &Declaration,
    params: &Params,
    config: &RunConfig,
    series: &Rc<Series>,
    report: &Report,
) -> Result<()> {
    let stepped = |param: &ParamSpec| Some((param.key.to_string(), param.range()?.step));
    let Some((key, step)) = info.params.iter().find_map(stepped) else { return Ok(()) };
    let from = params.number(&key);
    let sweep = SweepSpec::grid(vec![Axis::range(key, from, from + step, step)]);
    let mut runner =
        CellRunner::new(built_in(info.key())?, Space::new(info, params, config, &sweep)?, Rc::clone(series))?;
    runner.run_cell(1);
    for (found, key) in runner.run_cell(0).numbers.into_iter().zip(HEADLINE) {
        let expected = report.statistics.get(key).and_then(Result::ok).unwrap_or(f64::NAN);
        ensure!(found.to_bits() == expected.to_bits(), "{key} is {found} in a cell, {expected} in a run");
    }
    Ok(())
}

/// The defaults with what `given` says instead; a misspelt setting is refused.
fn over(mut defaults: Value, given: &Value) -> Result<Value> {
    let Some(given) = given.as_object() else { return Ok(defaults) };
    for (key, value) in given {
        let Some(slot) = defaults.get_mut(key) else { bail!("there is no setting named {key}") };
        // `{"kind": …, "value": …}` is one value, not a group of settings.
        *slot = if slot.is_object() && slot.get("kind").is_none() {
            over(slot.take(), value)?
        } else {
            value.clone()
        };
    }
    Ok(defaults)
}
