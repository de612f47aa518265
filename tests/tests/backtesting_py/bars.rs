//! The bars: of backtesting.py (not ours to pass on: pip fetches a copy the first time, unless `BACKTESTING_PY_DATA` names a
//! folder that has them), of Binance, and made up.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use engine::series::{Bar, Series};
use sha2::{Digest, Sha256};

use crate::frozen::Set;
use crate::package;

const N_MADE_UP: usize = 3000;
const DAY_MS: i64 = 86_400_000;
/// 2010-01-01 00:00 UTC.
const START_MS: i64 = 1_262_304_000_000;

/// One of the sets, by its name.
pub(crate) fn series(name: &str, set: &Set, version: &str, seed: u64) -> Result<Series> {
    let path = match name {
        "made_up" => return made_up(seed),
        "ETHUSDT" => tests::reference_data("tradingview")?.join("ETHUSDT_15m.csv"),
        _ => match std::env::var_os("BACKTESTING_PY_DATA") {
            Some(folder) => PathBuf::from(folder),
            None => package::folder("backtesting", version, &["--no-deps"])
                .with_context(|| format!("the bars of {name} cannot be had"))?
                .join("backtesting/test"),
        }
        .join(format!("{name}.csv")),
    };
    read(&path, set.sha256.as_deref().unwrap_or_default())
}

/// Reads one file: date, time in UTC or milliseconds; open, high, low, close, volume.
fn read(path: &Path, sha256: &str) -> Result<Series> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let found = const_hex::encode(Sha256::digest(&bytes));
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
