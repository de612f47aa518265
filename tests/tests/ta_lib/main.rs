//! Every indicator against TA-Lib 0.8, or against plain numpy where TA-Lib has none or defines it differently.
//!
//! `conformance/ta_lib/freeze.py` computes the other side. Where Python can run it, every bar of every set is compared; its
//! frozen sample and means of two sets are compared everywhere. `cargo test -p tests --test ta_lib -- --nocapture` prints
//! the table: indicator, bars compared, largest relative difference, and what is defined differently.

mod frozen;
mod package;
mod python;
mod rows;
mod sets;

use anyhow::{Context, Result, ensure};
use engine::series::Series;

use frozen::Frozen;
use rows::ROWS;
use tests::skip;

/// Largest relative difference allowed.
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_bar_of_the_walks_equals_the_other_implementation() -> Result<()> {
    // Long enough for a thousand pivots.
    let sets = [("walk", sets::walk(20_240_229, 3_000)), ("long walk", sets::walk(20_251_129, 24_000))];
    compare_every_bar(&frozen::read()?, &sets, 1_000)
}

#[test]
fn every_bar_of_goog_equals_the_other_implementation() -> Result<()> {
    let frozen = frozen::read()?;
    match sets::goog(&frozen) {
        Ok(goog) => compare_every_bar(&frozen, &[("GOOG", goog)], 100),
        Err(error) => {
            skip(error);
            Ok(())
        }
    }
}

#[test]
fn every_bar_of_ethusdt_equals_the_other_implementation() -> Result<()> {
    match tests::reference_data("tradingview") {
        Ok(folder) => compare_every_bar(&frozen::read()?, &[("ETHUSDT", sets::ethusdt(&folder)?)], 1_000),
        Err(error) => {
            skip(error);
            Ok(())
        }
    }
}

/// Every row on every bar of the sets; skipped where TA-Lib cannot be had. Each row has to compare more than `n_least` bars.
fn compare_every_bar(frozen: &Frozen, sets: &[(&'static str, Series)], n_least: usize) -> Result<()> {
    let python = match python::with_ta_lib(&frozen.ta_lib) {
        Ok(python) => python,
        Err(error) => {
            skip(error.context("only frozen samples are compared: TA-Lib cannot be had"));
            return Ok(());
        }
    };
    let theirs = python::columns(python, sets)?;
    let mut wrong = Vec::new();
    println!("{:34} {:>8} {:>9}  other side", "column", "bars", "largest");
    for row in &ROWS {
        let (mut n, mut worst) = (0, 0.0f64);
        for (name, series) in sets {
            let theirs = theirs[*name].get(row.name).with_context(|| format!("no column “{}”", row.name))?;
            let found = row.compare(&row.ours(series)?, theirs);
            n += found.n;
            worst = worst.max(found.worst);
            wrong.extend(found.problem.map(|problem| format!("{} on {name}: {problem}", row.name)));
        }
        println!("{:34} {n:8} {worst:9.1e}  {}", row.name, row.other_side());
        ensure!(n > n_least, "{}: only {n} bars", row.name);
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn the_frozen_samples_and_means_of_the_walk_are_ours() -> Result<()> {
    compare_frozen(&frozen::read()?, "walk", &sets::walk(20_240_229, 3_000))
}

#[test]
fn the_frozen_samples_and_means_of_goog_are_ours() -> Result<()> {
    let frozen = frozen::read()?;
    match sets::goog(&frozen) {
        Ok(goog) => compare_frozen(&frozen, "GOOG", &goog),
        Err(error) => {
            skip(error);
            Ok(())
        }
    }
}

fn compare_frozen(frozen: &Frozen, name: &str, series: &Series) -> Result<()> {
    let columns = &frozen.sets[name];
    ensure!(columns.len() == ROWS.len(), "{name}: {} columns, {} rows", columns.len(), ROWS.len());
    let mut wrong = Vec::new();
    for row in &ROWS {
        let column = columns.get(row.name).with_context(|| format!("no column “{}”", row.name))?;
        let problem = column.problem(&row.ours(series)?, row);
        wrong.extend(problem.map(|problem| format!("{} on {name}: {problem}", row.name)));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn every_line_of_every_indicator_is_compared() {
    let mut missing = Vec::new();
    for info in &engine::indicator::catalog::INDICATORS {
        for line in info.lines {
            if !ROWS.iter().any(|row| row.covers(info.id, line)) {
                missing.push(format!("{} {line}", info.id));
            }
        }
    }
    assert!(missing.is_empty(), "not compared: {missing:?}");
}
