//! What statistics need to know of the bars alone: computed once, shared by the cells of a sweep.

const DAY_MS: i64 = 86_400_000;

/// Periods of a window's bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Position of the last bar of each period: a UTC day, or a week, month or year where the bars are that long.
    pub(crate) period_ends: Vec<u32>,
    /// Periods in a year: 252, 365 if the data trades on weekends, 52 weeks, 12 months, 1 year.
    pub(crate) periods_per_year: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Period {
    Day,
    Week,
    Month,
    Year,
}

impl Calendar {
    /// The calendar of bars with these open times, ascending.
    pub fn new(time: &[i64], interval_ms: i64) -> Self {
        let period = match interval_ms / DAY_MS {
            7 => Period::Week,
            28..=31 => Period::Month,
            365..=366 => Period::Year,
            _ => Period::Day,
        };
        let mut period_ends = Vec::new();
        let (mut bar, mut n_in_day, mut n_on_weekends) = (0, 0, 0);
        let mut current = key(period, time[0]);
        // Periods are whole days: within a day there is nothing to look up.
        while bar < time.len() {
            let day = time[bar].div_euclid(DAY_MS);
            let next = key(period, time[bar]);
            if next != current {
                period_ends.push(bar as u32 - 1);
                current = next;
            }
            n_in_day = n_before(&time[bar..], (day + 1) * DAY_MS, n_in_day);
            // 1970-01-01 was a Thursday; 5 and 6 are Saturday and Sunday.
            if (day + 3).rem_euclid(7) >= 5 {
                n_on_weekends += n_in_day;
            }
            bar += n_in_day;
        }
        period_ends.push(time.len() as u32 - 1);

        let weekend_share = n_on_weekends as f64 / time.len() as f64;
        Self { period_ends, periods_per_year: periods_per_year(period, weekend_share) }
    }
}

/// How many of the ascending times lie before `end`: `guess` if it fits, since most days have as many bars as the day before,
/// else found in steps that double, since the bars of a day are near. Every look elsewhere waits for the memory.
fn n_before(time: &[i64], end: i64, guess: usize) -> usize {
    let is_before = |bar: usize| time.get(bar).is_some_and(|time| *time < end);
    if guess > 0 && is_before(guess - 1) && !is_before(guess) {
        return guess;
    }
    let mut step = 1;
    while is_before(step) {
        step *= 2;
    }
    let from = step / 2;
    from + time[from..time.len().min(step)].partition_point(|time| *time < end)
}

fn periods_per_year(period: Period, weekend_share: f64) -> f64 {
    match period {
        Period::Week => 52.0,
        Period::Month => 12.0,
        Period::Year => 1.0,
        // A market that is open on weekends has 2/7 of its bars there; a part of them is enough to tell.
        Period::Day if weekend_share > 2.0 / 7.0 * 0.6 => 365.0,
        Period::Day => 252.0,
    }
}

/// What times of one period have in common; weeks begin on Monday.
fn key(period: Period, time: i64) -> (i64, u8) {
    let day = time.div_euclid(DAY_MS);
    let (year, month) = year_and_month(time);
    match period {
        Period::Day => (day, 0),
        Period::Week => ((day + 3).div_euclid(7), 0),
        Period::Month => (i64::from(year), month),
        Period::Year => (i64::from(year), 0),
    }
}

/// Year and month (1 to 12) of a UTC time in the proleptic Gregorian calendar, counted in years that begin in March, so
/// that the leap day comes last.
pub(super) fn year_and_month(time: i64) -> (i32, u8) {
    let (year, month, _) = date(time);
    (year, month)
}

/// Year, month and day (UTC) of a time.
pub(crate) fn date(time: i64) -> (i32, u8, u8) {
    let day = time.div_euclid(DAY_MS) + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    ((era * 400 + year_of_era + carry) as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_at_midnight_utc_and_weekends_make_a_year_of_365_days() {
        let hour = 3_600_000;
        let time: Vec<i64> = (0..24 * 14).map(|i| i * hour).collect();
        let calendar = Calendar::new(&time, hour);
        assert_eq!(calendar.period_ends.len(), 14);
        assert_eq!(calendar.period_ends[0], 23);
        assert_eq!(calendar.periods_per_year, 365.0);
        let weekdays: Vec<i64> = (0..28).filter(|day| (day + 3) % 7 < 5).map(|day| day * DAY_MS).collect();
        assert_eq!(Calendar::new(&weekdays, DAY_MS).periods_per_year, 252.0);
        let weeks: Vec<i64> = (0..10).map(|week| week * 7 * DAY_MS).collect();
        assert_eq!(Calendar::new(&weeks, 7 * DAY_MS).periods_per_year, 52.0);
    }

    #[test]
    fn a_day_has_as_many_bars_as_lie_before_its_end() {
        let time: Vec<i64> = (0..70).collect();
        for end in 1..72 {
            for guess in 0..72 {
                assert_eq!(n_before(&time, end, guess), usize::try_from(end).unwrap().min(70), "{guess}");
            }
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_of_two_years_are_two() {
        let ends = |days: &[i64], interval: i64| {
            let time: Vec<i64> = days.iter().map(|day| day * DAY_MS).collect();
            Calendar::new(&time, interval * DAY_MS).period_ends
        };
        // Monday, Sunday, Monday.
        assert_eq!(ends(&[4, 10, 11], 7), [1, 2]);
        // December 1970, November 1971, January and again January 1972, January 1973.
        assert_eq!(ends(&[334, 669, 730, 731, 1_096], 30), [0, 1, 3, 4]);
        assert_eq!(ends(&[334, 669, 730, 731, 1_096], 365), [0, 1, 3, 4]);
    }

    #[test]
    fn a_date_is_that_of_the_gregorian_calendar_on_every_day_of_eight_centuries() {
        let mut day = -135_140; // 1 January 1600
        for year in 1600..2400 {
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for of_month in 1..=length {
                    assert_eq!(date(day * DAY_MS), (year, month, of_month), "day {day}");
                    day += 1;
                }
            }
        }
    }

    #[test]
    fn months_are_those_of_the_gregorian_calendar() {
        for (day, expected) in [
            (0, (1970, 1)),
            (-1, (1969, 12)),
            (11_016, (2000, 2)),
            (11_017, (2000, 3)),
            (19_782, (2024, 2)),
            (19_783, (2024, 3)),
        ] {
            assert_eq!(year_and_month(day * DAY_MS), expected, "day {day}");
        }
    }
}
