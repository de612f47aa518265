//! Where two simple moving averages cross, by their difference: for a run that needs nothing else of them. It saves the sums, the
//! divisions, and the memory of two columns.
//!
//! From bar to bar the difference changes by what enters and leaves the two windows. Followed in this way it has a rounding error,
//! whose bound is known. Where it is larger than that, it tells which average is the greater, also of those in the rounded columns.
//! Elsewhere these are made for some bars.

use super::sma::sma;
use crate::indicator::crosses::{Cross, Found, LANES, cross};
use crate::indicator::first_valid;
use crate::lanes::{Pair, all_greater, pairs};

/// Bars, at least, after which the difference is taken anew, so that its error stays small.
const TILE: usize = 4_096;

/// Added to the bound of the error: of numbers near the least there is, a quotient has few digits.
const NOTHING: f64 = 1e-280;

/// The crossings of the averages over `fast` and over `slow` values, as their columns have them. No value is below zero or above
/// `most`.
pub(crate) fn sma_crosses(values: &[f64], fast: usize, slow: usize, most: f64) -> Found {
    debug_assert!(
        !values.iter().any(|value| *value < 0.0 || *value > most),
        "the bound of the error takes the values to lie between"
    );
    let averages = Averages { values, start: first_valid(values), lengths: [fast, slow], most };
    let mut found = Found::default();
    // On the first bar with both averages there is nothing yet that they could have crossed.
    found.pass(values.len().min(averages.start + fast.max(slow)));
    let mut n_close = LANES;
    while found.n_bars() < values.len() {
        let from = found.n_bars();
        averages.look(&mut found);
        // A close look at a few bars costs as much as one at a whole window, so that it must not come too often.
        let is_rare = found.n_bars() - from >= fast.max(slow);
        n_close = if is_rare { LANES } else { (2 * n_close).min(4 * fast.max(slow)) };
        averages.look_closely(&mut found, n_close);
    }
    found
}

/// Two averages of the same values.
struct Averages<'a> {
    values: &'a [f64],
    /// The first value that is not missing.
    start: usize,
    lengths: [usize; 2],
    /// No value is greater.
    most: f64,
}

impl Averages<'_> {
    /// Goes on from the last bar looked at, as long as the difference tells which average is the greater.
    fn look(&self, found: &mut Found) {
        let [fast, slow] = self.lengths;
        let (short, long) = (fast.min(slow), fast.max(slow));
        let ratio = short as f64 / long as f64;
        let tile = TILE.max(16 * long).next_multiple_of(LANES);
        let bound = error_bound(self.most, short, long, tile);
        // Whether the shorter average is the greater one.
        let is_greater = |difference: f64| (difference.abs() > bound).then_some(difference > 0.0);
        loop {
            let at = found.n_bars() - 1;
            let n_bars = tile.min(self.values.len() - found.n_bars()) / LANES * LANES;
            let around = &self.values[at + 1 - long..=at + n_bars];
            let sum = |length: usize| around[long - length..long].iter().sum::<f64>();
            let mut difference = Pair::new([sum(short) - ratio * sum(long); 2]);
            let Some(mut is_above) = is_greater(difference.get()[0]) else { return };
            let lanes = |from: usize| around[from..][..n_bars].as_chunks().0;
            let leaves = lanes(long - short).iter().zip(lanes(0));
            for (first, (enters, leaves)) in (at + 1..).step_by(LANES).zip(lanes(long).iter().zip(leaves)) {
                let differences = follow(enters, leaves, ratio, difference);
                [_, _, _, difference] = differences.map(Pair::last);
                let bounds = [Pair::new([bound; 2]); LANES / 2];
                let is_clear = if is_above {
                    all_greater(differences, bounds)
                } else {
                    all_greater(bounds.map(Pair::negate), differences)
                };
                if is_clear {
                    continue;
                }
                for (bar, difference) in (first..).zip(differences.iter().flat_map(|pair| pair.get())) {
                    let Some(is_above_here) = is_greater(difference) else {
                        found.pass(bar);
                        return;
                    };
                    if is_above_here != is_above {
                        is_above = is_above_here;
                        let is_fast_above = is_above == (fast < slow);
                        found.push(bar, if is_fast_above { Cross::Above } else { Cross::Below });
                    }
                }
            }
            found.pass(at + 1 + n_bars);
            if n_bars < tile {
                return;
            }
        }
    }

    /// Goes on by the columns for `n` bars, or to the end.
    fn look_closely(&self, found: &mut Found, n: usize) {
        let Self { values, start, lengths, .. } = *self;
        let from = found.n_bars() - 1;
        let n_bars = values.len().min(found.n_bars() + n);
        // A column is made by blocks of its length: one that begins with such a block has the same values.
        let columns = lengths.map(|length| {
            let first = from + 1 - length;
            let block = start + (first - start) / length * length;
            let mut column = sma(&values[block..n_bars], length);
            column.drain(..from - block);
            column
        });
        let at = |bar: usize| columns.each_ref().map(|column| column[bar - from]);
        for bar in from + 1..n_bars {
            if let Some(cross) = cross(at(bar - 1), at(bar)) {
                found.push(bar, cross);
            }
        }
        found.pass(n_bars);
    }
}

