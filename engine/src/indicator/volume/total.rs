//! A sum since the first bar that loses nothing on the way (Kahan and Babuška, as Neumaier wrote it).

/// The sum, and what its rounding has lost so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Total {
    sum: f64,
    lost: f64,
}

impl Total {
    /// Adds a value and gives the sum.
    #[inline]
    pub(super) fn add(&mut self, value: f64) -> f64 {
        let sum = self.sum + value;
        let (large, small) =
            if self.sum.abs() >= value.abs() { (self.sum, value) } else { (value, self.sum) };
        self.lost += large - sum + small;
        self.sum = sum;
        sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_tenths_are_a_hundred_thousand() {
        let mut total = Total::default();
        let last = (0..1_000_000).map(|_| total.add(0.1)).last();
        // A plain running sum ends at 100000.00000133288.
        assert_eq!(last, Some(100_000.0));
    }

    #[test]
    fn what_a_large_value_hides_comes_back() {
        let mut total = Total::default();
        for value in [1.0, 1e100, 1.0, -1e100] {
            total.add(value);
        }
        assert_eq!(total.add(0.0), 2.0);
    }
}
