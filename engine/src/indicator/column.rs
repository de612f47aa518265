//! A column of values, one per bar, that only the engine can read by position.

use std::rc::Rc;

/// One value per bar of the series. A strategy reads it through its context, at the current bar or before: it has no other
/// access, so it cannot look ahead.
#[derive(Debug, Clone)]
pub struct Column(Rc<Vec<f64>>);

impl Column {
    pub(super) fn new(values: Vec<f64>) -> Self {
        Self(Rc::new(values))
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.0
    }

    #[inline]
    pub(crate) fn at(&self, bar: usize) -> f64 {
        self.0[bar]
    }
}
