//! Highest and lowest values, and the bars on which they were.

use super::window::{length, window};
use super::{Bars, Step, TaFn, pivots};
use crate::indicator::latest::Latest;
use crate::script::Fails;
use crate::script::clock::Zone;

pub(super) fn site(func: TaFn, is_fixed: bool) -> Option<Box<dyn Step>> {
    let window = window(is_fixed);
    Some(match func {
        TaFn::Highest | TaFn::HighestBars => {
            Box::new(Extreme { sign: 1.0, is_bars: func == TaFn::HighestBars, window })
        }
        TaFn::Lowest | TaFn::LowestBars => {
            Box::new(Extreme { sign: -1.0, is_bars: func == TaFn::LowestBars, window })
        }
        TaFn::PivotHigh => Box::new(pivots::Pivot { sign: 1.0, window }),
        TaFn::PivotLow => Box::new(pivots::Pivot { sign: -1.0, window }),
        TaFn::Rising => Box::new(Run { sign: 1.0, window }),
        TaFn::Falling => Box::new(Run { sign: -1.0, window }),
        TaFn::Max => Box::new(SoFar { sign: 1.0, best: f64::NAN }),
        TaFn::Min => Box::new(SoFar { sign: -1.0, best: f64::NAN }),
        _ => return None,
    })
}

/// Over the last n bars, na skipped; na before there were n bars. Of equal values the oldest counts.
#[derive(Debug)]
struct Extreme {
    sign: f64,
    is_bars: bool,
    window: Latest,
}

impl Step for Extreme {
    #[inline]
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.window.push(args[0], n);
        let Some(values) = self.window.last(n) else { return Ok(()) };
        let (mut best, mut at) = (f64::NAN, 0);
        for (i, x) in values.iter().enumerate() {
            if !x.is_nan() && (best.is_nan() || self.sign * x > self.sign * best) {
                (best, at) = (*x, i);
            }
        }
        out[0] = if self.is_bars && !best.is_nan() { at as f64 - (n as f64 - 1.0) } else { best };
        Ok(())
    }
}

/// The value is above (below) each of the n before it.
#[derive(Debug)]
struct Run {
    sign: f64,
    window: Latest,
}

impl Step for Run {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        let all = self.window.last(n).is_some_and(|v| v.iter().all(|x| self.sign * args[0] > self.sign * x));
        self.window.push(args[0], n);
        out[0] = f64::from(u8::from(all));
        Ok(())
    }
}

/// The highest or lowest value since the first bar.
#[derive(Debug)]
struct SoFar {
    sign: f64,
    best: f64,
}

impl Step for SoFar {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        if self.best.is_nan() || self.sign * args[0] > self.sign * self.best {
            self.best = args[0];
        }
        out[0] = self.best;
        Ok(())
    }
}
