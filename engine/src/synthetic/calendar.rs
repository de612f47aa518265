//! When bars open.

use crate::statistics::date;

pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;
/// 2006-01-02, a Monday.
const FIRST_WORKDAY_MS: i64 = 1_136_160_000_000;
/// 2022-01-01 00:00 UTC, a Saturday.
const FIRST_HOUR_MS: i64 = 1_640_995_200_000;
/// 2022-01-03, a Monday.
const FIRST_SESSION_MS: i64 = FIRST_HOUR_MS + 2 * DAY_MS;
/// 2022-01-02 22:00 UTC, a Sunday.
const FIRST_FOREX_MS: i64 = FIRST_HOUR_MS + DAY_MS + 22 * HOUR_MS;
/// Minutes of a session, 09:30 to 16:00.
pub(super) const SESSION_MINUTES: usize = 390;
/// Bars of five minutes from Sunday to Friday, 22:00.
const FOREX_BARS: usize = 5 * 24 * 12;

/// Monday to Friday from 2006-01-02 on.
pub(super) fn workday(i: usize) -> i64 {
    weekday(FIRST_WORKDAY_MS, i)
}

/// Every hour, every day, from 2022-01-01 on.
pub(super) fn hour(i: usize) -> i64 {
    FIRST_HOUR_MS + i as i64 * HOUR_MS
}

/// Every minute, every day, from 2022-01-01 on.
pub(super) fn minute(i: usize) -> i64 {
    FIRST_HOUR_MS + i as i64 * MINUTE_MS
}

/// Minutes of sessions in New York, Monday to Friday from 2022-01-03 on.
pub(super) fn session_minute(i: usize) -> i64 {
    let day = weekday(FIRST_SESSION_MS, i / SESSION_MINUTES);
    let open = if is_summer_in_new_york(day) { 13 * 60 + 30 } else { 14 * 60 + 30 };
    day + (open + (i % SESSION_MINUTES) as i64) * MINUTE_MS
}

/// Five minutes from Sunday 22:00 to Friday 22:00 UTC, from 2022-01-02 on.
pub(super) fn forex_bar(i: usize) -> i64 {
    FIRST_FOREX_MS + (i / FOREX_BARS) as i64 * WEEK_MS + (i % FOREX_BARS) as i64 * 5 * MINUTE_MS
}

/// Minutes since midnight UTC.
pub(super) fn minute_of_day(time: i64) -> i64 {
    time.rem_euclid(DAY_MS) / MINUTE_MS
}

/// Whether a time is on a Saturday or Sunday, UTC.
pub(super) fn is_weekend(time: i64) -> bool {
    // 1970-01-01 was a Thursday.
    matches!((time.div_euclid(DAY_MS) + 4).rem_euclid(7), 0 | 6)
}

fn weekday(monday: i64, i: usize) -> i64 {
    monday + (i / 5) as i64 * WEEK_MS + (i % 5) as i64 * DAY_MS
}

/// Whether a session of the day falls into daylight-saving time: from the second Sunday of March to the first of November.
fn is_summer_in_new_york(day_ms: i64) -> bool {
    let (_, month, of_month) = date(day_ms);
    let of_month = i64::from(of_month);
    // 1970-01-01 was a Thursday.
    let weekday_of_first = (day_ms.div_euclid(DAY_MS) - (of_month - 1) + 4).rem_euclid(7);
    let first_sunday = 1 + (7 - weekday_of_first).rem_euclid(7);
    match month {
        4..=10 => true,
        3 => of_month >= first_sunday + 7,
        11 => of_month < first_sunday,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendars_begin_on_their_days_and_keep_to_them() {
        assert_eq!((date(workday(0)), date(workday(5))), ((2006, 1, 2), (2006, 1, 9)));
        assert!((0..5_000).all(|i| !is_weekend(workday(i))));
        assert_eq!((date(hour(0)), is_weekend(hour(0))), ((2022, 1, 1), true));
        assert_eq!((date(forex_bar(0)), minute_of_day(forex_bar(0))), ((2022, 1, 2), 22 * 60));
        assert_eq!(forex_bar(FOREX_BARS) - forex_bar(FOREX_BARS - 1), 2 * DAY_MS + 5 * MINUTE_MS);
    }

    #[test]
    fn new_york_opens_an_hour_earlier_in_summer() {
        let open = |day: (i32, u8, u8)| {
            let found = (0..500).map(|i| FIRST_SESSION_MS + i * DAY_MS).find(|time| date(*time) == day);
            if is_summer_in_new_york(found.unwrap()) { 13 } else { 14 }
        };
        // The clocks changed on 2022-03-13, 2022-11-06 and 2023-03-12.
        assert_eq!(
            [open((2022, 3, 11)), open((2022, 3, 14)), open((2022, 11, 4)), open((2022, 11, 7))],
            [14, 13, 13, 14]
        );
        assert_eq!([open((2023, 3, 10)), open((2023, 3, 13))], [14, 13]);
        assert_eq!(minute_of_day(session_minute(0)), 14 * 60 + 30);
    }
}
