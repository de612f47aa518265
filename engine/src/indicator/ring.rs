//! The last few values themselves, for what needs the one of some bars ago or looks at each.

/// The last `length` values.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    length: usize,
    values: Vec<f64>,
    /// Where the oldest is, once there are `length`.
    oldest: usize,
}

impl Ring {
    /// Holds nothing yet.
    pub(super) fn new(length: usize) -> Self {
        Self { length, values: Vec::new(), oldest: 0 }
    }

    /// Takes a value and gives back the one of `length` values ago, `None` before there was one.
    #[inline]
    pub(super) fn push(&mut self, value: f64) -> Option<f64> {
        if self.length == 0 {
            return Some(value);
        }
        if self.values.len() < self.length {
            self.values.push(value);
            return None;
        }
        let before = std::mem::replace(&mut self.values[self.oldest], value);
        self.oldest = if self.oldest + 1 == self.length { 0 } else { self.oldest + 1 };
        Some(before)
    }

    /// Whether there are `length` values, at least one.
    pub(super) fn is_full(&self) -> bool {
        self.length > 0 && self.values.len() == self.length
    }

    /// From the oldest to the newest.
    pub(super) fn iter(&self) -> impl Iterator<Item = f64> {
        let (newer, older) = self.values.split_at(self.oldest);
        older.iter().chain(newer).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_keeps_the_last_values_in_order() {
        let mut ring = Ring::new(3);
        let out: Vec<_> = (1..=5).map(|value| ring.push(f64::from(value))).collect();
        assert_eq!(out, [None, None, None, Some(1.0), Some(2.0)]);
        assert_eq!(ring.iter().collect::<Vec<_>>(), [3.0, 4.0, 5.0]);
        assert!(ring.is_full());
    }

    #[test]
    fn a_ring_of_nothing_gives_back_what_it_takes() {
        let mut ring = Ring::new(0);
        assert_eq!(ring.push(7.0), Some(7.0));
        assert!(!ring.is_full());
    }
}
