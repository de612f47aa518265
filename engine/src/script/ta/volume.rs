//! Functions of volume.

use super::{Bars, Step, TaFn};
use crate::script::Fails;
use crate::script::clock::Zone;
use crate::script::numbers::is_true;

pub(super) fn site(func: TaFn, _: bool) -> Option<Box<dyn Step>> {
    Some(match func {
        TaFn::Vwap | TaFn::VwapBands => {
            Box::new(Vwap { has_bands: func == TaFn::VwapBands, day: i64::MIN, sums: [0.0; 3] })
        }
        TaFn::Obv
        | TaFn::Accdist
        | TaFn::Pvt
        | TaFn::Nvi
        | TaFn::Pvi
        | TaFn::Wad
        | TaFn::Wvad
        | TaFn::Iii => {
            Box::new(Line { func, value: if matches!(func, TaFn::Nvi | TaFn::Pvi) { 1.0 } else { 0.0 } })
        }
        _ => return None,
    })
}

/// Mean price weighted by volume since the anchor was true; without an anchor, since the exchange's midnight.
#[derive(Debug)]
struct Vwap {
    has_bands: bool,
    day: i64,
    sums: [f64; 3],
}

impl Step for Vwap {
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, zone: &Zone, out: &mut [f64]) -> Fails<()> {
        let is_new = match args.get(1) {
            Some(anchor) if !anchor.is_nan() => is_true(*anchor),
            _ => {
                let day = zone.day(bars.time[bars.at]);
                std::mem::replace(&mut self.day, day) != day
            }
        };
        if is_new {
            self.sums = [0.0; 3];
        }
        let (x, volume) = (args[0], bars.volume[bars.at]);
        if !x.is_nan() {
            self.sums[0] += x * volume;
            self.sums[1] += volume;
            self.sums[2] += volume * x * x;
        }
        let [value, volume, squares] = self.sums;
        if volume == 0.0 {
            return Ok(());
        }
        out[0] = value / volume;
        if self.has_bands {
            let spread = (squares / volume - out[0] * out[0]).max(0.0).sqrt();
            let width = args.get(2).copied().unwrap_or(1.0) * spread;
            (out[1], out[2]) = (out[0] + width, out[0] - width);
        }
        Ok(())
    }
}

/// The lines that are variables.
#[derive(Debug)]
struct Line {
    func: TaFn,
    value: f64,
}

impl Step for Line {
    fn next(&mut self, _: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let (o, h, l, c, v) = (
            bars.open[bars.at],
            bars.high[bars.at],
            bars.low[bars.at],
            bars.close[bars.at],
            bars.volume[bars.at],
        );
        let (before, v_before) = (bars.ago(bars.close, 1), bars.ago(bars.volume, 1));
        let known = |x: f64| if x.is_finite() { x } else { 0.0 };
        let range = h - l;
        match self.func {
            TaFn::Obv if c > before => self.value += v,
            TaFn::Obv if c < before => self.value -= v,
            TaFn::Accdist => self.value += known((2.0 * c - l - h) / range * v),
            TaFn::Pvt => self.value += known((c - before) / before * v),
            TaFn::Nvi if v < v_before => self.value += known((c - before) / before * self.value),
            TaFn::Pvi if v > v_before => self.value += known((c - before) / before * self.value),
            TaFn::Wad if c > before => self.value += c - l.min(before),
            TaFn::Wad if c < before => self.value += c - h.max(before),
            TaFn::Wvad => self.value = if range == 0.0 { f64::NAN } else { (c - o) / range * v },
            TaFn::Iii => {
                let below = range * v;
                self.value = if below == 0.0 { f64::NAN } else { (2.0 * c - h - l) / below };
            }
            _ => {}
        }
        out[0] = self.value;
        Ok(())
    }
}
