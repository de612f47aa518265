//! The frozen jobs, natively. `tests/corpus/run.js` runs the same in Chromium and under node, and
//! `tests/e2e/stories/same-result.spec.js` those with default settings through the page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use engine::strategy::catalog::STRATEGIES;
use tests::corpus::{Bars, Job, Outcome};

fn below_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn jobs() -> Result<Vec<Job>> {
    Ok(serde_json::from_str(include_str!("../corpus/jobs.json"))?)
}

#[test]
fn every_job_of_the_corpus_has_its_frozen_result() -> Result<()> {
    let sample = |name| std::fs::read(below_root(&format!("tests/inputs/{name}-daily.csv.gz")));
    let bars = Bars::new(&sample("sp500")?, &sample("nasdaq")?)?;
    let mut outcomes = BTreeMap::new();
    for job in jobs()? {
        let outcome = bars.run(&job).with_context(|| job.name.clone())?;
        ensure!(outcomes.insert(job.name.clone(), outcome).is_none(), "two jobs are named {}", job.name);
    }
    let path = below_root("tests/corpus/frozen.json");
    if std::env::var_os("HINDCAST_FREEZE").is_some() {
        let lines = outcomes
            .iter()
            .map(|(name, outcome)| {
                Ok(format!("{}:{}", serde_json::to_string(name)?, serde_json::to_string(outcome)?))
            })
            .collect::<Result<Vec<_>>>()?;
        std::fs::write(&path, format!("{{\n{}\n}}\n", lines.join(",\n")))?;
    }
    let frozen: BTreeMap<String, Outcome> = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let mut changed = Vec::new();
    for (name, outcome) in &outcomes {
        match frozen.get(name) {
            Some(expected) if expected == outcome => {}
            expected => changed.push(format!("{name}: {}", change(expected, outcome))),
        }
    }
    changed.extend(
        frozen.keys().filter(|name| !outcomes.contains_key(*name)).map(|name| format!("{name}: gone")),
    );
    println!("{} jobs, {} changed", outcomes.len(), changed.len());
    ensure!(
        changed.is_empty(),
        "{} of {} frozen results changed. If that is meant, write the reason into CHANGELOG.md, then freeze with \
         `HINDCAST_FREEZE=1 cargo test -p tests --test corpus`.\n{}",
        changed.len(),
        outcomes.len(),
        changed.join("\n")
    );
    Ok(())
}

/// The numbers that moved, or that only the hash did.
fn change(expected: Option<&Outcome>, found: &Outcome) -> String {
    let Some(expected) = expected else { return "new".to_owned() };
    let moved: Vec<String> = found
        .numbers
        .iter()
        .filter(|(key, number)| expected.numbers.get(*key) != Some(number))
        .map(|(key, number)| {
            format!("{key} {:?} -> {number:?}", expected.numbers.get(key).copied().flatten())
        })
        .collect();
    if moved.is_empty() { "the hash alone".to_owned() } else { moved.join(", ") }
}

#[test]
fn the_corpus_has_every_strategy_on_every_series_and_at_least_fifty_jobs() -> Result<()> {
    let jobs = jobs()?;
    ensure!(jobs.len() >= 50, "{} jobs", jobs.len());
    for strategy in STRATEGIES {
        for data in ["sp500", "nasdaq", "minutes"] {
            let name = format!("{data}/{}", strategy.key());
            ensure!(jobs.iter().any(|job| job.name == name), "no job is named {name}");
        }
    }
    Ok(())
}
