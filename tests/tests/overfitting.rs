//! Deflated Sharpe ratio, probability of overfitting and the split in time against numpy and scipy, on frozen return matrices.

use anyhow::{Context, Result, ensure};
use engine::overfitting::blocks::Returns;
use engine::overfitting::{BLOCKS, BlockSums, Evidence, Unknown, judge};
use serde_json::Value;

const FROZEN: &str = include_str!("../conformance/overfitting/frozen.json");
/// Largest relative difference. Both sides add some hundred numbers in another order.
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_number_of_the_overfitting_check_equals_the_second_implementation() -> Result<()> {
    let cases: Vec<Value> = serde_json::from_str(FROZEN)?;
    let (mut n, mut largest) = (0, 0.0f64);
    for case in &cases {
        let name = case["name"].as_str().context("a case has no name")?;
        let cells: Vec<Vec<f64>> = serde_json::from_value(case["returns"].clone())?;
        let per_block = cells[0].len() / BLOCKS;
        let returns = Returns { per_block: per_block as u32, stride: 1, of_bars: false, per_year: 252.0 };
        let mut evidence = Evidence::new(cells.len() as u64, Some(returns));
        for (index, cell) in cells.iter().enumerate() {
            let sums = BlockSums::of_returns(cell.iter().copied(), per_block);
            let score = sums.sharpe(0..BLOCKS, per_block as u32);
            evidence.add(index as u64, score, Ok(sums));
        }
        let n_trials = case["n_trials"].as_u64().context("n_trials")?;
        let verdict = judge(&evidence, n_trials - cells.len() as u64, Err(Unknown::NoGrid));
        ensure!(verdict.best == case["best"].as_u64(), "{name}: the best is {:?}", verdict.best);
        for (part, found) in [
            ("deflated", serde_json::to_value(verdict.deflated?)?),
            ("overfitting", serde_json::to_value(verdict.overfitting?)?),
            ("split", serde_json::to_value(verdict.split?)?),
        ] {
            for (key, expected) in case[part].as_object().context("a part is missing")? {
                let expected = expected.as_f64().context("a number is missing")?;
                let found = found[key].as_f64().with_context(|| format!("{name}: no {key}"))?;
                let difference = (found - expected).abs() / expected.abs().max(1e-3);
                ensure!(difference < TOLERANCE, "{name}: {part}.{key} is {found}, expected {expected}");
                largest = largest.max(difference);
                n += 1;
            }
        }
    }
    ensure!(n >= 140, "only {n} numbers were compared");
    println!("{n} numbers of {} matrices equal, largest relative difference {largest:.1e}", cases.len());
    Ok(())
}
