//! What the check says, as plain data: it is stored with the job and shown by the page.

use serde::{Deserialize, Serialize};

/// Whether the run looked ahead, as far as was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookAheadVerdict {
    /// Version of the engine that checked.
    pub engine_version: String,
    /// Seed of the places.
    pub seed: u32,
    /// Places at which the data were cut. None when the trading window is too short to cut.
    pub n_cuts: u32,
    /// Bars run again in all.
    pub n_bars: u64,
    /// The first thing found to change with the future; `None` if nothing did.
    pub finding: Option<Finding>,
}

/// The first thing that changed with the future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What changed.
    pub changed: Changed,
    /// Position of its bar in the series.
    pub bar: u32,
    /// Open time of that bar, UTC milliseconds.
    pub time: i64,
    /// Position of the first bar that was taken away or replaced.
    pub cut: u32,
    /// What was done to the bars from there on.
    pub future: Future,
}

/// Something that must not depend on later bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Changed {
    /// The value of an indicator.
    Indicator {
        /// Name and parameters, `SMA(close, 20)`.
        name: String,
    },
    /// An order submitted or taken back, while every indicator stayed the same: the strategy itself knew.
    Order,
    /// A fill, while every order stayed the same.
    Fill,
    /// The equity, while everything else stayed the same.
    Equity,
}

/// What is done to the bars from a cut on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Future {
    /// They are missing.
    Missing,
    /// They are others.
    Replaced,
}
