//! Money flow index (Quong and Soudack 1989): 100 × inflow ÷ (inflow + outflow) over `length` changes of the typical price,
//! (high + low + close) ÷ 3; a bar's flow is typical price × volume, in if the typical price rose, out if it fell (by more
//! than rounding, as in TA-Lib). Warm-up: `length` bars. Without any flow it is 50.

use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::latest::Latest;
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "mfi",
    name: "MFI",
    params: &[Param::length("length", 14)],
    lines: &["mfi"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| Mfi::new(length(p, 0))),
};

/// The money flow index, 0 to 100; NaN before `length` changes are known.
pub fn mfi(series: &Series, length: usize) -> Vec<f64> {
    over_bars(Mfi::new(length), series)
}

/// [`mfi`] bar by bar.
#[derive(Debug, Clone)]
pub struct Mfi {
    before: Option<f64>,
    /// Inflow, outflow.
    length: usize,
    inflows: Latest,
    outflows: Latest,
}

impl Mfi {
    /// Over `length` changes.
    pub fn new(length: usize) -> Self {
        Self { before: None, length, inflows: Latest::new(length), outflows: Latest::new(length) }
    }
}

impl Indicator for Mfi {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let typical = (bar.high + bar.low + bar.close) / 3.0;
        let Some(before) = self.before.replace(typical) else { return f64::NAN };
        let flow = typical * bar.volume;
        // Other prices of the same sum may differ in the last bits.
        let [inflow, outflow] = match typical - before {
            change if change.abs() <= 4.0 * f64::EPSILON * typical => [0.0; 2],
            change if change > 0.0 => [flow, 0.0],
            _ => [0.0, flow],
        };
        let n = self.length;
        let (Some(inflows), Some(outflows)) = (self.inflows.next(inflow, n), self.outflows.next(outflow, n))
        else {
            return f64::NAN;
        };
        let (inflow, outflow) = (inflows.iter().sum::<f64>(), outflows.iter().sum::<f64>());
        100.0 * ratio(inflow, inflow + outflow, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Typical prices are the closes, volumes 1, 2, 3, 4: in 22, out 30, nothing.
        let out = mfi(&bars_of(&[10.0, 11.0, 10.0, 10.0]), 2);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], [100.0 * (22.0 / 52.0), 0.0]);
    }

    #[test]
    fn without_any_flow_it_is_50() {
        assert_eq!(mfi(&bars_of(&[10.0; 5]), 2)[2..], [50.0; 3]);
    }

    #[test]
    fn a_typical_price_that_differs_only_in_its_last_bits_is_equal() {
        let bar = |time, high, low, close, volume| Bar { time, open: close, high, low, close, volume };
        // The same sum of 1465.09, whose last bits depend on the order of adding.
        let bars = [
            bar(0, 489.30, 488.10, 488.90, 1.0),
            bar(1, 489.23, 487.84, 488.02, 2.0),
            bar(2, 489.05, 487.43, 488.61, 4.0),
        ];
        assert_eq!(mfi(&Series::from_bars(&bars, 1).unwrap(), 2)[2], 0.0);
    }
}
