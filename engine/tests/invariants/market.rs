//! Random bars.

use std::rc::Rc;

use engine::series::{Bar, Series};
use rand::{RngExt, SeedableRng};

/// A random walk with gaps, flat bars and one-sided bars, minutes apart.
pub(crate) fn random_bars(seed: u64, n: usize) -> Vec<Bar> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut price = 100.0;
    (0..n)
        .map(|i| {
            let mut step = |size: f64| 1.0 + (rng.random::<f64>() - 0.5) * size;
            let open = if i % 5 == 0 { price * step(0.02) } else { price };
            let close = if i % 11 == 0 { open } else { open * step(0.02) };
            let high = open.max(close) * step(0.005).max(1.0);
            let low = open.min(close) * step(0.005).min(1.0);
            price = close;
            Bar { time: i as i64 * 60_000, open, high, low, close, volume: 1.0 }
        })
        .collect()
}

/// The bars as a series.
pub(crate) fn series(bars: &[Bar]) -> Rc<Series> {
    Rc::new(Series::from_bars(bars, 60_000).unwrap())
}

/// A bar with every price multiplied.
pub(crate) fn scaled(bar: &Bar, factor: f64) -> Bar {
    let Bar { time, open, high, low, close, volume } = *bar;
    Bar { time, open: open * factor, high: high * factor, low: low * factor, close: close * factor, volume }
}
