//! Pivot point levels: of the highs, lows and closes of the period before.

use super::{Bars, Step};
use crate::script::Fails;
use crate::script::clock::Zone;
use crate::script::numbers::is_true;

/// What a period reached.
#[derive(Debug, Clone, Copy)]
struct Period {
    open: f64,
    high: f64,
    low: f64,
    close: f64,
}

/// Kinds in the order of their numbers, from 1 on.
const TRADITIONAL: usize = 1;
const FIBONACCI: usize = 2;
const WOODIE: usize = 3;
const CLASSIC: usize = 4;
const DM: usize = 5;
const CAMARILLA: usize = 6;

/// Levels last until the anchor is true again.
#[derive(Debug, Default)]
pub(super) struct Levels {
    current: Option<Period>,
    shown: Option<[f64; 11]>,
}

impl Step for Levels {
    /// Arguments: kind, anchor, developing.
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let kind = if args[0].is_nan() { 0 } else { args[0] as usize };
        if !(TRADITIONAL..=CAMARILLA).contains(&kind) {
            return Err("The type of pivot levels is one of Traditional, Fibonacci, Woodie, Classic, DM and Camarilla.".to_owned());
        }
        let is_developing = args.get(2).copied().is_some_and(is_true);
        if is_developing && kind == WOODIE {
            return Err("Woodie's levels cannot be developing.".to_owned());
        }
        let at = bars.at;
        let (open, high, low, close) = (bars.open[at], bars.high[at], bars.low[at], bars.close[at]);
        if is_true(args[1])
            && let Some(before) = self.current.take()
        {
            self.shown = Some(levels(kind, before, open));
        }
        let so_far = self.current.map_or(Period { open, high, low, close }, |period| Period {
            high: period.high.max(high),
            low: period.low.min(low),
            close,
            ..period
        });
        self.current = Some(so_far);
        let shown = if is_developing { Some(levels(kind, so_far, open)) } else { self.shown };
        out.copy_from_slice(&shown.unwrap_or([f64::NAN; 11]));
        Ok(())
    }
}

/// P, then R1, S1, R2, S2 … S5; `open` is that of the period that begins.
fn levels(kind: usize, of: Period, open: f64) -> [f64; 11] {
    let Period { open: first, high: h, low: l, close: c } = of;
    let range = h - l;
    let mut out = [f64::NAN; 11];
    let mut set = |n: usize, resistance: f64, support: f64| {
        out[2 * n - 1] = resistance;
        out[2 * n] = support;
    };
    let p = match kind {
        WOODIE => (h + l + 2.0 * open) / 4.0,
        DM if first == c => (h + l + 2.0 * c) / 4.0,
        DM if c > first => (2.0 * h + l + c) / 4.0,
        DM => (2.0 * l + h + c) / 4.0,
        _ => (h + l + c) / 3.0,
    };
    match kind {
        TRADITIONAL => {
            set(1, p * 2.0 - l, p * 2.0 - h);
            set(2, p + range, p - range);
            set(3, p * 2.0 + (h - 2.0 * l), p * 2.0 - (2.0 * h - l));
            set(4, p * 3.0 + (h - 3.0 * l), p * 3.0 - (3.0 * h - l));
            set(5, p * 4.0 + (h - 4.0 * l), p * 4.0 - (4.0 * h - l));
        }
        FIBONACCI => {
            for (n, share) in [(1, 0.382), (2, 0.618), (3, 1.0)] {
                set(n, p + share * range, p - share * range);
            }
        }
        WOODIE => {
            set(1, 2.0 * p - l, 2.0 * p - h);
            set(2, p + range, p - range);
            let (r3, s3) = (h + 2.0 * (p - l), l - 2.0 * (h - p));
            set(3, r3, s3);
            set(4, r3 + range, s3 - range);
        }
        CLASSIC => {
            set(1, 2.0 * p - l, 2.0 * p - h);
            for n in 2..=4 {
                let times = n as f64 - 1.0;
                set(n, p + times * range, p - times * range);
            }
        }
        DM => set(1, p * 2.0 - l, p * 2.0 - h),
        _ => {
            for (n, part) in [(1, 12.0), (2, 6.0), (3, 4.0), (4, 2.0)] {
                set(n, c + 1.1 * range / part, c - 1.1 * range / part);
            }
            let r5 = h / l * c;
            set(5, r5, c - (r5 - c));
        }
    }
    out[0] = p;
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_published_formulas() {
        let day = Period { open: 101.0, high: 110.0, low: 98.0, close: 104.0 };
        // (110 + 98 + 104) ÷ 3 = 104.
        let traditional = levels(TRADITIONAL, day, 105.0);
        assert_eq!(traditional, [104.0, 110.0, 98.0, 116.0, 92.0, 122.0, 86.0, 128.0, 80.0, 134.0, 74.0]);
        // (110 + 98 + 2 × 105) ÷ 4 = 104.5.
        let woodie = levels(WOODIE, day, 105.0);
        assert_eq!(woodie[..9], [104.5, 111.0, 99.0, 116.5, 92.5, 123.0, 87.0, 135.0, 75.0]);
        // The close above the open: (2 × 110 + 98 + 104) ÷ 4 = 105.5.
        let dm = levels(DM, day, 105.0);
        assert_eq!(dm[..3], [105.5, 113.0, 101.0]);
        assert_eq!(levels(CLASSIC, day, 105.0)[5..9], [128.0, 80.0, 140.0, 68.0]);
        let camarilla = levels(CAMARILLA, day, 105.0);
        assert!((camarilla[1] - 105.1).abs() < 1e-12 && (camarilla[9] - 110.0 / 98.0 * 104.0).abs() < 1e-12);
        let fibonacci = levels(FIBONACCI, day, 105.0);
        assert!((fibonacci[1] - (104.0 + 0.382 * 12.0)).abs() < 1e-12 && fibonacci[7].is_nan());
    }
}
