//! Bars as validated columns: the only way market data enters the engine.

mod rows;
pub(crate) mod ticks;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::statistics::half_log_returns;
pub(crate) use rows::{BLOCK, Block, Reach, Row, Rows, split};
pub(crate) use ticks::TickSums;

/// One bar: what happened between its open time and its close time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Open time, UTC, milliseconds since 1970.
    pub time: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Traded volume in units, 0 where unknown.
    pub volume: f64,
}

/// Why bars were refused. `index` is the position of the first offending bar.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub enum SeriesError {
    /// There is nothing to test on.
    #[error("the series has no bars")]
    Empty,
    /// The columns do not have one value per bar.
    #[error("the columns have different lengths: {0}")]
    UnequalColumns(String),
    /// Times must rise from bar to bar.
    #[error("bar {index} (time {time}) does not come after the bar before it ({previous})")]
    NotAscending {
        /// Position of the bar.
        index: usize,
        /// Its time.
        time: i64,
        /// The time of the bar before it.
        previous: i64,
    },
    /// A price or volume is NaN or infinite.
    #[error("bar {index}: {column} is not a finite number")]
    NotFinite {
        /// Position of the bar.
        index: usize,
        /// Name of the column.
        column: &'static str,
    },
    /// A price is zero or negative.
    #[error("bar {index}: {column} is {value}; prices must be above zero")]
    NotPositive {
        /// Position of the bar.
        index: usize,
        /// Name of the column.
        column: &'static str,
        /// The value found.
        value: f64,
    },
    /// Open or close lies outside of low and high, or high is below low.
    #[error("bar {index}: open {open}, high {high}, low {low}, close {close} do not fit together")]
    Inconsistent {
        /// Position of the bar.
        index: usize,
        /// Open.
        open: f64,
        /// High.
        high: f64,
        /// Low.
        low: f64,
        /// Close.
        close: f64,
    },
    /// The volume is negative.
    #[error("bar {index}: volume is {value}; it must not be negative")]
    NegativeVolume {
        /// Position of the bar.
        index: usize,
        /// The value found.
        value: f64,
    },
    /// The interval is not positive.
    #[error("the interval is {0} ms; it must be above zero")]
    BadInterval(i64),
}

/// One of a bar's prices.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Price {
    Open,
    High,
    Low,
    Close,
}

/// Bars in columns of equal length, strictly ascending in time, every price finite, positive and consistent.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    time: Vec<i64>,
    open: Vec<f64>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
    volume: Vec<f64>,
    interval_ms: i64,
    /// The exchange's, if it is not UTC.
    time_zone: Option<Box<str>>,
    rows: Rows,
    half_log_returns: Derived<Vec<f64>>,
    /// Of open, high, low and close.
    tick_sums: [Derived<Option<TickSums>>; 4],
}

/// What follows from the bars: made when it is first asked for, and no part of what makes two series equal.
#[derive(Debug, Clone)]
struct Derived<T>(OnceLock<T>);

impl<T> Default for Derived<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Derived<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Series {
    /// Validates the columns. `interval_ms` is the usual distance between two bars.
    ///
    /// # Errors
    /// The first bar that breaks a rule of [`SeriesError`].
    pub fn new(
        time: Vec<i64>,
        open: Vec<f64>,
        high: Vec<f64>,
        low: Vec<f64>,
        close: Vec<f64>,
        volume: Vec<f64>,
        interval_ms: i64,
    ) -> Result<Self, SeriesError> {
        let mut series = Self {
            time,
            open,
            high,
            low,
            close,
            volume,
            interval_ms,
            time_zone: None,
            rows: Rows::default(),
            half_log_returns: Derived::default(),
            tick_sums: Default::default(),
        };
        series.validate()?;
        series.rows = Rows::new(&series.open, &series.high, &series.low, &series.close);
        Ok(series)
    }

    /// The same bars of an exchange in another time zone than UTC, such as `America/New_York`: scripts read clocks and days there.
    #[must_use]
    pub fn in_time_zone(self, name: &str) -> Self {
        Self { time_zone: (name != "UTC").then(|| name.into()), ..self }
    }

    /// Name of the exchange's time zone.
    pub fn time_zone(&self) -> &str {
        self.time_zone.as_deref().unwrap_or("UTC")
    }

    /// Collects bars into columns.
    ///
    /// # Errors
    /// As [`Series::new`].
    pub fn from_bars(bars: &[Bar], interval_ms: i64) -> Result<Self, SeriesError> {
        let column = |field: fn(&Bar) -> f64| bars.iter().map(field).collect::<Vec<f64>>();
        Self::new(
            bars.iter().map(|bar| bar.time).collect(),
            column(|bar| bar.open),
            column(|bar| bar.high),
            column(|bar| bar.low),
            column(|bar| bar.close),
            column(|bar| bar.volume),
            interval_ms,
        )
    }

