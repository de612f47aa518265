//! Oscillators and changes.

use super::average::Exponential;
use super::ordered::mean;
use super::window::{at_least, length, window};
use super::{Along, Bars, OfLength, Step, TaFn};
use crate::indicator::latest::Latest;
use crate::indicator::measure::{mean_distance, momentum_of_changes};
use crate::script::Fails;
use crate::script::clock::Zone;

pub(super) fn site(func: TaFn, is_fixed: bool) -> Option<Box<dyn Step>> {
    let window = || window(is_fixed);
    Some(match func {
        TaFn::Rsi => Box::new(Along(Rsi {
            before: f64::NAN,
            up: Exponential::default(),
            down: Exponential::default(),
        })),
        TaFn::Mom | TaFn::Change | TaFn::Roc | TaFn::ChangeBool => {
            Box::new(Difference { func, window: window() })
        }
        TaFn::Cmo => Box::new(Cmo { before: f64::NAN, changes: window() }),
        TaFn::Tsi => Box::new(Tsi { before: f64::NAN, smooth: Default::default() }),
        TaFn::Mfi => Box::new(Mfi { before: f64::NAN, up: window(), down: window() }),
        TaFn::Stoch | TaFn::Wpr => {
            Box::new(Stoch { is_wpr: func == TaFn::Wpr, high: window(), low: window() })
        }
        TaFn::Cci => Box::new(Cci(window())),
        TaFn::Cog => Box::new(Cog(window())),
        _ => return None,
    })
}

#[derive(Debug)]
struct Rsi {
    before: f64,
    up: Exponential,
    down: Exponential,
}

impl OfLength for Rsi {
    #[inline]
    fn next(&mut self, x: f64, n: usize) -> f64 {
        let change = x - self.before;
        self.before = x;
        let (rise, fall) =
            if change.is_nan() { (change, change) } else { (change.max(0.0), -change.min(0.0)) };
        let up = self.up.rma(rise, n);
        let down = self.down.rma(fall, n);
        if up.is_nan() || down.is_nan() {
            f64::NAN
        } else if down == 0.0 {
            100.0
        } else if up == 0.0 {
            0.0
        } else {
            100.0 - 100.0 / (1.0 + up / down)
        }
    }
}

#[derive(Debug)]
struct Difference {
    func: TaFn,
    window: Latest,
}

impl Step for Difference {
    #[inline]
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = at_least(args[1], 0)?;
        self.window.push(args[0], n + 1);
        let before = self.window.ago(n);
        out[0] = match self.func {
            TaFn::Roc if before == 0.0 => f64::NAN,
            TaFn::Roc => 100.0 * (args[0] - before) / before,
            TaFn::ChangeBool => f64::from(u8::from(!before.is_nan() && before != args[0])),
            _ => args[0] - before,
        };
        Ok(())
    }
}

#[derive(Debug)]
struct Cmo {
    before: f64,
    changes: Latest,
}

impl Step for Cmo {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.changes.push_known(args[0] - self.before, n);
        self.before = args[0];
        if let Some(changes) = self.changes.last(n) {
            out[0] = momentum_of_changes(changes).unwrap_or(f64::NAN);
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Tsi {
    before: f64,
    smooth: [Exponential; 4],
}

impl Step for Tsi {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (short, long) = (length(args[1])?, length(args[2])?);
        let change = args[0] - self.before;
        self.before = args[0];
        let [a, b, c, d] = &mut self.smooth;
        let above = b.ema(a.ema(change, long), short);
        let below = d.ema(c.ema(change.abs(), long), short);
        out[0] = if below == 0.0 { f64::NAN } else { above / below };
        Ok(())
    }
}

#[derive(Debug)]
struct Mfi {
    before: f64,
    up: Latest,
    down: Latest,
}

impl Step for Mfi {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (n, x) = (length(args[1])?, args[0]);
        let flow = bars.volume[bars.at] * x;
        // On the first bar nothing is known of the direction: the flow counts on both sides.
        self.up.push(if x <= self.before { 0.0 } else { flow }, n);
        self.down.push(if x >= self.before { 0.0 } else { flow }, n);
        self.before = x;
        if let (Some(up), Some(down)) = (self.up.last(n), self.down.last(n)) {
            let (up, down) = (up.iter().sum::<f64>(), down.iter().sum::<f64>());
            out[0] = if down == 0.0 { 100.0 } else { 100.0 - 100.0 / (1.0 + up / down) };
        }
        Ok(())
    }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NAN, f64::max)
}

fn smallest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NAN, f64::min)
}

/// `stoch(x, high, low, n)`, or `wpr(n)` of close, high and low.
#[derive(Debug)]
struct Stoch {
    is_wpr: bool,
    high: Latest,
    low: Latest,
}

impl Step for Stoch {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (x, h, l, n) = if self.is_wpr {
            (bars.close[bars.at], bars.high[bars.at], bars.low[bars.at], args[0])
        } else {
            (args[0], args[1], args[2], args[3])
        };
        let n = length(n)?;
        self.high.push(h, n);
        self.low.push(l, n);
        if let (Some(high), Some(low)) = (self.high.last(n), self.low.last(n)) {
            let (high, low) = (largest(high), smallest(low));
            let range = high - low;
            out[0] = match self.is_wpr {
                _ if range == 0.0 => f64::NAN,
                true => 100.0 * (x - high) / range,
                false => 100.0 * (x - low) / range,
            };
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Cci(Latest);

impl Step for Cci {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push_known(args[0], n);
        if let Some(values) = self.0.last(n).filter(|_| !args[0].is_nan()) {
            let middle = mean(values);
            let dev = mean_distance(values, middle);
            out[0] = if dev == 0.0 { 0.0 } else { (args[0] - middle) / (0.015 * dev) };
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Cog(Latest);

impl Step for Cog {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push(args[0], n);
        if let Some(values) = self.0.last(n) {
            let sum: f64 = values.iter().rev().sum();
            let weighted: f64 = values.iter().rev().enumerate().map(|(i, x)| x * (i as f64 + 1.0)).sum();
            out[0] = if sum == 0.0 { f64::NAN } else { -weighted / sum };
        }
        Ok(())
    }
}
