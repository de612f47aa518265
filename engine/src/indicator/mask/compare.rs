//! The bits of two values: which is greater, and where one crosses the other.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Operand, TILE, Tile, WORD, WORDS};

/// What is asked of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::indicator) enum Test {
    Above,
    AtLeast,
}

/// Two values and what is asked of them.
#[derive(Debug, Clone)]
pub(in crate::indicator) struct Comparison {
    pub(in crate::indicator) a: Operand,
    pub(in crate::indicator) test: Test,
    pub(in crate::indicator) b: Operand,
}

impl Comparison {
    /// The bits of some bars, at most a tile of them.
    pub(super) fn tile(&self, bars: Range<usize>) -> Tile {
        match self.test {
            Test::Above => words(&self.a, &self.b, bars, greater),
            Test::AtLeast => words(&self.a, &self.b, bars, at_least),
        }
    }
}

#[inline]
fn words(
    a: &Operand,
    b: &Operand,
    bars: Range<usize>,
    bits: impl Fn(&[f64; WORD], &[f64; WORD]) -> u64,
) -> Tile {
    let (a, b) = (a.stretch(bars.start), b.stretch(bars.start));
    let (mut room_a, mut room_b) = (a.room(), b.room());
    let mut tile = [0; WORDS];
    for (word, first) in tile.iter_mut().zip(bars.step_by(WORD)) {
        *word = bits(a.word(first, &mut room_a), b.word(first, &mut room_b));
    }
    tile
}

/// Where two values cross, upwards and downwards: one look at the columns serves both.
#[derive(Debug)]
pub(super) struct Crosses {
    n_bars: usize,
    a: Operand,
    b: Operand,
    /// Upwards, downwards; taken by the two masks, one after the other.
    tiles: Vec<OnceCell<[Tile; 2]>>,
}

impl Crosses {
    pub(super) fn new(n_bars: usize, a: Operand, b: Operand) -> Self {
        let tiles = std::iter::repeat_with(OnceCell::new).take(n_bars.div_ceil(TILE)).collect();
        Self { n_bars, a, b, tiles }
    }

    pub(super) fn tile(&self, index: usize) -> &[Tile; 2] {
        self.tiles[index].get_or_init(|| self.work_out(index * TILE))
    }

    fn work_out(&self, start: usize) -> [Tile; 2] {
        let (a, b) = (self.a.stretch(start), self.b.stretch(start));
        let (mut room_a, mut room_b) = (a.room(), b.room());
        let mut tile = [[0; WORDS]; 2];
        let before = start.checked_sub(1).map_or([f64::NAN; 2], |bar| [a.at(bar), b.at(bar)]);
        // Whether the first was above or below the second on the bar before.
        let (mut was_above, mut was_below) = (before[0] > before[1], before[0] < before[1]);
        for (k, first) in (start..self.n_bars).step_by(WORD).take(WORDS).enumerate() {
            let (values_a, values_b) = (a.word(first, &mut room_a), b.word(first, &mut room_b));
            // In most words one stays above the other, the same as before.
            let likely = if was_above { greater(values_a, values_b) } else { greater(values_b, values_a) };
            if likely == u64::MAX && (was_above || was_below) {
                continue;
            }
            let other = if was_above { greater(values_b, values_a) } else { greater(values_a, values_b) };
            let (above, below) = if was_above { (likely, other) } else { (other, likely) };
            let (above_before, below_before) =
                (above << 1 | u64::from(was_above), below << 1 | u64::from(was_below));
            // What was neither above nor below was equal or missing.
            let was_equal = |bits: u64| {
                let before = |at: usize| (first + at).checked_sub(1);
                let is_equal = |at| before(at).is_some_and(|bar| a.at(bar) == b.at(bar));
                keep(bits & !above_before & !below_before, is_equal)
            };
            tile[0][k] = above & below_before | was_equal(above);
            tile[1][k] = below & above_before | was_equal(below);
            (was_above, was_below) = (above >> (WORD - 1) != 0, below >> (WORD - 1) != 0);
        }
        tile
    }
}

/// Those of some bits whose position is kept.
#[inline]
fn keep(mut bits: u64, is_kept: impl Fn(usize) -> bool) -> u64 {
    let mut kept = 0;
    while bits != 0 {
        let at = bits.trailing_zeros() as usize;
        bits &= bits - 1;
        kept |= u64::from(is_kept(at)) << at;
    }
    kept
}

/// Bit by bit. A table, and no shift by a number that grows: so the compiler compares two values or more at a time, natively and for
/// WebAssembly.
static BIT: [u64; WORD] = {
    let mut bit = [1; WORD];
    let mut k = 1;
    while k < WORD {
        bit[k] = 2 * bit[k - 1];
        k += 1;
    }
    bit
};

/// Which of the first are greater than their counterparts.
#[inline(never)]
fn greater(a: &[f64; WORD], b: &[f64; WORD]) -> u64 {
    let mut bits = 0;
    for k in 0..WORD {
        bits |= if a[k] > b[k] { BIT[k] } else { 0 };
    }
    bits
}

/// Which of the first are greater than their counterparts or equal.
#[inline(never)]
fn at_least(a: &[f64; WORD], b: &[f64; WORD]) -> u64 {
    let mut bits = 0;
    for k in 0..WORD {
        bits |= if a[k] >= b[k] { BIT[k] } else { 0 };
    }
    bits
}
