//! Alpha and beta against the market.

use super::metric::{Metric, Undefined, ratio};
use super::{Calendar, Input};

/// Below this size of (to − from) ÷ (to + from), a change of 2 %, the series is exact.
const NEAR: f64 = 0.01;

/// Bars whose logarithms are taken side by side, and sums that run side by side: fixed, so that every target adds in the
/// same order.
const LANES: usize = 8;

/// ln(to ÷ from). Near 1 by the series of the inverse hyperbolic tangent, exact to the last bit or two and a fraction of
/// the cost of a logarithm; elsewhere by libm.
fn log_return(from: f64, to: f64) -> f64 {
    let s = (to - from) / (to + from);
    if s.abs() < NEAR { series(s) } else { libm::log(to / from) }
}

fn series(s: f64) -> f64 {
    let q = s * s;
    2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0))))))
}

/// [`log_return`] of several bars, without a branch for each.
#[inline]
fn log_lanes(from: &[f64; LANES], to: &[f64; LANES]) -> [f64; LANES] {
    let mut logs = [0.0; LANES];
    let mut is_far = false;
    for k in 0..LANES {
        let s = (to[k] - from[k]) / (to[k] + from[k]);
        is_far |= s.abs() >= NEAR;
        logs[k] = series(s);
    }
    if is_far {
        for k in 0..LANES {
            logs[k] = log_return(from[k], to[k]);
        }
    }
    logs
}

/// Hands the logarithmic returns of neighbouring values to `take`, with the position of the later value, `LANES` at a time.
#[inline]
fn for_each_log(values: &[f64], mut take: impl FnMut(usize, &[f64])) {
    let mut bar = 1;
    while let (Some(from), Some(to)) = (
        values.get(bar - 1..).and_then(<[f64]>::first_chunk),
        values.get(bar..).and_then(<[f64]>::first_chunk),
    ) {
        take(bar, &log_lanes(from, to));
        bar += LANES;
    }
    for bar in bar..values.len() {
        take(bar, &[log_return(values[bar - 1], values[bar])]);
    }
}

/// The logarithmic return of every value against the one before; 0 for the first.
pub(super) fn log_returns(values: &[f64]) -> Vec<f64> {
    let mut returns = Vec::with_capacity(values.len());
    returns.push(0.0);
    for_each_log(values, |_, logs| returns.extend_from_slice(logs));
    returns
}

/// Covariance of the logarithmic returns of equity and close, over the variance of the latter.
pub(super) fn beta(input: &Input, solvent: bool) -> Metric {
    let Calendar { log_deviations, log_squares, .. } = input.calendar;
    let equity = input.equity;
    if equity.len() < 3 {
        return Err(Undefined::TooShort);
    }
    if !solvent {
        return Err(Undefined::EquityNotPositive);
    }
    // Σ (x − mean x)(y − mean y) = Σ x (y − mean y), since the second factor sums to zero.
    let mut sums = [0.0; LANES];
    for_each_log(equity, |bar, logs| {
        for ((sum, log), deviation) in sums.iter_mut().zip(logs).zip(&log_deviations[bar..]) {
            *sum += log * deviation;
        }
    });
    let covariance = sums.iter().fold(0.0, |total, sum| total + sum);
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

    #[test]
    fn lanes_give_the_bits_of_single_bars() {
        let values: Vec<f64> =
            (0..60).map(|i| 100.0 + f64::from(i * 37 % 11) * if i > 30 { 5.0 } else { 0.1 }).collect();
        let singly: Vec<f64> = values.windows(2).map(|pair| log_return(pair[0], pair[1])).collect();
        for n in 1..60 {
            assert_eq!(log_returns(&values[..n])[1..], singly[..n - 1], "{n} values");
        }
    }
}
