//! Volume-weighted average price since the session began: Σ typical price × volume ÷ Σ volume, typical price = (high + low +
//! close) ÷ 3. Sessions are UTC days, weeks from Monday, or months, begun `offset_ms` after midnight. No warm-up. While the
//! session has no volume, it is the typical price.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::indicator::info::{Info, Memory, Param, of_bars};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "vwap",
    name: "VWAP",
    params: &[Param::real("anchor", 0.0), Param::real("offset_ms", 0.0)],
    lines: &["vwap"],
    warmup: |_| vec![0],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| Vwap::new(Anchor::from_number(p[0]), p[1] as i64)),
};

const DAY_MS: i64 = 86_400_000;

/// When a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Every day.
    Day,
    /// Every Monday.
    Week,
    /// The first of every month.
    Month,
}

impl Anchor {
    /// 0, 1, 2 as a parameter.
    fn from_number(number: f64) -> Self {
        match number {
            1.0 => Self::Week,
            2.0 => Self::Month,
            _ => Self::Day,
        }
    }

    pub(in crate::indicator) fn number(self) -> f64 {
        match self {
            Self::Day => 0.0,
            Self::Week => 1.0,
            Self::Month => 2.0,
        }
    }

    /// Which session a day since 1970 belongs to; 1970-01-01 was a Thursday.
    fn session(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            Self::Week => (day + 3).div_euclid(7),
            Self::Month => {
                // No bar is so far away that its date does not exist.
                let Ok(midnight) = Timestamp::from_millisecond(day.saturating_mul(DAY_MS)) else {
                    return day;
                };
                let date = TimeZone::UTC.to_datetime(midnight).date();
                i64::from(date.year()) * 12 + i64::from(date.month())
            }
        }
    }
}

/// The volume-weighted average price of the session so far.
pub fn vwap(series: &Series, anchor: Anchor, offset_ms: i64) -> Vec<f64> {
    over_bars(Vwap::new(anchor, offset_ms), series)
}

/// [`vwap`] bar by bar.
#[derive(Debug, Clone)]
pub struct Vwap {
    anchor: Anchor,
    offset_ms: i64,
    day: Option<i64>,
    session: i64,
    weighted: f64,
    volume: f64,
}

impl Vwap {
    /// See [`vwap`].
    pub fn new(anchor: Anchor, offset_ms: i64) -> Self {
        Self { anchor, offset_ms, day: None, session: 0, weighted: 0.0, volume: 0.0 }
    }
}

impl Indicator for Vwap {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let day = bar.time.saturating_sub(self.offset_ms).div_euclid(DAY_MS);
        if self.day != Some(day) {
            let session = self.anchor.session(day);
            if self.day.is_none() || session != self.session {
                (self.weighted, self.volume) = (0.0, 0.0);
            }
            (self.day, self.session) = (Some(day), session);
        }
        let typical = (bar.high + bar.low + bar.close) / 3.0;
        self.weighted += typical * bar.volume;
        self.volume += bar.volume;
        ratio(self.weighted, self.volume, typical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn of(bars: &[(i64, f64, f64)], anchor: Anchor, offset_ms: i64) -> Vec<f64> {
        let bar = |&(time, price, volume): &(i64, f64, f64)| Bar {
            time,
            open: price,
            high: price,
            low: price,
            close: price,
            volume,
        };
        let bars: Vec<Bar> = bars.iter().map(bar).collect();
        vwap(&Series::from_bars(&bars, HOUR_MS).unwrap(), anchor, offset_ms)
    }

    #[test]
    fn a_session_begins_anew_at_midnight_or_at_its_offset() {
        let bars = [(22, 10.0, 1.0), (23, 16.0, 2.0), (24, 20.0, 1.0), (25, 30.0, 1.0)]
            .map(|(h, p, v)| (h * HOUR_MS, p, v));
        assert_eq!(of(&bars, Anchor::Day, 0), [10.0, 14.0, 20.0, 25.0]);
        assert_eq!(of(&bars, Anchor::Day, -HOUR_MS), [10.0, 16.0, 52.0 / 3.0, 20.5]);
        assert_eq!(of(&bars, Anchor::Day, HOUR_MS), [10.0, 14.0, 15.5, 30.0]);
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        // 1970-01-01 is a Thursday: days 3 and 4 are Sunday and Monday, days 30 and 31 the last of January and the first of
        // February.
        let days = |days: [i64; 3]| days.map(|day| (day * DAY_MS, day as f64 + 1.0, 1.0));
        assert_eq!(of(&days([0, 3, 4]), Anchor::Week, 0), [1.0, 2.5, 5.0]);
        assert_eq!(of(&days([0, 30, 31]), Anchor::Month, 0), [1.0, 16.0, 32.0]);
    }

    #[test]
    fn without_volume_it_is_the_typical_price() {
        assert_eq!(of(&[(0, 10.0, 0.0), (1, 12.0, 0.0), (2, 20.0, 3.0)], Anchor::Day, 0), [10.0, 12.0, 20.0]);
    }
}
