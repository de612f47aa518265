//! Ichimoku (Goichi Hosoda 1969). Conversion and base line: middle of the highest high and lowest low of `conversion` and `base`
//! bars. Span A: the mean of the two; span B: the middle over `span` bars. The spans are those of `displacement - 1` bars ago:
//! charts draw them that far ahead, so these are the cloud under the current bar, known at the bar. The lagging span is the
//! close drawn backwards and would look ahead: it is not here; compare the close with an earlier one instead. Warm-up: the
//! longest window − 1 of each line, the spans `displacement - 1` more.

use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_bars};
use crate::indicator::volatility::Donchian;
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "ichimoku",
    name: "Ichimoku",
    params: &[
        Param::length("conversion", 9),
        Param::length("base", 26),
        Param::length("span", 52),
        Param::length("displacement", 26),
    ],
    lines: &["conversion", "base", "span_a", "span_b"],
    warmup: |p| {
        let [conversion, base, span, displacement] = [0, 1, 2, 3].map(|at| length(p, at) - 1);
        vec![conversion, base, conversion.max(base) + displacement, span + displacement]
    },
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| Ichimoku::new(length(p, 0), length(p, 1), length(p, 2), length(p, 3))),
};

/// Conversion line, base line, span A and span B as drawn at each bar; a `displacement` of 1 gives the spans undelayed.
pub fn ichimoku(
    series: &Series,
    conversion: usize,
    base: usize,
    span: usize,
    displacement: usize,
) -> [Vec<f64>; 4] {
    over_bars(Ichimoku::new(conversion, base, span, displacement), series)
}

/// [`ichimoku`] bar by bar.
#[derive(Debug, Clone)]
pub struct Ichimoku {
    conversion: Donchian,
    base: Donchian,
    span: Donchian,
    spans_a: Ring,
    spans_b: Ring,
}

impl Ichimoku {
    /// See [`ichimoku`].
    pub fn new(conversion: usize, base: usize, span: usize, displacement: usize) -> Self {
        let delay = Ring::new(displacement.saturating_sub(1));
        Self {
            conversion: Donchian::new(conversion),
            base: Donchian::new(base),
            span: Donchian::new(span),
            spans_a: delay.clone(),
            spans_b: delay,
        }
    }
}

impl Indicator for Ichimoku {
    type Input = Bar;
    type Output = [f64; 4];

    fn next(&mut self, bar: Bar) -> [f64; 4] {
        let middle = |channel: &mut Donchian| channel.next(bar)[1];
        let (conversion, base) = (middle(&mut self.conversion), middle(&mut self.base));
        let span_a = self.spans_a.push((conversion + base) / 2.0);
        let span_b = self.spans_b.push(middle(&mut self.span));
        [conversion, base, span_a.unwrap_or(f64::NAN), span_b.unwrap_or(f64::NAN)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn the_cloud_at_a_bar_was_known_before() {
        // Middles of 1, 2 and 3 bars: 10, 14, 8, 9; –, 12, 11, 8.5; –, –, 11, 11.
        let [conversion, base, span_a, span_b] = ichimoku(&bars_of(&[10.0, 14.0, 8.0, 9.0]), 1, 2, 3, 2);
        assert_eq!(conversion, [10.0, 14.0, 8.0, 9.0]);
        assert!(base[0].is_nan() && span_a[1].is_nan() && span_b[2].is_nan());
        assert_eq!(base[1..], [12.0, 11.0, 8.5]);
        assert_eq!(span_a[2..], [13.0, 9.5]);
        assert_eq!(span_b[3], 11.0);
    }
}
