//! Supertrend (Olivier Seban), as TradingView computes it: a band `factor` ATRs around the bar's middle that only moves in
//! the trend's direction and flips when the close crosses it. Warm-up: the ATR's, `length - 1` bars.

use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::indicator::volatility::Atr;
use crate::series::{Bar, Row, Series};

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
    /// The lower band negated, so that what holds for the upper one holds for it, and the upper band.
    bands: [f64; 2],
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
        let bands = self.around((high + low) / 2.0, atr);
        let now = match self.before {
            Some(before) => before.then(bands, close),
            None => Before { bands, is_up: false, close },
        };
        self.before = Some(now);
        let [lower, upper] = now.bands;
        Some((if now.is_up { -lower } else { upper }, now.is_up))
    }

    /// On which of some bars, at most 64, the trend is up.
    pub(crate) fn word(&mut self, rows: &[Row], atr: &[f64]) -> u64 {
        let mut word = 0;
        let bars = rows.iter().zip(atr).enumerate();
        // What goes from bar to bar stays in registers.
        let Some(mut before) = self.before else {
            for (k, (Row { high, low, close, .. }, atr)) in bars {
                let is_up = self.next([*high, *low, *close], *atr).is_some_and(|(_, is_up)| is_up);
                word |= u64::from(is_up) << k;
            }
            return word;
        };
        for (k, (Row { high, low, close, .. }, atr)) in bars {
            before = before.then(self.around((high + low) / 2.0, *atr), *close);
            word |= u64::from(before.is_up) << k;
        }
        self.before = Some(before);
        word
    }

    #[inline(always)]
    fn around(&self, middle: f64, atr: f64) -> [f64; 2] {
        let width = self.factor * atr;
        [width - middle, middle + width]
    }
}

impl Before {
    /// The next bar, of which the bands would be these. A band moves only towards the price, or after the close has passed it. Without
    /// branches: which way it goes is no easier to guess than the market.
    #[inline(always)]
    fn then(self, bands: [f64; 2], close: f64) -> Self {
        let closes = [-self.close, self.close];
        let bands: [f64; 2] = std::array::from_fn(|k| {
            let stays = (bands[k] >= self.bands[k]) & (closes[k] <= self.bands[k]);
            if stays { self.bands[k] } else { bands[k] }
        });
        let is_up = (self.is_up & (close >= -bands[0])) | (!self.is_up & (close > bands[1]));
        Self { bands, is_up, close }
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
