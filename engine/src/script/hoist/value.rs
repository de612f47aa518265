//! What a pure register holds.

use crate::indicator::{Column, Mask, Operand};

/// What a pure register holds.
#[derive(Debug, Clone)]
pub(in crate::script) enum Value {
    /// The same on every bar.
    Fixed(f64),
    /// One number for each bar, and the number of the expression.
    Column(Column, u64),
    /// A truth for each bar, 1 or 0, likewise.
    Mask(Mask, u64),
}

impl Value {
    #[inline]
    pub(in crate::script) fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Column(column, _) => column.at(bar),
            Self::Mask(mask, _) => f64::from(u8::from(mask.at(bar))),
        }
    }

    /// Values of the same key are the same.
    pub(super) fn put_key(&self, key: &mut Vec<u64>) {
        match self {
            Self::Fixed(value) => key.extend([0, value.to_bits()]),
            Self::Column(_, number) | Self::Mask(_, number) => key.extend([1, *number]),
        }
    }

    /// For a comparison.
    pub(super) fn operand(&self) -> Option<Operand> {
        match self {
            Self::Fixed(level) => Some(Operand::from(*level)),
            Self::Column(column, _) => Some(Operand::from(column)),
            Self::Mask(..) => None,
        }
    }

    /// Its numbers, one by one.
    pub(super) fn numbers(&self, n_bars: usize) -> Numbers<'_> {
        match self {
            Self::Fixed(value) => Numbers::Fixed(*value),
            Self::Column(column, _) => Numbers::Each(column.values()),
            Self::Mask(..) => Numbers::Own((0..n_bars).map(|bar| self.at(bar)).collect()),
        }
    }
}

/// Numbers of a value.
pub(super) enum Numbers<'a> {
    Fixed(f64),
    Each(&'a [f64]),
    Own(Vec<f64>),
}

impl Numbers<'_> {
    #[inline]
    pub(super) fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Each(values) => values[bar],
            Self::Own(values) => values[bar],
        }
    }

    /// One for each bar, unless it is the same on all of them.
    pub(super) fn each(&self) -> Option<&[f64]> {
        match self {
            Self::Fixed(_) => None,
            Self::Each(values) => Some(values),
            Self::Own(values) => Some(values),
        }
    }
}

/// The arguments of a function, bar by bar.
pub(in crate::script) struct Arguments<'a> {
    args: Vec<f64>,
    /// Those that differ from bar to bar, by their place.
    each: Vec<(usize, &'a [f64])>,
}

impl<'a> Arguments<'a> {
    pub(super) fn of(numbers: &'a [Numbers<'a>]) -> Self {
        let args = numbers.iter().map(|numbers| numbers.each().map_or_else(|| numbers.at(0), |_| f64::NAN));
        let each = numbers.iter().enumerate().filter_map(|(place, of)| Some((place, of.each()?)));
        Self { args: args.collect(), each: each.collect() }
    }

    /// An argument that is the same on every bar.
    pub(in crate::script) fn fixed(&self, place: usize) -> Option<f64> {
        self.each(place).is_none().then(|| self.args.get(place).copied()).flatten()
    }

    /// One value for each bar, unless it is the same on all.
    pub(in crate::script) fn each(&self, place: usize) -> Option<&'a [f64]> {
        self.each.iter().find(|(of, _)| *of == place).map(|(_, values)| *values)
    }

    #[inline]
    pub(in crate::script) fn at(&mut self, bar: usize) -> &[f64] {
        for (place, values) in &self.each {
            self.args[*place] = values[bar];
        }
        &self.args
    }
}
