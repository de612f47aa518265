//! What can be compared: a column, a column some bars ago, a number.

use super::{TILE, WORD};
use crate::indicator::Column;
use crate::indicator::column::Near;

/// A value for each bar.
#[derive(Debug, Clone)]
pub enum Operand {
    /// Of a column so many bars before; missing on the first bars.
    Column(Column, usize),
    /// The same at every bar.
    Level(f64),
}

/// Which operand it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::indicator) enum OperandKey {
    Column(u64, usize),
    /// The bits of the number.
    Level(u64),
}

impl From<&Column> for Operand {
    fn from(column: &Column) -> Self {
        Self::Column(column.clone(), 0)
    }
}

impl From<f64> for Operand {
    fn from(level: f64) -> Self {
        Self::Level(level)
    }
}

impl Operand {
    pub(in crate::indicator) fn key(&self) -> OperandKey {
        match self {
            Self::Column(column, ago) => OperandKey::Column(column.id(), *ago),
            Self::Level(level) => OperandKey::Level(level.to_bits()),
        }
    }

    /// The value at a bar.
    pub(crate) fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Column(column, ago) => {
                let bar = bar.checked_sub(*ago).filter(|bar| *bar < column.n_bars());
                bar.map_or(f64::NAN, |bar| column.at(bar))
            }
            Self::Level(level) => *level,
        }
    }

    /// Its values on the bars of the tile that begins at `start`, and on the bar before; or values near them.
    pub(super) fn stretch(&self, start: usize) -> Stretch<'_> {
        match self {
            Self::Column(column, ago) => {
                let end = column.n_bars().min((start + TILE).saturating_sub(*ago));
                let first = end.min(start.saturating_sub(ago + 1));
                Stretch { near: column.stretch(first..end), from: first + ago, level: f64::NAN }
            }
            Self::Level(level) => Stretch { near: Near::default(), from: 0, level: *level },
        }
    }
}

/// See [`Operand::stretch`].
pub(super) struct Stretch<'a> {
    near: Near<'a>,
    /// The bar of the first one.
    from: usize,
    /// Where there is no value of a column: the number, or NaN.
    level: f64,
}

impl Stretch<'_> {
    /// How far its values may be from those of the operand.
    pub(super) fn slack(&self) -> f64 {
        self.near.slack
    }

    fn at(&self, bar: usize) -> f64 {
        let value = bar.checked_sub(self.from).and_then(|at| self.near.values.get(at));
        value.copied().unwrap_or(self.level)
    }

    /// Room for [`Stretch::word`].
    pub(super) fn room(&self) -> [f64; WORD] {
        [self.level; WORD]
    }

    /// The values of 64 bars; `room` is for those that the column does not hold in a row.
    #[inline]
    pub(super) fn word<'a>(&'a self, first: usize, room: &'a mut [f64; WORD]) -> &'a [f64; WORD] {
        if self.near.values.is_empty() {
            return room;
        }
        let from = first.checked_sub(self.from);
        match from.and_then(|from| self.near.values.get(from..)?.first_chunk()) {
            Some(values) => values,
            None => {
                *room = std::array::from_fn(|k| self.at(first + k));
                room
            }
        }
    }
}
