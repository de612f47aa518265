//! Random bars, friendly and not.

use std::rc::Rc;

use engine::series::{Bar, Series};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Distance of two bars in milliseconds.
pub(crate) const MINUTE: i64 = 60_000;

/// A random walk of one of five kinds: plain; with gaps; on a coarse grid, so that levels coincide; of one tick at a time,
/// flat for stretches; violent.
pub(crate) fn bars(rng: &mut ChaCha8Rng, n: usize) -> Vec<Bar> {
    let kind = rng.random_range(0..5);
    let (gap, body, wick) =
        [(0.0, 0.02, 0.01), (0.05, 0.01, 0.01), (0.02, 0.02, 0.02), (0.0, 0.0, 0.0), (0.4, 0.3, 0.2)][kind];
    let grid =
        |price: f64| if kind == 2 || kind == 3 { ((price * 4.0).round() / 4.0).max(0.25) } else { price };
    let mut last: f64 = 100.0;
    (0..n)
        .map(|i| {
            let mut step = |size: f64| (rng.random::<f64>() - 0.5) * size;
            let mut open = last * (1.0 + step(gap));
            let mut close = open * (1.0 + step(body));
            let (mut up, mut down) = (step(wick).max(0.0), step(wick).max(0.0));
            if kind == 3 {
                // A tick up, a tick down or nothing; every third bar does not move at all.
                open = last;
                close = last + if i % 3 == 0 { 0.0 } else { (step(3.0)).round() * 0.25 };
            }
            if i % 13 == 5 {
                (up, down) = (0.0, 0.0);
            }
            // Back towards where it came from, so that prices stay prices.
            close *= if close > 1_000.0 {
                0.5
            } else if close < 10.0 {
                2.0
            } else {
                1.0
            };
            let (open, close) = (grid(open), grid(close));
            let high = grid(open.max(close) * (1.0 + up)).max(open).max(close);
            let low = grid(open.min(close) * (1.0 - down)).min(open).min(close);
            last = close;
            Bar { time: i as i64 * MINUTE, open, high, low, close, volume: 1.0 }
        })
        .collect()
}

/// The bars as a series.
pub(crate) fn series(bars: &[Bar]) -> Rc<Series> {
    Rc::new(Series::from_bars(bars, MINUTE).unwrap())
}

/// A bar with every price multiplied.
pub(crate) fn scaled(bar: &Bar, factor: f64) -> Bar {
    let Bar { time, open, high, low, close, volume } = *bar;
    Bar { time, open: open * factor, high: high * factor, low: low * factor, close: close * factor, volume }
}
