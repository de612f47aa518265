//! Where the data are cut.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Up to `n` places in `within`, ascending, one in each of `n` equal stretches: in turn right before a fill, where the order
/// that fills is the last thing decided, and anywhere. `fills` holds the positions of bars with fills, ascending.
pub(super) fn places(within: Range<usize>, fills: &[usize], n: usize, seed: u64) -> Vec<usize> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut pick = |len: usize| (random.next_u64() % len as u64) as usize;
    let len = within.len();
    let mut places = Vec::with_capacity(n);
    let mut is_fill_due = true;
    for i in 0..n {
        let stretch = within.start + len * i / n..within.start + len * (i + 1) / n;
        if stretch.is_empty() {
            continue;
        }
        let position = |bar: usize| fills.partition_point(|fill| *fill < bar);
        let filled = &fills[position(stretch.start)..position(stretch.end)];
        is_fill_due = if is_fill_due && !filled.is_empty() {
            places.push(filled[pick(filled.len())]);
            false
        } else {
            places.push(stretch.start + pick(stretch.len()));
            true
        };
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_spread_and_half_of_them_lie_right_before_fills() {
        let fills: Vec<usize> = (0..1_000).step_by(7).collect();
        let places = places(100..1_000, &fills, 12, 1);
        assert_eq!(places.len(), 12);
        for (i, place) in places.iter().enumerate() {
            assert!((100 + 75 * i..175 + 75 * i).contains(place), "{places:?}");
        }
        assert!(places.iter().step_by(2).all(|place| place % 7 == 0), "{places:?}");
    }

    #[test]
    fn a_fill_is_taken_wherever_the_first_one_lies() {
        assert!(places(1..1_000, &[990], 12, 1).contains(&990));
        assert!(places(1..1_000, &[400], 12, 1).contains(&400));
    }

    #[test]
    fn a_short_window_has_fewer_places_and_an_empty_one_none() {
        assert_eq!(places(3..6, &[], 12, 1), [3, 4, 5]);
        assert!(places(6..6, &[], 12, 1).is_empty());
    }

    #[test]
    fn another_seed_gives_other_places() {
        assert_ne!(places(0..9_999, &[], 12, 1), places(0..9_999, &[], 12, 2));
    }
}
