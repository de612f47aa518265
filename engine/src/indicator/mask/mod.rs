//! Conditions on columns as bits, one per bar and 64 to a word.
//!
//! A condition that holds on few bars lets a run go from one of them to the next without a look at the bars between: a word of
//! zeros passes 64 bars in one comparison. Bits are worked out a tile at a time, when somebody first asks for one: cells of a sweep
//! that run side by side then find the values of their columns at hand, and a run of a few bars works out no more than it needs.
//!
//! [`Mask`] is the condition, `compare` works out the bits of two values, [`Operand`] is what can be compared. Conditions on
//! columns come from [`Indicators`](super::Indicators), which shares them as it shares columns; `&`, `|`, `!`, [`Mask::ago`] and
//! [`Mask::within`] make others of them.

mod compare;
mod operand;
#[cfg(test)]
mod tests;

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::ops::{BitAnd, BitOr, Not, Range};
use std::rc::Rc;

use compare::Crosses;
pub(crate) use compare::TOLERANCE;
pub(super) use compare::{Comparison, Test};
pub use operand::Operand;
pub(super) use operand::OperandKey;

/// Words that are worked out together.
const WORDS: usize = 64;

/// Bars of a word.
const WORD: usize = 64;

/// Bars of a tile.
const TILE: usize = WORDS * WORD;

type Tile = [u64; WORDS];

/// On which bars a condition holds. A strategy reads it through its context, at the current bar: it has no other access, so it
/// cannot look ahead.
///
/// A comparison with a missing value does not hold; so its negation does.
#[derive(Clone)]
pub struct Mask(Rc<Bits>);

/// Bits as far as they are known, and what tells the others.
struct Bits {
    n_bars: usize,
    tiles: Vec<OnceCell<Tile>>,
    n_unknown: Cell<usize>,
    /// None once all bits are known: columns that nobody else needs can go.
    of: RefCell<Option<Of>>,
}

/// What a condition says.
enum Of {
    Comparison(Comparison),
    CrossesAbove(Rc<Crosses>),
    CrossesBelow(Rc<Crosses>),
    Not(Mask),
    And(Mask, Mask),
    Or(Mask, Mask),
    Ago(Mask, usize),
    Within(Mask, usize),
    /// What holds at a bar follows from the bars before: tiles are worked out in their order.
    InTurn(RefCell<Box<dyn FnMut(usize) -> Tile>>),
}

impl Mask {
    fn new(n_bars: usize, of: Of) -> Self {
        let n_tiles = n_bars.div_ceil(TILE);
        let tiles = std::iter::repeat_with(OnceCell::new).take(n_tiles).collect();
        Self(Rc::new(Bits { n_bars, tiles, n_unknown: Cell::new(n_tiles), of: RefCell::new(Some(of)) }))
    }

    /// Where two values compare.
    pub(super) fn comparison(n_bars: usize, comparison: Comparison) -> Self {
        Self::new(n_bars, Of::Comparison(comparison))
    }

    /// Where the first of two values crosses above the second, and where below.
    pub(super) fn crosses(n_bars: usize, a: Operand, b: Operand) -> [Self; 2] {
        let crosses = Rc::new(Crosses::new(n_bars, a, b));
        [Of::CrossesAbove(Rc::clone(&crosses)), Of::CrossesBelow(crosses)].map(|of| Self::new(n_bars, of))
    }

    /// Where `word` says so, which is asked for the bits of at most 64 bars at a time, in their order.
    pub(super) fn in_turn(n_bars: usize, mut word: impl FnMut(Range<usize>) -> u64 + 'static) -> Self {
        let tile = move |index| {
            std::array::from_fn(|k| {
                let first = n_bars.min(index * TILE + k * WORD);
                word(first..n_bars.min(first + WORD))
            })
        };
        Self::new(n_bars, Of::InTurn(RefCell::new(Box::new(tile))))
    }

    /// Holds on these bars alone.
    pub(crate) fn at_bars<const N: usize>(n_bars: usize, of: [Option<usize>; N]) -> Self {
        Self::in_turn(n_bars, move |bars| {
            let there = of.iter().flatten().filter(|bar| bars.contains(bar));
            there.fold(0, |word, bar| word | 1 << (bar - bars.start))
        })
    }

    /// Whether the condition held `n` bars before; not on the first `n` bars.
    pub fn ago(&self, n: usize) -> Self {
        Self::new(self.0.n_bars, Of::Ago(self.clone(), n))
    }

    /// Whether it holds or held on one of the `n` bars before: at most `n` bars since it last held.
    pub fn within(&self, n: usize) -> Self {
        Self::new(self.0.n_bars, Of::Within(self.clone(), n))
    }

    /// Whether it holds at a bar of the series.
    #[inline]
    pub(crate) fn at(&self, bar: usize) -> bool {
        self.tile(bar / TILE)[bar % TILE / WORD] >> (bar % WORD) & 1 != 0
    }

