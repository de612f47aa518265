//! Alpha and beta against the market.

use super::logarithm::{NEAR, VERY_NEAR, atanh_near, atanh_very_near};
use super::metric::{Metric, Undefined, ratio};
use crate::simd::Pair;

/// Bars whose logarithms are taken side by side, and sums that run side by side: fixed, so that every target adds in the
/// same order; four, so that all of them stay in registers.
const LANES: usize = 4;

type Lanes = [f64; LANES];

/// Lanes between two looks at whether all was near.
const TILE: usize = 16;

/// ln(to ÷ from) ÷ 2: by the series where they are near, exact to a few units in the last place, elsewhere by libm. The half falls
/// out of beta.
fn half_log(from: f64, to: f64) -> f64 {
    let s = (to - from) / (to + from);
    if s.abs() < VERY_NEAR {
        atanh_very_near(s)
    } else if s.abs() < NEAR {
        atanh_near(s)
    } else {
        0.5 * libm::log(to / from)
    }
}

/// Half the logarithmic return from each value to the next.
pub(crate) fn half_log_returns(values: &[f64]) -> Vec<f64> {
    let Some((_, before)) = values.split_last() else { return Vec::new() };
    let (from, to) = (before.as_chunks(), values[1..].as_chunks());
    let mut returns = Vec::with_capacity(before.len());
    for (from, to) in from.0.iter().zip(to.0) {
        let (near, sizes) = near_lanes(from, to);
        returns.extend(if are_near(sizes) { near } else { far_lanes(from, to) });
    }
    returns.extend(from.1.iter().zip(to.1).map(|(from, to)| half_log(*from, *to)));
    returns
}

/// [`half_log`] of several steps as if all were very near, and the largest arguments of the series.
#[inline(always)]
fn near_lanes(from: &Lanes, to: &Lanes) -> (Lanes, Pair) {
    let s: Lanes = std::array::from_fn(|k| (to[k] - from[k]) / (to[k] + from[k]));
    let [a, b, c, d] = s.map(f64::abs);
    (s.map(atanh_very_near), Pair::new([a, b]).greater(Pair::new([c, d])))
}

fn are_near(sizes: Pair) -> bool {
    sizes.get().iter().all(|size| *size < VERY_NEAR)
}

/// [`half_log`] of several steps.
#[inline(never)]
fn far_lanes(from: &Lanes, to: &Lanes) -> Lanes {
    std::array::from_fn(|k| half_log(from[k], to[k]))
}

/// The sums that make up beta: the covariance of the logarithmic returns of equity and close, over the variance of the latter.
#[derive(Debug, Clone)]
pub(super) struct Beta {
    /// Half the mean logarithmic return of the close. The returns add up to that of the whole run, so that their mean is known
    /// beforehand. And Σ (x − mean x)(y − mean y) = Σ x (y − mean y), since the second factor sums to zero. So one pass does.
    mean: f64,
    sums: Sums,
    /// Returns taken up.
    n: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    products: Lanes,
    squares: Lanes,
}

impl Sums {
    #[inline(always)]
    fn add(&mut self, of_equity: Lanes, of_close: &Lanes, mean: f64) {
        for k in 0..LANES {
            let deviation = of_close[k] - mean;
            self.products[k] += of_equity[k] * deviation;
            self.squares[k] += deviation * deviation;
        }
    }
}

impl Beta {
    /// `close` is that of the whole run.
    pub(super) fn starting(close: &[f64]) -> Self {
        let n = close.len();
        let mean = 0.5 * libm::log(close[n - 1] / close[0]) / (n - 1).max(1) as f64;
        Self { mean, sums: Sums::default(), n: 0 }
    }

    /// Takes up what has been added to `equity`, as far as it makes whole lanes. `market` is [`half_log_returns`] of the close.
    pub(super) fn extend(&mut self, market: &[f64], equity: &[f64]) {
        let n = self.n;
        if equity.len() <= n {
            return;
        }
        let from: &[Lanes] = equity[n..equity.len() - 1].as_chunks().0;
        let to: &[Lanes] = equity[n + 1..].as_chunks().0;
        let of_close: &[Lanes] = market[n..equity.len() - 1].as_chunks().0;
        for ((from, to), of_close) in from.chunks(TILE).zip(to.chunks(TILE)).zip(of_close.chunks(TILE)) {
            let lanes = from.iter().zip(to).zip(of_close);
            // As if all were near; if that turns out wrong, once more with care.
            let mut next = self.sums;
            let mut size = Pair::new([0.0; 2]);
            for ((from, to), of_close) in lanes.clone() {
                let (logs, sizes) = near_lanes(from, to);
                next.add(logs, of_close, self.mean);
                size = size.greater(sizes);
            }
            if !are_near(size) {
                next = self.sums;
                lanes.for_each(|((from, to), of_close)| next.add(far_lanes(from, to), of_close, self.mean));
            }
            self.sums = next;
        }
        self.n = n + from.len() * LANES;
    }

