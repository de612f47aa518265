//! The manifest of the library against the files that ship, and what is shown of them.
//!
//! `HINDCAST_FREEZE=1 cargo test -p tests --test data_library` measures the bars anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use engine::import::{HEAD_BYTES, ImportOptions, Imported, Reader, sniff};
use engine::series::Series;
use engine::synthetic::made_up;
use shared::bars_file;
use shared::bytes::hash_of;
use shared::library::{Entry, Library, Measured, Origin, library};

/// Points of a picture.
const N_POINTS: usize = 48;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/assets/library")
}

fn imported(name: &str, adjusted: bool) -> Result<(Imported, u64)> {
    let bytes = std::fs::read(folder().join(name)).with_context(|| name.to_owned())?;
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], name)?;
    let mut reader = Reader::new(format, ImportOptions { adjusted, ..ImportOptions::default() })?;
    reader.push(&bytes)?;
    Ok((reader.finish()?, bytes.len() as u64))
}

fn measured(entry: &Entry) -> Result<Measured> {
    match &entry.origin {
        Origin::File { name, adjusted } => {
            let (Imported { series, quality }, n_bytes) = imported(name, *adjusted)?;
            Ok(of_bars(&series, quality.rows_dropped(), Some(n_bytes)))
        }
        Origin::MadeUp { seed } => {
            let series = made_up(&entry.key, *seed).context("there is no generator")?;
            Ok(of_bars(&series, 0, None))
        }
    }
}

fn of_bars(series: &Series, left_out: u64, file_bytes: Option<u64>) -> Measured {
    let bytes = bars_file::encode(series);
    Measured {
        interval_ms: series.interval_ms(),
        n_bars: series.len() as u32,
        left_out,
        first_time: series.time()[0],
        last_time: series.time()[series.len() - 1],
        n_bytes: file_bytes.unwrap_or(bytes.len() as u64),
        hash: hash_of(&bytes),
        picture: picture(series.close()),
    }
}

/// Closes at even distances as logarithms, from 0 to 100.
fn picture(close: &[f64]) -> Vec<u8> {
    let last = close.len() - 1;
    let points: Vec<f64> = (0..N_POINTS).map(|i| libm::log(close[i * last / (N_POINTS - 1)])).collect();
    let low = points.iter().copied().fold(f64::MAX, f64::min);
    let high = points.iter().copied().fold(f64::MIN, f64::max);
    points.iter().map(|point| ((point - low) / (high - low) * 100.0).round() as u8).collect()
}

#[test]
fn every_entry_of_the_manifest_is_what_its_bars_are() -> Result<()> {
    let manifest = library();
    let mut found = Library { entries: Vec::new(), ..manifest.clone() };
    for entry in &manifest.entries {
        let measured = measured(entry).with_context(|| entry.key.clone())?;
        found.entries.push(Entry { measured, ..entry.clone() });
    }
    if std::env::var_os("HINDCAST_FREEZE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src/library/manifest.json");
        std::fs::write(path, text(&found)?)?;
        return Ok(());
    }
    for (entry, found) in manifest.entries.iter().zip(&found.entries) {
        ensure!(entry == found, "the manifest says {entry:?}, the bars are {found:?}");
    }
    Ok(())
}

/// The manifest with a line for each source and each entry.
fn text(library: &Library) -> Result<String> {
    let sources = library.sources.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let entries = library.entries.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let (sources, entries) = (sources.join(",\n"), entries.join(",\n"));
    Ok(format!("{{\"sources\":[\n{sources}\n],\"entries\":[\n{entries}\n]}}\n"))
}

#[test]
fn every_file_that_ships_is_in_the_manifest_and_has_its_credit() -> Result<()> {
    let files = std::fs::read_dir(folder())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<BTreeSet<_>>>()?;
    let named = library().entries.iter().filter_map(|entry| match &entry.origin {
        Origin::File { name, .. } => Some(name.clone()),
        Origin::MadeUp { .. } => None,
    });
    let expected: BTreeSet<String> = named.chain(["README.md".to_owned()]).collect();
    ensure!(files == expected, "{files:?} are there, {expected:?} are listed");
    let readme = std::fs::read_to_string(folder().join("README.md"))?;
    for source in &library().sources {
        ensure!(readme.contains(&source.credit), "README.md does not have the credit “{}”", source.credit);
    }
    Ok(())
}

#[test]
fn adjusted_stocks_have_no_jump_at_their_splits_and_the_price_below_zero_is_left_out() -> Result<()> {
    // Two splits of Apple and one of Microsoft; Apple's fall of 2000-09-29 is real.
    for (name, raw_jumps) in [("aapl-daily.csv.gz", 2), ("msft-daily.csv.gz", 1)] {
        ensure!(imported(name, false)?.0.quality.split_like.count == raw_jumps, "{name} as traded");
        ensure!(imported(name, true)?.0.quality.split_like.count == 0, "{name} adjusted");
    }
    let (Imported { series, quality }, _) = imported("wti-daily.csv.gz", false)?;
    ensure!(quality.non_positive.count == 1 && quality.rows_dropped() == 1, "{quality:?}");
    ensure!(series.low().iter().all(|low| *low > 0.0));
    Ok(())
}
