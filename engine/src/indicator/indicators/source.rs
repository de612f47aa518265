//! What of a bar an indicator is made of.

use std::borrow::Cow;
use std::ops::Range;

use crate::series::{Price, Series, TickSums};
use crate::simd::greater;

/// A value of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Traded volume.
    Volume,
    /// (high + low) ÷ 2.
    Hl2,
    /// (high + low + close) ÷ 3, the typical price.
    Hlc3,
    /// (open + high + low + close) ÷ 4.
    Ohlc4,
}

impl Source {
    /// The series' own column of it, if it has one.
    pub(super) fn price(self) -> Option<fn(&Series) -> &[f64]> {
        match self {
            Self::Open => Some(Series::open),
            Self::High => Some(Series::high),
            Self::Low => Some(Series::low),
            Self::Close => Some(Series::close),
            Self::Volume => Some(Series::volume),
            Self::Hl2 | Self::Hlc3 | Self::Ohlc4 => None,
        }
    }

    /// Its sums in ticks, where it is a price and all of it is decimals.
    pub(in crate::indicator) fn tick_sums(self, series: &Series) -> Option<&TickSums> {
        let price = match self {
            Self::Open => Price::Open,
            Self::High => Price::High,
            Self::Low => Price::Low,
            Self::Close => Price::Close,
            Self::Volume | Self::Hl2 | Self::Hlc3 | Self::Ohlc4 => return None,
        };
        series.tick_sums(price)
    }

    /// How far its values on some bars are from 0, at most.
    pub(in crate::indicator) fn reach(self, series: &Series, bars: Range<usize>) -> f64 {
        if self == Self::Volume {
            return series.volume()[bars].iter().fold(0.0, |all, volume| greater(all, volume.abs()));
        }
        series.rows().reach(bars).map_or(0.0, |(high, low)| greater(high.abs(), low.abs()))
    }

    /// Its column.
    pub(in crate::indicator) fn of(self, series: &Series) -> Cow<'_, [f64]> {
        let (open, high, low, close) = (series.open(), series.high(), series.low(), series.close());
        let each = |value: &dyn Fn(usize) -> f64| Cow::Owned((0..series.len()).map(value).collect());
        match self {
            Self::Open => Cow::Borrowed(open),
            Self::High => Cow::Borrowed(high),
            Self::Low => Cow::Borrowed(low),
            Self::Close => Cow::Borrowed(close),
            Self::Volume => Cow::Borrowed(series.volume()),
            Self::Hl2 => each(&|i| (high[i] + low[i]) / 2.0),
            Self::Hlc3 => each(&|i| (high[i] + low[i] + close[i]) / 3.0),
            Self::Ohlc4 => each(&|i| (open[i] + high[i] + low[i] + close[i]) / 4.0),
        }
    }
}
