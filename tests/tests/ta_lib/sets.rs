//! The bars that both sides compute on.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use engine::series::{Bar, Series};
use sha2::{Digest, Sha256};

use crate::frozen::Frozen;
use crate::package;

const N_WALK: i64 = 3000;

/// The sets of which samples are frozen, as far as they can be had.
pub(crate) fn frozen(frozen: &Frozen) -> Vec<(&'static str, Series)> {
    let mut sets = vec![("walk", walk())];
    match goog(&frozen.backtesting_py, &frozen.goog_sha256) {
        Ok(goog) => sets.push(("GOOG", goog)),
        Err(error) => eprintln!("SKIPPED GOOG: the bars of backtesting.py cannot be had: {error:#}"),
    }
    sets
}

/// All sets that can be had here.
pub(crate) fn all(frozen: &Frozen) -> Vec<(&'static str, Series)> {
    let mut sets = self::frozen(frozen);
    match ethusdt() {
        Ok(series) => sets.push(("ETHUSDT", series)),
        Err(error) => eprintln!("SKIPPED ETHUSDT: {error:#}"),
    }
    sets
}

/// GOOG by day, from the package of backtesting.py.
fn goog(version: &str, sha256: &str) -> Result<Series> {
    let folder = match std::env::var_os("BACKTESTING_PY_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => package::folder("backtesting", version, &["--no-deps"])?.join("backtesting/test"),
    };
    let bytes = std::fs::read(folder.join("GOOG.csv"))?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(found == sha256, "it is not the file that the expectations were made of");
    let mut bars = Vec::new();
    for record in csv::Reader::from_reader(bytes.as_slice()).deserialize() {
        let (date, open, high, low, close, volume): (String, _, _, _, _, _) = record?;
        let time = format!("{date}T00:00:00Z").parse::<jiff::Timestamp>()?.as_millisecond();
        bars.push(Bar { time, open, high, low, close, volume });
    }
    Ok(Series::from_bars(&bars, 86_400_000)?)
}

/// ETH-USDT of 15 minutes.
fn ethusdt() -> Result<Series> {
    let folder = tests::reference_data("tradingview").context("the reference data are not here")?;
    let mut bars = Vec::new();
    for record in csv::Reader::from_path(folder.join("ETHUSDT_15m.csv"))?.deserialize() {
        let (time, open, high, low, close, volume) = record?;
        bars.push(Bar { time, open, high, low, close, volume });
    }
    Ok(Series::from_bars(&bars, 900_000)?)
}

/// The walk of `freeze.py`, in whole ticks of 0.01, so that both sides make the same numbers.
fn walk() -> Series {
    let mut state = 20_240_229u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % n) as i64
    };
    let mut close = 50_000;
    let mut bars = Vec::new();
    for i in 0..N_WALK {
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