    fn validate(&self) -> Result<(), SeriesError> {
        let n = self.time.len();
        if n == 0 {
            return Err(SeriesError::Empty);
        }
        if self.interval_ms <= 0 {
            return Err(SeriesError::BadInterval(self.interval_ms));
        }
        let prices = [("open", &self.open), ("high", &self.high), ("low", &self.low), ("close", &self.close)];
        for (name, column) in prices.into_iter().chain([("volume", &self.volume)]) {
            if column.len() != n {
                return Err(SeriesError::UnequalColumns(format!("{n} times, {} of {name}", column.len())));
            }
        }
        for index in 0..n {
            if index > 0 && self.time[index] <= self.time[index - 1] {
                let (time, previous) = (self.time[index], self.time[index - 1]);
                return Err(SeriesError::NotAscending { index, time, previous });
            }
            for (column, values) in prices {
                let value = values[index];
                if !value.is_finite() {
                    return Err(SeriesError::NotFinite { index, column });
                }
                if value <= 0.0 {
                    return Err(SeriesError::NotPositive { index, column, value });
                }
            }
            let Bar { open, high, low, close, volume, .. } = self.bar(index);
            if !volume.is_finite() {
                return Err(SeriesError::NotFinite { index, column: "volume" });
            }
            if volume < 0.0 {
                return Err(SeriesError::NegativeVolume { index, value: volume });
            }
            if high < open.max(close) || low > open.min(close) {
                return Err(SeriesError::Inconsistent { index, open, high, low, close });
            }
        }
        Ok(())
    }

    /// Number of bars, at least 1.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Never true for a validated series; here because a `len` without it surprises.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// The usual distance between two bars in milliseconds.
    pub fn interval_ms(&self) -> i64 {
        self.interval_ms
    }

    /// Open times, UTC milliseconds.
    pub fn time(&self) -> &[i64] {
        &self.time
    }

    /// Open prices.
    pub fn open(&self) -> &[f64] {
        &self.open
    }

    /// High prices.
    pub fn high(&self) -> &[f64] {
        &self.high
    }

    /// Low prices.
    pub fn low(&self) -> &[f64] {
        &self.low
    }

    /// Close prices.
    pub fn close(&self) -> &[f64] {
        &self.close
    }

    /// Volumes.
    pub fn volume(&self) -> &[f64] {
        &self.volume
    }

    /// The prices by bar, and their ranges.
    #[inline]
    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Half the logarithmic return from each close to the next, for beta: the same for every run on these bars.
    pub(crate) fn half_log_returns(&self) -> &[f64] {
        self.half_log_returns.0.get_or_init(|| half_log_returns(&self.close))
    }

    /// The sums of a price in ticks, if all of it is decimals: the same for every run on these bars.
    pub(crate) fn tick_sums(&self, price: Price) -> Option<&TickSums> {
        let values = match price {
            Price::Open => &self.open,
            Price::High => &self.high,
            Price::Low => &self.low,
            Price::Close => &self.close,
        };
        self.tick_sums[price as usize].0.get_or_init(|| TickSums::of(values)).as_ref()
    }

    /// The bar at `index`.
    ///
    /// # Panics
    /// If there is no such bar.
    pub fn bar(&self, index: usize) -> Bar {
        Bar {
            time: self.time[index],
            open: self.open[index],
            high: self.high[index],
            low: self.low[index],
            close: self.close[index],
            volume: self.volume[index],
        }
    }

    /// Close time of the bar at `index`: the next bar's open time, or open time + interval at the end.
    pub fn close_time(&self, index: usize) -> i64 {
        self.time.get(index + 1).copied().unwrap_or(self.time[index] + self.interval_ms)
    }

    /// A copy of the bars in `range`.
    ///
    /// # Errors
    /// [`SeriesError::Empty`] if the range holds no bar of the series.
    pub fn slice(&self, range: std::ops::Range<usize>) -> Result<Self, SeriesError> {
        let range = range.start.min(self.len())..range.end.min(self.len());
        if range.is_empty() {
            return Err(SeriesError::Empty);
        }
        Self::new(
            self.time[range.clone()].to_vec(),
            self.open[range.clone()].to_vec(),
            self.high[range.clone()].to_vec(),
            self.low[range.clone()].to_vec(),
            self.close[range.clone()].to_vec(),
            self.volume[range].to_vec(),
            self.interval_ms,
        )
    }
}
