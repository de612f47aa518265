//! Where the columns of two series that begin alike part.

use super::Indicators;
use crate::indicator::Column;

impl Indicators {
    /// The first bar before `end` at which a column asked for here and there differs, with the column's name. A column that
    /// only one of the two was asked for differs from the first bar on.
    pub(crate) fn first_difference(&self, other: &Self, end: usize) -> Option<(usize, String)> {
        let keys =
            self.columns.keys().chain(other.columns.keys().filter(|key| !self.columns.contains_key(*key)));
        let part = keys.filter_map(|key| {
            let bar = match (self.columns.get(key), other.columns.get(key)) {
                (Some(a), Some(b)) => {
                    a.columns.iter().zip(&b.columns).filter_map(|(a, b)| parting(a, b, end)).min()?
                }
                _ => 0,
            };
            Some((bar, key))
        });
        part.min_by_key(|(bar, _)| *bar).map(|(bar, key)| (bar, key.to_string()))
    }
}

/// Values are compared bit by bit, but for those that are not there: a NaN is as good as another.
fn parting(a: &Column, b: &Column, end: usize) -> Option<usize> {
    let value = |column: &Column, bar: usize| {
        column.values().get(bar).map(|x| if x.is_nan() { f64::NAN } else { *x })
    };
    (0..end).find(|&bar| value(a, bar).map(f64::to_bits) != value(b, bar).map(f64::to_bits))
}