/// The differences of some bars: short sum − `ratio` × long sum, `difference` being that of the bar before. By bar, a value enters
/// both windows, one leaves the shorter, and one the longer.
#[inline(always)]
fn follow(
    enters: &[f64; LANES],
    (leaves_short, leaves_long): (&[f64; LANES], &[f64; LANES]),
    ratio: f64,
    difference: Pair,
) -> [Pair; LANES / 2] {
    let (enters, leaves_short, leaves_long) = (pairs(enters), pairs(leaves_short), pairs(leaves_long));
    let (of_both, of_long) = (Pair::new([1.0 - ratio; 2]), Pair::new([ratio; 2]));
    let step = |k: usize| {
        let longer = of_both.multiply(enters[k]).add(of_long.multiply(leaves_long[k]));
        longer.subtract(leaves_short[k])
    };
    // Sums within a pair, then of neighbours, then of all before: few additions wait for each other.
    let [a, b, c, d]: [Pair; LANES / 2] = std::array::from_fn(|k| step(k).running());
    let b = b.add(a.last());
    let d = d.add(c.last());
    let of_half = b.last();
    [a, b, c.add(of_half), d.add(of_half)].map(|pair| pair.add(difference))
}

/// By how much short sum − short ÷ long × long sum may be wrong in a tile, in the columns or as it is followed, times a few: each
/// operation rounds by half the epsilon at most.
fn error_bound(most: f64, short: usize, long: usize, tile: usize) -> f64 {
    let (short, long, tile) = (short as f64, long as f64, tile as f64);
    // The sums are at most `short` times the greatest value, and a step moves them by less than four times that.
    4.0 * f64::EPSILON * most * (short * (short + long) + tile * (short + 32.0)) + NOTHING
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the columns, at every length of a few.
    fn check(values: &[f64]) -> usize {
        let mut n = 0;
        for (fast, slow) in
            [(1, 2), (1, 7), (2, 3), (3, 30), (10, 20), (30, 150), (150, 30), (5, 5), (7, 5_000)]
        {
            let mut expected = Found::default();
            expected.scan(&sma(values, fast), &sma(values, slow));
            let most = values.iter().copied().fold(0.0, f64::max);
            let found = sma_crosses(values, fast, slow, most);
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

    /// A walk of 20,000 steps of up to 35 either way.
    fn walk() -> impl Iterator<Item = f64> {
        let (mut state, mut price) = (12_345_u32, 100_000.0);
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            price += (f64::from(state >> 16) / 65_536.0 - 0.5) * 70.0;
            price
        })
        .take(20_000)
    }

    #[test]
    fn a_walk_longer_than_a_tile_crosses_as_in_columns() {
        let walk: Vec<f64> = walk().collect();
        assert!(walk.len() > 4 * TILE);
        assert!(check(&walk) > 10_000);
    }

    /// Of whole ticks, averages are equal again and again, and so are those of hundredths but for their last digits.
    #[test]
    fn a_walk_in_ticks_crosses_as_in_columns() {
        for ticks in [1.0, 100.0] {
            let prices: Vec<f64> = walk().map(|price| (price / 10.0).round() / ticks).collect();
            assert!(check(&prices) > 10_000);
        }
    }

    #[test]
    fn stretches_at_one_price_cross_as_in_columns() {
        let prices: Vec<f64> =
            walk().enumerate().map(|(i, price)| if i / 1_500 % 2 == 0 { price } else { 100_000.1 }).collect();
        assert!(check(&prices) > 1_000);
    }

    /// After a value that is much greater than all others, the bound of the error hides what small differences tell, or all of it.
    #[test]
    fn values_far_below_the_greatest_cross_as_in_columns() {
        for spike in [1e9, 1e13, 1e20] {
            let mut prices: Vec<f64> = walk().collect();
            prices[9_000] = spike;
            assert!(check(&prices) > 1_000, "{spike}");
        }
    }

    #[test]
    fn the_difference_is_followed_within_its_bound() {
        let prices: Vec<f64> = walk().collect();
        let (short, long) = (30, 150);
        let ratio = short as f64 / long as f64;
        let sum = |end: usize, length: usize| prices[end - length..end].iter().sum::<f64>();
        let exact = |end: usize| sum(end, short) - ratio * sum(end, long);
        let mut difference = Pair::new([exact(long); 2]);
        let bound = error_bound(100_200.0, short, long, TILE);
        let lanes = |from: usize| -> &[f64; LANES] { prices[from..].first_chunk().unwrap() };
        for end in (long..long + TILE).step_by(LANES) {
            let differences = follow(lanes(end), (lanes(end - short), lanes(end - long)), ratio, difference);
            for (k, found) in differences.iter().flat_map(|pair| pair.get()).enumerate() {
                assert!(
                    (found - exact(end + k + 1)).abs() < bound,
                    "{} bars after the first",
                    end + k - long
                );
            }
            difference = differences[LANES / 2 - 1].last();
        }
    }
}
