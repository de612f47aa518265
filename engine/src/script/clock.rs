//! Dates in the exchange's time zone, periods and sessions.

use std::rc::Rc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Fails;
use super::names::names;

names! {
    /// Functions of time.
    pub enum ClockFn {
        Year = "year", Month = "month", WeekOfYear = "weekofyear", DayOfMonth = "dayofmonth", DayOfWeek = "dayofweek",
        Hour = "hour", Minute = "minute", Second = "second", TradingDay = "time_tradingday", Timestamp = "timestamp", TimestampOf = "timestamp_of",
        Time = "time()", TimeClose = "time_close()", Change = "timeframe.change", InSeconds = "timeframe.in_seconds",
        FromSeconds = "timeframe.from_seconds",
    }
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A time zone.
#[derive(Debug, Clone)]
pub(super) enum Zone {
    /// A fixed distance from UTC in milliseconds.
    Fixed(i64),
    /// One with rules.
    Named(TimeZone),
}

impl Zone {
    /// `UTC`, `GMT+3`, `UTC-5:30`, `America/New_York`; empty is UTC.
    pub(super) fn named(name: &str) -> Fails<Self> {
        let unknown =
            || format!("“{name}” is no time zone: use a name such as `America/New_York`, or `GMT+3`.");
        let offset =
            name.strip_prefix("UTC").or(name.strip_prefix("GMT")).or((name.is_empty()).then_some(""));
        if let Some(offset) = offset {
            if offset.is_empty() {
                return Ok(Self::Fixed(0));
            }
            let (sign, digits) = match offset.as_bytes()[0] {
                b'+' => (1, &offset[1..]),
                b'-' => (-1, &offset[1..]),
                _ => return Err(unknown()),
            };
            let (hours, minutes) = match digits.split_once(':') {
                Some(parts) => parts,
                None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
                None => (digits, "0"),
            };
            let hours: i64 = hours.parse().map_err(|_| unknown())?;
            let minutes: i64 = minutes.parse().map_err(|_| unknown())?;
            if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
                return Err(unknown());
            }
            return Ok(Self::Fixed(sign * (hours * 60 + minutes) * MINUTE));
        }
        TimeZone::get(name).map(Self::Named).map_err(|_| unknown())
    }

    /// Local time of a moment, in milliseconds as if it were UTC.
    pub(super) fn local(&self, time: i64) -> i64 {
        match self {
            Self::Fixed(offset) => time + offset,
            Self::Named(zone) => {
                let Ok(at) = Timestamp::from_millisecond(time) else { return time };
                time + i64::from(zone.to_offset(at).seconds()) * 1_000
            }
        }
    }

    /// The moment of a local time; in a gap of the clocks, the one as far after it.
    pub(super) fn moment(&self, local: i64) -> i64 {
        match self {
            Self::Fixed(offset) => local - offset,
            Self::Named(zone) => {
                let Ok(at) = Timestamp::from_millisecond(local) else { return local };
                let civil = TimeZone::UTC.to_datetime(at);
                zone.to_timestamp(civil).map_or(local, |at| at.as_millisecond())
            }
        }
    }

    /// Positions of the bars with which days begin, for bars with these open times.
    pub(super) fn day_starts(&self, time: &[i64]) -> Rc<[u32]> {
        let is_first = |bar: &usize| *bar == 0 || self.day(time[*bar]) != self.day(time[bar - 1]);
        (0..time.len()).filter(is_first).map(|bar| bar as u32).collect()
    }

    /// The local day, counted from 1970-01-01.
    pub(super) fn day(&self, time: i64) -> i64 {
        self.local(time).div_euclid(DAY)
    }
}

/// Parts of a local time.
fn civil(local: i64) -> Option<DateTime> {
    Timestamp::from_millisecond(local).ok().map(|at| TimeZone::UTC.to_datetime(at))
}

/// One of year, month, …, second.
pub(super) fn part(func: ClockFn, time: f64, zone: &Zone) -> f64 {
    if time.is_nan() {
        return f64::NAN;
    }
    let local = zone.local(time as i64);
    let in_day = local.rem_euclid(DAY);
    match func {
        ClockFn::Hour => return (in_day / (60 * MINUTE)) as f64,
        ClockFn::Minute => return (in_day / MINUTE % 60) as f64,
        ClockFn::Second => return (in_day / 1_000 % 60) as f64,
        // 1970-01-01 was a Thursday, day 5 where Sunday is 1.
        ClockFn::DayOfWeek => return ((local.div_euclid(DAY) + 4).rem_euclid(7) + 1) as f64,
        ClockFn::TradingDay => return zone.moment(local - in_day) as f64,
        _ => {}
    }
    let Some(date) = civil(local) else { return f64::NAN };
    match func {
        ClockFn::Year => f64::from(date.year()),
        ClockFn::Month => f64::from(date.month()),
        ClockFn::DayOfMonth => f64::from(date.day()),
        _ => f64::from(date.date().iso_week_date().week()),
    }
}

