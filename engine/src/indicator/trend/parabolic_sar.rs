//! Parabolic stop and reverse (Wilder 1978), with TA-Lib's start. While long: SAR for the next bar = SAR + acceleration ×
//! (highest high of the trend − SAR), never above the lows of this bar and the one before; acceleration begins at `start` and
//! grows by `step` up to `max` with each new high. When a low touches it, the trend turns: SAR = that highest high, not
//! below the highs of this bar and the one before. Short likewise. Warm-up: 1 bar; the trend begins long unless the low has fallen
//! by more than the high has risen. (Pine's `ta.sar` limits SAR only after looking for the turn, and so turns at times where
//! Wilder's rules do not.)

use crate::indicator::info::{Info, Memory, Param, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "parabolic_sar",
    name: "Parabolic SAR",
    params: &[Param::real("start", 0.02), Param::real("step", 0.02), Param::real("max", 0.2)],
    lines: &["line", "direction"],
    warmup: |_| vec![1; 2],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| ParabolicSar::new(p[0], p[1], p[2])),
};

/// Two columns: the line, and `1.0` while the trend is up (the line below the price), `-1.0` while it is down.
pub fn parabolic_sar(series: &Series, start: f64, step: f64, max: f64) -> [Vec<f64>; 2] {
    over_bars(ParabolicSar::new(start, step, max), series)
}

/// [`parabolic_sar`] bar by bar.
#[derive(Debug, Clone)]
pub struct ParabolicSar {
    start: f64,
    step: f64,
    max: f64,
    before: Option<Bar>,
    trend: Option<Trend>,
}

/// A trend as if it were upwards: downwards, prices are negated.
#[derive(Debug, Clone, Copy)]
struct Trend {
    sign: f64,
    sar: f64,
    extreme: f64,
    acceleration: f64,
}

impl ParabolicSar {
    /// See [`parabolic_sar`].
    pub fn new(start: f64, step: f64, max: f64) -> Self {
        Self { start: start.min(max), step, max, before: None, trend: None }
    }
}

/// High and low in the direction of the trend.
fn along(sign: f64, bar: Bar) -> (f64, f64) {
    if sign > 0.0 { (bar.high, bar.low) } else { (-bar.low, -bar.high) }
}

impl Indicator for ParabolicSar {
    type Input = Bar;
    type Output = [f64; 2];

    fn next(&mut self, bar: Bar) -> [f64; 2] {
        let Some(mut before) = self.before.replace(bar) else { return [f64::NAN; 2] };
        let mut trend = match self.trend {
            Some(trend) => trend,
            None => {
                let (up, down) = (bar.high - before.high, before.low - bar.low);
                let sign = if down > up && down > 0.0 { -1.0 } else { 1.0 };
                let ((extreme, _), (_, sar)) = (along(sign, bar), along(sign, before));
                // The first bar has given its start and does not limit any more.
                before = bar;
                Trend { sign, sar, extreme, acceleration: self.start }
            }
        };
        let (mut high, mut low) = along(trend.sign, bar);
        let is_turn = low <= trend.sar;
        if is_turn {
            let (high_before, _) = along(trend.sign, before);
            let sar = trend.extreme.max(high_before).max(high);
            (high, low) = (-low, -high);
            trend = Trend { sign: -trend.sign, sar: -sar, extreme: high, acceleration: self.start };
        }
        let shown = trend.sign * trend.sar;
        if high > trend.extreme {
            trend.extreme = high;
            trend.acceleration = (trend.acceleration + self.step).min(self.max);
        }
        let (_, low_before) = along(trend.sign, before);
        let next = trend.sar + trend.acceleration * (trend.extreme - trend.sar);
        trend.sar = next.min(low_before).min(low);
        self.trend = Some(trend);
        [shown, trend.sign]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Highs and lows 1 around the closes.
        let [line, direction] = parabolic_sar(&bars_of(&[10.0, 11.0, 12.0, 13.0, 9.0, 8.0]), 0.1, 0.1, 0.2);
        assert!(line[0].is_nan());
        // Long from the first low, 9, towards 12: 9.3. Then towards 13 at 0.2: 10.04, but not above the low of 10.
        assert_eq!(line[1..4], [9.0, 9.0 + 0.1 * 3.0, 10.0]);
        // The low of 8 touches: short from the highest high, 14, then towards 8, but not below the highs before.
        assert_eq!(line[4], 14.0);
        assert!((line[5] - 14.0).abs() < 1e-12);
        assert_eq!(direction[1..], [1.0, 1.0, 1.0, -1.0, -1.0]);
    }

    #[test]
    fn a_falling_start_is_short() {
        let [line, direction] = parabolic_sar(&bars_of(&[10.0, 9.0, 8.0]), 0.02, 0.02, 0.2);
        assert_eq!([line[1], direction[1]], [11.0, -1.0]);
    }
}
