//! What can be compared: a column, a column some bars ago, a number.

use crate::indicator::Column;

use super::WORD;

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

    /// The value at a bar; NaN where there is none.
    pub(super) fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Column(column, ago) => {
                let value = bar.checked_sub(*ago).and_then(|bar| column.values().get(bar));
                value.copied().unwrap_or(f64::NAN)
            }
            Self::Level(level) => *level,
        }
    }

    /// Room for [`Operand::word`].
    pub(super) fn room(&self) -> [f64; WORD] {
        match self {
            Self::Column(..) => [f64::NAN; WORD],
            Self::Level(level) => [*level; WORD],
        }
    }

    /// The values of 64 bars; `room` is for those that the column does not hold in a row.
    #[inline]
    pub(super) fn word<'a>(&'a self, first: usize, room: &'a mut [f64; WORD]) -> &'a [f64; WORD] {
        let Self::Column(column, ago) = self else { return room };
        let from = first.checked_sub(*ago);
        match from.and_then(|from| column.values().get(from..)?.first_chunk()) {
            Some(values) => values,
            None => {
                *room = std::array::from_fn(|k| self.at(first + k));
                room
            }
        }
    }
}