    /// Takes up the rest.
    pub(super) fn finish(mut self, market: &[f64], equity: &[f64], solvent: bool) -> Metric {
        if equity.len() < 3 {
            return Err(Undefined::TooShort);
        }
        if !solvent {
            return Err(Undefined::EquityNotPositive);
        }
        self.extend(market, equity);
        for (k, bar) in (self.n..equity.len() - 1).enumerate() {
            let deviation = market[bar] - self.mean;
            self.sums.products[k] += half_log(equity[bar], equity[bar + 1]) * deviation;
            self.sums.squares[k] += deviation * deviation;
        }
        let sum = |lanes: Lanes| lanes.into_iter().fold(0.0, |total, lane| total + lane);
        ratio(sum(self.sums.products), sum(self.sums.squares), Undefined::NoVariation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_equals_the_logarithm() {
        for i in -4000..4000 {
            let to = 100.0 + f64::from(i) * 0.0009;
            let exact = 0.5 * libm::log(to / 100.0);
            // The quotient's own rounding, half a unit in the last place of 1, is in `exact`, not in the series.
            assert!((half_log(100.0, to) - exact).abs() <= 1.2e-16 + exact.abs() * 8e-16, "{to}");
        }
    }

    #[test]
    fn a_small_change_keeps_all_its_digits() {
        // ln(1 + x) = x − x²/2 + x³/3 − …, with x held exactly.
        for x in [1.0 / 1_048_576.0, -1.0 / 1_073_741_824.0, 1.0 / 1_099_511_627_776.0] {
            let exact = (x - x * x / 2.0 + x * x * x / 3.0) / 2.0;
            assert!((half_log(1.0, 1.0 + x) - exact).abs() <= exact.abs() * 4e-16, "{x}");
        }
    }

    #[test]
    fn values_of_any_size_keep_all_digits_of_a_small_return() {
        for scale in [1e-300, 1e-150, 0.7, 1.1, 123.4, 1e150, 1e300] {
            for small in [5e-4, 1e-6, 1e-9] {
                let (from, to) = (scale, scale * (1.0 + small));
                // The difference of neighbours is exact, and so this is but for a few units in the last place.
                let exact = 0.5 * libm::log1p((to - from) / from);
                assert!((half_log(from, to) - exact).abs() <= exact.abs() * 8e-16, "{from} to {to}");
            }
        }
    }

    /// Whether the steps are taken for very near.
    fn are_near_and_equal_single_bars(from: &Lanes, to: &Lanes) -> bool {
        let singly: Lanes = std::array::from_fn(|k| half_log(from[k], to[k]));
        let (near, sizes) = near_lanes(from, to);
        assert_eq!(far_lanes(from, to), singly, "{from:?} {to:?}");
        assert!(!are_near(sizes) || near == singly, "{near:?} for {from:?} {to:?}");
        are_near(sizes)
    }

    #[test]
    fn lanes_give_the_bits_of_single_bars() {
        let size = |i| [0.005, 0.05, 0.2, 5.0][i as usize / 20];
        let values: Vec<f64> = (0..80).map(|i| 100.0 + f64::from(i * 37 % 11) * size(i)).collect();
        let lanes = |start: usize| values[start..].first_chunk().unwrap();
        let near: usize = (0..values.len() - LANES)
            .map(|start| usize::from(are_near_and_equal_single_bars(lanes(start), lanes(start + 1))))
            .sum();
        assert!((10..70).contains(&near), "{near}");
    }

    #[test]
    fn one_step_that_is_far_does_not_spoil_the_others() {
        let (from, to) = ([100.0, 100.1, 7.0, 3.0], [100.1, 100.05, 7.001, 3.0]);
        assert!(are_near_and_equal_single_bars(&from, &to));
        for far in [101.0, 180.0, 20.0] {
            for k in 0..LANES {
                let (mut from, mut to) = (from, to);
                (from[k], to[k]) = (100.0, far);
                assert!(!are_near_and_equal_single_bars(&from, &to), "{far} at {k}");
            }
        }
    }

    #[test]
    fn returns_are_one_fewer_than_values_and_those_of_single_steps() {
        let values: Vec<f64> =
            (0..19).map(|i| 100.0 + f64::from(i * 37 % 11) * if i < 9 { 0.01 } else { 5.0 }).collect();
        for n in 0..values.len() {
            let singly: Vec<f64> = values[..n].windows(2).map(|step| half_log(step[0], step[1])).collect();
            assert_eq!(half_log_returns(&values[..n]), singly, "of {n}");
        }
    }

    #[test]
    fn beta_taken_up_in_parts_is_beta_at_once() {
        let close: Vec<f64> = (0..60).map(|i| 100.0 + f64::from(i * 37 % 11)).collect();
        let equity: Vec<f64> = (0..60).map(|i| 1_000.0 + f64::from(i * 29 % 13)).collect();
        let market = half_log_returns(&close);
        let at_once = Beta::starting(&close).finish(&market, &equity, true);
        for part in 1..60 {
            let mut beta = Beta::starting(&close);
            (1..=60).step_by(part).for_each(|n| beta.extend(&market, &equity[..n]));
            assert_eq!(beta.finish(&market, &equity, true), at_once, "{part}");
        }
    }

    #[test]
    fn one_leap_among_near_bars_is_taken_with_care() {
        let mut close: Vec<f64> = (0..200).map(|i| 100.0 + f64::from(i * 37 % 11) * 0.05).collect();
        close[77] *= 3.0;
        let equity: Vec<f64> = close.iter().map(|close| close * 50.0 + 1_000.0).collect();
        let log =
            |values: &[f64]| values.windows(2).map(|pair| libm::log(pair[1] / pair[0])).collect::<Vec<f64>>();
        let (x, y) = (log(&close), log(&equity));
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (mean_x, mean_y) = (mean(&x), mean(&y));
        let covariance: f64 = x.iter().zip(&y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let variance: f64 = x.iter().map(|x| (x - mean_x) * (x - mean_x)).sum();
        let beta = Beta::starting(&close).finish(&half_log_returns(&close), &equity, true).unwrap();
        assert!((beta / (covariance / variance) - 1.0).abs() < 1e-12, "{beta}");
    }
}
