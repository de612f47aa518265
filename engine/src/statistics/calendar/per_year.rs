//! How many periods a year has, from their own distances.

use super::DAY_MS;

/// The year that every count is of.
const YEAR_MS: f64 = 365.25 * DAY_MS as f64;
/// Less time than this is not annualised: of hours, a rate per year says nothing.
const SHORTEST_MS: i64 = 7 * DAY_MS;
/// A step longer than this many usual ones is a hole in the data, not part of how the market trades.
const LONGEST_STEP: i64 = 4;

/// Periods of a day in a year: 252 for a market of five days a week and 365 for one of seven, where what is counted is within a
/// tenth of it (holidays, missing days), else what is counted. `None` for less than a week.
pub(super) fn of_days(days: &[i64]) -> Option<f64> {
    let times: Vec<i64> = days.iter().map(|day| day * DAY_MS).collect();
    let counted = counted(&times, DAY_MS, true)?;
    Some(conventional(counted, &[252.0, 365.0], 0.1))
}

/// Periods of a year that are bars longer than a day: 52 weeks, 12 months, 4 quarters, 2 or 1 where what is counted is within 4 % of
/// it, else what is counted. `None` for less than a week.
pub(super) fn of_bars(time: &[i64], interval_ms: i64) -> Option<f64> {
    let counted = counted(time, interval_ms, false)?;
    Some(conventional(counted, &[52.0, 12.0, 4.0, 2.0, 1.0], 0.04))
}

fn conventional(counted: f64, numbers: &[f64], tolerance: f64) -> f64 {
    let is_near = |number: &&f64| (counted - **number).abs() <= tolerance * **number;
    numbers.iter().find(is_near).copied().unwrap_or(counted)
}

/// Periods that begin at `times`, usually `usual_ms` apart, divided by the years that they fill; holes are left out. Days are
/// counted over whole weeks where there is one: ten trading days from Monday to Friday of the next week have one weekend, not two.
fn counted(times: &[i64], usual_ms: i64, in_weeks: bool) -> Option<f64> {
    let (first, last) = (*times.first()?, *times.last()?);
    let own = if in_weeks { DAY_MS } else { 0 };
    if last - first + own < SHORTEST_MS {
        return None;
    }
    let (mut n_periods, mut filled_ms) = (0, 0);
    for stretch in times.chunk_by(|a, b| b - a <= LONGEST_STEP * usual_ms) {
        let end = stretch[stretch.len() - 1];
        let span = end - stretch[0];
        let weeks = (span + own) / (7 * DAY_MS);
        if in_weeks && weeks > 0 {
            let begin = end - weeks * 7 * DAY_MS;
            n_periods += stretch.len() - stretch.partition_point(|time| *time <= begin);
            filled_ms += weeks * 7 * DAY_MS;
        } else {
            n_periods += stretch.len() - 1;
            filled_ms += span;
        }
    }
    if n_periods == 0 {
        // Nothing but holes: they are how the market trades.
        (n_periods, filled_ms) = (times.len() - 1, last - first);
    }
    Some(n_periods as f64 * YEAR_MS / filled_ms as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: impl Iterator<Item = i64>) -> Option<f64> {
        of_days(&days.collect::<Vec<_>>())
    }

    /// The days of `n` weeks that trade on these weekdays, Monday being 0.
    fn weeks(n: i64, weekdays: &[i64]) -> Option<f64> {
        // Day 4 was a Monday.
        days((0..7 * n).filter(|day| weekdays.contains(&(day % 7))).map(|day| day + 4))
    }

    #[test]
    fn a_week_of_any_five_days_makes_252_and_one_of_seven_365() {
        for five in [[0, 1, 2, 3, 4], [6, 0, 1, 2, 3], [5, 6, 0, 1, 2]] {
            for n in [2, 3, 50] {
                assert_eq!(weeks(n, &five), Some(252.0), "{n} weeks of {five:?}");
            }
        }
        for n in [1, 2, 50] {
            assert_eq!(weeks(n, &[0, 1, 2, 3, 4, 5, 6]), Some(365.0));
        }
        for (some, per_week) in [(&[0, 2, 4][..], 3.0), (&[0, 1, 2, 3, 4, 5], 6.0)] {
            let found = weeks(50, some).unwrap();
            assert!((found / (per_week * 365.25 / 7.0) - 1.0).abs() < 1e-12, "{found}");
        }
    }

    #[test]
    fn holidays_and_holes_change_nothing() {
        let is_open = |day: &i64| day % 7 < 5 && day % 31 != 0;
        assert_eq!(days((4..1_000).filter(is_open)), Some(252.0));
        assert_eq!(days((0..50).chain(400..450).chain(900..930)), Some(365.0));
        assert_eq!(days((0..5).chain(370..375)), Some(365.0));
    }

    #[test]
    fn a_day_that_begins_the_evening_before_in_summer_is_one_of_five() {
        let of_london = |day: i64| if day % 365 < 180 { day } else { day - 1 };
        assert_eq!(days((4..1_000).filter(|day| (day - 4) % 7 < 5).map(of_london)), Some(252.0));
    }

    #[test]
    fn longer_bars_are_as_many_as_their_mean_distance_gives() {
        let every =
            |n: i64| of_bars(&(0..200).map(|i| i * n * DAY_MS).collect::<Vec<_>>(), n * DAY_MS).unwrap();
        assert_eq!([every(7), every(365), every(366), every(91)], [52.0, 1.0, 1.0, 4.0]);
        for n in [2, 3, 10, 14, 28] {
            assert!((every(n) * n as f64 / 365.25 - 1.0).abs() < 1e-12, "{n}: {}", every(n));
        }
        // Two trading days each: Monday, Wednesday, Friday, Tuesday, Thursday.
        let steps = [2, 2, 4, 2, 4].into_iter().cycle().take(500);
        let time: Vec<i64> =
            steps.scan(0, |at, step| Some(std::mem::replace(at, *at + step * DAY_MS))).collect();
        let found = of_bars(&time, 2 * DAY_MS).unwrap();
        assert!((found - 365.25 * 5.0 / 14.0).abs() < 0.5, "{found}");
    }

    #[test]
    fn less_than_a_week_has_no_number() {
        assert_eq!((days(0..6), days(0..7)), (None, Some(365.0)));
        assert_eq!(days(std::iter::empty()), None);
        assert_eq!(of_bars(&[0, 2 * DAY_MS], 2 * DAY_MS), None);
        assert_eq!(of_bars(&[0], 30 * DAY_MS), None);
        assert_eq!(of_bars(&[0, 7 * DAY_MS], 7 * DAY_MS), Some(52.0));
    }
}
