//! The bars that come with backtesting.py. They are not ours to pass on, so each machine fetches its own copy.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use engine::series::{Bar, Series};
use sha2::{Digest, Sha256};

/// Where the CSV files are: in `BACKTESTING_PY_DATA`, or in a copy of the package below Cargo's target folder, which is
/// fetched by pip the first time.
pub(crate) fn folder(version: &str) -> anyhow::Result<PathBuf> {
    if let Some(folder) = std::env::var_os("BACKTESTING_PY_DATA") {
        return Ok(folder.into());
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("backtesting_py-{version}"));
    let folder = target.join("backtesting/test");
    if !folder.join("BTCUSD.csv").exists() {
        let output = Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-input", "--upgrade", "--target"])
            .arg(&target)
            .arg(format!("backtesting=={version}"))
            .output()
            .context("python3 does not start")?;
        let message = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "pip failed: {}", message.trim());
    }
    Ok(folder)
}

/// Reads one file: date or time in UTC, open, high, low, close, volume.
pub(crate) fn read(path: &Path, sha256: &str) -> anyhow::Result<Series> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(found == sha256, "{} is not the file that the expectations were made of", path.display());
    let mut bars = Vec::new();
    for record in csv::Reader::from_reader(bytes.as_slice()).records() {
        let record = record?;
        let number = |column: usize| anyhow::Ok(record[column].parse::<f64>()?);
        bars.push(Bar {
            time: time(&record[0])?,
            open: number(1)?,
            high: number(2)?,
            low: number(3)?,
            close: number(4)?,
            volume: number(5)?,
        });
    }
    let interval_ms =
        bars.windows(2).map(|pair| pair[1].time - pair[0].time).min().context("one bar only")?;
    Ok(Series::from_bars(&bars, interval_ms)?)
}

fn time(text: &str) -> anyhow::Result<i64> {
    let (date, clock) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    Ok(format!("{date}T{clock}Z").parse::<jiff::Timestamp>()?.as_millisecond())
}
