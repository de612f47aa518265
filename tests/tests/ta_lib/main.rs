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

use rows::ROWS;

/// Largest relative difference allowed.
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_bar_equals_the_other_implementation() -> Result<()> {
    let frozen = frozen::read()?;
    let python = match python::with_ta_lib(&frozen.ta_lib) {
        Ok(python) => python,
        Err(error) => {
            eprintln!("SKIPPED, only frozen samples are compared: TA-Lib cannot be had: {error:#}");
            return Ok(());
        }
    };
    let sets = sets::all(&frozen);
    let theirs = python::columns(python, &sets)?;
    let mut wrong = Vec::new();
    println!("{:34} {:>8} {:>9}  other side", "column", "bars", "largest");
    for row in &ROWS {
        let (mut n, mut worst) = (0, 0.0f64);
        for (name, series) in &sets {
            let theirs = theirs[*name].get(row.name).with_context(|| format!("no column “{}”", row.name))?;
            let found = row.compare(&row.ours(series)?, theirs);
            n += found.n;
            worst = worst.max(found.worst);
            wrong.extend(found.problem.map(|problem| format!("{} on {name}: {problem}", row.name)));
        }
        println!("{:34} {n:8} {worst:9.1e}  {}", row.name, row.other_side());
        ensure!(n > 1000, "{}: only {n} bars", row.name);
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn the_frozen_samples_and_means_are_ours() -> Result<()> {
    let frozen = frozen::read()?;
    let mut wrong = Vec::new();
    for (name, series) in sets::frozen(&frozen) {
        let columns = &frozen.sets[name];
        ensure!(columns.len() == ROWS.len(), "{name}: {} columns, {} rows", columns.len(), ROWS.len());
        for row in &ROWS {
            let column = columns.get(row.name).with_context(|| format!("no column “{}”", row.name))?;
            let problem = column.problem(&row.ours(&series)?, row);
            wrong.extend(problem.map(|problem| format!("{} on {name}: {problem}", row.name)));
        }
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