    /// The first of `bars`, which are bars of the series, on which it holds; their end if there is none.
    #[inline]
    pub(crate) fn next(&self, bars: Range<usize>) -> usize {
        let mut bar = bars.start;
        while bar < bars.end {
            let first = bar / TILE * TILE;
            let words = &self.tile(bar / TILE)[bar % TILE / WORD..];
            let word = words[0] >> (bar % WORD);
            if word != 0 {
                return bars.end.min(bar + word.trailing_zeros() as usize);
            }
            let from = bar / WORD * WORD;
            if let Some(n) = words.iter().skip(1).position(|word| *word != 0) {
                let word = words[n + 1].trailing_zeros() as usize;
                return bars.end.min(from + (n + 1) * WORD + word);
            }
            bar = first + TILE;
        }
        bars.end
    }

    /// All its bits are known: it needs no column any more.
    pub(super) fn is_done(&self) -> bool {
        self.0.n_unknown.get() == 0
    }

    #[cfg(test)]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    #[inline]
    fn tile(&self, index: usize) -> &Tile {
        self.0.tiles[index].get_or_init(|| self.work_out(index))
    }

    #[cold]
    fn work_out(&self, index: usize) -> Tile {
        let Bits { n_bars, n_unknown, of, .. } = &*self.0;
        let first = index * TILE;
        if matches!(*of.borrow(), Some(Of::InTurn(_))) {
            for before in 0..index {
                self.tile(before);
            }
        }
        let mut tile = match &*of.borrow() {
            Some(of) => of.tile(index, *n_bars),
            None => unreachable!("each tile is worked out once, and this one has not been"),
        };
        for (word, start) in tile.iter_mut().zip((first..).step_by(WORD)) {
            if start + WORD > *n_bars {
                *word &= bits_before(n_bars.saturating_sub(start));
            }
        }
        n_unknown.set(n_unknown.get() - 1);
        if n_unknown.get() == 0 {
            of.take();
        }
        tile
    }

    /// The 64 bits from the bar `64 × index` on; none before the first bar.
    fn word(&self, index: Option<usize>) -> u64 {
        index.map_or(0, |index| self.tile(index / WORDS)[index % WORDS])
    }
}

impl Of {
    fn tile(&self, index: usize, n_bars: usize) -> Tile {
        let each = |one: &Mask, other: &Mask, join: fn(u64, u64) -> u64| {
            let (one, other) = (one.tile(index), other.tile(index));
            std::array::from_fn(|k| join(one[k], other[k]))
        };
        match self {
            Self::Comparison(comparison) => comparison.tile(index * TILE..n_bars.min((index + 1) * TILE)),
            Self::CrossesAbove(crosses) => crosses.tile(index)[0],
            Self::CrossesBelow(crosses) => crosses.tile(index)[1],
            Self::Not(of) => of.tile(index).map(|word| !word),
            Self::And(one, other) => each(one, other, |a, b| a & b),
            Self::Or(one, other) => each(one, other, |a, b| a | b),
            Self::Ago(of, n) => ago(of, *n, index * WORDS),
            Self::Within(of, n) => within(of, *n, index * TILE),
            Self::InTurn(tile) => (tile.borrow_mut())(index),
        }
    }
}

/// The words from `first` on, with each bit `n` bars later.
fn ago(of: &Mask, n: usize, first: usize) -> Tile {
    let (n_words, n_bits) = (n / WORD, n % WORD);
    std::array::from_fn(|k| {
        let index = (first + k).checked_sub(n_words);
        let low = of.word(index) << n_bits;
        if n_bits == 0 {
            return low;
        }
        let before = index.and_then(|index| index.checked_sub(1));
        low | of.word(before) >> (WORD - n_bits)
    })
}

/// The bits from the bar `start` on, each set where one of the `n` bars up to there is.
fn within(of: &Mask, n: usize, start: usize) -> Tile {
    // The bar before which the condition is still within reach.
    let mut until = start;
    let mut bar = start.saturating_sub(n);
    loop {
        bar = of.next(bar..start);
        if bar == start {
            break;
        }
        until = bar + n + 1;
        bar += 1;
    }
    let words = of.tile(start / TILE);
    std::array::from_fn(|k| {
        let first = start + k * WORD;
        let (mut word, mut left) = (bits_before(until.saturating_sub(first)), words[k]);
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            until = first + at + n.saturating_add(1);
            word |= bits_before(until - first) & !bits_before(at);
        }
        word
    })
}

/// The lowest `n` bits.
fn bits_before(n: usize) -> u64 {
    if n < WORD { (1 << n) - 1 } else { u64::MAX }
}

impl BitAnd for &Mask {
    type Output = Mask;

    /// Both hold.
    fn bitand(self, other: &Mask) -> Mask {
        Mask::new(self.0.n_bars.min(other.0.n_bars), Of::And(self.clone(), other.clone()))
    }
}

impl BitOr for &Mask {
    type Output = Mask;

    /// One of them holds, or both.
    fn bitor(self, other: &Mask) -> Mask {
        Mask::new(self.0.n_bars.min(other.0.n_bars), Of::Or(self.clone(), other.clone()))
    }
}

impl Not for &Mask {
    type Output = Mask;

    /// It does not hold.
    fn not(self) -> Mask {
        Mask::new(self.0.n_bars, Of::Not(self.clone()))
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bits { n_bars, n_unknown, .. } = &*self.0;
        f.debug_struct("Mask").field("n_bars", n_bars).field("n_unknown_tiles", n_unknown).finish()
    }
}
