//! Deviations.

use super::ordered::{mean, variance};
use super::window::{length, window};
use super::{Bars, Step, TaFn};
use crate::indicator::latest::Latest;
use crate::indicator::measure::mean_distance;
use crate::script::Fails;
use crate::script::clock::Zone;

pub(super) fn site(func: TaFn, is_fixed: bool) -> Option<Box<dyn Step>> {
    let window = || window(is_fixed);
    Some(match func {
        TaFn::Stdev | TaFn::Variance | TaFn::Dev | TaFn::Bb | TaFn::Bbw => {
            Box::new(Spread { func, window: window() })
        }
        TaFn::Correlation => Box::new(Correlation { a: window(), b: window() }),
        _ => return None,
    })
}

#[derive(Debug)]
struct Spread {
    func: TaFn,
    window: Latest,
}

impl Step for Spread {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.window.push_known(args[0], n);
        let Some(values) = self.window.last(n) else { return Ok(()) };
        let spare = f64::from(u8::from(args.get(2).is_some_and(|biased| *biased == 0.0)));
        match self.func {
            TaFn::Stdev => out[0] = variance(values, spare).sqrt(),
            TaFn::Variance => out[0] = variance(values, spare),
            TaFn::Dev => out[0] = mean_distance(values, mean(values)),
            _ => {
                let middle = mean(values);
                let band = args[2] * variance(values, 0.0).sqrt();
                if self.func == TaFn::Bbw {
                    out[0] = ((middle + band) - (middle - band)) / middle;
                } else {
                    (out[0], out[1], out[2]) = (middle, middle + band, middle - band);
                }
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Correlation {
    a: Latest,
    b: Latest,
}

impl Step for Correlation {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[2])?;
        if !args[0].is_nan() && !args[1].is_nan() {
            self.a.push(args[0], n);
            self.b.push(args[1], n);
        }
        let (Some(a), Some(b)) = (self.a.last(n), self.b.last(n)) else { return Ok(()) };
        let (mean_a, mean_b) = (mean(a), mean(b));
        let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for (x, y) in a.iter().zip(b) {
            ab += (x - mean_a) * (y - mean_b);
            aa += (x - mean_a) * (x - mean_a);
            bb += (y - mean_b) * (y - mean_b);
        }
        let below = (aa * bb).sqrt();
        out[0] = if below == 0.0 { f64::NAN } else { ab / below };
        Ok(())
    }
}
