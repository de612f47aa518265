//! Histories of values.

use super::program::RingSpec;

/// The last values of a register.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    values: Vec<f64>,
    capacity: usize,
    /// Values kept so far.
    n: usize,
    by_bar: bool,
    /// The bar of the last value, plus one.
    stamp: usize,
}

impl Ring {
    pub(super) fn new(spec: &RingSpec) -> Self {
        let capacity = (spec.most as usize + 2).next_power_of_two();
        Self { values: Vec::new(), capacity, n: 0, by_bar: spec.by_bar, stamp: 0 }
    }

    pub(super) fn keep(&mut self, value: f64, bar: usize) {
        if self.by_bar && self.stamp == bar + 1 {
            self.n -= 1;
        }
        self.stamp = bar + 1;
        let at = self.n & (self.capacity - 1);
        if at < self.values.len() {
            self.values[at] = value
        } else {
            self.values.push(value)
        }
        self.n += 1;
    }

    /// The value `back` ≥ 1 before the one being made in `bar`; `None` before the first.
    pub(super) fn ago(&self, back: usize, bar: usize) -> Option<f64> {
        let own = usize::from(self.by_bar && self.stamp == bar + 1);
        let at = self.n.checked_sub(back + own)?;
        (back + own <= self.capacity).then(|| self.values[at & (self.capacity - 1)])
    }

    /// All values kept.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }
}