/// The moment of a local date; parts out of range run over into the next larger one.
pub(super) fn timestamp(parts: &[f64], zone: &Zone) -> f64 {
    if parts.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let get = |at: usize| parts.get(at).map_or(0, |x| *x as i64);
    let months = get(0).clamp(-9_000, 9_000) * 12 + (get(1).clamp(-9_000, 9_000) - 1);
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let Ok(first) = Date::new(year.clamp(-9_000, 9_000) as i16, month as i8, 1) else { return f64::NAN };
    let Ok(first) = TimeZone::UTC.to_timestamp(first.at(0, 0, 0, 0)) else { return f64::NAN };
    let small = |x: i64| x.clamp(-1_000_000_000, 1_000_000_000);
    let local = first.as_millisecond()
        + (small(get(2)) - 1) * DAY
        + small(get(3)) * 60 * MINUTE
        + small(get(4)) * MINUTE
        + small(get(5)) * 1_000;
    zone.moment(local) as f64
}

/// `2024-01-01`, `2024-01-01 09:30`, `2024-01-01T09:30:00+03:00`, `01 Jan 2024 00:00 +0300`, `Jan 01 2024`.
pub(super) fn read_timestamp(text: &str, zone: &Zone) -> Option<f64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut year, mut month, mut day, mut clock, mut offset) = (None, None, None, [0.0; 3], None);
    let text = text.trim().replace(',', " ");
    let text = if text.get(4..5) == Some("-") { text.replacen('T', " ", 1) } else { text };
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        if word == "Z" || word == "UTC" || word == "GMT" {
            offset = Some(Zone::Fixed(0));
            continue;
        }
        if let Some(rest) = word.strip_prefix("GMT").or(word.strip_prefix("UTC")) {
            word = rest.to_owned();
        }
        if word.starts_with(['+', '-']) {
            offset = Some(Zone::named(&format!("GMT{word}")).ok()?);
        } else if word.contains(':') {
            let cut = word.find(['+', '-', 'Z']).unwrap_or(word.len());
            let (time, rest) = word.split_at(cut);
            if rest == "Z" {
                offset = Some(Zone::Fixed(0));
            } else if !rest.is_empty() {
                offset = Some(Zone::named(&format!("GMT{rest}")).ok()?);
            }
            for (slot, part) in clock.iter_mut().zip(time.split(':')) {
                *slot = part.parse::<f64>().ok()?.trunc();
            }
        } else if word.contains('-') {
            let mut parts = word.split('-');
            year = Some(parts.next()?.parse::<f64>().ok()?);
            month = Some(parts.next()?.parse::<f64>().ok()?);
            day = Some(parts.next().map_or(Some(1.0), |d| d.parse::<f64>().ok())?);
        } else if let Ok(number) = word.parse::<f64>() {
            if word.len() == 4 { year = Some(number) } else { day = Some(number) }
        } else {
            let start = word.get(..3)?.to_ascii_lowercase();
            if let Some(at) = MONTHS.iter().position(|name| *name == start) {
                month = Some(at as f64 + 1.0);
            }
        }
    }
    let [h, m, s] = clock;
    Some(timestamp(&[year?, month?, day.unwrap_or(1.0), h, m, s], offset.as_ref().unwrap_or(zone)))
}

/// The moment of year, month, day, hour, minute, second in UTC, in milliseconds.
pub fn moment_in_utc(parts: &[f64]) -> f64 {
    timestamp(parts, &Zone::Fixed(0))
}

/// A date as [`ClockFn::TimestampOf`] reads it, in UTC milliseconds if it names no other zone; `None` if it is none.
pub fn date_in_utc(text: &str) -> Option<f64> {
    read_timestamp(text, &Zone::Fixed(0))
}

/// An interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Milliseconds, below a day.
    Intraday(i64),
    /// Days.
    Days(i64),
    /// Weeks, from Monday.
    Weeks(i64),
    /// Months, from the first.
    Months(i64),
}

impl Interval {
    /// `15`, `60`, `30S`, `D`, `1D`, `W`, `3M`.
    pub fn named(name: &str) -> Option<Self> {
        let split = name.len() - usize::from(name.ends_with(|c: char| c.is_ascii_alphabetic()));
        let (digits, unit) = name.split_at(split);
        let n: i64 = if digits.is_empty() { 1 } else { digits.parse().ok()? };
        if !(1..=1_000_000).contains(&n) || (digits.is_empty() && unit.is_empty()) {
            return None;
        }
        Some(match unit {
            "" => Self::Intraday(n * MINUTE),
            "S" => Self::Intraday(n * 1_000),
            "H" => Self::Intraday(n * 60 * MINUTE),
            "D" => Self::Days(n),
            "W" => Self::Weeks(n),
            "M" => Self::Months(n),
            _ => return None,
        })
    }

