//! What statistics need to know of the bars alone: computed once, shared by the cells of a sweep.

mod date;
mod days;
mod per_year;

use super::metric::{Metric, Undefined};
use days::TradingDays;

pub(crate) use date::date;
pub(super) use date::year_and_month;

const DAY_MS: i64 = 86_400_000;

/// Periods of a window's bars, between whose ends returns are taken: bars of a day or longer, else days.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Position of the last bar of each period.
    pub(crate) period_ends: Vec<u32>,
    /// Periods in a year, as their own distances give it; undefined for less than a week.
    pub(crate) periods_per_year: Metric,
}

impl Calendar {
    /// The calendar of bars with these open times, ascending, usually `interval_ms` apart.
    pub fn new(time: &[i64], interval_ms: i64) -> Self {
        let bars = || (0..time.len() as u32).collect();
        let (period_ends, per_year) = if interval_ms < DAY_MS {
            let TradingDays { ends, days } = TradingDays::new(time);
            (ends, per_year::of_days(&days))
        } else if 2 * interval_ms < 3 * DAY_MS {
            let days: Vec<i64> = time.iter().map(|time| time.div_euclid(DAY_MS)).collect();
            (bars(), per_year::of_days(&days))
        } else {
            (bars(), per_year::of_bars(time, interval_ms))
        };
        Self { period_ends, periods_per_year: per_year.ok_or(Undefined::TooShort) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = DAY_MS / 24;

    #[test]
    fn bars_of_four_hours_make_days_of_a_market_of_five_or_seven() {
        let day_and_night: Vec<i64> = (0..600).map(|i| i * 4 * HOUR).collect();
        let found = Calendar::new(&day_and_night, 4 * HOUR);
        assert_eq!((found.period_ends.len(), found.periods_per_year), (100, Ok(365.0)));
        // 14:30 and 18:30, Monday to Friday.
        let days = (4..104).filter(|day| (day - 4) % 7 < 5);
        let stocks: Vec<i64> = days
            .flat_map(|day| [0, 4].map(|hours| day * DAY_MS + 14 * HOUR + HOUR / 2 + hours * HOUR))
            .collect();
        let found = Calendar::new(&stocks, 4 * HOUR);
        assert_eq!((found.period_ends[..3].to_vec(), found.periods_per_year), (vec![1, 3, 5], Ok(252.0)));
    }

    #[test]
    fn days_stamped_the_evening_before_are_the_same_five_days_a_week() {
        let days: Vec<i64> = (4..200).filter(|day| (day - 4) % 7 < 5).map(|day| day * DAY_MS).collect();
        let plain = Calendar::new(&days, DAY_MS);
        assert_eq!(plain.periods_per_year, Ok(252.0));
        for hours in [2, 3, 9] {
            let shifted: Vec<i64> = days.iter().map(|time| time - hours * HOUR).collect();
            assert_eq!(Calendar::new(&shifted, DAY_MS), plain, "{hours} hours before midnight");
        }
    }

    #[test]
    fn bars_of_a_day_or_longer_are_periods_of_their_own() {
        // A month that begins on the last day of the one before, in summer time.
        let time = [58, 89, 119].map(|day| day * DAY_MS + 23 * HOUR);
        let found = Calendar::new(&time, 31 * DAY_MS);
        assert_eq!((found.period_ends, found.periods_per_year), (vec![0, 1, 2], Ok(12.0)));
    }
}
