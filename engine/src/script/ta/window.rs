//! The last values of a call site.

use crate::script::Fails;
use crate::script::program::MAX_BACK;

/// Values in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    values: Vec<f64>,
    keep: usize,
}

impl Window {
    /// With lengths that change, all is kept that the longest one could ask for.
    pub(super) fn new(is_fixed: bool) -> Self {
        Self { values: Vec::new(), keep: if is_fixed { 1 } else { MAX_BACK as usize } }
    }

    /// Adds a value; no more than `n` will be asked for, as long as lengths do not change.
    #[inline]
    pub(super) fn push(&mut self, value: f64, n: usize) {
        self.keep = self.keep.max(n);
        if self.values.len() >= 2 * self.keep + 32 {
            self.values.drain(..self.values.len() - self.keep);
        }
        self.values.push(value);
    }

    /// Adds a value that is not na.
    #[inline]
    pub(super) fn push_known(&mut self, value: f64, n: usize) {
        if !value.is_nan() {
            self.push(value, n);
        }
    }

    /// The last `n`, oldest first; `None` before there are as many.
    #[inline]
    pub(super) fn last(&self, n: usize) -> Option<&[f64]> {
        self.values.len().checked_sub(n).map(|from| &self.values[from..])
    }

    /// The value `back` before the last one.
    #[inline]
    pub(super) fn ago(&self, back: usize) -> f64 {
        self.values.len().checked_sub(back + 1).map_or(f64::NAN, |at| self.values[at])
    }
}

/// A length in bars.
#[inline]
pub(super) fn length(value: f64) -> Fails<usize> {
    at_least(value, 1)
}

/// A number of bars that may be as small as `least`.
#[inline]
pub(super) fn at_least(value: f64, least: usize) -> Fails<usize> {
    if value.is_nan() {
        return Err("A length is na.".to_owned());
    }
    if value < least as f64 {
        return Err(format!("A length is {value}; it must be at least {least}."));
    }
    if value > 100_000.0 {
        return Err(format!("A length is {value}; at most 100,000 are possible."));
    }
    Ok(value as usize)
}

/// Mean, summed from the oldest value to the newest: equal windows then give equal means, which crossings depend on.
#[inline]
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean of the squared distances from the mean, in two passes.
pub(super) fn variance(values: &[f64], spare: f64) -> f64 {
    let middle = mean(values);
    values.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / (values.len() as f64 - spare)
}
