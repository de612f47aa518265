//! Times as files write them, to UTC milliseconds.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::error::ImportError;
use super::format::{DateOrder, TimeStyle, UnixUnit};

const DAY_MS: i64 = 86_400_000;
/// 1700-01-01 and 2300-01-01: no bar is older or newer.
const PLAUSIBLE_MS: std::ops::Range<i64> = -8_520_336_000_000..10_413_792_000_000;

/// Reads the times of one file.
#[derive(Debug)]
pub(super) struct Clock {
    style: TimeStyle,
    /// `None` is UTC.
    zone: Option<TimeZone>,
    last_date: Option<(Vec<u8>, i64)>,
    /// A day on which the zone keeps one offset, and that offset.
    steady_day: Option<(i64, i64)>,
    has_changed: bool,
}

impl Clock {
    pub(super) fn new(style: TimeStyle, zone_name: &str) -> Result<Self, ImportError> {
        let zone = match zone_name {
            "UTC" => None,
            name => Some(TimeZone::get(name).map_err(|_| ImportError::UnknownTimeZone(name.to_owned()))?),
        };
        Ok(Self { style, zone, last_date: None, steady_day: None, has_changed: false })
    }

    /// Whether the time read last lies in an hour that its zone skips or repeats.
    pub(super) fn has_changed(&self) -> bool {
        self.has_changed
    }

    /// UTC milliseconds, or `None` where the text is no time of this style.
    pub(super) fn read(&mut self, text: &[u8], time_of_day: Option<&[u8]>) -> Option<i64> {
        self.has_changed = false;
        let time = match self.style {
            TimeStyle::Unix(unit) => unix(text, unit)?,
            TimeStyle::Calendar(order) => {
                let (date, rest) = split_date(text);
                let day = match &self.last_date {
                    Some((known, day)) if known == date => *day,
                    _ => {
                        let day = day_number(date, order)?;
                        self.last_date = Some((date.to_vec(), day));
                        day
                    }
                };
                self.calendar(day, rest, time_of_day)?
            }
        };
        PLAUSIBLE_MS.contains(&time).then_some(time)
    }

    fn calendar(&mut self, day: i64, rest: &[u8], time_of_day: Option<&[u8]>) -> Option<i64> {
        let written = if rest.is_empty() { time_of_day.unwrap_or_default() } else { rest };
        if written.is_empty() {
            // A bare date is the exchange's day; it is kept as that day in UTC, whatever the zone.
            return Some(day * DAY_MS);
        }
        let (clock, offset) = split_offset(written);
        let local = day * DAY_MS + day_ms(clock)?;
        match (offset, &self.zone) {
            (Some(offset), _) => Some(local - offset_ms(offset)?),
            (None, None) => Some(local),
            (None, Some(zone)) => {
                let offset = match self.steady_day {
                    Some((known, offset)) if known == day => offset,
                    _ => {
                        let (first, last) = (
                            utc_from_local(zone, day * DAY_MS)?.0,
                            utc_from_local(zone, (day + 1) * DAY_MS)?.0,
                        );
                        if last - first != DAY_MS {
                            let (utc, has_changed) = utc_from_local(zone, local)?;
                            self.has_changed = has_changed;
                            return Some(utc);
                        }
                        let offset = day * DAY_MS - first;
                        self.steady_day = Some((day, offset));
                        offset
                    }
                };
                Some(local - offset)
            }
        }
    }
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
    let unit =
        unit_by_magnitude(count).filter(|&by_magnitude| by_magnitude != UnixUnit::Seconds).unwrap_or(unit);
    match unit {
        UnixUnit::Seconds => count.checked_mul(1000)?.checked_add(milliseconds(fraction)),
        UnixUnit::Milliseconds => Some(count),
        UnixUnit::Microseconds => Some(count.div_euclid(1000)),
        UnixUnit::Nanoseconds => Some(count.div_euclid(1_000_000)),
    }
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

/// Date and the rest: cut at `T` or a blank; 20241231235959 and 202412312359 are cut after eight digits.
pub(super) fn split_date(text: &[u8]) -> (&[u8], &[u8]) {
    let cut = text.iter().position(|&byte| byte == b' ' || byte == b'T');
    match cut {
        Some(at) => (&text[..at], text[at + 1..].trim_ascii()),
        None if matches!(text.len(), 12 | 14) && text.iter().all(u8::is_ascii_digit) => text.split_at(8),
        None => (text, &text[..0]),
    }
}

/// The three numbers of a date as written. Eight digits without separators are year, month, day.
pub(super) fn date_parts(date: &[u8]) -> Option<[i64; 3]> {
    if date.len() == 8 && date.iter().all(u8::is_ascii_digit) {
        return Some([integer(&date[..4])?, integer(&date[4..6])?, integer(&date[6..])?]);
    }
    let mut parts = [0; 3];
    let mut n_parts = 0;
    for part in date.split(|byte| matches!(byte, b'-' | b'.' | b'/')) {
        if n_parts == 3 || part.is_empty() || part.len() > 4 || !part.iter().all(u8::is_ascii_digit) {
            return None;
        }
        parts[n_parts] = integer(part)?;
        n_parts += 1;
    }
    (n_parts == 3).then_some(parts)
}

/// Days since 1970-01-01.
fn day_number(date: &[u8], order: DateOrder) -> Option<i64> {
    let parts = date_parts(date)?;
    let is_compact = date.len() == 8 && date.iter().all(u8::is_ascii_digit);
    let [year, month, day] = match order {
        _ if is_compact || parts[0] > 999 => parts,
        DateOrder::YearFirst => parts,
        DateOrder::DayFirst => [parts[2], parts[1], parts[0]],
        DateOrder::MonthFirst => [parts[2], parts[0], parts[1]],
    };
    // Two digits mean 1970 to 2069.
    let year = match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    };
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(i64::from((date - Date::constant(1970, 1, 1)).get_days()))
}

