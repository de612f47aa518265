//! Times as files write them, to UTC milliseconds.

mod date;
mod of_day;
mod zone;

use jiff::tz::TimeZone;

use super::error::ImportError;
use super::format::{ClockDigits, Format, TimeStyle, UnixUnit};
use super::question::Question;

pub(super) use date::{begins_with_month, looks_like_date, split_date, written};
pub(super) use of_day::{day_ms, unit_of};
pub(super) use zone::{Zone, split_zone, zone};

use date::day_number;
use of_day::milliseconds;

const DAY_MS: i64 = 86_400_000;
/// 1950-01-01 and 2100-01-01: counts outside are of another kind than milliseconds or seconds since 1970.
const COUNTS_MS: std::ops::Range<i64> = -631_152_000_000..4_102_444_800_000;
/// 1700-01-01 and 2300-01-01: no written date is older or newer.
const DATES_MS: std::ops::Range<i64> = -8_520_336_000_000..10_413_792_000_000;

/// Reads the times of one file.
#[derive(Debug)]
pub(super) struct Clock {
    style: TimeStyle,
    digits: ClockDigits,
    /// Whether all times are midnights, of whatever place: the days of an exchange.
    days: bool,
    /// `None` is UTC.
    zone: Option<TimeZone>,
    /// Whether `zone` stands in for abbreviations that several zones share.
    zone_is_asked: bool,
    last_date: Option<(Vec<u8>, i64)>,
    /// Whether months are words: in one file they all are, or none.
    has_words: Option<bool>,
    last_zone: Option<(Vec<u8>, Zone)>,
    /// A day on which the zone keeps one offset, and that offset.
    steady_day: Option<(i64, i64)>,
    has_changed: bool,
    /// The time read last as it was written, as if it were UTC.
    local: i64,
    /// The day of the week of the time read last is a working day where it was written and a weekend in UTC.
    is_weekend_by_zone: bool,
}

impl Clock {
    /// A clock for the times of a file. `chosen` is the zone that the person named.
    pub(super) fn new(format: &Format, style: TimeStyle, chosen: Option<&str>) -> Result<Self, ImportError> {
        let zone = match chosen.unwrap_or(&format.time_zone) {
            "UTC" => None,
            name => Some(TimeZone::get(name).map_err(|_| ImportError::UnknownTimeZone(name.to_owned()))?),
        };
        let is_asked = format.questions.iter().any(|question| matches!(question, Question::TimeZone { .. }));
        Ok(Self {
            zone,
            zone_is_asked: is_asked || chosen.is_some(),
            days: format.days,
            ..Self::plain(style, format.clock)
        })
    }

    /// A clock that takes times without a zone as UTC.
    pub(super) fn plain(style: TimeStyle, digits: ClockDigits) -> Self {
        Self {
            style,
            digits,
            days: false,
            zone: None,
            zone_is_asked: true,
            last_date: None,
            has_words: None,
            last_zone: None,
            steady_day: None,
            has_changed: false,
            local: 0,
            is_weekend_by_zone: false,
        }
    }

