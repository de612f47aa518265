//! Alpha and beta against the market.

use super::logarithm::{NEAR, VERY_NEAR, atanh_near, atanh_very_near};
use super::metric::{Metric, Undefined, ratio};
use crate::lanes::Pair;

/// Between these, the inverse of a product has all its digits.
const PRODUCTS: std::ops::Range<f64> = 1e-280..1e280;

/// Bars whose logarithms are taken side by side, and sums that run side by side: fixed, so that every target adds in the
/// same order; four, so that all of them stay in registers.
const LANES: usize = 4;

type Lanes = [f64; LANES];

/// Lanes between two looks at whether all was near.
const TILE: usize = 16;

/// A value of equity or close, and the one a bar later.
type Step = (f64, f64);

/// ln(to ÷ from) ÷ 2 of two steps: by the series where they are near, exact to a few units in the last place, elsewhere by
/// libm. The half falls out of beta.
fn half_logs(a: Step, b: Step) -> [f64; 2] {
    match quotients(a, b) {
        (s, true) => [half_log(s[0], a), half_log(s[1], b)],
        (_, false) => [a, b].map(|(from, to)| half_log((to - from) / (to + from), (from, to))),
    }
}

/// (to − from) ÷ (to + from) of two steps by one division, which takes as long as all the rest; and whether that is safe.
#[inline(always)]
fn quotients((a_from, a_to): Step, (b_from, b_to): Step) -> ([f64; 2], bool) {
    let (a_sum, b_sum) = (a_to + a_from, b_to + b_from);
    let product = a_sum * b_sum;
    let inverse = 1.0 / product;
    let s = [(a_to - a_from) * b_sum * inverse, (b_to - b_from) * a_sum * inverse];
    (s, (product > PRODUCTS.start) & (product < PRODUCTS.end))
}

fn half_log(s: f64, (from, to): Step) -> f64 {
    if s.abs() < VERY_NEAR {
        atanh_very_near(s)
    } else if s.abs() < NEAR {
        atanh_near(s)
    } else {
        0.5 * libm::log(to / from)
    }
}

/// [`half_logs`] of several bars as if all were very near, and how far they are from that.
#[inline(always)]
fn near_lanes(a: (&Lanes, &Lanes), b: (&Lanes, &Lanes)) -> ([Lanes; 2], Extent) {
    let a_sum: Lanes = std::array::from_fn(|k| a.1[k] + a.0[k]);
    let b_sum: Lanes = std::array::from_fn(|k| b.1[k] + b.0[k]);
    let product: Lanes = std::array::from_fn(|k| a_sum[k] * b_sum[k]);
    let inverse = product.map(|product| 1.0 / product);
    let of_a: Lanes = std::array::from_fn(|k| (a.1[k] - a.0[k]) * b_sum[k] * inverse[k]);
    let of_b: Lanes = std::array::from_fn(|k| (b.1[k] - b.0[k]) * a_sum[k] * inverse[k]);
    let size = most(of_a.map(f64::abs)).greater(most(of_b.map(f64::abs)));
    let extent = Extent { size, least: least(product), most: most(product) };
    ([of_a.map(atanh_very_near), of_b.map(atanh_very_near)], extent)
}

/// The largest argument of the series among some bars, and the range of the products that were divided by.
#[derive(Clone, Copy)]
struct Extent {
    size: Pair,
    least: Pair,
    most: Pair,
}

impl Extent {
    #[inline(always)]
    fn none() -> Self {
        Self { size: Pair::new([0.0; 2]), least: Pair::new([1.0; 2]), most: Pair::new([1.0; 2]) }
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self {
            size: self.size.greater(other.size),
            least: self.least.lesser(other.least),
            most: self.most.greater(other.most),
        }
    }

    /// Whether all of them were very near, and divided safely.
    fn is_very_near(self) -> bool {
        self.size.get().iter().all(|size| *size < VERY_NEAR)
            && self.least.get().iter().all(|product| *product > PRODUCTS.start)
            && self.most.get().iter().all(|product| *product < PRODUCTS.end)
    }
}

#[inline(always)]
fn most([a, b, c, d]: Lanes) -> Pair {
    Pair::new([a, b]).greater(Pair::new([c, d]))
}

