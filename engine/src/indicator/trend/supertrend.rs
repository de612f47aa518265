//! Supertrend (Olivier Seban), as TradingView computes it: a band `factor` ATRs around the bar's middle that only moves in
//! the trend's direction and flips when the close crosses it. Warm-up: the ATR's, `length - 1` bars.

use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::indicator::volatility::Atr;
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "supertrend",
    name: "Supertrend",
    params: &[Param::real("factor", 3.0), Param::length("length", 10)],
    lines: &["line", "direction"],
    warmup: |p| vec![length(p, 1) - 1; 2],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| Supertrend::new(p[0], length(p, 1))),
};

/// Two columns: the line, and `1.0` while the trend is up, `-1.0` while it is down. The first value counts as down.
pub fn supertrend(series: &Series, factor: f64, length: usize) -> [Vec<f64>; 2] {
    over_bars(Supertrend::new(factor, length), series)
}

/// [`supertrend`] bar by bar.
#[derive(Debug, Clone)]
pub struct Supertrend {
    atr: Atr,
    bands: Bands,
}

/// The two bands, one of which is the line.
#[derive(Debug, Clone)]
pub(crate) struct Bands {
    factor: f64,
    before: Option<Before>,
}

#[derive(Debug, Clone, Copy)]
struct Before {
    lower: f64,
    upper: f64,
    is_up: bool,
    close: f64,
}

impl Supertrend {
    /// See [`supertrend`].
    pub fn new(factor: f64, length: usize) -> Self {
        Self { atr: Atr::new(length), bands: Bands::new(factor) }
    }
}

impl Indicator for Supertrend {
    type Input = Bar;
    type Output = [f64; 2];

    #[inline]
    fn next(&mut self, bar: Bar) -> [f64; 2] {
        let atr = self.atr.next(bar);
        match self.bands.next([bar.high, bar.low, bar.close], atr) {
            Some((line, is_up)) => [line, if is_up { 1.0 } else { -1.0 }],
            None => [f64::NAN; 2],
        }
    }
}

impl Bands {
    pub(crate) fn new(factor: f64) -> Self {
        Self { factor, before: None }
    }

    /// The line, and whether the trend is up; nothing before there is an ATR.
    #[inline]
    pub(crate) fn next(&mut self, [high, low, close]: [f64; 3], atr: f64) -> Option<(f64, bool)> {
        if atr.is_nan() {
            return None;
        }
        let middle = (high + low) / 2.0;
        let (mut lower, mut upper) = (middle - self.factor * atr, middle + self.factor * atr);
        let mut is_up = false;
        if let Some(before) = self.before {
            if lower <= before.lower && before.close >= before.lower {
                lower = before.lower;
            }
            if upper >= before.upper && before.close <= before.upper {
                upper = before.upper;
            }
            is_up = if before.is_up { close >= lower } else { close > upper };
        }
        self.before = Some(Before { lower, upper, is_up, close });
        Some((if is_up { lower } else { upper }, is_up))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_flips_when_the_close_crosses_it() {
        let closes = [10.0, 10.0, 10.0, 14.0, 15.0, 15.0, 9.0];
        let bars: Vec<Bar> = closes
            .iter()
            .enumerate()
            .map(|(i, &c)| Bar {
                time: i as i64,
                open: c,
                high: c + 0.5,
                low: c - 0.5,
                close: c,
                volume: 0.0,
            })
            .collect();
        let series = Series::from_bars(&bars, 1).unwrap();
        let [line, direction] = supertrend(&series, 1.0, 2);
        assert!(line[0].is_nan());
        assert_eq!(direction[1..], [-1.0, -1.0, 1.0, 1.0, 1.0, -1.0]);
        // ATR 1 at bars 1 and 2, 2.75 at bar 3 (range 4.5): line 10 + 1, then 14 − 2.75.
        assert_eq!(line[1..4], [11.0, 11.0, 11.25]);
        assert!(line[6] > 9.0);
    }
}
