//! Crossings and memories of events.

use super::{Bars, Step, TaFn};
use crate::script::Fails;
use crate::script::clock::Zone;
use crate::script::numbers::is_true;

pub(super) fn site(func: TaFn) -> Box<dyn Step> {
    match func {
        TaFn::Crossover => Box::new(Crossing { sign: 1.0, a: f64::NAN, b: f64::NAN }),
        TaFn::Crossunder => Box::new(Crossing { sign: -1.0, a: f64::NAN, b: f64::NAN }),
        TaFn::Cross => Box::new(Cross(0.0)),
        TaFn::BarsSince => Box::new(BarsSince(f64::NAN)),
        TaFn::ValueWhen => Box::new(ValueWhen(Vec::new())),
        TaFn::Fixnan => Box::new(Fixnan(f64::NAN)),
        _ => Box::new(Cum(0.0)),
    }
}

/// a > b now, and a ≤ b at the last execution; exact, without tolerance.
#[derive(Debug)]
struct Crossing {
    sign: f64,
    a: f64,
    b: f64,
}

impl Step for Crossing {
    #[inline]
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (a, b) = (self.sign * args[0], self.sign * args[1]);
        out[0] = f64::from(u8::from(a > b && self.a <= self.b));
        (self.a, self.b) = (a, b);
        Ok(())
    }
}

/// The sign of a − b differs from the last one that was not zero.
#[derive(Debug)]
struct Cross(f64);

impl Step for Cross {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let difference = args[0] - args[1];
        let sign = f64::from(u8::from(difference > 0.0)) - f64::from(u8::from(difference < 0.0));
        out[0] = f64::from(u8::from(sign != 0.0 && self.0 != 0.0 && sign != self.0));
        if sign != 0.0 {
            self.0 = sign;
        }
        Ok(())
    }
}

#[derive(Debug)]
struct BarsSince(f64);

impl Step for BarsSince {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        self.0 = if is_true(args[0]) { 0.0 } else { self.0 + 1.0 };
        out[0] = self.0;
        Ok(())
    }
}

/// The value at the k-th last time that a condition held.
#[derive(Debug)]
struct ValueWhen(Vec<f64>);

impl Step for ValueWhen {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        if is_true(args[0]) {
            self.0.push(args[1]);
        }
        if args[2].is_nan() || args[2] < 0.0 {
            return Err(format!("The occurrence of `ta.valuewhen` is {}; it must be 0 or more.", args[2]));
        }
        out[0] = self.0.len().checked_sub(1 + args[2] as usize).map_or(f64::NAN, |at| self.0[at]);
        Ok(())
    }
}

#[derive(Debug)]
struct Fixnan(f64);

impl Step for Fixnan {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        if !args[0].is_nan() {
            self.0 = args[0];
        }
        out[0] = self.0;
        Ok(())
    }
}

#[derive(Debug)]
struct Cum(f64);

impl Step for Cum {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        if !args[0].is_nan() {
            self.0 += args[0];
        }
        out[0] = self.0;
        Ok(())
    }
}
