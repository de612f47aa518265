//! The bars: of backtesting.py (not ours to pass on, each machine fetches its own copy), of Binance, and made up.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use engine::series::{Bar, Series};
use sha2::{Digest, Sha256};

use crate::frozen::Set;

const N_MADE_UP: usize = 3000;
const DAY_MS: i64 = 86_400_000;
/// 2010-01-01 00:00 UTC.
const START_MS: i64 = 1_262_304_000_000;

/// One of the sets, by its name.
pub(crate) fn series(name: &str, set: &Set, version: &str, seed: u64) -> Result<Series> {
    let path = match name {
        "made_up" => return made_up(seed),
        "ETHUSDT" => tests::reference_data("tradingview")
            .context("the folder of reference data is not here")?
            .join("ETHUSDT_15m.csv"),
        _ => bundled(version)?.join(format!("{name}.csv")),
    };
    read(&path, set.sha256.as_deref().unwrap_or_default())
}

/// Where the files of the Python package are: in `BACKTESTING_PY_DATA`, or in a copy below Cargo's target folder, which is
/// fetched by pip the first time.
fn bundled(version: &str) -> Result<PathBuf> {
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

/// Reads one file: date, time in UTC or milliseconds; open, high, low, close, volume.
fn read(path: &Path, sha256: &str) -> Result<Series> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found, sha256, "{} is not the file that the expectations were made of", path.display());
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

fn time(text: &str) -> Result<i64> {
    if let Ok(ms) = text.parse() {
        return Ok(ms);
    }
    let (date, clock) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    Ok(format!("{date}T{clock}Z").parse::<jiff::Timestamp>()?.as_millisecond())
}

/// Daily bars in steps of 1/64, as `tests/conformance/backtesting_py/data.py` makes them.
fn made_up(seed: u64) -> Result<Series> {
    let mut state = seed;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % n) as i64
    };
    let mut close = 6400i64;
    let bars: Vec<Bar> = (0..N_MADE_UP as i64)
        .map(|day| {
            let open = close + draw(41) - 20;
            close = open + draw(161) - 80 + (6400 - open).div_euclid(64);
            let high = open.max(close) + draw(60);
            let low = open.min(close) - draw(60);
            let [open, high, low, close] = [open, high, low, close].map(|steps| steps as f64 / 64.0);
            Bar { time: START_MS + day * DAY_MS, open, high, low, close, volume: 1000.0 }
        })
        .collect();
    Ok(Series::from_bars(&bars, DAY_MS)?)
}
