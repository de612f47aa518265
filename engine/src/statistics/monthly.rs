//! Returns by calendar month (UTC), and TradingView's ratios of them.

use super::calendar::year_and_month;
use super::metric::{Metric, Undefined, change, ratio};
use super::moments::Moments;

/// Return of one month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// Equity at its end over equity at its start, minus 1; undefined if the month began at zero or less.
    pub return_ratio: Metric,
}

/// TradingView's risk-free rate: 2 % a year, in twelve equal parts.
const MONTHLY_RISK_FREE: f64 = 0.02 / 12.0;

/// Below this TradingView takes daily returns, with a risk-free rate of which its documentation says nothing.
const MIN_MONTHS: usize = 3;

/// The return of every month that has a bar. `initial` is the equity before the first bar.
pub fn monthly_returns(time: &[i64], equity: &[f64], initial: f64) -> Vec<Month> {
    let mut months = Vec::new();
    let mut start = initial;
    let mut bar = 0;
    while bar < time.len() {
        let (year, month) = year_and_month(time[bar]);
        let n = time[bar..].partition_point(|time| year_and_month(*time) == (year, month));
        let end = equity[bar + n - 1];
        let return_ratio =
            if start > 0.0 { Ok(change(start, end)) } else { Err(Undefined::EquityNotPositive) };
        months.push(Month { year, month, return_ratio });
        start = end;
        bar += n;
    }
    months
}

/// (mean − risk free) ÷ sample deviation of the monthly returns, not annualised.
pub(super) fn sharpe(months: &[f64]) -> Metric {
    if months.len() < MIN_MONTHS {
        return Err(Undefined::TooShort);
    }
    let moments = Moments::new(months);
    ratio(moments.mean - MONTHLY_RISK_FREE, moments.sample_variance().sqrt(), Undefined::NoVariation)
}

/// (mean − risk free) ÷ root mean square of the monthly losses, not annualised.
pub(super) fn sortino(months: &[f64]) -> Metric {
    if months.len() < MIN_MONTHS {
        return Err(Undefined::TooShort);
    }
    let moments = Moments::new(months);
    let squares: f64 = months.iter().map(|r| r.min(0.0) * r.min(0.0)).sum();
    ratio(moments.mean - MONTHLY_RISK_FREE, (squares / moments.n).sqrt(), Undefined::NoLosingPeriods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_chain_from_the_initial_equity() {
        let day = 86_400_000;
        let months = monthly_returns(&[0, 30 * day, 31 * day, 400 * day], &[110.0, 120.0, 60.0, 90.0], 100.0);
        let expected = [(1970, 1, 0.2), (1970, 2, -0.5), (1971, 2, 0.5)];
        assert_eq!(months.len(), 3);
        for (month, (year, number, r)) in months.iter().zip(expected) {
            assert_eq!((month.year, month.month), (year, number));
            assert!((month.return_ratio.unwrap() - r).abs() < 1e-15);
        }
    }
}
