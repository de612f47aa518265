//! Crossings of two columns: 1 where `a` is above `b` and was not on the bar before, −1 where it is below and was not, else
//! 0, as Pine's `ta.crossover` and `ta.crossunder`. Warm-up: 1 bar.

use crate::indicator::info::{Form, Info, Memory, boxed};
use crate::indicator::step::{Indicator, over_pairs};
use crate::series::Bar;

/// For the catalogue: the close crosses the open.
pub(crate) const INFO: Info = Info {
    id: "crossings",
    name: "Crossings",
    params: &[],
    lines: &["crossings"],
    warmup: |_| vec![1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Bars {
        columns: |series, _| vec![crossings(series.close(), series.open())],
        step: |_| {
            let mut next = boxed(Crossing::default());
            Box::new(move |bar: Bar| next((bar.close, bar.open)))
        },
    },
};

/// Where `a` crosses `b`: 1 upwards, −1 downwards, else 0; NaN before both have had a value.
pub fn crossings(a: &[f64], b: &[f64]) -> Vec<f64> {
    over_pairs(Crossing::default(), a, b)
}

/// [`crossings`] bar by bar: both values in.
#[derive(Debug, Clone, Default)]
pub struct Crossing {
    before: Option<(f64, f64)>,
}

impl Indicator for Crossing {
    type Input = (f64, f64);
    type Output = f64;

    #[inline]
    fn next(&mut self, (a, b): (f64, f64)) -> f64 {
        if a.is_nan() || b.is_nan() {
            return f64::NAN;
        }
        match self.before.replace((a, b)) {
            Some((a_before, b_before)) if a > b && a_before <= b_before => 1.0,
            Some((a_before, b_before)) if a < b && a_before >= b_before => -1.0,
            Some(_) => 0.0,
            None => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touch_is_no_crossing_but_leaving_it_is() {
        let out = crossings(&[1.0, 2.0, 3.0, 3.0, 2.0, 2.0, 1.0], &[2.0; 7]);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [0.0, 1.0, 0.0, 0.0, 0.0, -1.0]);
    }

    #[test]
    fn it_waits_for_both_columns() {
        let out = crossings(&[1.0, 1.0, 3.0], &[f64::NAN, 2.0, 2.0]);
        assert!(out[1].is_nan());
        assert_eq!(out[2], 1.0);
    }
}
