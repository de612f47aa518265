//! What the statistics need to know of the bars alone. Built once per market and shared by all cells of a sweep.

use super::market::Market;

const DAY_MS: i64 = 86_400_000;

/// Days, months and market returns of a trading window.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Position of the last bar of each day; of each week, month or year where bars are that long.
    pub(super) day_ends: Vec<u32>,
    /// Position of the last bar of each calendar month.
    pub(super) month_ends: Vec<u32>,
    /// Days (weeks, months, years) in a year.
    pub(super) days_per_year: f64,
    pub(super) market: Market,
}

impl Calendar {
    /// Reads the open times (UTC milliseconds, ascending) and closes of the window's bars.
    pub fn new(time: &[i64], close: &[f64], interval_ms: i64) -> Self {
        let period_days = usual_distance(time, interval_ms) / DAY_MS;
        let period: fn(i64) -> i64 = match period_days {
            7 => |day| (day + 3).div_euclid(7),
            31 => month,
            365 => |day| month(day).div_euclid(12),
            _ => |day| day,
        };
        let mut weekend_bars = 0;
        let mut calendar = Self {
            day_ends: Vec::new(),
            month_ends: Vec::new(),
            days_per_year: 0.0,
            market: Market::new(close),
        };
        let mut first = 0;
        while first < time.len() {
            let day = time[first].div_euclid(DAY_MS);
            let next_day = (day + 1).saturating_mul(DAY_MS);
            let len = time[first..].iter().take_while(|t| **t < next_day).count();
            if (day + 3).rem_euclid(7) >= 5 {
                weekend_bars += len;
            }
            let end = first + len;
            let following = time.get(end).map(|t| t.div_euclid(DAY_MS));
            if following.is_none_or(|next| period(next) != period(day)) {
                calendar.day_ends.push((end - 1) as u32);
            }
            if following.is_none_or(|next| month(next) != month(day)) {
                calendar.month_ends.push((end - 1) as u32);
            }
            first = end;
        }
        // A market counts as open on weekends if it has more than 60 % of the weekend bars that an even spread would give.
        let has_weekends = weekend_bars as f64 / time.len().max(1) as f64 > 2.0 / 7.0 * 0.6;
        calendar.days_per_year = match period_days {
            7 => 52.0,
            31 => 12.0,
            365 => 1.0,
            _ if has_weekends => 365.0,
            _ => 252.0,
        };
        calendar
    }
}

/// Median distance between the last hundred bars; the declared interval if there is one bar only.
fn usual_distance(time: &[i64], interval_ms: i64) -> i64 {
    let tail = &time[time.len().saturating_sub(100)..];
    let mut distances: Vec<i64> = tail.windows(2).map(|pair| pair[1] - pair[0]).collect();
    distances.sort_unstable();
    match distances.len() {
        0 => interval_ms,
        n if n % 2 == 1 => distances[n / 2],
        n => i64::midpoint(distances[n / 2 - 1], distances[n / 2]),
    }
}

/// Months since January of the year 0 (Gregorian) of a day counted from 1970-01-01.
pub(super) fn month(day: i64) -> i64 {
    // Years that begin in March put the leap day at the end; 400 of them have 146,097 days.
    let march_day = day + 719_468;
    let (era, in_era) = (march_day.div_euclid(146_097), march_day.rem_euclid(146_097));
    let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    (era * 400 + year) * 12 + (5 * in_year + 2) / 153 + 2
}

/// Calendar month of an open time, as months since January of the year 0.
pub(super) fn month_of(time: i64) -> i64 {
    month(time.div_euclid(DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        format!("{text}T00:00:00Z").parse::<jiff::Timestamp>().unwrap().as_millisecond().div_euclid(DAY_MS)
    }

    #[test]
    fn months_equal_those_of_the_calendar_library() {
        for start in ["1899-12-25", "1968-02-20", "1999-12-20", "2000-02-20", "2100-02-20", "2399-12-20"] {
            for days in 0..500 {
                let n = day(start) + days;
                let date = jiff::tz::TimeZone::UTC
                    .to_datetime(jiff::Timestamp::from_millisecond(n * DAY_MS).unwrap())
                    .date();
                assert_eq!(month(n), i64::from(date.year()) * 12 + i64::from(date.month()) - 1, "{date}");
            }
        }
    }

    fn calendar(time: &[i64]) -> Calendar {
        Calendar::new(time, &vec![1.0; time.len()], 1)
    }

    #[test]
    fn weekdays_make_252_days_and_weekends_365() {
        let all: Vec<i64> = (0..70).map(|d| d * DAY_MS).collect();
        assert_eq!(calendar(&all).days_per_year, 365.0);
        let weekdays: Vec<i64> = (0..70).filter(|d| (d + 3) % 7 < 5).map(|d| d * DAY_MS).collect();
        assert_eq!(calendar(&weekdays).days_per_year, 252.0);
        let weeks: Vec<i64> = (0..70).map(|w| w * 7 * DAY_MS).collect();
        assert_eq!(calendar(&weeks).days_per_year, 52.0);
    }

    #[test]
    fn days_end_with_their_last_bar_and_gaps_make_no_days() {
        let hour = DAY_MS / 24;
        let time = [0, 5 * hour, 23 * hour, DAY_MS, 400 * DAY_MS, 400 * DAY_MS + hour];
        assert_eq!(calendar(&time).day_ends, [2, 3, 5]);
        assert_eq!(calendar(&time).month_ends, [3, 5]);
    }

    #[test]
    fn weeks_end_on_sunday() {
        // 1970-01-04 was a Sunday. Weekly bars on Sunday, then one on Monday: another week.
        let mut time: Vec<i64> = (0..10).map(|w| (3 + 7 * w) * DAY_MS).collect();
        time.push((3 + 7 * 9 + 1) * DAY_MS);
        time.push((3 + 7 * 10) * DAY_MS);
        assert_eq!(calendar(&time).day_ends, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
    }
}
