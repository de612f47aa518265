//! The columns of indicators with several lines, named.

use super::Column;

/// Bands around a middle line.
#[derive(Debug, Clone)]
pub struct BandColumns {
    /// Lower line.
    pub lower: Column,
    /// Middle line.
    pub middle: Column,
    /// Upper line.
    pub upper: Column,
}

/// Where the price lies in its Bollinger bands, and how wide they are.
#[derive(Debug, Clone)]
pub struct BollingerPlaceColumns {
    /// 0 at the lower band, 1 at the upper.
    pub percent_b: Column,
    /// Width as a ratio of the middle.
    pub bandwidth: Column,
}

/// A line through the last values.
#[derive(Debug, Clone)]
pub struct RegressionColumns {
    /// The line at the newest value.
    pub value: Column,
    /// Its rise per bar.
    pub slope: Column,
    /// The line at the oldest value.
    pub intercept: Column,
}

/// The MACD.
#[derive(Debug, Clone)]
pub struct MacdColumns {
    /// Fast minus slow average.
    pub line: Column,
    /// Average of the line.
    pub signal: Column,
    /// Line minus signal.
    pub histogram: Column,
}

/// A stochastic.
#[derive(Debug, Clone)]
pub struct StochasticColumns {
    /// %K.
    pub k: Column,
    /// %D, its average.
    pub d: Column,
}

/// A stop that follows the trend: Supertrend or Parabolic SAR.
#[derive(Debug, Clone)]
pub struct TrendColumns {
    /// The line.
    pub line: Column,
    /// `1.0` up, `-1.0` down.
    pub direction: Column,
}

/// Directional movement.
#[derive(Debug, Clone)]
pub struct DmiColumns {
    /// Strength of the trend, whichever way.
    pub adx: Column,
    /// Upward movement.
    pub plus_di: Column,
    /// Downward movement.
    pub minus_di: Column,
}

/// Aroon.
#[derive(Debug, Clone)]
pub struct AroonColumns {
    /// 100 at a new high.
    pub up: Column,
    /// 100 at a new low.
    pub down: Column,
    /// Up minus down.
    pub oscillator: Column,
}

/// Ichimoku, the spans as drawn at the bar.
#[derive(Debug, Clone)]
pub struct IchimokuColumns {
    /// Conversion line.
    pub conversion: Column,
    /// Base line.
    pub base: Column,
    /// Leading span A.
    pub span_a: Column,
    /// Leading span B.
    pub span_b: Column,
}
