//! The bits of two values: which is greater, and where one crosses the other.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Operand, TILE, Tile, WORD, WORDS};

/// What is asked of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::indicator) enum Test {
    Above,
    AtLeast,
    ClearlyAbove,
    AboutAtLeast,
}

/// Scripts count values closer than this as equal, as TradingView's lists show for all six comparisons.
pub(crate) const TOLERANCE: f64 = 1e-10;

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
            Test::Above => words::<Above>(&self.a, &self.b, bars),
            Test::AtLeast => words::<AtLeast>(&self.a, &self.b, bars),
            Test::ClearlyAbove => words::<ClearlyAbove>(&self.a, &self.b, bars),
            Test::AboutAtLeast => words::<AboutAtLeast>(&self.a, &self.b, bars),
        }
    }
}

/// A test of two numbers, and of 64 of them.
trait Compare {
    fn holds(a: f64, b: f64) -> bool;
    #[inline(never)]
    fn word(a: &[f64; WORD], b: &[f64; WORD]) -> u64 {
        bits(|k| Self::holds(a[k], b[k]))
    }
    /// The second ones moved by `by` first.
    #[inline(never)]
    fn moved_word(a: &[f64; WORD], b: &[f64; WORD], by: f64) -> u64 {
        bits(|k| Self::holds(a[k], b[k] + by))
    }
}

struct Above;
struct AtLeast;
/// Above, and not equal within the tolerance.
struct ClearlyAbove;
/// Above or equal within the tolerance.
struct AboutAtLeast;

impl Compare for Above {
    #[inline(always)]
    fn holds(a: f64, b: f64) -> bool {
        a > b
    }
}

impl Compare for AtLeast {
    #[inline(always)]
    fn holds(a: f64, b: f64) -> bool {
        a >= b
    }
}

impl Compare for ClearlyAbove {
    #[inline(always)]
    fn holds(a: f64, b: f64) -> bool {
        a - b >= TOLERANCE
    }
}

impl Compare for AboutAtLeast {
    #[inline(always)]
    fn holds(a: f64, b: f64) -> bool {
        (a >= b) | (b - a < TOLERANCE)
    }
}

fn words<C: Compare>(a: &Operand, b: &Operand, bars: Range<usize>) -> Tile {
    let (of_a, of_b) = (a.stretch(bars.start), b.stretch(bars.start));
    let (mut room_a, mut room_b) = (of_a.room(), of_b.room());
    let slack = of_a.slack() + of_b.slack();
    let mut tile = [0; WORDS];
    for (word, first) in tile.iter_mut().zip(bars.step_by(WORD)) {
        let (values_a, values_b) = (of_a.word(first, &mut room_a), of_b.word(first, &mut room_b));
        *word = certain::<C>(values_a, values_b, slack, |k| [a.at(first + k), b.at(first + k)]);
    }
    tile
}

/// Where a test holds of two values, given values near them: no further off than `slack` together. Where the near ones are too close to tell, it
/// looks at the values `of` that position.
#[inline]
fn certain<C: Compare>(a: &[f64; WORD], b: &[f64; WORD], slack: f64, of: impl Fn(usize) -> [f64; 2]) -> u64 {
    if slack == 0.0 {
        return C::word(a, b);
    }
    let is_sure = C::moved_word(a, b, slack);
    if is_sure == u64::MAX {
        return is_sure;
    }
    let is_open = C::moved_word(a, b, -slack) & !is_sure;
    let holds = |k| {
        let [a, b] = of(k);
        C::holds(a, b)
    };
    is_sure | keep(is_open, holds)
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
        let slack = a.slack() + b.slack();
        let at = |bar: usize| [self.a.at(bar), self.b.at(bar)];
        let before = start.checked_sub(1).map_or([f64::NAN; 2], at);
        // Whether the first was above or below the second on the bar before.
        let (mut was_above, mut was_below) = (before[0] > before[1], before[0] < before[1]);
        for (k, first) in (start..self.n_bars).step_by(WORD).take(WORDS).enumerate() {
            let (values_a, values_b) = (a.word(first, &mut room_a), b.word(first, &mut room_b));
            // In most words one stays above the other, the same as before.
            let is_sure = |a, b| if slack > 0.0 { Above::moved_word(a, b, slack) } else { Above::word(a, b) };
            let is_above = || is_sure(values_a, values_b);
            let is_below = || is_sure(values_b, values_a);
            let likely = if was_above { is_above() } else { is_below() };
            if likely == u64::MAX && (was_above || was_below) {
                continue;
            }
            let (mut above, mut below) = if was_above { (likely, is_below()) } else { (is_above(), likely) };
            if slack > 0.0 {
                // Near values that are too close to tell.
                let is_open = !(above | below);
                above |= keep(is_open, |k| {
                    let [a, b] = at(first + k);
                    a > b
                });
                below |= keep(is_open & !above, |k| {
                    let [a, b] = at(first + k);
                    a < b
                });
            }
            let (above_before, below_before) =
                (above << 1 | u64::from(was_above), below << 1 | u64::from(was_below));
            // What was neither above nor below was equal or missing.
            let was_equal = |bits: u64| {
                let before = |k: usize| (first + k).checked_sub(1);
                let was = |k| {
                    before(k).is_some_and(|bar| {
                        let [a, b] = at(bar);
                        a == b
                    })
                };
                keep(bits & !above_before & !below_before, was)
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

/// The bits of the positions that hold.
#[inline(always)]
fn bits(holds: impl Fn(usize) -> bool) -> u64 {
    let mut bits = 0;
    for (k, bit) in BIT.iter().enumerate() {
        bits |= if holds(k) { *bit } else { 0 };
    }
    bits
}
