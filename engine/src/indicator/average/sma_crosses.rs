//! Where two simple moving averages cross, by their sums: for a run that needs nothing else of them. It saves the divisions, and
//! the memory of two columns.

use super::sma::Sums;
use crate::indicator::crosses::{Cross, Found, LANES, Lines, cross};
use crate::lanes::{Pair, all_greater, pairs};

/// Sums that stay at hand.
const AT_HAND: usize = 2_048;

/// As much greater a product must be for the quotients to differ in the same direction: far more than what they are rounded by.
const CLEARLY: f64 = 1.0 + 1e-12;

/// And so much greater than nothing: of numbers near the least there is, a quotient has few digits.
const NOTHING: f64 = 1e-280;

/// The crossings of the averages over `fast` and over `slow` values, as their columns have them. No value is below zero.
pub(crate) fn sma_crosses(values: &[f64], fast: usize, slow: usize) -> Found {
    debug_assert!(
        !values.iter().any(|value| *value < 0.0),
        "of negative sums, the greater product is the lesser"
    );
    let mut sums = [fast, slow].map(|length| Sums::new(values, length, AT_HAND));
    let mut found = Found::default();
    for n_bars in (AT_HAND..values.len() + AT_HAND).step_by(AT_HAND) {
        // The sums of the last bar looked at are needed for the next one.
        let from = found.n_bars().saturating_sub(1);
        for sums in &mut sums {
            sums.forget_before(from);
            sums.extend(n_bars);
        }
        let [of_fast, of_slow] = sums.each_ref().map(Sums::values);
        let n_bars = sums[0].n_bars().min(sums[1].n_bars());
        found.scan(&Means { sums: [of_fast, of_slow], n: [fast as f64, slow as f64], from, n_bars });
    }
    found
}

/// The averages whose sums, from the bar `from` on, are at hand.
struct Means<'a> {
    sums: [&'a [f64]; 2],
    n: [f64; 2],
    from: usize,
    n_bars: usize,
}

impl Means<'_> {
    /// a ÷ n is greater than b ÷ m, also as they are rounded. False where it is close.
    fn is_clear(&self, [one, other]: [usize; 2], at: usize) -> bool {
        self.sums[one][at] * self.n[other] > self.sums[other][at] * self.by(one) + NOTHING
    }

    /// What the sums of the other average are to be multiplied by.
    fn by(&self, one: usize) -> f64 {
        self.n[one] * CLEARLY
    }
}

impl Lines for Means<'_> {
    fn n_bars(&self) -> usize {
        self.n_bars
    }

    #[inline]
    fn cross(&self, bar: usize) -> Option<Cross> {
        let at = |bar: usize| [0, 1].map(|line| self.sums[line][bar - self.from] / self.n[line]);
        cross(at(bar - 1), at(bar))
    }

    #[inline]
    fn are_apart(&self, first: usize) -> bool {
        let at = first - self.from;
        let is_above = |[one, other]: [usize; 2]| {
            let lanes = |line: usize, by: f64| {
                let of: &[f64; LANES] = self.sums[line][at..].first_chunk()?;
                let by = Pair::new([by; 2]);
                Some(pairs(of).map(|pair| pair.multiply(by)))
            };
            match (lanes(one, self.n[other]), lanes(other, self.by(one))) {
                (Some(one), Some(other)) => {
                    all_greater(one, other.map(|pair| pair.add(Pair::new([NOTHING; 2]))))
                }
                _ => false,
            }
        };
        if self.is_clear([0, 1], at - 1) {
            is_above([0, 1])
        } else {
            self.is_clear([1, 0], at - 1) && is_above([1, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::average::sma;

    /// Against the columns, at every length of a few.
    fn check(values: &[f64]) -> usize {
        let mut n = 0;
        for (fast, slow) in
            [(1, 2), (1, 7), (2, 3), (3, 30), (10, 20), (30, 150), (150, 30), (5, 5), (7, 5_000)]
        {
            let mut expected = Found::default();
            expected.scan(&(sma(values, fast).as_slice(), sma(values, slow).as_slice()));
            let found = sma_crosses(values, fast, slow);
            assert_eq!(found, expected, "{fast} and {slow}");
            n += found.len();
        }
        n
    }

    #[test]
    fn sums_cross_where_averages_do() {
        let waves: Vec<f64> =
            (0..9_000).map(|i| 100.0 + f64::from(i * 37 % 101) + f64::from(i / 50 % 9)).collect();
        assert!(check(&waves) > 1_000);
        assert_eq!(check(&[]), 0);
        check(&waves[..3]);
        check(&waves[..2_049]);
    }

    /// Equal averages, and such as differ in the last digit only.
    #[test]
    fn averages_that_touch_cross_as_their_rounded_values_say() {
        let flat: Vec<f64> = (0..5_000).map(|i| 0.1 + f64::from(i / 700 % 2) * 1e-17).collect();
        check(&flat);
        let ticks: Vec<f64> = (0..5_000).map(|i| f64::from(i * 7 % 3 + 10)).collect();
        assert!(check(&ticks) > 1_000);
        let dust: Vec<f64> = (0..5_000).map(|i| 1.0 + f64::from(i * 13 % 5) * f64::EPSILON).collect();
        assert!(check(&dust) > 100);
    }

    #[test]
    fn values_that_are_missing_zero_tiny_or_enormous_cross_as_in_columns() {
        let mut late = vec![f64::NAN; 100];
        late.extend((0..4_000).map(|i| f64::from(i * 37 % 101)));
        check(&late);
        let mostly_zero: Vec<f64> = (0..4_000).map(|i| (f64::from(i * 37 % 101) - 70.0).max(0.0)).collect();
        check(&mostly_zero);
        let huge: Vec<f64> = (0..4_000).map(|i| 1e305 * f64::from(1 + i * 37 % 101)).collect();
        check(&huge);
        let tiny: Vec<f64> = (0..4_000).map(|i| 5e-324 * f64::from(1 + i * 37 % 101)).collect();
        check(&tiny);
    }
}
