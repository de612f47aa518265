//! A column of values, one per bar, that only the engine can read by position.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::series::{BLOCK, Reach};

/// One value per bar of the series. A strategy reads it through its context, at the current bar or before: it has no other
/// access, so it cannot look ahead.
#[derive(Debug, Clone)]
pub struct Column(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    values: Vec<f64>,
    /// See [`Column::blocks`].
    blocks: OnceCell<Vec<Option<Reach>>>,
}

impl Column {
    pub(super) fn new(values: Vec<f64>) -> Self {
        Self(Rc::new(Inner { values, blocks: OnceCell::new() }))
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.0.values
    }

    /// Range of each whole block, counted from the first bar; none where a value is missing.
    pub(super) fn blocks(&self) -> &[Option<Reach>] {
        self.0.blocks.get_or_init(|| {
            let reach =
                |block: &[f64; BLOCK]| (!block.iter().any(|value| value.is_nan())).then(|| Reach::of(block));
            self.0.values.as_chunks().0.iter().map(reach).collect()
        })
    }

    #[inline]
    pub(crate) fn at(&self, bar: usize) -> f64 {
        self.0.values[bar]
    }
}
