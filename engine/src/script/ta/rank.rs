//! Functions of a window's values in their order of size.

use super::window::{length, window};
use super::{Bars, Step, TaFn};
use crate::indicator::latest::Latest;
use crate::script::Fails;
use crate::script::clock::Zone;
use crate::script::numbers::TOLERANCE;

pub(super) fn site(func: TaFn, is_fixed: bool) -> Option<Box<dyn Step>> {
    let window = window(is_fixed);
    Some(match func {
        TaFn::Median
        | TaFn::Mode
        | TaFn::Range
        | TaFn::PercentileNearest
        | TaFn::PercentileLinear
        | TaFn::Rci => Box::new(Sorted { func, window }),
        TaFn::PercentRank => Box::new(PercentRank(window)),
        _ => return None,
    })
}

/// From the smallest to the largest.
pub(in crate::script) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The middle value, or the mean of the two in the middle.
pub(in crate::script) fn median(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    match n {
        0 => f64::NAN,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}

/// The smallest of the most frequent values.
pub(in crate::script) fn mode(sorted: &[f64]) -> f64 {
    let (mut best, mut best_n, mut n) = (f64::NAN, 0, 0);
    for (i, x) in sorted.iter().enumerate() {
        n = if i > 0 && sorted[i - 1] == *x { n + 1 } else { 1 };
        if n > best_n {
            (best, best_n) = (*x, n);
        }
    }
    best
}

/// The smallest value that at least `percent` of all do not exceed.
pub(in crate::script) fn nearest_rank(sorted: &[f64], percent: f64) -> f64 {
    let rank = (percent / 100.0 * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

/// Between the two nearest ranks, where the k-th of n values stands at (k − ½) ÷ n.
pub(in crate::script) fn interpolated(sorted: &[f64], percent: f64) -> f64 {
    let n = sorted.len();
    if n == 0 {
        return f64::NAN;
    }
    let place = (percent / 100.0 * n as f64 - 0.5).clamp(0.0, (n - 1) as f64);
    let low = place.floor() as usize;
    let high = (low + 1).min(n - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

#[derive(Debug)]
struct Sorted {
    func: TaFn,
    window: Latest,
}

impl Step for Sorted {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        self.window.push_known(args[0], n);
        let Some(values) = self.window.last(n) else { return Ok(()) };
        let percent = args.get(2).copied().unwrap_or(f64::NAN);
        out[0] = match self.func {
            TaFn::Rci => rank_correlation(values),
            func => {
                let sorted = sorted(values);
                match func {
                    TaFn::Median => median(&sorted),
                    TaFn::Mode => mode(&sorted),
                    TaFn::Range => sorted[n - 1] - sorted[0],
                    TaFn::PercentileNearest => nearest_rank(&sorted, percent),
                    _ => interpolated(&sorted, percent),
                }
            }
        };
        Ok(())
    }
}

/// 100 × Spearman's correlation of time and value; equal values share the mean of their ranks.
fn rank_correlation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let rank = |x: f64| {
        let below = values.iter().filter(|y| **y < x).count() as f64;
        let same = values.iter().filter(|y| **y == x).count() as f64;
        below + (same + 1.0) / 2.0
    };
    let squares: f64 =
        values.iter().enumerate().map(|(i, x)| rank(*x) - (i as f64 + 1.0)).map(|d| d * d).sum();
    100.0 * (1.0 - 6.0 * squares / (n * (n * n - 1.0)))
}

/// Of the n values before, the share that does not exceed the current one, in percent.
#[derive(Debug)]
struct PercentRank(Latest);

impl Step for PercentRank {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let n = length(args[1])?;
        if args[0].is_nan() {
            return Ok(());
        }
        if let Some(values) = self.0.last(n) {
            let count = values.iter().filter(|x| **x <= args[0] + TOLERANCE).count();
            out[0] = count as f64 / n as f64 * 100.0;
        }
        self.0.push(args[0], n);
        Ok(())
    }
}
