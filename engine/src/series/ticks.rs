//! Prices as the decimals that they were written as: whole numbers of a power of ten.
//!
//! 517.41 is no binary number, and a sum of twenty such is off in its last bits, by one order of adding in one way and by another in
//! another. A close that equals the mean of its window is then above it or below it by chance, which makes a crossing of nothing.
//! As 51,741 hundredths every sum is exact, whatever the order, and a mean is rounded once, from its true value.

use std::ops::Range;

/// Digits behind the point that a decimal may have.
const MAX_DIGITS: usize = 8;

/// Whole numbers up to here are exact, and so are their sums.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The only number of so many digits behind the point that can stand for this value; NaN if it does not.
#[inline(always)]
fn ticks(value: f64, scale: f64) -> f64 {
    // Adding it leaves no room for a fraction, up to 2⁵¹.
    const ROUNDS: f64 = 6_755_399_441_055_744.0;
    let ticks = (value * scale + ROUNDS) - ROUNDS;
    if ticks / scale == value && ticks.abs() <= EXACT / 4.0 { ticks } else { f64::NAN }
}

/// The smallest power of ten of which all values are whole numbers; `None` if there is none.
fn scale_of(values: &[f64]) -> Option<f64> {
    let (mut scale, mut rest) = (1.0, values);
    for _ in 0..=MAX_DIGITS {
        match rest.iter().position(|value| ticks(*value, scale).is_nan()) {
            None => return Some(scale),
            // Those before are whole numbers of any smaller unit too.
            Some(at) => rest = &rest[at..],
        }
        scale *= 10.0;
    }
    None
}

/// Whether a value is a decimal.
pub(crate) fn is_decimal(value: f64) -> bool {
    !ticks(value, 1e8).is_nan() || scale_of(&[value]).is_some()
}

/// The sum of decimals, each multiplied with a whole number that `weight` gives for its position, and the power of ten by which
/// that has to be divided; `None` if one is no decimal or the sum would not be exact.
#[inline]
pub(crate) fn exact_sum(values: &[f64], weight: impl Fn(usize) -> f64) -> Option<(f64, f64)> {
    let scale = scale_of(values)?;
    let (mut sum, mut distance) = (0.0, 0.0);
    for (k, value) in values.iter().enumerate() {
        let ticks = ticks(*value, scale) * weight(k);
        sum += ticks;
        distance += ticks.abs();
    }
    (distance <= EXACT).then_some((sum, scale))
}

/// The sums of the first values of a column of decimals: the sum of any stretch is the difference of two.
#[derive(Debug, Clone)]
pub(crate) struct TickSums {
    scale: f64,
    /// One more than there are values; the first is 0.
    sums: Vec<f64>,
}

impl TickSums {
    /// `None` if a value is no decimal, or the sums would not be exact.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let scale = scale_of(values)?;
        let mut sums = Vec::with_capacity(values.len() + 1);
        let (mut sum, mut distance) = (0.0, 0.0);
        sums.push(sum);
        for value in values {
            let ticks = ticks(*value, scale);
            sum += ticks;
            distance += ticks.abs();
            sums.push(sum);
        }
        (distance <= EXACT).then_some(Self { scale, sums })
    }

    /// The mean of the `length` values up to a bar, rounded once; NaN where there are fewer.
    #[inline]
    pub(crate) fn mean(&self, bar: usize, length: usize) -> f64 {
        let from = (bar + 1).checked_sub(length);
        from.map_or(f64::NAN, |from| (self.sums[bar + 1] - self.sums[from]) / (length as f64 * self.scale))
    }

    /// [`TickSums::mean`] of each of some bars.
    pub(crate) fn means(&self, bars: Range<usize>, length: usize) -> Vec<f64> {
        let n_without = (length - 1).saturating_sub(bars.start).min(bars.len());
        let first = bars.start + n_without;
        let below = length as f64 * self.scale;
        let mut means = Vec::with_capacity(bars.len());
        means.resize(n_without, f64::NAN);
        if first < bars.end {
            let pairs = self.sums[first + 1..=bars.end].iter().zip(&self.sums[first + 1 - length..]);
            means.extend(pairs.map(|(end, start)| (end - start) / below));
        }
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_a_whole_number_of_its_last_digit() {
        assert_eq!(scale_of(&[5.0, 0.0, -3.0]), Some(1.0));
        assert_eq!(scale_of(&[5.0, 517.41, 1.5]), Some(100.0));
        assert_eq!(scale_of(&[0.000_000_01, 90_000.0]), Some(1e8));
        assert_eq!(scale_of(&[1.0 / 3.0]), None);
        // A bit beside the decimal is another number.
        assert_eq!(scale_of(&[f64::from_bits(517.41f64.to_bits() + 1)]), None);
        for value in [0.1 + 0.2, f64::NAN, f64::INFINITY, 1e17, 1e-9] {
            assert!(!is_decimal(value), "{value}");
        }
        assert!(is_decimal(1e15) && is_decimal(99_999_999.25));
    }

    #[test]
    fn a_mean_of_decimals_is_rounded_once() {
        let values: Vec<f64> = (0..300).map(|i| f64::from((i * 7919) % 100_003) / 100.0).collect();
        let sums = TickSums::of(&values).expect("hundredths");
        for length in [1, 2, 20, 150, 300, 301] {
            let means = sums.means(0..300, length);
            for bar in 0..300usize {
                let window = (bar + 1).checked_sub(length).map(|from| &values[from..=bar]);
                let mean = window.map_or(f64::NAN, |window| {
                    let hundredths: i64 = window.iter().map(|value| (value * 100.0).round() as i64).sum();
                    hundredths as f64 / (100 * length) as f64
                });
                assert_eq!(means[bar].to_bits(), mean.to_bits());
                assert_eq!(sums.mean(bar, length).to_bits(), mean.to_bits());
                let exact = window.and_then(|window| exact_sum(window, |_| 1.0));
                assert_eq!(
                    exact.map_or(f64::NAN, |(sum, scale)| sum / (length as f64 * scale)).to_bits(),
                    mean.to_bits()
                );
            }
            assert_eq!(sums.means(17..40, length).len(), 23);
        }
    }

    #[test]
    fn sums_that_would_not_be_exact_are_not_made() {
        let values = [2e15, 2e15, 2e15, 2e15, 2e15];
        assert!(TickSums::of(&values[..4]).is_some() && TickSums::of(&values).is_none());
        assert_eq!(exact_sum(&values, |_| 1.0), None);
    }
}
