//! On-balance volume (Joseph Granville 1963): the sum of the volumes of bars that closed higher, less those that closed lower
//! than the bar before; it begins at 0 on the first bar, as Pine's `ta.obv`. No warm-up.

use super::total::Total;
use crate::indicator::info::{Info, Memory, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "obv",
    name: "OBV",
    params: &[],
    lines: &["obv"],
    warmup: |_| vec![0],
    memory: Memory::Endless,
    is_dense: true,
    form: of_bars!(|_p| Obv::default()),
};

/// The on-balance volume of every bar.
pub fn obv(series: &Series) -> Vec<f64> {
    over_bars(Obv::default(), series)
}

/// [`obv`] bar by bar.
#[derive(Debug, Clone, Default)]
pub struct Obv {
    before: Option<f64>,
    total: Total,
}

impl Indicator for Obv {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let flow = match self.before.replace(bar.close) {
            Some(before) if bar.close > before => bar.volume,
            Some(before) if bar.close < before => -bar.volume,
            _ => 0.0,
        };
        self.total.add(flow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Volumes 1, 2, 3, 4, 5.
        assert_eq!(obv(&bars_of(&[10.0, 11.0, 11.0, 9.0, 10.0])), [0.0, 2.0, 2.0, -2.0, 3.0]);
    }
}
