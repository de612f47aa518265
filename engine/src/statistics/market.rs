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

/// A value of equity or close, and the one a bar later.
type Step = (f64, f64);

/// ln(to ÷ from) ÷ 2 of two steps: by the series where they are near, exact to a few units in the last place, elsewhere by
/// libm. The half falls out of beta.
fn half_logs(a: Step, b: Step) -> [f64; 2] {
    match quotients(a, b) {
        (s, true) if s.iter().all(|s| s.abs() < VERY_NEAR) => s.map(atanh_very_near),
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

/// [`half_logs`] of several bars, without a branch for each as long as all are very near.
#[inline(always)]
fn log_lanes(a: (&Lanes, &Lanes), b: (&Lanes, &Lanes)) -> [Lanes; 2] {
    let a_sum: Lanes = std::array::from_fn(|k| a.1[k] + a.0[k]);
    let b_sum: Lanes = std::array::from_fn(|k| b.1[k] + b.0[k]);
    let product: Lanes = std::array::from_fn(|k| a_sum[k] * b_sum[k]);
    let inverse = product.map(|product| 1.0 / product);
    let of_a: Lanes = std::array::from_fn(|k| (a.1[k] - a.0[k]) * b_sum[k] * inverse[k]);
    let of_b: Lanes = std::array::from_fn(|k| (b.1[k] - b.0[k]) * a_sum[k] * inverse[k]);
    let size = most(of_a.map(f64::abs)).greater(most(of_b.map(f64::abs))).get();
    let (least, most) = (least(product).get(), most(product).get());
    let is_very_near = (size[0] < VERY_NEAR) & (size[1] < VERY_NEAR);
    let is_safe = (least[0] > PRODUCTS.start) & (least[1] > PRODUCTS.start);
    let is_safe = is_safe & (most[0] < PRODUCTS.end) & (most[1] < PRODUCTS.end);
    if is_very_near & is_safe {
        [of_a.map(atanh_very_near), of_b.map(atanh_very_near)]
    } else {
        far_lanes(a, b)
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
    products: Lanes,
    squares: Lanes,
    /// Returns taken up.
    n: usize,
}

impl Beta {
    /// `close` is that of the whole run.
    pub(super) fn starting(close: &[f64]) -> Self {
        let n = close.len();
        let mean = if n > 1 { 0.5 * libm::log(close[n - 1] / close[0]) / (n - 1) as f64 } else { 0.0 };
        Self { mean, products: [0.0; LANES], squares: [0.0; LANES], n: 0 }
    }

    /// Takes up what has been added to `equity`, as far as it makes whole lanes.
    pub(super) fn extend(&mut self, close: &[f64], equity: &[f64]) {
        let Self { mean, mut products, mut squares, n } = *self;
        if equity.len() <= n {
            return;
        }
        for (equity, close) in pairs(&equity[n..]).zip(pairs(&close[n..equity.len()])) {
            let [of_equity, of_close] = log_lanes(equity, close);
            for k in 0..LANES {
                let deviation = of_close[k] - mean;
                products[k] += of_equity[k] * deviation;
                squares[k] += deviation * deviation;
            }
        }
        (self.products, self.squares) = (products, squares);
        self.n = n + (equity.len() - 1 - n) / LANES * LANES;
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
            self.products[k] += of_equity * deviation;
            self.squares[k] += deviation * deviation;
        }
        let sum = |lanes: Lanes| lanes.into_iter().fold(0.0, |total, lane| total + lane);
        ratio(sum(self.products), sum(self.squares), Undefined::NoVariation)
    }
}

/// Values with those a bar later, as many whole lanes as there are.
fn pairs(values: &[f64]) -> impl Iterator<Item = (&Lanes, &Lanes)> {
    let (from, to) = (&values[..values.len() - 1], &values[1..]);
    from.as_chunks().0.iter().zip(to.as_chunks().0)
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
    fn values_whose_product_leaves_the_range_of_numbers_keep_their_returns() {
        for scale in [1e-200, 1e-150, 1.0, 1e150, 1e200] {
            let step = (2.0 * scale, 2.001 * scale);
            for found in half_logs(step, step) {
                assert!((found * 2.0 / libm::log(1.0005) - 1.0).abs() < 1e-12, "{scale}: {found}");
            }
        }
    }

    #[test]
    fn lanes_give_the_bits_of_single_bars() {
        let values: Vec<f64> =
            (0..60).map(|i| 100.0 + f64::from(i * 37 % 11) * if i > 30 { 5.0 } else { 0.05 }).collect();
        let others: Vec<f64> = values.iter().rev().map(|value| value * 3.0).collect();
        for start in 0..values.len() - LANES {
            let lanes = |values: &[f64]| {
                let from: Lanes = *values[start..].first_chunk().unwrap();
                let to: Lanes = *values[start + 1..].first_chunk().unwrap();
                (from, to)
            };
            let (a, b) = (lanes(&values), lanes(&others));
            let found = log_lanes((&a.0, &a.1), (&b.0, &b.1));
            let singly: [[f64; 2]; LANES] =
                std::array::from_fn(|k| half_logs((a.0[k], a.1[k]), (b.0[k], b.1[k])));
            assert_eq!(found, [singly.map(|pair| pair[0]), singly.map(|pair| pair[1])]);
        }
    }
}