    /// The usual name of a distance between bars.
    pub fn of_bars(interval_ms: i64) -> Self {
        match interval_ms / DAY {
            0 => Self::Intraday(interval_ms),
            days @ 1..=6 => Self::Days(days),
            days @ 7..=27 => Self::Weeks(days / 7),
            days => Self::Months(((days + 3) / 30).max(1)),
        }
    }

    /// Its name in version 6 (`1D`) or 5 (`D`).
    pub fn name(self, version: u32) -> String {
        let unit =
            |n: i64, unit: &str| if n == 1 && version < 6 { unit.to_owned() } else { format!("{n}{unit}") };
        match self {
            Self::Intraday(ms) if ms % MINUTE == 0 => format!("{}", ms / MINUTE),
            Self::Intraday(ms) => format!("{}S", ms / 1_000),
            Self::Days(n) => unit(n, "D"),
            Self::Weeks(n) => unit(n, "W"),
            Self::Months(n) => unit(n, "M"),
        }
    }

    /// Seconds; a month has 30.4375 days.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Intraday(ms) => ms as f64 / 1_000.0,
            Self::Days(n) => n as f64 * 86_400.0,
            Self::Weeks(n) => n as f64 * 604_800.0,
            Self::Months(n) => n as f64 * 2_628_003.0,
        }
    }

    /// Start and end of the period that holds a moment.
    pub(super) fn period(self, time: i64, zone: &Zone) -> (i64, i64) {
        let local = zone.local(time);
        let day = local.div_euclid(DAY);
        let (from, to) = match self {
            Self::Intraday(ms) => {
                let midnight = day * DAY;
                let from = midnight + (local - midnight) / ms * ms;
                (from, (from + ms).min(midnight + DAY))
            }
            Self::Days(n) => {
                let from = day.div_euclid(n) * n;
                (from * DAY, (from + n) * DAY)
            }
            Self::Weeks(n) => {
                // 1970-01-05 was a Monday.
                let from = (day - 4).div_euclid(7 * n) * 7 * n + 4;
                (from * DAY, (from + 7 * n) * DAY)
            }
            Self::Months(n) => {
                let Some(date) = civil(local) else { return (time, time + 1) };
                let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
                let from = month.div_euclid(n) * n;
                let first = |month: i64| {
                    timestamp(
                        &[month.div_euclid(12) as f64, (month.rem_euclid(12) + 1) as f64, 1.0],
                        &Zone::Fixed(0),
                    ) as i64
                };
                (first(from), first(from + n))
            }
        };
        (zone.moment(from), zone.moment(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_read_in_the_forms_that_scripts_use() {
        let utc = Zone::Fixed(0);
        let day = 1_704_067_200_000.0;
        for text in [
            "2024-01-01",
            "01 Jan 2024",
            "Jan 01 2024 00:00",
            "2024-01-01T00:00:00Z",
            "01 Jan 2024 03:00 +0300",
        ] {
            assert_eq!(read_timestamp(text, &utc), Some(day), "{text}");
        }
        assert_eq!(read_timestamp("2024-01-01T00:00:00+03:00", &utc), Some(day - 10_800_000.0));
        assert_eq!(read_timestamp("nonsense", &utc), None);
    }

    #[test]
    fn periods_begin_where_the_exchange_says() {
        let utc = Zone::Fixed(0);
        let time = timestamp(&[2025.0, 4.0, 3.0, 13.0, 20.0], &utc) as i64;
        let from = |interval: Interval| interval.period(time, &utc).0 as f64;
        assert_eq!(from(Interval::Intraday(60 * MINUTE)), timestamp(&[2025.0, 4.0, 3.0, 13.0], &utc));
        assert_eq!(from(Interval::Weeks(1)), timestamp(&[2025.0, 3.0, 31.0], &utc));
        assert_eq!(from(Interval::Months(1)), timestamp(&[2025.0, 4.0, 1.0], &utc));
    }

    #[test]
    fn parts_of_a_date_follow_the_zone() {
        let zone = Zone::named("America/New_York").unwrap();
        let time = timestamp(&[2025.0, 4.0, 6.0, 3.0, 30.0], &Zone::Fixed(0));
        assert_eq!(part(ClockFn::Hour, time, &zone), 23.0);
        assert_eq!(part(ClockFn::DayOfWeek, time, &zone), 7.0);
        assert_eq!(part(ClockFn::DayOfMonth, time, &zone), 5.0);
    }
}
