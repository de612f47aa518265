//! The functions once more, each by its definition over the whole past, without any thought of speed.

use crate::bars::Data;

/// A length on each bar.
pub(crate) type Lengths<'a> = &'a [usize];

fn square(x: f64) -> f64 {
    x * x
}

fn by(n: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..n).map(value).collect()
}

/// The last `n` values that are not na, oldest first; `None` if there are fewer.
fn known(x: &[f64], at: usize, n: usize) -> Option<Vec<f64>> {
    let all: Vec<f64> = x[..=at].iter().copied().filter(|x| !x.is_nan()).collect();
    (all.len() >= n).then(|| all[all.len() - n..].to_vec())
}

/// The last `n` values, na or not.
fn last(x: &[f64], at: usize, n: usize) -> Option<&[f64]> {
    (at + 1 >= n).then(|| &x[at + 1 - n..=at])
}

fn ago(x: &[f64], at: usize, n: usize) -> f64 {
    if at >= n { x[at - n] } else { f64::NAN }
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// A function of the known window.
pub(crate) fn window(x: &[f64], n: Lengths<'_>, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    by(x.len(), |i| known(x, i, n[i]).map_or(f64::NAN, |w| f(&w)))
}

/// A function of the last bars, whatever they hold.
pub(crate) fn of_bars(x: &[f64], n: Lengths<'_>, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    by(x.len(), |i| last(x, i, n[i]).map_or(f64::NAN, &f))
}

fn na_where(x: &[f64], values: Vec<f64>) -> Vec<f64> {
    x.iter().zip(values).map(|(x, v)| if x.is_nan() { f64::NAN } else { v }).collect()
}

pub(crate) fn sma(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    window(x, n, mean)
}

/// Seeded with the mean of the first `n` known values; then `weight` of the new and the rest of the old.
fn smooth(x: &[f64], n: usize, weight: f64) -> Vec<f64> {
    let (mut seen, mut value, mut out) = (Vec::new(), f64::NAN, Vec::new());
    for x in x {
        if x.is_nan() {
            out.push(f64::NAN);
            continue;
        }
        seen.push(*x);
        if seen.len() == n {
            value = mean(&seen);
        } else if seen.len() > n {
            value += weight * (x - value);
        }
        out.push(value);
    }
    out
}

pub(crate) fn ema(x: &[f64], n: usize) -> Vec<f64> {
    smooth(x, n, 2.0 / (n as f64 + 1.0))
}

pub(crate) fn rma(x: &[f64], n: usize) -> Vec<f64> {
    smooth(x, n, 1.0 / n as f64)
}

pub(crate) fn wma(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    let weighted = |w: &[f64]| {
        let sum: f64 = (0..w.len()).map(|i| (i + 1) as f64 * w[i]).sum();
        sum / (1..=w.len()).sum::<usize>() as f64
    };
    na_where(x, window(x, n, weighted))
}

pub(crate) fn hma(x: &[f64], n: usize) -> Vec<f64> {
    let all = |n: usize| vec![n; x.len()];
    let (half, whole) = (wma(x, &all((n / 2).max(1))), wma(x, &all(n)));
    let raw: Vec<f64> = half.iter().zip(&whole).map(|(a, b)| 2.0 * a - b).collect();
    wma(&raw, &all((n as f64).sqrt() as usize))
}

pub(crate) fn vwma(data: &Data, x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    let products: Vec<f64> = x.iter().zip(&data.volume).map(|(x, v)| x * v).collect();
    sma(&products, n).iter().zip(sma(&data.volume, n)).map(|(a, b)| a / b).collect()
}

pub(crate) fn swma(x: &[f64]) -> Vec<f64> {
    by(x.len(), |i| (ago(x, i, 3) + 2.0 * ago(x, i, 2) + 2.0 * ago(x, i, 1) + x[i]) / 6.0)
}

pub(crate) fn alma(x: &[f64], n: Lengths<'_>, offset: f64, sigma: f64) -> Vec<f64> {
    of_bars(x, n, |w| {
        let (middle, width) = (offset * (w.len() as f64 - 1.0), w.len() as f64 / sigma);
        let weight = |i: usize| libm::exp(-square(i as f64 - middle) / (2.0 * width * width));
        let above: f64 = w.iter().enumerate().map(|(i, x)| weight(i) * x).sum();
        above / (0..w.len()).map(weight).sum::<f64>()
    })
}

/// By the normal equations.
pub(crate) fn linreg(x: &[f64], n: Lengths<'_>, offset: f64) -> Vec<f64> {
    of_bars(x, n, |w| {
        let n = w.len() as f64;
        if w.len() == 1 {
            return w[0];
        }
        let (mut sx, mut sy, mut sxy, mut sxx) = (0.0, 0.0, 0.0, 0.0);
        for (i, y) in w.iter().enumerate() {
            let x = i as f64;
            (sx, sy, sxy, sxx) = (sx + x, sy + y, sxy + x * y, sxx + x * x);
        }
        let slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
        (sy - slope * sx) / n + slope * (n - 1.0 - offset)
    })
}

pub(crate) fn change(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    by(x.len(), |i| x[i] - ago(x, i, n[i]))
}

pub(crate) fn rsi(x: &[f64], n: usize) -> Vec<f64> {
    let change = change(x, &vec![1; x.len()]);
    let up = rma(&change.iter().map(|d| if d.is_nan() { *d } else { d.max(0.0) }).collect::<Vec<_>>(), n);
    let down =
        rma(&change.iter().map(|d| if d.is_nan() { *d } else { (-d).max(0.0) }).collect::<Vec<_>>(), n);
    let one = |(up, down): (&f64, f64)| match (*up, down) {
        (up, down) if up.is_nan() || down.is_nan() => f64::NAN,
        (_, 0.0) => 100.0,
        (0.0, _) => 0.0,
        (up, down) => 100.0 * up / (up + down),
    };
    up.iter().zip(down).map(one).collect()
}

pub(crate) fn true_range(data: &Data, first: f64) -> Vec<f64> {
    by(data.close.len(), |i| {
        if i == 0 {
            return if first.is_nan() { f64::NAN } else { data.high[0] - data.low[0] };
        }
        let before = data.close[i - 1];
        data.high[i].max(before) - data.low[i].min(before)
    })
}

pub(crate) fn variance(x: &[f64], n: Lengths<'_>, spare: f64) -> Vec<f64> {
    window(x, n, |w| w.iter().map(|x| square(x - mean(w))).sum::<f64>() / (w.len() as f64 - spare))
}

pub(crate) fn deviation(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    window(x, n, |w| w.iter().map(|x| (x - mean(w)).abs()).sum::<f64>() / w.len() as f64)
}

/// The largest of the last bars, na left out; `sign` −1: the smallest.
pub(crate) fn extreme(x: &[f64], n: Lengths<'_>, sign: f64) -> Vec<f64> {
    of_bars(x, n, |w| {
        let known = w.iter().copied().filter(|x| !x.is_nan());
        known.fold(f64::NAN, |best, x| if best.is_nan() || sign * x > sign * best { x } else { best })
    })
}

pub(crate) fn extreme_bars(x: &[f64], n: Lengths<'_>, sign: f64) -> Vec<f64> {
    let best = extreme(x, n, sign);
    by(x.len(), |i| {
        let Some(window) = last(x, i, n[i]) else { return f64::NAN };
        window.iter().position(|x| *x == best[i]).map_or(f64::NAN, |at| at as f64 - (n[i] as f64 - 1.0))
    })
}

pub(crate) fn stoch(x: &[f64], high: &[f64], low: &[f64], n: Lengths<'_>) -> Vec<f64> {
    let (high, low) = (extreme(high, n, 1.0), extreme(low, n, -1.0));
    by(x.len(), |i| if high[i] == low[i] { f64::NAN } else { 100.0 * (x[i] - low[i]) / (high[i] - low[i]) })
}

pub(crate) fn cci(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    let (middle, spread) = (sma(x, n), deviation(x, n));
    by(x.len(), |i| if spread[i] == 0.0 { 0.0 } else { (x[i] - middle[i]) / (0.015 * spread[i]) })
}

pub(crate) fn cmo(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    window(&change(x, &vec![1; x.len()]), n, |w| {
        let up: f64 = w.iter().filter(|d| **d > 0.0).sum();
        let down: f64 = -w.iter().filter(|d| **d < 0.0).sum::<f64>();
        if up + down == 0.0 { f64::NAN } else { 100.0 * (up - down) / (up + down) }
    })
}

pub(crate) fn tsi(x: &[f64], short: usize, long: usize) -> Vec<f64> {
    let change = change(x, &vec![1; x.len()]);
    let size: Vec<f64> = change.iter().map(|d| d.abs()).collect();
    ema(&ema(&change, long), short).iter().zip(ema(&ema(&size, long), short)).map(|(a, b)| a / b).collect()
}

/// The first bar's flow counts on both sides.
pub(crate) fn mfi(data: &Data, x: &[f64], n: usize) -> Vec<f64> {
    by(x.len(), |i| {
        if i + 1 < n {
            return f64::NAN;
        }
        let (mut up, mut down) = (0.0, 0.0);
        for k in i + 1 - n..=i {
            let flow = data.volume[k] * x[k];
            if k == 0 || x[k] > x[k - 1] {
                up += flow;
            }
            if k == 0 || x[k] < x[k - 1] {
                down += flow;
            }
        }
        if down == 0.0 { 100.0 } else { 100.0 - 100.0 / (1.0 + up / down) }
    })
}

pub(crate) fn cog(x: &[f64], n: Lengths<'_>) -> Vec<f64> {
    of_bars(x, n, |w| {
        let sum: f64 = w.iter().sum();
        -w.iter().rev().enumerate().map(|(i, x)| x * (i + 1) as f64).sum::<f64>() / sum
    })
}

/// Pearson's correlation of ranks with time; ties share their mean rank.
pub(crate) fn rci(x: &[f64], n: usize) -> Vec<f64> {
    window(x, &vec![n; x.len()], |w| {
        let rank = |x: f64| {
            let (less, same) = (w.iter().filter(|y| **y < x).count(), w.iter().filter(|y| **y == x).count());
            less as f64 + (same as f64 + 1.0) / 2.0
        };
        let squares: f64 = w.iter().enumerate().map(|(i, x)| square(rank(*x) - (i + 1) as f64)).sum();
        let n = w.len() as f64;
        100.0 * (1.0 - 6.0 * squares / (n * (n * n - 1.0)))
    })
}

pub(crate) fn sorted(w: &[f64]) -> Vec<f64> {
    let mut sorted = w.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

pub(crate) fn percent_rank(x: &[f64], n: usize) -> Vec<f64> {
    by(x.len(), |i| {
        if i < n || x[i].is_nan() {
            return f64::NAN;
        }
        100.0 * x[i - n..i].iter().filter(|y| **y <= x[i]).count() as f64 / n as f64
    })
}

pub(crate) fn correlation(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    by(a.len(), |i| {
        let (Some(a), Some(b)) = (last(a, i, n), last(b, i, n)) else { return f64::NAN };
        let of = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / n as f64 - mean(a) * mean(b)
        };
        let below = (of(a, a) * of(b, b)).sqrt();
        if below < 1e-9 { f64::NAN } else { of(a, b) / below }
    })
}

/// Not lower than all to the left, above all to the right.
pub(crate) fn pivot(x: &[f64], left: usize, right: usize, sign: f64) -> Vec<f64> {
    by(x.len(), |i| {
        let Some(at) = i.checked_sub(right).filter(|at| *at >= left) else { return f64::NAN };
        let is_pivot = (at - left..at).all(|k| sign * x[k] <= sign * x[at])
            && (at + 1..=i).all(|k| sign * x[k] < sign * x[at]);
        if is_pivot { x[at] } else { f64::NAN }
    })
}

/// True, as 1, where the sign of a − b turned; `sign` 1: to above.
pub(crate) fn crossing(a: &[f64], b: &[f64], sign: f64) -> Vec<f64> {
    let difference = by(a.len(), |i| sign * (a[i] - b[i]));
    by(a.len(), |i| f64::from(u8::from(i > 0 && difference[i] > 0.0 && difference[i - 1] <= 0.0)))
}
