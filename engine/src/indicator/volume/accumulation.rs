//! Accumulation/distribution (Marc Chaikin): the sum of volume × ((close − low) − (high − close)) ÷ (high − low); a bar
//! without any range adds nothing. No warm-up.

use super::total::Total;
use crate::indicator::info::{Info, Memory, of_bars};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "accumulation",
    name: "Accumulation/distribution",
    params: &[],
    lines: &["accumulation"],
    warmup: |_| vec![0],
    memory: Memory::Endless,
    is_dense: true,
    form: of_bars!(|_p| Accumulation::default()),
};

/// The accumulation/distribution line.
pub fn accumulation(series: &Series) -> Vec<f64> {
    over_bars(Accumulation::default(), series)
}

/// [`accumulation`] bar by bar.
#[derive(Debug, Clone, Default)]
pub struct Accumulation {
    total: Total,
}

impl Indicator for Accumulation {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let place = (bar.close - bar.low) - (bar.high - bar.close);
        self.total.add(ratio(place, bar.high - bar.low, 0.0) * bar.volume)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_close_within_the_range_is_the_share() {
        let bar = |time, close, volume| Bar { time, open: 10.0, high: 12.0, low: 8.0, close, volume };
        let flat = Bar { time: 3, open: 9.0, high: 9.0, low: 9.0, close: 9.0, volume: 100.0 };
        let series = [bar(0, 12.0, 5.0), bar(1, 9.0, 4.0), bar(2, 10.0, 7.0), flat];
        assert_eq!(accumulation(&Series::from_bars(&series, 1).unwrap()), [5.0, 3.0, 3.0, 3.0]);
    }
}