    /// Whether the time read last lies in an hour that its zone skips or repeats.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed
    }

    /// The time read last as it was written, in milliseconds since 1970 of its own zone.
    pub(super) fn local(&self) -> i64 {
        self.local
    }

    /// Whether the time read last is of a working day where it was written, and of a weekend in UTC.
    pub(super) fn is_weekend_by_zone(&self) -> bool {
        self.is_weekend_by_zone
    }

    /// UTC milliseconds, or `None` where the text is no time of this style.
    pub(super) fn read(&mut self, text: &[u8], time_of_day: Option<&[u8]>) -> Option<i64> {
        self.has_changed = false;
        self.is_weekend_by_zone = false;
        match self.style {
            TimeStyle::Unix(unit) => unix(text, unit).filter(|time| COUNTS_MS.contains(time)),
            TimeStyle::Calendar(order) => {
                let (date, rest) = split_date(text);
                let day = match &self.last_date {
                    Some((known, day)) if known == date => *day,
                    _ => {
                        let day = day_number(date, order)?;
                        let has_words = date.iter().any(|byte| byte.is_ascii_alphabetic());
                        if *self.has_words.get_or_insert(has_words) != has_words {
                            return None;
                        }
                        self.last_date = Some((date.to_vec(), day));
                        day
                    }
                };
                let time = self.calendar(day, rest, time_of_day)?;
                self.is_weekend_by_zone = !is_weekend(day) && is_weekend(time.div_euclid(DAY_MS));
                Some(time).filter(|time| DATES_MS.contains(time))
            }
        }
    }

    fn calendar(&mut self, day: i64, rest: &[u8], time_of_day: Option<&[u8]>) -> Option<i64> {
        let beside = time_of_day.unwrap_or_default();
        let written = match (rest.is_empty(), rest.first()) {
            (true, _) => beside,
            // A full midnight beside a clock is how spreadsheets write dates; a zone may stand behind the date alone.
            (false, Some(byte)) if byte.is_ascii_digit() => {
                let is_midnight =
                    !beside.is_empty() && day_ms(split_zone(rest).0.trim_ascii(), self.digits) == Some(0);
                if is_midnight { beside } else { rest }
            }
            _ if beside.is_empty() => return zone(rest).map(|_| day * DAY_MS),
            _ => beside,
        };
        if written.is_empty() {
            // A bare date is the exchange's day; it is kept as that day in UTC, whatever the zone.
            return Some(day * DAY_MS);
        }
        let (clock, zone_text) = split_zone(written);
        let of_day = day_ms(clock.trim_ascii(), self.digits)?;
        if self.days {
            // So is a midnight, where all times are midnights. The zone is still looked at: it must be one.
            let is_known = zone_text.is_empty() || self.zone_of(zone_text).is_some();
            return (of_day == 0 && is_known).then_some(day * DAY_MS);
        }
        let local = day * DAY_MS + of_day;
        self.local = local;
        if zone_text.is_empty() {
            if self.last_zone.take().is_some() {
                self.steady_day = None;
            }
            let Some(zone) = self.zone.clone() else { return Some(local) };
            return self.in_zone(&zone, day, local);
        }
        match self.zone_of(zone_text)? {
            Zone::Fixed(offset) => Some(local - offset),
            Zone::Named(zone) => self.in_zone(&zone, day, local),
            Zone::Ambiguous if self.zone_is_asked => match self.zone.clone() {
                Some(zone) => self.in_zone(&zone, day, local),
                None => Some(local),
            },
            Zone::Ambiguous => None,
        }
    }

    fn zone_of(&mut self, text: &[u8]) -> Option<Zone> {
        match &self.last_zone {
            Some((known, zone)) if known == text => Some(zone.clone()),
            _ => {
                let zone = zone(text)?;
                self.last_zone = Some((text.to_vec(), zone.clone()));
                self.steady_day = None;
                Some(zone)
            }
        }
    }

    fn in_zone(&mut self, zone: &TimeZone, day: i64, local: i64) -> Option<i64> {
        if let Some((known, offset)) = self.steady_day
            && known == day
        {
            return Some(local - offset);
        }
        let first = utc_from_local(zone, day * DAY_MS)?.0;
        let last = utc_from_local(zone, (day + 1) * DAY_MS)?.0;
        if last - first != DAY_MS {
            let (utc, has_changed) = utc_from_local(zone, local)?;
            self.has_changed = has_changed;
            return Some(utc);
        }
        let offset = day * DAY_MS - first;
        self.steady_day = Some((day, offset));
        Some(local - offset)
    }
}

/// Whether a day since 1970-01-01, a Thursday, is a Saturday or Sunday.
pub(super) fn is_weekend(day: i64) -> bool {
    matches!((day + 3).rem_euclid(7), 5 | 6)
}

/// An hour that a zone skips moves forward, one that it repeats is taken the first time; also, whether it is such an hour.
fn utc_from_local(zone: &TimeZone, local_ms: i64) -> Option<(i64, bool)> {
    let utc = jiff::Timestamp::from_millisecond(local_ms).ok()?;
    let civil = TimeZone::UTC.to_datetime(utc);
    let found = zone.to_ambiguous_timestamp(civil);
    let has_changed = found.is_ambiguous();
    Some((found.compatible().ok()?.as_millisecond(), has_changed))
}

/// The unit that a count since 1970 has by its magnitude; `None` below 1973 in seconds, where it cannot be told.
pub(super) fn unit_by_magnitude(count: i64) -> Option<UnixUnit> {
    match count.unsigned_abs() {
        100_000_000_000_000_000.. => Some(UnixUnit::Nanoseconds),
        100_000_000_000_000.. => Some(UnixUnit::Microseconds),
        100_000_000_000.. => Some(UnixUnit::Milliseconds),
        100_000_000.. => Some(UnixUnit::Seconds),
        _ => None,
    }
}

