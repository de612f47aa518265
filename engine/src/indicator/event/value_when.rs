//! The value when a condition was last true, or the time before that, …, as Pine's `ta.valuewhen`. NaN before the condition
//! has been true that often; a NaN condition is not true.

use super::bars_since::is_true;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_pairs};
use crate::series::Bar;

/// For the catalogue: the close when it was last above the open.
pub(crate) const INFO: Info = Info {
    id: "value_when",
    name: "Value when",
    params: &[Param::whole("occurrence", 1, 0)],
    lines: &["value_when"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Fading,
    is_dense: false,
    form: Form::Bars {
        columns: |series, p| {
            let rose = series.close().iter().zip(series.open()).map(|(close, open)| f64::from(close > open));
            vec![value_when(&rose.collect::<Vec<_>>(), series.close(), length(p, 0))]
        },
        step: |p| {
            let mut next = boxed(ValueWhen::new(length(p, 0)));
            Box::new(move |bar: Bar| next((f64::from(bar.close > bar.open), bar.close)))
        },
    },
};

/// The value at the last bar where `condition` was true, or `occurrence` times before that.
pub fn value_when(condition: &[f64], values: &[f64], occurrence: usize) -> Vec<f64> {
    over_pairs(ValueWhen::new(occurrence), condition, values)
}

/// [`value_when`] bar by bar: condition and value in.
#[derive(Debug, Clone)]
pub struct ValueWhen {
    values: Ring,
    current: f64,
}

impl ValueWhen {
    /// See [`value_when`]; 0 is the last time.
    pub fn new(occurrence: usize) -> Self {
        Self { values: Ring::new(occurrence), current: f64::NAN }
    }
}

impl Indicator for ValueWhen {
    type Input = (f64, f64);
    type Output = f64;

    #[inline]
    fn next(&mut self, (condition, value): (f64, f64)) -> f64 {
        if is_true(condition) {
            self.current = self.values.push(value).unwrap_or(f64::NAN);
        }
        self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_the_value_of_that_time() {
        let (condition, values) = ([0.0, 1.0, 0.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0, 5.0]);
        let last = value_when(&condition, &values, 0);
        assert!(last[0].is_nan());
        assert_eq!(last[1..], [2.0, 2.0, 4.0, 4.0]);
        let before = value_when(&condition, &values, 1);
        assert!(before[2].is_nan());
        assert_eq!(before[3..], [2.0, 2.0]);
    }
}
