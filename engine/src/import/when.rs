//! How the times of a file are written, by all of the sample: a notation is taken if every time reads in it and no other
//! notation is as good.

use super::error::{ImportError, shortened};
use super::format::{ClockDigits, DateOrder, TimeStyle, UnixUnit};
use super::question::Question;
use super::time::{
    Clock, Zone, count, day_ms, is_weekend, split_date, split_zone, unit_by_magnitude, unit_of, written, zone,
};

const DAY_MS: i64 = 86_400_000;
const ORDERS: [DateOrder; 3] = [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst];
/// 1950-01-01 and 2100-01-01.
const LIKELY_MS: std::ops::Range<i64> = -631_152_000_000..4_102_444_800_000;

/// The notation, and what follows from it.
#[derive(Debug)]
pub(super) struct When {
    pub style: TimeStyle,
    pub clock: ClockDigits,
    /// All times are midnights.
    pub days: bool,
    /// Every time of day has a zone behind it.
    pub has_zone: bool,
    /// Some time of day other than midnight has none.
    pub lacks_zone: bool,
    /// A zone's abbreviation that several zones share.
    pub ambiguous_zone: Option<String>,
    pub questions: Vec<Question>,
    /// UTC milliseconds row by row, as if times without a zone were UTC.
    pub times: Vec<Option<i64>>,
}

/// Looks at the column with times, and at the one beside it with the time of day.
pub(super) fn decide(texts: &[&[u8]], beside: &[&[u8]], is_named_hour: bool) -> Result<When, ImportError> {
    let n_counts = texts.iter().filter(|text| count(text).is_some()).count();
    if n_counts * 2 > texts.len() { counts(texts) } else { dates(texts, beside, is_named_hour) }
}

fn read_all(texts: &[&[u8]], beside: &[&[u8]], style: TimeStyle, digits: ClockDigits) -> Vec<Option<i64>> {
    let mut clock = Clock::plain(style, digits);
    let read = |(at, text): (usize, &&[u8])| clock.read(text, beside.get(at).copied());
    texts.iter().enumerate().map(read).collect()
}

/// Digits: seconds to nanoseconds since 1970, or dates without separators.
fn counts(texts: &[&[u8]]) -> Result<When, ImportError> {
    let largest =
        texts.iter().filter_map(|text| count(text)).max_by_key(|count| count.unsigned_abs()).unwrap_or(0);
    let n_readable = |times: &[Option<i64>]| times.iter().flatten().count();
    let plain = |style, times| When {
        style,
        clock: ClockDigits::Minutes,
        days: false,
        has_zone: true,
        lacks_zone: false,
        ambiguous_zone: None,
        questions: Vec::new(),
        times,
    };
    let unix = unit_by_magnitude(largest).map(|unit| {
        let style = TimeStyle::Unix(unit);
        (style, read_all(texts, &[], style, ClockDigits::Minutes))
    });
    let n_unix = unix.as_ref().map_or(0, |(_, times)| n_readable(times));
    let is_compact = |text: &&[u8]| matches!(text.len(), 6 | 8 | 10 | 12 | 14);
    if texts.iter().all(is_compact) {
        let is_minutes = |time: &Option<i64>| time.is_some_and(|time| time % 60_000 == 0);
        let is_plainly_unix = unix.as_ref().is_some_and(|(style, times)| {
            *style != TimeStyle::Unix(UnixUnit::Seconds) || times.iter().all(is_minutes)
        });
        if !(is_plainly_unix && n_unix == texts.len())
            && let Ok(when) = dates(texts, &[], false)
            && when.times.iter().all(Option::is_some)
        {
            return Ok(when);
        }
    }
    if let Some((style, times)) = unix
        && n_unix > 0
        && n_unix * 100 >= texts.len() * 99
    {
        return Ok(plain(style, times));
    }
    Err(ImportError::Unrecognised(match largest {
        // Less than three days after 1970: numbered rows, years, or the days of a spreadsheet.
        -200_000..200_000 => format!(
            "{largest} is neither a date nor a Unix time; in a spreadsheet, format the column as dates, such as 2024-12-31"
        ),
        200_000..86_400_000 => format!(
            "{largest} may be a time since midnight, and no column holds the date; write date and time, such as 2024-12-31 09:30"
        ),
        _ => format!("{largest} is neither a date nor a Unix time between 1950 and 2100"),
    }))
}

