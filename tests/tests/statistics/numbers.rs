//! Every number, of the run and of all, long and short trades.

use std::collections::BTreeSet;

use anyhow::{Context, ensure};
use engine::statistics::{RunStatistics, TradeStatistics};

use crate::corpus::Case;
use crate::difference::Differences;

#[test]
fn every_number_equals_the_second_implementation() -> anyhow::Result<()> {
    let mut found = Differences::default();
    for case in Case::all()? {
        let statistics = case.statistics();
        for (part, numbers) in &case.expected {
            for (key, expected) in numbers {
                let ours = match part.as_str() {
                    "run" => statistics.run.get(key),
                    "all" => statistics.all.get(key),
                    "long" => statistics.long.get(key),
                    _ => statistics.short.get(key),
                };
                let ours = ours.with_context(|| format!("no number “{key}”"))?;
                found.compare(&format!("{}, {part}, {key}", case.name), ours, expected.0);
            }
        }
    }
    found.finish("statistics", 4_000, 3_000)
}

#[test]
fn every_number_has_a_second_implementation() -> anyhow::Result<()> {
    for case in Case::all()? {
        for (part, numbers) in &case.expected {
            let info = if part == "run" { RunStatistics::INFO } else { TradeStatistics::INFO };
            let ours: BTreeSet<&str> = info.iter().map(|info| info.key).collect();
            let theirs: BTreeSet<&str> = numbers.keys().map(String::as_str).collect();
            let missing: Vec<_> = ours.difference(&theirs).collect();
            ensure!(missing.is_empty(), "{}, {part}: no second implementation of {missing:?}", case.name);
        }
    }
    Ok(())
}
