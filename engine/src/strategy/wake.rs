//! On which bars a strategy wants to be asked.

use std::ops::Range;

use crate::indicator::Mask;
use crate::trade::Side;

/// Bars on which a strategy may do anything.
#[derive(Debug, Clone, Copy)]
pub enum Wake<'a> {
    /// Any bar.
    Every,
    /// No bar.
    Never,
    /// Those on which a condition holds.
    At(&'a Mask),
}

impl<'a> Wake<'a> {
    /// Of three conditions that for the account: flat, long, short.
    #[inline]
    pub fn by_side([flat, long, short]: &'a [Mask; 3], held: Option<Side>) -> Self {
        Self::At(match held {
            None => flat,
            Some(Side::Long) => long,
            Some(Side::Short) => short,
        })
    }

    /// The first of `bars`; their end if there is none.
    #[inline]
    pub(crate) fn next(self, bars: Range<usize>) -> usize {
        match self {
            Self::Every => bars.start,
            Self::Never => bars.end,
            Self::At(mask) => mask.next(bars),
        }
    }
}
