//! Alpha and beta against the market.

use super::Input;
use super::metric::{Metric, Undefined, ratio};

/// Below this size of (to − from) ÷ (to + from), a change of half a percent, three terms of the series are exact.
const VERY_NEAR: f64 = 0.0025;
/// Below this one, a change of 2 %, six terms are.
const NEAR: f64 = 0.01;

/// Bars whose logarithms are taken side by side, and sums that run side by side: fixed, so that every target adds in the
/// same order; four, so that all of them stay in registers.
const LANES: usize = 4;

type Lanes = [f64; LANES];

/// ln(to ÷ from). Near 1 by the series of the inverse hyperbolic tangent, exact to the last bit or two and a fraction of
/// the cost of a logarithm; elsewhere by libm.
fn log_return(from: f64, to: f64) -> f64 {
    let s = (to - from) / (to + from);
    if s.abs() < NEAR { series(s) } else { libm::log(to / from) }
}

#[inline]
fn series(s: f64) -> f64 {
    if s.abs() < VERY_NEAR { short_series(s) } else { long_series(s) }
}

#[inline]
fn short_series(s: f64) -> f64 {
    let q = s * s;
    2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0)))
}

#[inline]
fn long_series(s: f64) -> f64 {
    let q = s * s;
    2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0))))))
}

/// [`log_return`] of several bars, without a branch for each as long as all are very near.
#[inline(always)]
fn log_lanes(from: &Lanes, to: &Lanes) -> Lanes {
    let s: Lanes = std::array::from_fn(|k| (to[k] - from[k]) / (to[k] + from[k]));
    let mut is_very_near = true;
    for s in s {
        is_very_near &= s.abs() < VERY_NEAR;
    }
    if is_very_near { s.map(short_series) } else { far_lanes(from, to) }
}

#[inline(never)]
fn far_lanes(from: &Lanes, to: &Lanes) -> Lanes {
    std::array::from_fn(|k| log_return(from[k], to[k]))
}

/// Covariance of the logarithmic returns of equity and close, over the variance of the latter.
pub(super) fn beta(input: &Input, solvent: bool) -> Metric {
    let (close, equity) = (input.close, input.equity);
    let n = close.len().min(equity.len());
    if n < 3 {
        return Err(Undefined::TooShort);
    }
    if !solvent {
        return Err(Undefined::EquityNotPositive);
    }
    // The logarithmic returns of the close add up to that of the whole run, so that their mean is known beforehand. And
    // Σ (x − mean x)(y − mean y) = Σ x (y − mean y), since the second factor sums to zero. So one pass does.
    let mean = libm::log(close[n - 1] / close[0]) / (n - 1) as f64;
    let (mut products, mut squares) = ([0.0; LANES], [0.0; LANES]);
    for ((equity_from, equity_to), (close_from, close_to)) in pairs(&equity[..n]).zip(pairs(&close[..n])) {
        let of_equity = log_lanes(equity_from, equity_to);
        let of_close = log_lanes(close_from, close_to);
        for k in 0..LANES {
            let deviation = of_close[k] - mean;
            products[k] += of_equity[k] * deviation;
            squares[k] += deviation * deviation;
        }
    }
    let rest = n - (n - 1) % LANES;
    for (k, bar) in (rest..n).enumerate() {
        let deviation = log_return(close[bar - 1], close[bar]) - mean;
        products[k] += log_return(equity[bar - 1], equity[bar]) * deviation;
        squares[k] += deviation * deviation;
    }
    let sum = |lanes: Lanes| lanes.into_iter().fold(0.0, |total, lane| total + lane);
    ratio(sum(products), sum(squares), Undefined::NoVariation)
}

/// Values with those a bar later, as many whole lanes as there are.
fn pairs(values: &[f64]) -> impl Iterator<Item = (&Lanes, &Lanes)> {
    let (from, to) = (&values[..values.len() - 1], &values[1..]);
    from.as_chunks().0.iter().zip(to.as_chunks().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_equals_the_logarithm() {
        for i in -4000..4000 {
            let to = 100.0 + f64::from(i) * 0.0009;
            let exact = libm::log(to / 100.0);
            // The quotient's own rounding, half a unit in the last place of 1, is in `exact`, not in the series.
            assert!((log_return(100.0, to) - exact).abs() <= 1.2e-16 + exact.abs() * 4e-16, "{to}");
        }
    }

    #[test]
    fn a_small_change_keeps_all_its_digits() {
        // ln(1 + x) = x − x²/2 + x³/3 − …, with x held exactly.
        for x in [1.0 / 1_048_576.0, -1.0 / 1_073_741_824.0, 1.0 / 1_099_511_627_776.0] {
            let exact = x - x * x / 2.0 + x * x * x / 3.0;
            assert!((log_return(1.0, 1.0 + x) - exact).abs() <= exact.abs() * 3e-16, "{x}");
        }
    }

    #[test]
    fn lanes_give_the_bits_of_single_bars() {
        let values: Vec<f64> =
            (0..60).map(|i| 100.0 + f64::from(i * 37 % 11) * if i > 30 { 5.0 } else { 0.05 }).collect();
        for pair in values.windows(LANES + 1) {
            let (from, to) = (pair.first_chunk().unwrap(), pair[1..].first_chunk().unwrap());
            let singly: Vec<f64> = (0..LANES).map(|k| log_return(from[k], to[k])).collect();
            assert_eq!(log_lanes(from, to)[..], singly);
        }
    }
}
