//! The bars that both sides compute on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use engine::series::{Bar, Series};
use sha2::{Digest, Sha256};

use crate::frozen::Frozen;
use crate::package;

/// GOOG by day, from the package of backtesting.py.
///
/// # Errors
/// The package cannot be had.
pub(crate) fn goog(frozen: &Frozen) -> Result<Series> {
    let folder = match std::env::var_os("BACKTESTING_PY_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => package::folder("backtesting", &frozen.backtesting_py, &["--no-deps"])
            .context("the bars of backtesting.py cannot be had")?
            .join("backtesting/test"),
    };
    let bytes = std::fs::read(folder.join("GOOG.csv"))?;
    let found = const_hex::encode(Sha256::digest(&bytes));
    assert_eq!(found, frozen.goog_sha256, "GOOG.csv is not the file that the expectations were made of");
    let mut bars = Vec::new();
    for record in csv::Reader::from_reader(bytes.as_slice()).deserialize() {
        let (date, open, high, low, close, volume): (String, _, _, _, _, _) = record?;
        let time = format!("{date}T00:00:00Z").parse::<jiff::Timestamp>()?.as_millisecond();
        bars.push(Bar { time, open, high, low, close, volume });
    }
    Ok(Series::from_bars(&bars, 86_400_000)?)
}

/// ETH-USDT of 15 minutes.
pub(crate) fn ethusdt(folder: &Path) -> Result<Series> {
    let mut bars = Vec::new();
    for record in csv::Reader::from_path(folder.join("ETHUSDT_15m.csv"))?.deserialize() {
        let (time, open, high, low, close, volume) = record?;
        bars.push(Bar { time, open, high, low, close, volume });
    }
    Ok(Series::from_bars(&bars, 900_000)?)
}

/// The walk of `freeze.py`, in whole ticks of 0.01, so that both sides make the same numbers.
pub(crate) fn walk(seed: u64, n_bars: i64) -> Series {
    let mut state = seed;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % n) as i64
    };
    let mut close = 50_000;
    let mut bars = Vec::new();
    for i in 0..n_bars {
        let is_flat = draw(40) == 0;
        let mut move_by = |n: u64, back: i64| if is_flat { 0 } else { draw(n) - back };
        let open = close + move_by(21, 10);
        close = open + move_by(201, 100);
        let high = open.max(close) + move_by(60, 0);
        let low = open.min(close) - move_by(60, 0);
        let volume = move_by(10_000, 0) as f64 / 8.0;
        let [open, high, low, close] = [open, high, low, close].map(|ticks| ticks as f64 / 100.0);
        bars.push(Bar { time: 1_577_836_800_000 + i * 3_600_000, open, high, low, close, volume });
    }
    Series::from_bars(&bars, 3_600_000).expect("the walk stays above zero")
}