#[inline(always)]
fn least([a, b, c, d]: Lanes) -> Pair {
    Pair::new([a, b]).lesser(Pair::new([c, d]))
}

/// [`half_logs`] of several bars.
#[inline(never)]
fn far_lanes(a: (&Lanes, &Lanes), b: (&Lanes, &Lanes)) -> [Lanes; 2] {
    let both: [[f64; 2]; LANES] = std::array::from_fn(|k| half_logs((a.0[k], a.1[k]), (b.0[k], b.1[k])));
    [both.map(|pair| pair[0]), both.map(|pair| pair[1])]
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
    fn add(&mut self, [of_equity, of_close]: [Lanes; 2], mean: f64) {
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

    /// Takes up what has been added to `equity`, as far as it makes whole lanes.
    pub(super) fn extend(&mut self, close: &[f64], equity: &[f64]) {
        let n = self.n;
        if equity.len() <= n {
            return;
        }
        let (equity_steps, close_steps) = (steps(&equity[n..]), steps(&close[n..equity.len()]));
        let n_lanes = equity_steps.0.len();
        for first in (0..n_lanes).step_by(TILE) {
            let tile = first..n_lanes.min(first + TILE);
            let equity = equity_steps.0[tile.clone()].iter().zip(&equity_steps.1[tile.clone()]);
            let close = close_steps.0[tile.clone()].iter().zip(&close_steps.1[tile]);
            let lanes = equity.zip(close);
            // As if all were near; if that turns out wrong, once more with care.
            let mut next = self.sums;
            let mut extent = Extent::none();
            for (equity, close) in lanes.clone() {
                let (logs, reached) = near_lanes(equity, close);
                next.add(logs, self.mean);
                extent = extent.and(reached);
            }
            if !extent.is_very_near() {
                next = self.sums;
                lanes.for_each(|(equity, close)| next.add(far_lanes(equity, close), self.mean));
            }
            self.sums = next;
        }
        self.n = n + n_lanes * LANES;
    }

    /// Takes up the rest.
    pub(super) fn finish(mut self, close: &[f64], equity: &[f64], solvent: bool) -> Metric {
        if equity.len() < 3 {
            return Err(Undefined::TooShort);
        }
        if !solvent {
            return Err(Undefined::EquityNotPositive);
        }
        self.extend(close, equity);
        for (k, bar) in (self.n..equity.len() - 1).enumerate() {
            let step = |values: &[f64]| (values[bar], values[bar + 1]);
            let [of_equity, of_close] = half_logs(step(equity), step(close));
            let deviation = of_close - self.mean;
            self.sums.products[k] += of_equity * deviation;
            self.sums.squares[k] += deviation * deviation;
        }
        let sum = |lanes: Lanes| lanes.into_iter().fold(0.0, |total, lane| total + lane);
        ratio(sum(self.sums.products), sum(self.sums.squares), Undefined::NoVariation)
    }
}

/// Values, and those a bar later, as many whole lanes as there are.
fn steps(values: &[f64]) -> (&[Lanes], &[Lanes]) {
    (values[..values.len() - 1].as_chunks().0, values[1..].as_chunks().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two logarithmic returns by themselves, next to a step of another size.
    fn alone(step: Step) -> [f64; 2] {
        let other = (5_000.0, 5_001.0);
        [half_logs(step, other)[0], half_logs(other, step)[1]]
    }

    #[test]
    fn the_series_equals_the_logarithm() {
        for i in -4000..4000 {
            let to = 100.0 + f64::from(i) * 0.0009;
            let exact = 0.5 * libm::log(to / 100.0);
            for found in alone((100.0, to)) {
                // The quotient's own rounding, half a unit in the last place of 1, is in `exact`, not in the series.
                assert!((found - exact).abs() <= 1.2e-16 + exact.abs() * 8e-16, "{to}");
            }
        }
    }

    #[test]
    fn a_small_change_keeps_all_its_digits() {
        // ln(1 + x) = x − x²/2 + x³/3 − …, with x held exactly.
        for x in [1.0 / 1_048_576.0, -1.0 / 1_073_741_824.0, 1.0 / 1_099_511_627_776.0] {
            let exact = (x - x * x / 2.0 + x * x * x / 3.0) / 2.0;
            for found in alone((1.0, 1.0 + x)) {
                assert!((found - exact).abs() <= exact.abs() * 7e-16, "{x}");
            }
        }
    }

    #[test]
    fn values_of_any_size_keep_all_digits_of_a_small_return() {
        for scale in [1e-200, 1e-150, 0.7, 1.1, 123.4, 1e150, 1e200] {
            for small in [5e-4, 1e-6, 1e-9] {
                let (from, to) = (scale, scale * (1.0 + small));
                // The difference of neighbours is exact, and so this is but for a few units in the last place.
                let exact = 0.5 * libm::log1p((to - from) / from);
                for found in [half_logs((from, to), (from, to)), alone((from, to))].concat() {
                    assert!((found - exact).abs() <= exact.abs() * 1.2e-15, "{from} to {to}: {found}");
                }
            }
        }
    }

    /// Whether the steps are taken for very near.
    fn are_near_and_equal_single_bars(a: [Step; LANES], b: [Step; LANES]) -> bool {
        let froms_and_tos = |steps: [Step; LANES]| (steps.map(|step| step.0), steps.map(|step| step.1));
        let ((a_from, a_to), (b_from, b_to)) = (froms_and_tos(a), froms_and_tos(b));
        let singly: [[f64; 2]; LANES] = std::array::from_fn(|k| half_logs(a[k], b[k]));
        let singly = [singly.map(|pair| pair[0]), singly.map(|pair| pair[1])];
        let (near, extent) = near_lanes((&a_from, &a_to), (&b_from, &b_to));
        assert_eq!(far_lanes((&a_from, &a_to), (&b_from, &b_to)), singly, "{a:?} {b:?}");
        assert!(!extent.is_very_near() || near == singly, "{near:?} for {a:?} {b:?}");
        extent.is_very_near()
    }

    #[test]
    fn lanes_give_the_bits_of_single_bars() {
        let size = |i| [0.005, 0.05, 0.2, 5.0][i as usize / 20];
        let values: Vec<f64> = (0..80).map(|i| 100.0 + f64::from(i * 37 % 11) * size(i)).collect();
        let others: Vec<f64> = values.iter().rev().map(|value| value * 3.0).collect();
        let steps = |values: &[f64], start: usize| {
            std::array::from_fn(|k| (values[start + k], values[start + k + 1]))
        };
        let mut n_near = 0;
        for start in 0..values.len() - LANES {
            are_near_and_equal_single_bars(steps(&values, start), steps(&others, start));
            let is_near = are_near_and_equal_single_bars(steps(&values, start), steps(&values, start));
            n_near += usize::from(is_near);
        }
        assert!((10..70).contains(&n_near), "{n_near}");
    }

    #[test]
    fn one_step_that_is_far_or_very_large_or_small_does_not_spoil_the_others() {
        let near: [Step; LANES] = [(100.0, 100.1), (100.1, 100.05), (7.0, 7.001), (3.0, 3.0)];
        assert!(are_near_and_equal_single_bars(near, near));
        for odd in [(100.0, 101.0), (100.0, 180.0), (1e-200, 1.0001e-200), (1e300, 1.0001e300)] {
            for k in 0..LANES {
                let mut steps = near;
                steps[k] = odd;
                are_near_and_equal_single_bars(steps, near);
                are_near_and_equal_single_bars(near, steps);
                assert!(!are_near_and_equal_single_bars(steps, steps), "{odd:?} at {k}");
            }
        }
    }

    #[test]
    fn beta_taken_up_in_parts_is_beta_at_once() {
        let close: Vec<f64> = (0..60).map(|i| 100.0 + f64::from(i * 37 % 11)).collect();
        let equity: Vec<f64> = (0..60).map(|i| 1_000.0 + f64::from(i * 29 % 13)).collect();
        let at_once = Beta::starting(&close).finish(&close, &equity, true);
        for part in 1..60 {
            let mut beta = Beta::starting(&close);
            (1..=60).step_by(part).for_each(|n| beta.extend(&close, &equity[..n]));
            assert_eq!(beta.finish(&close, &equity, true), at_once, "{part}");
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
        let beta = Beta::starting(&close).finish(&close, &equity, true).unwrap();
        assert!((beta / (covariance / variance) - 1.0).abs() < 1e-12, "{beta}");
    }
}
