//! Returns by day and by month, and the ratios made of them.

use super::metric::{Metric, Undefined, divide, finite};

/// Moments of a list of returns.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Moments {
    n: f64,
    mean: f64,
    /// Sums of powers of the distance from the mean.
    second: f64,
    third: f64,
    fourth: f64,
    gains: f64,
    losses: f64,
    losses_squared: f64,
}

impl Moments {
    pub(super) fn new(returns: impl Iterator<Item = f64> + Clone) -> Self {
        let mut all = Self::default();
        for value in returns.clone() {
            all.n += 1.0;
            all.mean += value;
            if value > 0.0 {
                all.gains += value;
            } else {
                all.losses += value;
                all.losses_squared += value * value;
            }
        }
        if all.n > 0.0 {
            all.mean /= all.n;
        }
        for value in returns {
            let distance = value - all.mean;
            let square = distance * distance;
            all.second += square;
            all.third += square * distance;
            all.fourth += square * square;
        }
        all
    }

    /// Root mean square of the negative returns.
    fn downside(&self) -> f64 {
        (self.losses_squared / self.n).sqrt()
    }

    fn needs(&self, n: f64) -> Result<(), Undefined> {
        if self.n < n {
            Err(Undefined::TooShort)
        } else if self.second == 0.0 {
            Err(Undefined::NoVariation)
        } else {
            Ok(())
        }
    }

    pub(super) fn omega(&self) -> Metric {
        if self.n == 0.0 {
            return Err(Undefined::TooShort);
        }
        divide(self.gains, -self.losses, Undefined::NoLosingPeriods)
    }

    pub(super) fn skew(&self) -> Metric {
        self.needs(2.0)?;
        let variance = self.second / self.n;
        divide(self.third / self.n, variance * variance.sqrt(), Undefined::NoVariation)
    }

    pub(super) fn kurtosis(&self) -> Metric {
        self.needs(2.0)?;
        let variance = self.second / self.n;
        divide(self.fourth / self.n, variance * variance, Undefined::NoVariation).map(|k| k - 3.0)
    }

    /// Bailey and López de Prado (2012), against a true Sharpe ratio of zero.
    pub(super) fn probabilistic_sharpe(&self) -> Metric {
        let (skew, kurtosis) = (self.skew()?, self.kurtosis()?);
        let ratio = self.mean / (self.second / (self.n - 1.0)).sqrt();
        let spread = 1.0 - skew * ratio + (kurtosis + 2.0) / 4.0 * ratio * ratio;
        if spread <= 0.0 {
            return Err(Undefined::TooShort);
        }
        let z = ratio * (self.n - 1.0).sqrt() / spread.sqrt();
        finite(0.5 * libm::erfc(-z / std::f64::consts::SQRT_2))
    }

    /// Excess over `target` per population standard deviation.
    pub(super) fn plain_sharpe(&self, target: f64) -> Metric {
        self.needs(2.0)?;
        divide(self.mean - target, (self.second / self.n).sqrt(), Undefined::NoVariation)
    }

    /// Excess over `target` per root mean square of the negative returns.
    pub(super) fn plain_sortino(&self, target: f64) -> Metric {
        if self.n < 2.0 {
            return Err(Undefined::TooShort);
        }
        divide(self.mean - target, self.downside(), Undefined::NoLosingPeriods)
    }
}

/// Returns scaled to a year by compounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Annual {
    pub(super) annual_return: Metric,
    pub(super) volatility: Metric,
    pub(super) sharpe: Metric,
    pub(super) sortino: Metric,
}

impl Annual {
    /// `growth` is last ÷ first daily equity; the equity must be above zero on every day.
    pub(super) fn new(days: &Moments, growth: f64, days_per_year: f64, risk_free_rate: f64) -> Self {
        let mean = libm::exp(libm::log(growth) / days.n) - 1.0;
        let annual_return = if days.n == 0.0 {
            Err(Undefined::TooShort)
        } else {
            finite(libm::pow(1.0 + mean, days_per_year) - 1.0)
        };
        let volatility = if days.n < 2.0 {
            Err(Undefined::TooShort)
        } else if days.second == 0.0 {
            Ok(0.0)
        } else {
            let square = (1.0 + mean) * (1.0 + mean);
            let variance = days.second / (days.n - 1.0);
            let spread = libm::pow(variance + square, days_per_year) - libm::pow(square, days_per_year);
            // A variance below the last bit of the square vanishes in the difference.
            finite(spread.max(0.0).sqrt())
        };
        let excess = annual_return.map(|value| value - risk_free_rate);
        Self {
            annual_return,
            volatility,
            sharpe: volatility.and_then(|below| divide(excess?, below, Undefined::NoVariation)),
            sortino: excess.and_then(|excess| {
                divide(excess, days.downside() * days_per_year.sqrt(), Undefined::NoLosingPeriods)
            }),
        }
    }
}

/// Growth per year of 365.25 days over `duration_ms`.
pub(super) fn cagr(growth: f64, duration_ms: i64) -> Metric {
    let years = duration_ms as f64 / (365.25 * 86_400_000.0);
    if years <= 0.0 {
        return Err(Undefined::TooShort);
    }
    finite(libm::pow(growth, 1.0 / years) - 1.0)
}

/// Returns from each value to the next.
pub(super) fn changes(values: impl Iterator<Item = f64> + Clone) -> impl Iterator<Item = f64> + Clone {
    values.clone().zip(values.skip(1)).map(|(from, to)| to / from - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_of_a_tenth_in_a_year_is_a_cagr_of_a_tenth() {
        let year = (365.25 * 86_400_000.0) as i64;
        assert!((cagr(1.21, 2 * year).unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(cagr(1.21, 0), Err(Undefined::TooShort));
        assert_eq!(cagr(3.0, 1), Err(Undefined::OutOfRange));
    }

    #[test]
    fn constant_returns_have_no_variation() {
        let days = Moments::new([0.0, 0.0, 0.0].into_iter());
        let annual = Annual::new(&days, 1.0, 252.0, 0.0);
        assert_eq!((annual.annual_return, annual.volatility), (Ok(0.0), Ok(0.0)));
        assert_eq!(annual.sharpe, Err(Undefined::NoVariation));
        assert_eq!(annual.sortino, Err(Undefined::NoLosingPeriods));
        assert_eq!(days.skew(), Err(Undefined::NoVariation));
        assert_eq!(days.omega(), Err(Undefined::NoLosingPeriods));
    }

    #[test]
    fn symmetric_returns_have_no_skew_and_an_even_chance() {
        let days = Moments::new([-0.01, 0.01, -0.02, 0.02].into_iter());
        assert_eq!(days.skew(), Ok(0.0));
        assert_eq!(days.probabilistic_sharpe(), Ok(0.5));
        assert_eq!(days.omega(), Ok(1.0));
    }
}
