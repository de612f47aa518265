//! The result hash of every built-in strategy on both samples, natively. `tests/e2e/stories/same-result.spec.js`
//! reads the same file and runs the same jobs in Chromium.
//!
//! A change here is a change of results. When it is meant, freeze the new hashes with `HINDCAST_FREEZE=1` and write
//! the reason into the changelog.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Result, ensure};
use engine::backtest::prepare;
use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff};
use engine::series::Series;
use engine::strategy::catalog::STRATEGIES;

const SAMPLES: [&str; 2] = ["sp500", "nasdaq"];

#[test]
fn every_strategy_gives_its_frozen_hash_on_both_samples() -> Result<()> {
    let mut hashes = BTreeMap::new();
    for sample in SAMPLES {
        let series = Rc::new(read_sample(sample)?);
        for strategy in STRATEGIES {
            let run = prepare(strategy.id, &strategy.defaults(), &RunConfig::default(), Rc::clone(&series))?;
            hashes.insert(format!("{sample}/{}", strategy.id), run.finish().result_hash);
        }
    }
    let path = below_root("tests/expectations/result_hashes.json");
    if std::env::var_os("HINDCAST_FREEZE").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&hashes)? + "\n")?;
    }
    let frozen: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let changed: Vec<_> =
        hashes.iter().filter(|(job, hash)| frozen.get(*job) != Some(hash)).map(|(job, _)| job).collect();
    ensure!(changed.is_empty(), "results changed: {changed:?}; see the head of this file");
    ensure!(
        frozen.len() == hashes.len(),
        "the file names jobs that no longer exist; see the head of this file"
    );
    Ok(())
}

fn read_sample(name: &str) -> Result<Series> {
    let bytes = std::fs::read(below_root(&format!("app/assets/samples/{name}-daily.csv.gz")))?;
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], name)?;
    let mut reader = Reader::new(format, ImportOptions::default())?;
    reader.push(&bytes)?;
    Ok(reader.finish()?.series)
}

fn below_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