/// Time of day and the offset behind it, if one is written.
fn split_offset(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    for word in [&b"Z"[..], b"UTC", b"GMT"] {
        if let Some(clock) = text.strip_suffix(word) {
            return (clock.trim_ascii(), Some(b""));
        }
    }
    match text.iter().position(|byte| matches!(byte, b'+' | b'-')) {
        // Dukascopy writes "GMT+0200".
        Some(at) => {
            let clock = text[..at].trim_ascii();
            let clock =
                [&b"GMT"[..], b"UTC"].iter().find_map(|word| clock.strip_suffix(*word)).unwrap_or(clock);
            (clock.trim_ascii(), Some(&text[at..]))
        }
        None => (text, None),
    }
}

/// Whether the text behind a date says how far it is from UTC.
pub(super) fn has_offset(time_of_day: &[u8]) -> bool {
    split_offset(time_of_day).1.is_some()
}

/// `+05:30`, `-0500`, `+01` or nothing for UTC itself.
fn offset_ms(text: &[u8]) -> Option<i64> {
    let Some((sign, digits)) = text.split_first() else { return Some(0) };
    let (hours, minutes) = match digits.len() {
        2 => (integer(digits)?, 0),
        4 => (integer(&digits[..2])?, integer(&digits[2..])?),
        5 if digits[2] == b':' => (integer(&digits[..2])?, integer(&digits[3..])?),
        _ => return None,
    };
    if !(0..=18).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let ms = (hours * 60 + minutes) * 60_000;
    Some(if *sign == b'-' { -ms } else { ms })
}

/// Milliseconds since midnight of `HH:MM[:SS[.fff]]`, `HHMMSS` or `HHMM`, with or without AM and PM.
fn day_ms(text: &[u8]) -> Option<i64> {
    let upper = text.to_ascii_uppercase();
    let (text, half) = match (upper.strip_suffix(b"AM"), upper.strip_suffix(b"PM")) {
        (Some(text), _) => (text.trim_ascii(), Some(0)),
        (_, Some(text)) => (text.trim_ascii(), Some(12)),
        _ => (&upper[..], None),
    };
    let (clock, fraction) = match text.iter().position(|&byte| byte == b'.') {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &text[..0]),
    };
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [mut hour, minute, second] = if clock.contains(&b':') {
        let mut parts = [0; 3];
        for (n, part) in clock.split(|&byte| byte == b':').enumerate() {
            *parts.get_mut(n)? = integer(part)?;
        }
        parts
    } else {
        let digits = integer(clock)?;
        match clock.len() {
            3 | 4 => [digits / 100, digits % 100, 0],
            1 | 2 | 5 | 6 => [digits / 10_000, digits / 100 % 100, digits % 100],
            _ => return None,
        }
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    in_range.then(|| ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds(fraction))
}

/// The first three digits behind the point.
fn milliseconds(fraction: &[u8]) -> i64 {
    (0..3).fold(0, |ms, i| ms * 10 + fraction.get(i).map_or(0, |digit| i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(order: DateOrder, zone: &str, text: &str) -> Option<i64> {
        Clock::new(TimeStyle::Calendar(order), zone).unwrap().read(text.as_bytes(), None)
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
        let mut clock = Clock::new(TimeStyle::Unix(UnixUnit::Seconds), "UTC").unwrap();
        for text in ["1735689600", "1735689600000", "1735689600000000", "1735689600000000000", "1735689600.0"]
        {
            assert_eq!(clock.read(text.as_bytes(), None), Some(1_735_689_600_000), "{text}");
        }
    }
}
