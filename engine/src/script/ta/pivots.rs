//! Pivots, and the levels that are reckoned from a period's prices.

use super::window::{Window, at_least};
use super::{Bars, Step};
use crate::script::clock::Zone;
use crate::script::failure::Fails;

/// The value `right` bars ago, if no value in the `left` bars before it is beyond it and all those after it are short of it:
/// of equal ones the last counts.
#[derive(Debug)]
pub(super) struct Pivot {
    pub(super) sign: f64,
    pub(super) window: Window,
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

/// P, R1, S1, R2, S2, … R5, S5 of the period before; what a type does not have is na. `open` is that of the new period.
pub(in crate::script) fn levels(kind: &str, [o, h, l, c]: [f64; 4], open: f64) -> Option<[f64; 11]> {
    let range = h - l;
    let mut out = [f64::NAN; 11];
    let mut set = |values: &[f64]| out[..values.len()].copy_from_slice(values);
    match kind {
        "Traditional" => {
            let p = (h + l + c) / 3.0;
            set(&[
                p,
                p * 2.0 - l,
                p * 2.0 - h,
                p + range,
                p - range,
                p * 2.0 + (h - 2.0 * l),
                p * 2.0 - (2.0 * h - l),
                p * 3.0 + (h - 3.0 * l),
                p * 3.0 - (3.0 * h - l),
                p * 4.0 + (h - 4.0 * l),
                p * 4.0 - (4.0 * h - l),
            ]);
        }
        "Fibonacci" => {
            let p = (h + l + c) / 3.0;
            set(&[p, p + 0.382 * range, p - 0.382 * range, p + 0.618 * range, p - 0.618 * range, p + range, p - range]);
        }
        "Woodie" => {
            let p = (h + l + 2.0 * open) / 4.0;
            let r3 = h + 2.0 * (p - l);
            let s3 = l - 2.0 * (h - p);
            set(&[p, 2.0 * p - l, 2.0 * p - h, p + range, p - range, r3, s3, r3 + range, s3 - range]);
        }
        "Classic" => {
            let p = (h + l + c) / 3.0;
            set(&[p, 2.0 * p - l, 2.0 * p - h, p + range, p - range, p + 2.0 * range, p - 2.0 * range, p + 3.0 * range, p - 3.0 * range]);
        }
        "DM" => {
            let x = if o == c {
                h + l + 2.0 * c
            } else if c > o {
                2.0 * h + l + c
            } else {
                2.0 * l + h + c
            };
            set(&[x / 4.0, x / 2.0 - l, x / 2.0 - h]);
        }
        "Camarilla" => {
            let p = (h + l + c) / 3.0;
            let part = |k: f64| 1.1 * range / k;
            let r5 = h / l * c;
            set(&[
                p,
                c + part(12.0),
                c - part(12.0),
                c + part(6.0),
                c - part(6.0),
                c + part(4.0),
                c - part(4.0),
                c + part(2.0),
                c - part(2.0),
                r5,
                2.0 * c - r5,
            ]);
        }
        _ => return None,
    }
    Some(out)
}
