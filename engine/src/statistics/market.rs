//! Alpha and beta: how the equity moves with the market.

use super::metric::{Metric, Undefined, finite};

/// The market's log returns from bar to bar, less their mean.
#[derive(Debug, Clone)]
pub(super) struct Market {
    centred: Vec<f64>,
    sum_of_squares: f64,
}

impl Market {
    pub(super) fn new(close: &[f64]) -> Self {
        let mut centred: Vec<f64> = close.windows(2).map(|pair| log_ratio(pair[0], pair[1])).collect();
        let mean = centred.iter().sum::<f64>() / centred.len().max(1) as f64;
        // A market that never moves has no variation, whatever the rounding of its mean.
        if centred.iter().all(|value| *value == centred[0]) {
            centred.fill(0.0);
        } else {
            centred.iter_mut().for_each(|value| *value -= mean);
        }
        let sum_of_squares = centred.iter().map(|value| value * value).sum();
        Self { centred, sum_of_squares }
    }

    /// Covariance of the log returns of equity and market over the variance of the market's.
    ///
    /// The market's returns are centred, so those of the equity need not be: their mean times a sum of zero adds nothing.
    pub(super) fn beta(&self, equity: &[f64]) -> Metric {
        if self.centred.len() < 2 {
            return Err(Undefined::TooShort);
        }
        if self.sum_of_squares == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let mut product = 0.0;
        let mut previous = equity[0];
        for (value, market) in equity[1..].iter().zip(&self.centred) {
            if *value != previous {
                product += log_ratio(previous, *value) * market;
                previous = *value;
            }
        }
        finite(product / self.sum_of_squares)
    }
}

/// ln(to / from) for values above zero, without a logarithm where they are close.
///
/// ln(b / a) = 2 artanh((b − a) / (b + a)); for an argument below 0.005 the series is exact to the last bits after four terms.
#[inline]
pub(super) fn log_ratio(from: f64, to: f64) -> f64 {
    let s = (to - from) / (to + from);
    if s.abs() < 0.005 {
        let square = s * s;
        2.0 * s * (1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0))))
    } else {
        libm::log(to / from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_ratios_equal_logarithms() {
        for from in [1e-5, 0.3, 1.0, 99.0, 1e9] {
            for step in 0..4_000 {
                let x = (f64::from(step) - 2_000.0) * 0.999 / 2_000.0;
                let x = x * x * x;
                let to = from * (1.0 + x);
                // log1p is the finer reference near 1, and the coarser one near 0.
                let expected = if x > -0.3 { libm::log1p((to - from) / from) } else { libm::log(to / from) };
                let error = (log_ratio(from, to) - expected).abs();
                assert!(error <= 1e-15 * expected.abs() + 2e-16, "{from} {to}: {error}");
            }
        }
    }

    #[test]
    fn equity_that_is_the_market_has_beta_one() {
        let close = [100.0, 101.0, 99.5, 103.0, 90.0];
        let market = Market::new(&close);
        let beta = market.beta(&close).unwrap();
        assert!((beta - 1.0).abs() < 1e-15, "{beta}");
        assert_eq!(market.beta(&[5.0; 5]), Ok(0.0));
        assert_eq!(Market::new(&[7.0; 5]).beta(&close), Err(Undefined::NoVariation));
        assert_eq!(Market::new(&[7.0, 8.0]).beta(&[7.0, 8.0]), Err(Undefined::TooShort));
    }
}
