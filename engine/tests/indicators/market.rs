//! Bars and parameters to try every indicator on.

use engine::indicator::Info;
use engine::series::{Bar, Series};
use rand::{RngExt, SeedableRng};

const HOUR_MS: i64 = 3_600_000;

/// A random walk with gaps, flat bars, stretches without movement and bars without volume, hours apart.
pub(crate) fn random_bars(seed: u64, n: usize) -> Vec<Bar> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut price = 100.0;
    (0..n)
        .map(|i| {
            let is_still = i % 97 > 90;
            let mut step = |size: f64| if is_still { 1.0 } else { 1.0 + (rng.random::<f64>() - 0.5) * size };
            let open = if i % 5 == 0 { price * step(0.02) } else { price };
            let close = if i % 11 == 0 { open } else { open * step(0.02) };
            let high = open.max(close) * step(0.005).max(1.0);
            let low = open.min(close) * step(0.005).min(1.0);
            price = close;
            let volume = if i % 7 == 0 { 0.0 } else { (rng.random::<f64>() * 1000.0).round() / 8.0 };
            Bar { time: i as i64 * HOUR_MS, open, high, low, close, volume }
        })
        .collect()
}

pub(crate) fn series(bars: &[Bar]) -> Series {
    Series::from_bars(bars, HOUR_MS).expect("the bars are in order")
}

/// The bar with its prices and volume multiplied.
pub(crate) fn scaled(bar: &Bar, factor: f64) -> Bar {
    let Bar { time, open, high, low, close, volume } = *bar;
    let [open, high, low, close, volume] = [open, high, low, close, volume].map(|value| value * factor);
    Bar { time, open, high, low, close, volume }
}

/// The usual parameters, the smallest lengths, and some small ones that differ from each other.
pub(crate) fn param_sets(info: &Info) -> Vec<Vec<f64>> {
    let whole = |value: &dyn Fn(usize, u32) -> u32| {
        let one = |(i, param): (usize, &engine::indicator::Param)| match param.min {
            Some(min) => f64::from(value(i, min)),
            None => param.default,
        };
        info.params.iter().enumerate().map(one).collect()
    };
    let mut sets = vec![info.defaults(), whole(&|_, min| min)];
    sets.push(whole(&|i, min| min + [2, 4, 1, 3][i]));
    sets.push(whole(&|i, min| min + [9, 3, 6, 1][i]));
    if info.id == "vwap" {
        sets.extend([vec![1.0, 0.0], vec![2.0, 5.0 * HOUR_MS as f64]]);
    }
    sets
}

/// Bits of a column, every NaN alike.
pub(crate) fn bits(column: &[f64]) -> Vec<u64> {
    column.iter().map(|value| if value.is_nan() { u64::MAX } else { value.to_bits() }).collect()
}

/// Position of the first difference.
pub(crate) fn first_difference(a: &[f64], b: &[f64]) -> Option<usize> {
    bits(a).iter().zip(bits(b)).position(|(a, b)| *a != b)
}

/// Position of the first value, or the length.
pub(crate) fn first_value(column: &[f64]) -> usize {
    column.iter().position(|value| !value.is_nan()).unwrap_or(column.len())
}