fn dates(texts: &[&[u8]], beside: &[&[u8]], is_named_hour: bool) -> Result<When, ImportError> {
    let of_day: Vec<&[u8]> =
        texts.iter().enumerate().map(|(at, text)| clock_of(text, beside.get(at).copied())).collect();
    let clocks: Vec<&[u8]> = of_day.iter().map(|text| split_zone(text).0.trim_ascii()).collect();
    let digits = unit_of(&clocks, is_named_hour).map_err(|found| {
        ImportError::Unrecognised(format!(
            "\"{}\" beside the date is not a time of day such as 09:30, 0930 or 093000",
            shortened(found)
        ))
    })?;
    let digits = digits.unwrap_or_default();
    let mut readings: Vec<(DateOrder, Vec<Option<i64>>)> = Vec::new();
    for order in ORDERS {
        let times = read_all(texts, beside, TimeStyle::Calendar(order), digits);
        // Where the year is plain, the orders agree.
        if !readings.iter().any(|(_, known)| *known == times) {
            readings.push((order, times));
        }
    }
    let n_readable = |times: &[Option<i64>]| times.iter().flatten().count();
    let most = readings.iter().map(|(_, times)| n_readable(times)).max().unwrap_or(0);
    if most == 0 {
        return Err(unreadable(texts, &of_day));
    }
    keep(&mut readings, |times| n_readable(times) == most);
    keep(&mut readings, |times| times.iter().flatten().all(|time| LIKELY_MS.contains(time)));
    keep(&mut readings, |times| {
        let times: Vec<i64> = times.iter().flatten().copied().collect();
        times.is_sorted() || times.iter().rev().is_sorted()
    });
    // Bars of each day in a row, or of each year; bars of several hours of a day, or of one day a month.
    let has_hours = readings.iter().any(|(_, times)| n_readable(times) > days_of(times).len());
    let longest =
        |times: &[Option<i64>]| days_of(times).windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
    let far = if has_hours { 28 } else { 300 };
    if readings.iter().any(|(_, times)| longest(times) >= far) {
        keep(&mut readings, |times| (1..=5).contains(&longest(times)));
    }
    let orders: Vec<DateOrder> = readings.iter().map(|(order, _)| *order).collect();
    let example =
        texts.iter().map(|text| split_date(text).0).find(|date| written(date).is_some()).unwrap_or_default();
    let is_compact = example.iter().all(u8::is_ascii_digit);
    let usual = match example {
        _ if is_compact => DateOrder::YearFirst,
        _ if example.contains(&b'/') => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    };
    let default = if orders.contains(&usual) { usual } else { orders[0] };
    let mut questions = Vec::new();
    if orders.len() > 1 {
        // Nobody writes the month first between points, or the year last without any separator.
        let sound = is_compact
            || example.contains(&b'.')
            || written(example).is_some_and(|written| written.has_word());
        let example = shortened(example);
        questions.push(Question::DateOrder { example, default, orders, sound });
    }
    let times =
        readings.into_iter().find(|(order, _)| *order == default).map(|(_, times)| times).unwrap_or_default();
    let midnight = |clock: &&[u8]| day_ms(clock, digits) == Some(0);
    let zones: Vec<&[u8]> = of_day.iter().map(|text| split_zone(text).1).collect();
    let has_clock = |at: usize| !clocks[at].is_empty();
    if let Some(at) = times.iter().position(|time| time.is_some_and(|time| time < LIKELY_MS.start)) {
        questions.push(Question::OldYears { example: shortened(texts[at]) });
    }
    Ok(When {
        style: TimeStyle::Calendar(default),
        clock: digits,
        days: clocks.iter().any(|clock| !clock.is_empty())
            && clocks.iter().all(|clock| clock.is_empty() || midnight(clock)),
        has_zone: (0..texts.len()).all(|at| has_clock(at) && !zones[at].is_empty()),
        lacks_zone: (0..texts.len())
            .any(|at| has_clock(at) && zones[at].is_empty() && !midnight(&clocks[at])),
        ambiguous_zone: zones
            .iter()
            .find(|text| matches!(zone(text), Some(Zone::Ambiguous)))
            .map(|text| shortened(text)),
        questions,
        times,
    })
}

/// Drops the readings that fail, unless all do.
fn keep(readings: &mut Vec<(DateOrder, Vec<Option<i64>>)>, holds: impl Fn(&[Option<i64>]) -> bool) {
    if readings.iter().any(|(_, times)| holds(times)) {
        readings.retain(|(_, times)| holds(times));
    }
}

/// The different days, in order.
fn days_of(times: &[Option<i64>]) -> Vec<i64> {
    let mut days: Vec<i64> = times.iter().flatten().map(|time| time.div_euclid(DAY_MS)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether some of these times are on a Saturday or Sunday.
pub(super) fn has_weekend(times: &[Option<i64>]) -> bool {
    days_of(times).into_iter().any(is_weekend)
}

/// The time of day with its zone, from behind the date or from beside it.
fn clock_of<'a>(text: &'a [u8], beside: Option<&'a [u8]>) -> &'a [u8] {
    let rest = split_date(text).1;
    match beside.filter(|beside| !beside.is_empty()) {
        Some(beside) if rest.is_empty() || day_ms(split_zone(rest).0, ClockDigits::Minutes) == Some(0) => {
            beside
        }
        _ => rest,
    }
}

fn unreadable(texts: &[&[u8]], of_day: &[&[u8]]) -> ImportError {
    let is_clock_alone = texts.iter().all(|text| day_ms(split_zone(text).0, ClockDigits::Minutes).is_some());
    if is_clock_alone && texts.iter().all(|text| split_zone(text).0.contains(&b':')) {
        let found = texts.first().map(|text| shortened(text)).unwrap_or_default();
        return ImportError::Unrecognised(format!(
            "\"{found}\" is a time of day, and no column holds the date"
        ));
    }
    let unknown =
        of_day.iter().map(|text| split_zone(text).1).find(|text| !text.is_empty() && zone(text).is_none());
    if let Some(unknown) = unknown {
        return ImportError::UnknownTimeZone(shortened(unknown));
    }
    let found = texts.first().map(|text| shortened(text)).unwrap_or_default();
    ImportError::Unrecognised(format!("\"{found}\" is not a time in a known notation"))
}
