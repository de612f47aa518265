//! Chande momentum oscillator (Tushar Chande 1994): 100 × (gains − losses) ÷ (gains + losses), plain sums over `length`
//! changes, −100 to 100. Warm-up: `length` bars. Where nothing moved it is 0. (TA-Lib averages as Wilder does instead; its CMO
//! is 2 × RSI − 100.)

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::latest::Latest;
use crate::indicator::measure::momentum_of_changes;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "cmo",
    name: "CMO",
    params: &[Param::length("length", 14)],
    lines: &["cmo"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Cmo::new(length(p, 0))),
};

/// The Chande momentum oscillator of `values`; NaN before `length` changes are known.
pub fn cmo(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Cmo::new(length), values)
}

/// [`cmo`] bar by bar.
#[derive(Debug, Clone)]
pub struct Cmo {
    before: f64,
    /// Gains, losses.
    length: usize,
    changes: Latest,
}

impl Cmo {
    /// Over `length` changes.
    pub fn new(length: usize) -> Self {
        Self { before: f64::NAN, length, changes: Latest::new(length) }
    }
}

impl Indicator for Cmo {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let change = value - self.before;
        self.before = value;
        let window = self.changes.next(change, self.length);
        window.map_or(f64::NAN, |changes| momentum_of_changes(changes).unwrap_or(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = cmo(&[10.0, 13.0, 12.0, 8.0], 2);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], [50.0, -100.0]);
    }

    #[test]
    fn where_nothing_moved_it_is_0() {
        assert_eq!(cmo(&[3.0; 5], 2)[2..], [0.0; 3]);
    }
}
