//! A column of values, one per bar, that only the engine can read by position.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Operand;
use crate::series::Series;

/// One value per bar of the series. A strategy reads it through its context, at the current bar or before: it has no other
/// access, so it cannot look ahead.
#[derive(Debug, Clone)]
pub struct Column {
    values: Values,
    id: u64,
}

/// Where they are.
#[derive(Debug, Clone)]
enum Values {
    Made(Rc<Vec<f64>>),
    /// One of the series' own columns.
    Price(Rc<Series>, fn(&Series) -> &[f64]),
}

/// Gives each column a number that no other has, on whatever series and thread it was made.
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

impl Column {
    pub(super) fn new(values: Vec<f64>) -> Self {
        Self::again(values, NEXT_ID.fetch_add(1, Ordering::Relaxed))
    }

    /// A column that was there before and has been computed again.
    pub(super) fn again(values: Vec<f64>, id: u64) -> Self {
        Self { values: Values::Made(Rc::new(values)), id }
    }

    /// A column of the series, not copied.
    pub(super) fn price(series: Rc<Series>, of: fn(&Series) -> &[f64]) -> Self {
        Self { values: Values::Price(series, of), id: NEXT_ID.fetch_add(1, Ordering::Relaxed) }
    }

    #[cfg(test)]
    pub(super) fn of(values: Rc<Vec<f64>>) -> Self {
        Self { values: Values::Made(values), ..Self::new(Vec::new()) }
    }

    /// Tells columns apart: those of one number have the same values.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Its values `n` bars before, for a comparison.
    pub fn ago(&self, n: usize) -> Operand {
        Operand::Column(self.clone(), n)
    }

    #[inline]
    pub(super) fn values(&self) -> &[f64] {
        match &self.values {
            Values::Made(values) => values,
            Values::Price(series, of) => of(series),
        }
    }

    #[inline]
    pub(crate) fn at(&self, bar: usize) -> f64 {
        self.values()[bar]
    }
}
