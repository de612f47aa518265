//! What a window of values measures.
//!
//! A mean of decimals, as prices are, is that of whole numbers of their last digit, rounded once ([`crate::series::ticks`]). Any other sum is
//! taken from the oldest value to the newest, anew for each window. Scripts always take sums so (`script::ta::ordered`). Equal windows
//! measure the same, whatever came before them. A window in which nothing moves has no deviation and no slope, though the mean of equal values may
//! be rounded.
//!
//! A whole column is computed eight windows at a time, which the compiler vectorizes; each sum has the same bits as one computed alone.

use super::first_valid;
use crate::series::ticks::{TickSums, exact_sum, is_decimal};

/// Mean.
#[inline]
pub(crate) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    match exact_sum(values, |_| 1.0) {
        Some((sum, scale)) => sum / (n * scale),
        None => ordered_mean(values),
    }
}

/// Mean of the values as binary numbers, summed from the oldest to the newest.
#[inline]
pub(crate) fn ordered_mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean of the squared distances from the mean, in two passes; `spare` is taken off the count: 0 for a population, 1 for a sample.
#[inline]
pub(crate) fn variance(values: &[f64], spare: f64) -> f64 {
    variance_around(mean(values), values, spare)
}

/// [`variance`], given the mean.
#[inline]
pub(crate) fn variance_around(middle: f64, values: &[f64], spare: f64) -> f64 {
    let squares = values.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>();
    settled(squares, middle, values) / (values.len() as f64 - spare)
}

/// Mean distance from the mean.
#[inline]
pub(crate) fn mean_distance(values: &[f64], middle: f64) -> f64 {
    if is_still(values) {
        return 0.0;
    }
    values.iter().map(|x| (x - middle).abs()).sum::<f64>() / values.len() as f64
}

/// Weights 1 (oldest) to n (newest).
#[inline]
pub(crate) fn weighted_mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let weights = n * (n + 1.0) / 2.0;
    match exact_sum(values, |i| i as f64 + 1.0) {
        Some((sum, scale)) => sum / (weights * scale),
        None => values.iter().enumerate().map(|(i, x)| x * (i as f64 + 1.0)).sum::<f64>() / weights,
    }
}

/// The least-squares line through the values, at x = 0 (oldest) to n − 1: its value at 0, and its slope.
pub(crate) fn line(values: &[f64]) -> (f64, f64) {
    line_around(mean(values), values)
}

/// [`line`], given the mean.
pub(crate) fn line_around(y_mean: f64, values: &[f64]) -> (f64, f64) {
    let x_mean = (values.len() as f64 - 1.0) / 2.0;
    if is_still(values) {
        return (y_mean, 0.0);
    }
    let (mut above, mut below) = (0.0, 0.0);
    for (i, y) in values.iter().enumerate() {
        let x = i as f64 - x_mean;
        above += x * (y - y_mean);
        below += x * x;
    }
    let slope = above / below;
    (y_mean - slope * x_mean, slope)
}

/// 100 × (up − down) ÷ (up + down) of the sums of rises and falls; `None` where nothing moved.
pub(crate) fn momentum_of_changes(changes: &[f64]) -> Option<f64> {
    let up: f64 = changes.iter().map(|x| if *x >= 0.0 { *x } else { 0.0 }).sum();
    let down: f64 = changes.iter().map(|x| if *x >= 0.0 { 0.0 } else { -x }).sum();
    (up + down != 0.0).then(|| 100.0 * (up - down) / (up + down))
}

fn is_still(values: &[f64]) -> bool {
    values.iter().all(|x| *x == values[0])
}

/// The sum of the squared distances of some values from their mean, 0 where nothing moves. Rounding makes no more of that than
/// what is looked at here.
#[inline]
fn settled(squares: f64, middle: f64, values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let rounding = 2.0 * n * f64::EPSILON * middle;
    if squares <= n * rounding * rounding && is_still(values) { 0.0 } else { squares }
}

/// Windows that are measured side by side.
const EIGHT: usize = 8;

/// The sum of each of eight windows, of what `term` makes of a value in the window of that position.
#[inline(always)]
fn sums(values: &[f64], term: impl Fn(usize, f64) -> f64) -> [f64; EIGHT] {
    let mut sums = [-0.0; EIGHT];
    for eight in values.windows(EIGHT) {
        let Some(eight) = eight.first_chunk::<EIGHT>() else { break };
        for (at, sum) in sums.iter_mut().enumerate() {
            *sum += term(at, eight[at]);
        }
    }
    sums
}

