//! Returns from period to period (days, as a rule) and what is annualised from them.

use super::Calendar;
use super::logarithm::log1p;
use super::metric::{Metric, Undefined, change, finite, ratio};
use super::moments::Moments;

const YEAR_MS: f64 = 365.25 * 86_400_000.0;

/// Returns of the equity between the ends of periods.
#[derive(Debug)]
pub(super) struct Daily {
    returns: Vec<f64>,
    moments: Moments,
    /// Periods in a year; none where the run is too short to say anything of a year.
    per_year: Metric,
    /// Mean of the logarithms of 1 + return.
    log_mean: f64,
    /// Whether the equity was above zero at every bar: returns on nothing, or on a debt, mean nothing.
    solvent: bool,
}

impl Daily {
    /// Of the equity at the ends of the calendar's periods.
    pub(super) fn new(values: &[f64], calendar: &Calendar, solvent: bool) -> Self {
        let returns: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]) / pair[0]).collect();
        let moments = Moments::new(&returns);
        let log_mean = log_mean(values);
        Self { returns, moments, per_year: calendar.periods_per_year, log_mean, solvent }
    }

    fn needs(&self, n: usize) -> Result<(), Undefined> {
        if !self.solvent {
            Err(Undefined::EquityNotPositive)
        } else if self.returns.len() < n {
            Err(Undefined::TooShort)
        } else {
            Ok(())
        }
    }

    pub(super) fn annual_return(&self) -> Metric {
        self.needs(1)?;
        annual_return(self.log_mean, self.per_year?)
    }

    pub(super) fn annual_volatility(&self) -> Metric {
        self.needs(2)?;
        annual_volatility(self.log_mean, self.moments.sample_variance(), self.per_year?)
    }

    pub(super) fn sharpe(&self, risk_free_rate: f64) -> Metric {
        sharpe(self.annual_return()?, risk_free_rate, self.annual_volatility()?)
    }

    pub(super) fn sortino(&self, risk_free_rate: f64) -> Metric {
        let annual = self.annual_return()?;
        let squares: f64 = self.returns.iter().map(|r| r.min(0.0) * r.min(0.0)).sum();
        let downside = (squares / self.moments.n).sqrt();
        let ratio =
            ratio(annual - risk_free_rate, downside * self.per_year?.sqrt(), Undefined::NoLosingPeriods);
        ratio.and_then(of_a_year)
    }

    /// Annual return over the deepest fall of the equity at a close.
    pub(super) fn calmar(&self, max_drawdown: f64) -> Metric {
        ratio(self.annual_return()?, max_drawdown, Undefined::NoDrawdown).and_then(of_a_year)
    }

    /// From the return of the whole run and the time from its first bar to its last.
    pub(super) fn cagr(&self, total_return: f64, duration_ms: f64) -> Metric {
        self.needs(1)?;
        self.per_year?;
        of_a_year(libm::expm1(libm::log1p(total_return) * (YEAR_MS / duration_ms)))
    }

    /// Sum of the gains over the sum of the losses.
    pub(super) fn omega(&self) -> Metric {
        self.needs(1)?;
        let gains: f64 = self.returns.iter().map(|r| r.max(0.0)).sum();
        let losses: f64 = self.returns.iter().map(|r| (-r).max(0.0)).sum();
        ratio(gains, losses, Undefined::NoLosingPeriods)
    }

    pub(super) fn skew(&self) -> Metric {
        self.needs(2)?;
        finite(self.moments.skew(), Undefined::NoVariation)
    }

    pub(super) fn excess_kurtosis(&self) -> Metric {
        self.needs(2)?;
        finite(self.moments.excess_kurtosis(), Undefined::NoVariation)
    }

    /// Bailey and López de Prado (2012) against a true ratio of 0, from mean and deviation of the periods themselves.
    pub(super) fn probabilistic_sharpe(&self) -> Metric {
        let (skew, kurtosis) = (self.skew()?, self.excess_kurtosis()?);
        let sharpe = self.moments.mean / self.moments.sample_variance().sqrt();
        let spread = 1.0 - skew * sharpe + (kurtosis + 2.0) / 4.0 * sharpe * sharpe;
        let z = sharpe * (self.moments.n - 1.0).sqrt() / spread.sqrt();
        finite(0.5 * libm::erfc(-z / std::f64::consts::SQRT_2), Undefined::NoVariation)
    }
}

/// A number of a year, if it is within ±1,000: beyond that (100,000% a year) it comes from compounding a short explosion and says
/// nothing of the strategy, but would ruin every scale that it is shown on.
fn of_a_year(number: f64) -> Metric {
    if number.abs() <= 1_000.0 { Ok(number) } else { Err(Undefined::OutOfRange) }
}

/// (annual return − risk free) ÷ annual volatility. Where a year leaves less than 1% of the account, the compounded volatility is as
/// small as what is left, and the quotient would measure that.
pub(super) fn sharpe(annual_return: f64, risk_free_rate: f64, volatility: f64) -> Metric {
    if annual_return < -0.99 {
        return Err(Undefined::OutOfRange);
    }
    ratio(annual_return - risk_free_rate, volatility, Undefined::NoVariation).and_then(of_a_year)
}

/// (1 + geometric mean)^periods − 1, from the mean of the logarithms. By logarithms, here and below: next to 1, the returns of
/// a small position in a large account would lose their digits.
pub(super) fn annual_return(log_mean: f64, per_year: f64) -> Metric {
    of_a_year(libm::expm1(per_year * log_mean))
}

/// Standard deviation of the compounded return of a year of independent periods: √((s² + q)ⁿ − qⁿ), q being the square of
/// 1 + geometric mean, written as √(qⁿ × ((1 + s² ÷ q)ⁿ − 1)).
pub(super) fn annual_volatility(log_mean: f64, variance: f64, per_year: f64) -> Metric {
    let square = libm::exp(2.0 * log_mean);
    let growth = libm::expm1(per_year * libm::log1p(variance / square)).sqrt();
    of_a_year(libm::exp(per_year * log_mean) * growth)
}

/// exp(mean of ln(1 + r)) − 1; `None` if a return is −100 % or worse, where backtesting.py gives 0, or if there is none.
pub(super) fn geometric_mean(returns: &[f64]) -> Option<f64> {
    if returns.is_empty() || returns.iter().any(|r| 1.0 + r <= 0.0) {
        return None;
    }
    let logs: f64 = returns.iter().map(|r| log1p(*r)).sum();
    Some(libm::expm1(logs / returns.len() as f64))
}

/// Mean of ln(1 + r) over the returns between values above zero: that of the whole change, divided by their number, without a
/// logarithm and a rounding for each. NaN for fewer than two values.
pub(super) fn log_mean(values: &[f64]) -> f64 {
    let n_returns = values.len() as f64 - 1.0;
    match values {
        [first, .., last] => libm::log1p(change(*first, *last)) / n_returns,
        _ => f64::NAN,
    }
}
