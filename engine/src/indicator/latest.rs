//! The latest values in one slice, oldest first, for what is made of a whole window anew at each bar.

/// The latest values, as many as anybody asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latest {
    values: Vec<f64>,
    keep: usize,
}

impl Latest {
    /// Keeps at least so many.
    pub(crate) fn new(keep: usize) -> Self {
        Self { values: Vec::new(), keep: keep.max(1) }
    }

    /// Adds a value; no more than `n` will be asked for, unless more were to be kept anyway.
    #[inline]
    pub(crate) fn push(&mut self, value: f64, n: usize) {
        self.keep = self.keep.max(n);
        if self.values.len() >= 2 * self.keep + 32 {
            self.values.drain(..self.values.len() - self.keep);
        }
        self.values.push(value);
    }

    /// Adds a value that is not missing.
    #[inline]
    pub(crate) fn push_known(&mut self, value: f64, n: usize) {
        if !value.is_nan() {
            self.push(value, n);
        }
    }

    /// Takes a value that is not missing and gives the last `n`; `None` if it is missing or there are not as many.
    #[inline]
    pub(crate) fn next(&mut self, value: f64, n: usize) -> Option<&[f64]> {
        if value.is_nan() {
            return None;
        }
        self.push(value, n);
        self.last(n).filter(|_| n > 0)
    }

    /// The last `n`, oldest first; `None` before there are as many.
    #[inline]
    pub(crate) fn last(&self, n: usize) -> Option<&[f64]> {
        self.values.len().checked_sub(n).map(|from| &self.values[from..])
    }

    /// The value `back` before the last one; NaN before there is one.
    #[inline]
    pub(crate) fn ago(&self, back: usize) -> f64 {
        self.values.len().checked_sub(back + 1).map_or(f64::NAN, |at| self.values[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_values_are_there_in_order_however_many_came() {
        let mut latest = Latest::new(3);
        for i in 0..200usize {
            latest.push(i as f64, 3);
            let expected: Vec<f64> = (i.saturating_sub(2)..=i).map(|i| i as f64).collect();
            assert_eq!(latest.last(3).unwrap_or(&expected), expected);
            assert_eq!(latest.last(3).is_some(), i >= 2);
        }
        assert_eq!(latest.ago(2), 197.0);
        assert_eq!(latest.next(f64::NAN, 3), None);
        assert_eq!(latest.next(7.0, 2), Some([199.0, 7.0].as_slice()));
    }
}
