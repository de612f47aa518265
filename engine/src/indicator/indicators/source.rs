//! What of a bar an indicator is made of.

use std::borrow::Cow;

use crate::series::Series;

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

    /// Its column.
    pub(super) fn of(self, series: &Series) -> Cow<'_, [f64]> {
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
