//! True range, Supertrend, directional movement, parabolic stop and reverse.

use super::average::Exponential;
use super::window::length;
use super::{Bars, Step, TaFn};
use crate::script::Fails;
use crate::script::clock::Zone;

pub(super) fn site(func: TaFn) -> Option<Box<dyn Step>> {
    Some(match func {
        TaFn::Tr => Box::new(Tr),
        TaFn::Supertrend => Box::new(Supertrend::default()),
        TaFn::Dmi => Box::new(Dmi { plus_held: f64::NAN, minus_held: f64::NAN, smooth: Default::default() }),
        TaFn::Sar => Box::new(Sar::default()),
        _ => return None,
    })
}

#[derive(Debug)]
struct Tr;

impl Step for Tr {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        out[0] = bars.true_range(args.first().is_some_and(|handles| *handles == 1.0));
        Ok(())
    }
}

/// Direction −1 is up.
#[derive(Debug, Default)]
struct Supertrend {
    atr: Exponential,
    has_atr: bool,
    lower: f64,
    upper: f64,
    line: f64,
}

impl Step for Supertrend {
    #[inline]
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let atr = self.atr.rma(bars.true_range(true), length(args[1])?);
        let (close, before) = (bars.close[bars.at], bars.ago(bars.close, 1));
        let middle = (bars.high[bars.at] + bars.low[bars.at]) / 2.0;
        if atr.is_nan() {
            out[1] = 1.0;
            return Ok(());
        }
        let (mut upper, mut lower) = (middle + args[0] * atr, middle - args[0] * atr);
        // Before there was an average true range, both bands count as 0.
        if !(lower > self.lower || before < self.lower) {
            lower = self.lower;
        }
        if !(upper < self.upper || before > self.upper) {
            upper = self.upper;
        }
        let direction = if !self.has_atr {
            1.0
        } else if self.line == self.upper {
            if close > upper { -1.0 } else { 1.0 }
        } else if close < lower {
            1.0
        } else {
            -1.0
        };
        self.line = if direction < 0.0 { lower } else { upper };
        (self.upper, self.lower, self.has_atr) = (upper, lower, true);
        (out[0], out[1]) = (self.line, direction);
        Ok(())
    }
}

#[derive(Debug)]
struct Dmi {
    smooth: [Exponential; 4],
    plus_held: f64,
    minus_held: f64,
}

impl Step for Dmi {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (n, smoothing) = (length(args[0])?, length(args[1])?);
        let up = bars.high[bars.at] - bars.ago(bars.high, 1);
        let down = -(bars.low[bars.at] - bars.ago(bars.low, 1));
        let moved = |a: f64, b: f64| if a.is_nan() || (a > b && a > 0.0) { a } else { 0.0 };
        let [range, plus, minus, adx] = &mut self.smooth;
        let range = range.rma(bars.true_range(false), n);
        let hold = |held: &mut f64, value: f64| {
            if value.is_finite() {
                *held = value;
            }
            *held
        };
        let plus = hold(&mut self.plus_held, 100.0 * plus.rma(moved(up, down), n) / range);
        let minus = hold(&mut self.minus_held, 100.0 * minus.rma(moved(down, up), n) / range);
        let sum = plus + minus;
        let adx = 100.0 * adx.rma((plus - minus).abs() / if sum == 0.0 { 1.0 } else { sum }, smoothing);
        (out[0], out[1], out[2]) = (plus, minus, adx);
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Sar {
    /// Bars seen.
    n: usize,
    value: f64,
    extreme: f64,
    acceleration: f64,
    is_below: bool,
}

impl Step for Sar {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let [start, step, most] = [args[0], args[1], args[2]];
        let (high, low, close) = (bars.high[bars.at], bars.low[bars.at], bars.close[bars.at]);
        self.n += 1;
        if self.n < 2 {
            return Ok(());
        }
        let mut is_first = self.n == 2;
        if is_first {
            self.is_below = close > bars.ago(bars.close, 1);
            (self.extreme, self.value) =
                if self.is_below { (high, bars.ago(bars.low, 1)) } else { (low, bars.ago(bars.high, 1)) };
            self.acceleration = start;
        }
        self.value += self.acceleration * (self.extreme - self.value);
        if self.is_below && self.value > low {
            (is_first, self.is_below) = (true, false);
            self.value = high.max(self.extreme);
            (self.extreme, self.acceleration) = (low, start);
        } else if !self.is_below && self.value < high {
            (is_first, self.is_below) = (true, true);
            self.value = low.min(self.extreme);
            (self.extreme, self.acceleration) = (high, start);
        }
        if !is_first && (if self.is_below { high > self.extreme } else { low < self.extreme }) {
            self.extreme = if self.is_below { high } else { low };
            self.acceleration = (self.acceleration + step).min(most);
        }
        for back in 1..=if self.n > 2 { 2 } else { 1 } {
            self.value = if self.is_below {
                self.value.min(bars.ago(bars.low, back))
            } else {
                self.value.max(bars.ago(bars.high, back))
            };
        }
        out[0] = self.value;
        Ok(())
    }
}
