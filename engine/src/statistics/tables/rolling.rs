//! The Sharpe ratio of the half year before each day.

use super::super::Calendar;
use super::super::daily::{self, annual_return, annual_volatility, log_mean};
use super::super::metric::{Metric, Undefined};
use super::super::moments::Moments;

/// A point of [`ROLLING_SHARPE`](super::ROLLING_SHARPE).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RollingPoint {
    /// Position in the window of the last bar of the period (the day, as a rule).
    pub bar: u32,
    /// The ratio over the periods that end there.
    pub sharpe: Metric,
}

/// Periods that a point looks back on: half a year, at least six; undefined where the calendar knows no year.
pub fn rolling_periods(calendar: &Calendar) -> Result<usize, Undefined> {
    Ok(((calendar.periods_per_year? / 2.0).ceil() as usize).max(6))
}

/// A point for each period that has enough periods before it; none if the run is shorter than that.
pub fn rolling_sharpe(calendar: &Calendar, equity: &[f64], risk_free_rate: f64) -> Vec<RollingPoint> {
    let (Ok(n), Ok(per_year)) = (rolling_periods(calendar), calendar.periods_per_year) else {
        return Vec::new();
    };
    let values: Vec<f64> = calendar.period_ends.iter().map(|bar| equity[*bar as usize]).collect();
    let returns: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]) / pair[0]).collect();
    let ends = calendar.period_ends[1..].iter().skip(n - 1);
    let windows = returns.windows(n).zip(values.windows(n + 1));
    let point = |(bar, (returns, values)): (&u32, (&[f64], &[f64]))| {
        let sharpe = if values.iter().all(|value| *value > 0.0) {
            sharpe(returns, log_mean(values), per_year, risk_free_rate)
        } else {
            Err(Undefined::EquityNotPositive)
        };
        RollingPoint { bar: *bar, sharpe }
    };
    ends.zip(windows).map(point).collect()
}

/// The moments are taken anew for each window: a running sum would drift.
fn sharpe(returns: &[f64], log_mean: f64, per_year: f64, risk_free_rate: f64) -> Metric {
    let variance = Moments::new(returns).sample_variance();
    let volatility = annual_volatility(log_mean, variance, per_year)?;
    daily::sharpe(annual_return(log_mean, per_year)?, risk_free_rate, volatility)
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::statistics_at;
    use super::*;

    const DAY: i64 = 86_400_000;

    fn weeks(n: i64) -> Vec<i64> {
        (0..n).map(|week| week * 7 * DAY).collect()
    }

    fn wave(n: usize) -> Vec<f64> {
        (0..n).map(|i| 1_000.0 + (i * 37 % 23) as f64 + i as f64).collect()
    }

    #[test]
    fn half_a_year_is_what_the_calendar_says() {
        let days = |step: i64| (0..60).map(|day| day * step).collect::<Vec<i64>>();
        let periods = |time: &[i64], interval| rolling_periods(&Calendar::new(time, interval));
        assert_eq!(periods(&days(DAY), DAY), Ok(183));
        assert_eq!(periods(&[0, DAY, 4 * DAY, 5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY], DAY), Ok(126));
        assert_eq!(periods(&weeks(60), 7 * DAY), Ok(26));
        assert_eq!(periods(&days(30 * DAY), 30 * DAY), Ok(6));
        assert_eq!(periods(&days(365 * DAY), 365 * DAY), Ok(6));
        assert_eq!(periods(&[0, DAY], DAY), Err(Undefined::TooShort));
    }

    #[test]
    fn a_point_is_the_sharpe_ratio_of_its_half_year_alone() {
        let (time, equity) = (weeks(40), wave(40));
        let points = rolling_sharpe(&Calendar::new(&time, 7 * DAY), &equity, 0.0);
        // The first 26 returns end at bar 26.
        assert_eq!(points.iter().map(|point| point.bar).collect::<Vec<_>>(), (26..40).collect::<Vec<u32>>());
        for point in points {
            let bars = point.bar as usize - 26..=point.bar as usize;
            let alone = statistics_at(&time[bars.clone()], &equity[bars], &[], 7 * DAY);
            assert!((point.sharpe.unwrap() / alone.run.sharpe.unwrap() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_run_of_less_than_half_a_year_has_no_point() {
        for n in [1, 2, 26] {
            let calendar = Calendar::new(&weeks(n), 7 * DAY);
            assert_eq!(rolling_sharpe(&calendar, &wave(n as usize), 0.0), []);
        }
        let calendar = Calendar::new(&weeks(27), 7 * DAY);
        assert_eq!(rolling_sharpe(&calendar, &wave(27), 0.0).len(), 1);
    }

    #[test]
    fn windows_that_touch_a_loss_of_everything_or_never_move_are_undefined() {
        let calendar = Calendar::new(&weeks(60), 7 * DAY);
        let mut equity = vec![1_000.0; 60];
        equity[28] = 0.0;
        let reasons: Vec<Metric> =
            rolling_sharpe(&calendar, &equity, 0.0).iter().map(|point| point.sharpe).collect();
        assert_eq!(reasons[..2], [Err(Undefined::NoVariation); 2]);
        assert_eq!(reasons[2..29], [Err(Undefined::EquityNotPositive); 27]);
        assert_eq!(reasons[29..], [Err(Undefined::NoVariation); 5]);
    }
}
