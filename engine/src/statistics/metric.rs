//! A number of the report, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// Why a number does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// No trade was closed.
    NoTrades,
    /// Fewer than two trades.
    TooFewTrades,
    /// No trade won.
    NoWinningTrades,
    /// No trade lost.
    NoLosingTrades,
    /// The value that it would be divided by never moved.
    NoVariation,
    /// No period lost money.
    NoLosingPeriods,
    /// The equity never fell below its peak.
    NoDrawdown,
    /// The run is too short.
    TooShort,
    /// The equity reached zero or less.
    EquityNotPositive,
}

impl Undefined {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoTrades => "no closed trades",
            Self::TooFewTrades => "fewer than two closed trades",
            Self::NoWinningTrades => "no winning trades",
            Self::NoLosingTrades => "no losing trades",
            Self::NoVariation => "no variation",
            Self::NoLosingPeriods => "no losing periods",
            Self::NoDrawdown => "no drawdown",
            Self::TooShort => "too short a run",
            Self::EquityNotPositive => "equity reached zero",
        }
    }
}

/// A finite number, or the reason why it is undefined; never NaN or infinite.
pub type Metric = Result<f64, Undefined>;
