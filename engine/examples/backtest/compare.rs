//! A script's trades beside TradingView's *List of trades*: the percentage of equal ones, the causes, and the first that differ.

use anyhow::{Context, Result};
use engine::comparison::{Comparison, Part, Row, compare, read};
use engine::config::RunConfig;
use engine::report::Report;
use engine::series::Series;
use serde_json::{Value, json};

use super::script::trade;

/// Differing trades that are printed; all are counted.
const SHOWN: usize = 20;

/// Prints the comparison as JSON.
pub(crate) fn print(path: &str, report: &Report, config: &RunConfig, series: &Series) -> Result<()> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {path}"))?;
    let list = read(&bytes).with_context(|| format!("{path} cannot be compared"))?;
    let comparison = compare(list, report, config, series);
    let off = comparison.rows.iter().filter(|row| row.is_off());
    let differing: Vec<Value> = off.take(SHOWN).map(|row| differing(row, &comparison, report)).collect();
    let printed = json!({
        "equal_percent": comparison.equal_ratio().map(|ratio| ratio * 100.0),
        "n_equal": comparison.n_equal,
        "n_compared": comparison.n_compared,
        "n_unexplained": comparison.n_unexplained,
        "findings": comparison.findings,
        "differing": differing,
    });
    println!("{}", serde_json::to_string_pretty(&printed)?);
    Ok(())
}

/// Both sides of a trade, what differs, and the position of the cause among the findings.
fn differing(row: &Row, comparison: &Comparison, report: &Report) -> Value {
    let differences: Vec<(Part, f64)> = row.differences.iter().map(|of| (of.part, of.by)).collect();
    json!({
        "standing": row.standing,
        "differences": differences,
        "finding": row.finding,
        "here": row.ours.map(|at| trade(&report.trades[at as usize])),
        "there": row.theirs.map(|at| &comparison.theirs[at as usize]),
    })
}
