//! Trend.

use super::{AroonColumns, DmiColumns, IchimokuColumns, Indicators, TrendColumns};
use crate::indicator::trend::*;

impl Indicators {
    /// See [`supertrend()`].
    pub fn supertrend(&mut self, factor: f64, atr_length: usize) -> TrendColumns {
        let [line, direction] = self.bar_lines(&supertrend::INFO, &[factor, atr_length as f64]);
        TrendColumns { line, direction }
    }

    /// See [`parabolic_sar()`].
    pub fn parabolic_sar(&mut self, start: f64, step: f64, max: f64) -> TrendColumns {
        let [line, direction] = self.bar_lines(&parabolic_sar::INFO, &[start, step, max]);
        TrendColumns { line, direction }
    }

    /// See [`dmi()`].
    pub fn dmi(&mut self, length: usize, smoothing: usize) -> DmiColumns {
        let [adx, plus_di, minus_di] = self.bar_lines(&dmi::INFO, &[length as f64, smoothing as f64]);
        DmiColumns { adx, plus_di, minus_di }
    }

    /// See [`aroon()`].
    pub fn aroon(&mut self, length: usize) -> AroonColumns {
        let [up, down, oscillator] = self.bar_lines(&aroon::INFO, &[length as f64]);
        AroonColumns { up, down, oscillator }
    }

    /// See [`ichimoku()`].
    pub fn ichimoku(
        &mut self,
        conversion: usize,
        base: usize,
        span: usize,
        displacement: usize,
    ) -> IchimokuColumns {
        let params = [conversion, base, span, displacement].map(|n| n as f64);
        let [conversion, base, span_a, span_b] = self.bar_lines(&ichimoku::INFO, &params);
        IchimokuColumns { conversion, base, span_a, span_b }
    }
}
