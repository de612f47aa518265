//! Alpha and beta against the market.

use super::metric::{Metric, Undefined, ratio};
use super::{Calendar, Input};

/// ln(to ÷ from). Near 1 by the series of the inverse hyperbolic tangent, exact to the last bit or two and a fraction of
/// the cost of a logarithm; elsewhere by libm.
pub(super) fn log_return(from: f64, to: f64) -> f64 {
    let s = (to - from) / (to + from);
    if s.abs() < 0.01 {
        let q = s * s;
        2.0 * s
            * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0))))))
    } else {
        libm::log(to / from)
    }
}

/// Covariance of the logarithmic returns of equity and close, over the variance of the latter.
pub(super) fn beta(input: &Input, solvent: bool) -> Metric {
    let Calendar { log_returns, log_mean, log_squares, .. } = input.calendar;
    let equity = input.equity;
    if equity.len() < 3 {
        return Err(Undefined::TooShort);
    }
    if !solvent {
        return Err(Undefined::EquityNotPositive);
    }
    // Σ (x − mean x)(y − mean y) = Σ x (y − mean y), since the second factor sums to zero.
    let mut covariance = 0.0;
    for bar in 1..equity.len() {
        if equity[bar] != equity[bar - 1] {
            covariance += log_return(equity[bar - 1], equity[bar]) * (log_returns[bar] - log_mean);
        }
    }
    ratio(covariance, *log_squares, Undefined::NoVariation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_equals_the_logarithm() {
        for i in -400..400 {
            let to = 100.0 + f64::from(i) * 0.009;
            let exact = libm::log(to / 100.0);
            assert!((log_return(100.0, to) - exact).abs() <= 1e-15, "{to}");
        }
    }
}
