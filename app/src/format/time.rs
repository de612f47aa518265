//! Points in time, written so that they sort and cannot be misread: `2026-11-23 09:30`.

/// A day of the civil calendar and a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Milliseconds since midnight.
    pub ms: i64,
}

const DAY_MS: i64 = 86_400_000;

/// Names of months for the heads of columns.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Civil {
    /// From milliseconds since 1970, in the zone that the caller has already added.
    pub fn from_ms(ms: i64) -> Self {
        // Days are counted from 0000-03-01, so that the leap day is the last of its year; 146,097 days are 400 years.
        let days = ms.div_euclid(DAY_MS) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month: month as u8, day: day as u8, ms: ms.rem_euclid(DAY_MS) }
    }

    /// Milliseconds since 1970 of a day and a time in UTC.
    pub fn to_ms(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let month = i64::from(self.month);
        let shifted_month = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let year_of_era = year.rem_euclid(400);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * DAY_MS + self.ms
    }

    /// `2026-11-23`
    pub fn date(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `2026-11-23 09:30`, with seconds if there are any.
    pub fn date_time(self) -> String {
        let minutes = self.ms / 60_000;
        let (hour, minute, rest) = (minutes / 60, minutes % 60, self.ms % 60_000);
        let seconds = if rest == 0 { String::new() } else { format!(":{:02}", rest / 1_000) };
        format!("{} {hour:02}:{minute:02}{seconds}", self.date())
    }
}

/// Reads `2026-11-23` or `2026-11-23 09:30[:15]` (a `T` may stand for the space) as UTC milliseconds.
///
/// # Errors
/// A sentence that shows the form.
pub fn parse_utc(text: &str) -> Result<i64, String> {
    let wrong = || format!("“{}” is not a date. Write it like 2020-01-31 or 2020-01-31 09:30.", text.trim());
    let (date, clock) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), "00:00"));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<u32>().ok());
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let mut parts = clock.trim_end_matches('Z').split(':').map(|part| part.parse::<u32>().ok());
    let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else { return Err(wrong()) };
    let second = match parts.next() {
        None => 0,
        Some(second) => second.ok_or_else(wrong)?,
    };
    let in_range =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    if !in_range || parts.next().is_some() || !(1_000..=9_999).contains(&year) {
        return Err(wrong());
    }
    let ms = i64::from(hour * 3_600 + minute * 60 + second) * 1_000;
    let civil = Civil { year: i64::from(year), month: month as u8, day: day as u8, ms };
    // The 31st of a short month would silently become the 1st of the next.
    if Civil::from_ms(civil.to_ms()) == civil { Ok(civil.to_ms()) } else { Err(wrong()) }
}

/// A UTC time as a form shows it: the date alone at midnight.
pub fn for_form(ms: i64) -> String {
    let civil = Civil::from_ms(ms);
    if civil.ms == 0 { civil.date() } else { civil.date_time() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_right_across_leap_years_and_before_1970() {
        for (ms, expected) in [
            (0, "1970-01-01 00:00"),
            (951_782_400_000, "2000-02-29 00:00"),
            (-1, "1969-12-31 23:59:59"),
            (1_795_000_000_000, "2026-11-18 11:06:40"),
        ] {
            assert_eq!(Civil::from_ms(ms).date_time(), expected);
        }
        for days in (-200_000..200_000).step_by(97) {
            let ms = days * DAY_MS + 12_345;
            assert_eq!(Civil::from_ms(ms).to_ms(), ms);
        }
    }

    #[test]
    fn dates_are_read_or_refused_with_the_form_to_use() {
        assert_eq!(parse_utc("1970-01-02"), Ok(DAY_MS));
        assert_eq!(parse_utc(" 1970-01-01T00:01 "), Ok(60_000));
        assert_eq!(parse_utc("1970-01-01 00:00:02"), Ok(2_000));
        for text in ["", "2020", "2020-13-01", "2021-02-29", "31.01.2020", "2020-01-01 25:00", "0020-01-01"] {
            assert!(parse_utc(text).is_err_and(|message| message.contains("2020-01-31")), "{text}");
        }
        assert_eq!(for_form(DAY_MS), "1970-01-02");
        assert_eq!(parse_utc(&for_form(DAY_MS + 3_600_000)), Ok(DAY_MS + 3_600_000));
    }
}
