//! True range (Wilder 1978): max(high, close before) − min(low, close before); on the first bar, high − low. No warm-up.

use crate::indicator::info::{Info, Memory, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue. (The first bar is the only one made of itself alone.)
pub(crate) const INFO: Info = Info {
    id: "true_range",
    name: "True range",
    params: &[],
    lines: &["true_range"],
    warmup: |_| vec![0],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|_p| TrueRange::default()),
};

/// The true range of every bar.
pub fn true_range(series: &Series) -> Vec<f64> {
    over_bars(TrueRange::default(), series)
}

/// [`true_range`] bar by bar.
#[derive(Debug, Clone, Default)]
pub struct TrueRange {
    before: Option<f64>,
}

impl Indicator for TrueRange {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let range = bar.high - bar.low;
        match self.before.replace(bar.close) {
            Some(before) => range.max((bar.high - before).abs()).max((bar.low - before).abs()),
            None => range,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_counts_into_the_range() {
        let bar = |time, open, high, low, close| Bar { time, open, high, low, close, volume: 0.0 };
        let bars =
            [bar(0, 10.0, 11.0, 9.0, 10.0), bar(1, 14.0, 15.0, 13.0, 14.0), bar(2, 8.0, 9.0, 7.0, 8.0)];
        assert_eq!(true_range(&Series::from_bars(&bars, 1).unwrap()), [2.0, 5.0, 7.0]);
    }
}
