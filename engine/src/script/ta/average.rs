//! Averages.

use super::ordered::{line, mean, sum, weighted_mean};
use super::window::{length, window};
use super::{Along, Bars, OfLength, Step, TaFn};
use crate::indicator::latest::Latest;
use crate::indicator::{ema_after, rma_after};
use crate::script::Fails;
use crate::script::clock::Zone;

pub(super) fn site(func: TaFn, is_fixed: bool) -> Option<Box<dyn Step>> {
    let window = || window(is_fixed);
    Some(match func {
        TaFn::Sma => Box::new(Sma(window())),
        TaFn::Sum => Box::new(Sum(window())),
        TaFn::Ema => Box::new(Along(Smooth { is_wilder: false, core: Exponential::default() })),
        TaFn::Rma => Box::new(Along(Smooth { is_wilder: true, core: Exponential::default() })),
        TaFn::Atr => Box::new(Atr(Exponential::default())),
        TaFn::Wma => Box::new(Wma(window())),
        TaFn::Hma => Box::new(Hma { source: window(), raw: window() }),
        TaFn::Vwma => Box::new(Vwma { products: window(), volumes: window() }),
        TaFn::Swma => Box::new(Swma(window())),
        TaFn::Alma => {
            Box::new(Alma { window: window(), made_for: [f64::NAN; 4], weights: Vec::new(), total: 0.0 })
        }
        TaFn::Linreg => Box::new(Linreg(window())),
        TaFn::Macd => Box::new(Macd::default()),
        TaFn::Kc | TaFn::Kcw => Box::new(Keltner { is_width: func == TaFn::Kcw, ..Keltner::default() }),
        _ => return None,
    })
}

/// Seeded with the mean of the first values.
#[derive(Debug, Clone, Default)]
pub(super) struct Exponential {
    n: usize,
    value: f64,
}

impl Exponential {
    /// α·x + (1 − α)·before, α = 2 ÷ (n + 1).
    #[inline]
    pub(super) fn ema(&mut self, x: f64, n: usize) -> f64 {
        self.next(x, n, ema_after(n))
    }

    /// (x + (n − 1)·before) ÷ n.
    #[inline]
    pub(super) fn rma(&mut self, x: f64, n: usize) -> f64 {
        self.next(x, n, rma_after(n))
    }

    #[inline]
    fn next(&mut self, x: f64, n: usize, go_on: impl Fn(f64, f64) -> f64) -> f64 {
        if x.is_nan() {
            return f64::NAN;
        }
        if self.n >= n {
            self.value = go_on(x, self.value);
            return self.value;
        }
        self.n += 1;
        self.value += x;
        if self.n < n {
            return f64::NAN;
        }
        self.value /= n as f64;
        self.value
    }
}

#[derive(Debug)]
struct Smooth {
    is_wilder: bool,
    core: Exponential,
}

impl OfLength for Smooth {
    #[inline]
    fn next(&mut self, x: f64, n: usize) -> f64 {
        if self.is_wilder { self.core.rma(x, n) } else { self.core.ema(x, n) }
    }
}

#[derive(Debug)]
struct Atr(Exponential);

impl Step for Atr {
    #[inline]
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        out[0] = self.0.rma(bars.true_range(true), length(args[0])?);
        Ok(())
    }
}

#[derive(Debug)]
struct Sma(Latest);

impl Step for Sma {
    #[inline]
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push_known(args[0], n);
        out[0] = self.0.last(n).map_or(f64::NAN, mean);
        Ok(())
    }
}

#[derive(Debug)]
struct Sum(Latest);

impl Step for Sum {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push_known(args[0], n);
        out[0] = self.0.last(n).map_or(f64::NAN, sum);
        Ok(())
    }
}

#[derive(Debug)]
struct Wma(Latest);

impl Step for Wma {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push_known(args[0], n);
        if !args[0].is_nan() {
            out[0] = self.0.last(n).map_or(f64::NAN, weighted_mean);
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Hma {
    source: Latest,
    raw: Latest,
}

impl Step for Hma {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        if args[0].is_nan() {
            return Ok(());
        }
        let root = (n as f64).sqrt().floor() as usize;
        self.source.push(args[0], n);
        if let (Some(short), Some(long)) = (self.source.last((n / 2).max(1)), self.source.last(n)) {
            self.raw.push(2.0 * weighted_mean(short) - weighted_mean(long), root);
            out[0] = self.raw.last(root).map_or(f64::NAN, weighted_mean);
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Vwma {
    products: Latest,
    volumes: Latest,
}

impl Step for Vwma {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (n, volume) = (length(args[1])?, bars.volume[bars.at]);
        self.products.push_known(args[0] * volume, n);
        self.volumes.push_known(volume, n);
        if let (Some(products), Some(volumes)) = (self.products.last(n), self.volumes.last(n)) {
            let below = mean(volumes);
            out[0] = if below == 0.0 { f64::NAN } else { mean(products) / below };
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Swma(Latest);

impl Step for Swma {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        self.0.push(args[0], 4);
        if let Some([d, c, b, a]) = self.0.last(4) {
            out[0] = d * (1.0 / 6.0) + c * (2.0 / 6.0) + b * (2.0 / 6.0) + a * (1.0 / 6.0);
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Alma {
    window: Latest,
    made_for: [f64; 4],
    weights: Vec<f64>,
    total: f64,
}

impl Step for Alma {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.window.push(args[0], n);
        let wanted = [args[1], args[2], args[3], args.get(4).copied().unwrap_or(0.0)];
        if self.made_for != wanted {
            self.made_for = wanted;
            let middle = args[2] * (n as f64 - 1.0);
            let middle = if wanted[3] == 1.0 { middle.floor() } else { middle };
            let width = n as f64 / args[3];
            let weight = |i: usize| {
                let distance = i as f64 - middle;
                libm::exp(-(distance * distance) / (2.0 * width * width))
            };
            self.weights = (0..n).map(weight).collect();
            self.total = self.weights.iter().sum();
        }
        if let Some(values) = self.window.last(n) {
            out[0] = self.weights.iter().zip(values).map(|(w, x)| w * x).sum::<f64>() / self.total;
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Linreg(Latest);

impl Step for Linreg {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.0.push(args[0], n);
        let Some(values) = self.0.last(n) else { return Ok(()) };
        let (start, slope) = line(values);
        out[0] = start + slope * (n as f64 - 1.0 - args.get(2).copied().unwrap_or(0.0));
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Macd {
    fast: Exponential,
    slow: Exponential,
    signal: Exponential,
}

impl Step for Macd {
    #[inline]
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let fast = self.fast.ema(args[0], length(args[1])?);
        let slow = self.slow.ema(args[0], length(args[2])?);
        out[0] = fast - slow;
        out[1] = self.signal.ema(out[0], length(args[3])?);
        out[2] = out[0] - out[1];
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Keltner {
    middle: Exponential,
    range: Exponential,
    is_width: bool,
}

impl Step for Keltner {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        let span = if args.get(3).is_some_and(|true_range| *true_range == 0.0) {
            bars.high[bars.at] - bars.low[bars.at]
        } else {
            bars.true_range(true)
        };
        let middle = self.middle.ema(args[0], n);
        let range = self.range.ema(span, n);
        let (upper, lower) = (middle + range * args[2], middle - range * args[2]);
        if self.is_width {
            out[0] = (upper - lower) / middle;
        } else {
            (out[0], out[1], out[2]) = (middle, upper, lower);
        }
        Ok(())
    }
}