/// [`mean`] of each window of a column: NaN before the first that is complete, counting from the first value.
pub(super) fn means(values: &[f64], length: usize) -> Vec<f64> {
    let start = first_valid(values);
    let known = &values[start..];
    if length == 0 || known.len() < length {
        return vec![f64::NAN; values.len()];
    }
    if let Some(sums) = TickSums::of(known) {
        let mut out = vec![f64::NAN; start];
        out.extend(sums.means(0..known.len(), length));
        return out;
    }
    let mut out = ordered_means(values, length);
    // Where all values of a window are decimals after all.
    let mut n_decimals = 0;
    for (bar, value) in values.iter().enumerate() {
        n_decimals = if is_decimal(*value) { n_decimals + 1 } else { 0 };
        if n_decimals >= length {
            out[bar] = mean(&values[bar + 1 - length..=bar]);
        }
    }
    out
}

/// [`ordered_mean`] of each window of a column: NaN before the first that is complete, counting from the first value.
pub(crate) fn ordered_means(values: &[f64], length: usize) -> Vec<f64> {
    let start = first_valid(values);
    let known = &values[start..];
    if length == 0 || known.len() < length {
        return vec![f64::NAN; values.len()];
    }
    let mut out = Vec::with_capacity(values.len());
    out.resize(start + length - 1, f64::NAN);
    for eight in known.windows(length + EIGHT - 1).step_by(EIGHT) {
        out.extend(sums(eight, |_, x| x).map(|sum| sum / length as f64));
    }
    let n_left = values.len() - out.len();
    out.extend(known.windows(length).skip(known.len() + 1 - length - n_left).map(ordered_mean));
    out
}

/// What `value` makes of the [`variance`] of each window.
#[inline]
pub(super) fn variances(values: &[f64], length: usize, spare: f64, value: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut out = means(values, length);
    let first = first_valid(&out);
    if first == out.len() {
        return out;
    }
    let of =
        |squares, middle, window: &[f64]| value(settled(squares, middle, window) / (length as f64 - spare));
    let (eights, rest) = out[first..].as_chunks_mut::<EIGHT>();
    let mut at = first + 1 - length;
    for middles in eights {
        let middle = *middles;
        let squares = sums(&values[at..at + length + EIGHT - 1], |k, x| (x - middle[k]) * (x - middle[k]));
        *middles = std::array::from_fn(|k| of(squares[k], middle[k], &values[at + k..at + k + length]));
        at += EIGHT;
    }
    for (middle, window) in rest.iter_mut().zip(values[at..].windows(length.max(1))) {
        *middle = value(variance(window, spare));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_each_window_has_the_bits_of_its_own() {
        let mut values = vec![f64::NAN; 5];
        values.extend((0..77).map(|i| 0.1 + f64::from((i * 37) % 17) / 7.0));
        values.extend([0.1; 30]);
        let decimals = values.iter().map(|value| (value * 100.0).round() / 100.0).collect();
        for (length, values) in
            [1, 2, 7, 8, 9, 30, 107, 108].into_iter().flat_map(|n| [(n, &values), (n, &decimals)])
        {
            let (means, variances) = (means(values, length), variances(values, length, 0.0, |x| x));
            for bar in 0..values.len() {
                let window = (bar + 1 >= 5 + length).then(|| &values[bar + 1 - length..=bar]);
                let bits = |of: fn(&[f64]) -> f64| window.map_or(f64::NAN, of).to_bits();
                assert_eq!(means[bar].to_bits(), bits(mean), "{length}, {bar}");
                assert_eq!(variances[bar].to_bits(), bits(|window| variance(window, 0.0)), "{length}, {bar}");
            }
        }
    }

    #[test]
    fn where_nothing_moves_there_is_no_deviation() {
        let still = [1.0 / 3.0; 10];
        assert_ne!(mean(&still), still[0]);
        assert_eq!(variance(&still, 0.0), 0.0);
        assert_eq!(mean_distance(&still, mean(&still)), 0.0);
        assert_eq!(line(&still).1, 0.0);
        assert_eq!(momentum_of_changes(&[0.0; 3]), None);
    }

    #[test]
    fn a_sum_goes_from_the_oldest_to_the_newest() {
        // Two halves are lost beside 2⁵³ only one by one. (They are too large to be taken for decimals.)
        let large = 9_007_199_254_740_992.0;
        assert_eq!(mean(&[0.5, 0.5, large, large]), (large + 1.0 + large) / 4.0);
        assert_eq!(mean(&[large, 1.0, 1.0]) * 3.0, large);
    }

    #[test]
    fn bar_2622_closes_at_its_mean() {
        // The window of a walk whose mean, summed as binary numbers, was a bit above its close: a crossing of nothing.
        let walk = WALK.map(|cents| f64::from(cents) / 100.0);
        assert!(walk.iter().sum::<f64>() / 20.0 > 517.41);
        assert_eq!(mean(&walk), 517.41);
        assert_eq!(means(&walk, 20)[19], 517.41);
    }

    const WALK: [i32; 20] = [
        51718, 51720, 51705, 51627, 51658, 51676, 51726, 51731, 51641, 51671, 51677, 51658, 51739, 51823,
        51844, 51876, 51881, 51881, 51827, 51741,
    ];
}
