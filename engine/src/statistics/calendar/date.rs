//! Dates of UTC times.

use super::DAY_MS;

/// Year and month (1 to 12) of a UTC time in the proleptic Gregorian calendar, counted in years that begin in March, so
/// that the leap day comes last.
pub(in crate::statistics) fn year_and_month(time: i64) -> (i32, u8) {
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