/// Files joined by hand change from milliseconds to microseconds midway: larger counts are taken by their magnitude.
fn unix(text: &[u8], unit: UnixUnit) -> Option<i64> {
    let (text, fraction) = match text.iter().position(|&byte| byte == b'.') {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &text[..0]),
    };
    let count = integer(text)?;
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let by_magnitude = unit_by_magnitude(count);
    // A handful of milliseconds after 1970 is a slip: 70 where 1704205800000 should be.
    if unit != UnixUnit::Seconds && by_magnitude.is_none_or(|unit| unit == UnixUnit::Seconds) {
        return None;
    }
    let unit = by_magnitude.filter(|&by_magnitude| by_magnitude != UnixUnit::Seconds).unwrap_or(unit);
    match unit {
        UnixUnit::Seconds => count.checked_mul(1000)?.checked_add(milliseconds(fraction)),
        UnixUnit::Milliseconds => Some(count),
        UnixUnit::Microseconds => Some(count.div_euclid(1000)),
        UnixUnit::Nanoseconds => Some(count.div_euclid(1_000_000)),
    }
}

/// A count since 1970, with or without a fraction; `None` for dates written in digits.
pub(super) fn count(text: &[u8]) -> Option<i64> {
    let whole = text.split(|&byte| byte == b'.').next().unwrap_or(text);
    if text.iter().filter(|&&byte| byte == b'.').count() > 1 || looks_like_date(text) {
        return None;
    }
    integer(whole)
}

/// A date or a count since 1970.
pub(super) fn looks_like_time(field: &[u8]) -> bool {
    let whole = field.split(|&byte| byte == b'.').next().unwrap_or(field);
    let is_count = field.iter().filter(|&&byte| byte == b'.').count() <= 1
        && integer(whole).is_some_and(|count| unit_by_magnitude(count).is_some());
    is_count || looks_like_date(field)
}

/// A whole number with an optional minus sign, at most 19 digits.
pub(super) fn integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::format::DateOrder;

    fn read(order: DateOrder, zone: &str, text: &str) -> Option<i64> {
        let mut clock = Clock::plain(TimeStyle::Calendar(order), ClockDigits::Minutes);
        let digits = split_zone(split_date(text.as_bytes()).1).0;
        clock.digits = unit_of(&[digits], false).unwrap_or(None).unwrap_or_default();
        clock.zone = (zone != "UTC").then(|| TimeZone::get(zone).unwrap());
        clock.read(text.as_bytes(), None)
    }

    #[test]
    fn calendar_times_become_utc_milliseconds() {
        const NOON: i64 = 1_704_196_800_000; // 2024-01-02 12:00 UTC
        for (order, zone, text) in [
            (DateOrder::YearFirst, "UTC", "2024-01-02 12:00"),
            (DateOrder::YearFirst, "America/New_York", "2024-01-02T12:00:00Z"),
            (DateOrder::YearFirst, "UTC", "2024-01-02T07:00:00-05:00"),
            (DateOrder::YearFirst, "America/New_York", "2024-01-02 07:00:00.000"),
            (DateOrder::YearFirst, "Etc/GMT+5", "20240102 070000"),
            (DateOrder::YearFirst, "UTC", "20240102 07:00:00 US/Eastern"),
            (DateOrder::YearFirst, "UTC", "2024-01-02 07:00:00 EST"),
            (DateOrder::YearFirst, "Asia/Tokyo", "2024-01-02 12:00:00 +0000 UTC"),
            (DateOrder::MonthFirst, "UTC", "Jan 2, 2024 12:00 PM"),
            (DateOrder::YearFirst, "UTC", "20240102120000"),
            (DateOrder::DayFirst, "UTC", "02.01.2024 12:00:00.000"),
            (DateOrder::MonthFirst, "UTC", "1/2/2024 12:00 PM"),
            (DateOrder::DayFirst, "UTC", "02/01/24 1200"),
        ] {
            assert_eq!(read(order, zone, text), Some(NOON), "{text}");
        }
        assert_eq!(read(DateOrder::YearFirst, "America/New_York", "2024-01-02"), Some(NOON - DAY_MS / 2));
    }

    #[test]
    fn impossible_dates_are_no_times() {
        for text in ["2023-02-29", "2024-13-01", "2024-01-02 25:00", "yesterday", "", "2024-01"] {
            assert_eq!(read(DateOrder::YearFirst, "UTC", text), None, "{text}");
        }
    }

    #[test]
    fn summer_time_is_followed_through_the_day_it_begins() {
        let hour = |text| read(DateOrder::YearFirst, "Europe/Berlin", text).unwrap() % DAY_MS / 3_600_000;
        assert_eq!([hour("2024-03-31 01:00"), hour("2024-03-31 03:00")], [0, 1]);
    }

    #[test]
    fn units_of_unix_time_are_told_by_magnitude_even_where_they_change_midway() {
        let mut clock = Clock::plain(TimeStyle::Unix(UnixUnit::Seconds), ClockDigits::Minutes);
        for text in ["1735689600", "1735689600000", "1735689600000000", "1735689600000000000", "1735689600.0"]
        {
            assert_eq!(clock.read(text.as_bytes(), None), Some(1_735_689_600_000), "{text}");
        }
    }
}
