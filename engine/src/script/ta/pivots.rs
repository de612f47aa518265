//! Pivots.

use super::window::at_least;
use super::{Bars, Step};
use crate::indicator::latest::Latest;
use crate::script::Fails;
use crate::script::clock::Zone;

/// The value `right` bars ago, if no value in the `left` bars before it is beyond it and all those after it are short of it:
/// of equal ones the last counts.
#[derive(Debug)]
pub(super) struct Pivot {
    pub(super) sign: f64,
    pub(super) window: Latest,
}

impl Step for Pivot {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (left, right) = (at_least(args[1], 0)?, at_least(args[2], 0)?);
        let n = left + right + 1;
        self.window.push(args[0], n);
        let Some(values) = self.window.last(n) else { return Ok(()) };
        let x = values[left];
        let is_pivot = values[..left].iter().all(|y| self.sign * y <= self.sign * x)
            && values[left + 1..].iter().all(|y| self.sign * y < self.sign * x);
        if is_pivot {
            out[0] = x;
        }
        Ok(())
    }
}
