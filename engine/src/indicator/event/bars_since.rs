//! Bars since a condition was last true (a value other than 0), 0 on the bar itself, as Pine's `ta.barssince`. NaN before it
//! has been true; a NaN condition is not true.

use crate::indicator::info::{Form, Info, Memory, boxed};
use crate::indicator::step::{Indicator, over_values};
use crate::series::Bar;

/// For the catalogue: bars since the close was above the open.
pub(crate) const INFO: Info = Info {
    id: "bars_since",
    name: "Bars since",
    params: &[],
    lines: &["bars_since"],
    warmup: |_| vec![0],
    memory: Memory::Fading,
    is_dense: false,
    form: Form::Bars {
        columns: |series, _| {
            let rose = series.close().iter().zip(series.open()).map(|(close, open)| f64::from(close > open));
            vec![bars_since(&rose.collect::<Vec<_>>())]
        },
        step: |_| {
            let mut next = boxed(BarsSince::default());
            Box::new(move |bar: Bar| next(f64::from(bar.close > bar.open)))
        },
    },
};

/// Whether a condition holds.
#[inline]
pub(super) fn is_true(condition: f64) -> bool {
    condition != 0.0 && !condition.is_nan()
}

/// How many bars ago `condition` was last true.
pub fn bars_since(condition: &[f64]) -> Vec<f64> {
    over_values(BarsSince::default(), condition)
}

/// [`bars_since`] bar by bar.
#[derive(Debug, Clone, Default)]
pub struct BarsSince {
    n: Option<u64>,
}

impl Indicator for BarsSince {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, condition: f64) -> f64 {
        self.n = if is_true(condition) { Some(0) } else { self.n.map(|n| n + 1) };
        self.n.map_or(f64::NAN, |n| n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_from_the_last_time() {
        let out = bars_since(&[f64::NAN, 0.0, 1.0, 0.0, f64::NAN, -1.0]);
        assert!(out[0].is_nan() && out[1].is_nan());
        assert_eq!(out[2..], [0.0, 1.0, 2.0, 0.0]);
    }
}
