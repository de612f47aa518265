//! Minute bars of any number, for trying things out.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::draws::normal;
use crate::random::unit;
use crate::series::Series;

const MINUTE_MS: i64 = 60_000;
/// 2020-01-01 00:00 UTC.
const START_MS: i64 = 1_577_836_800_000;
const MINUTES_PER_DAY: usize = 1440;
/// Ticks of 0.01 in one unit of price.
const TICKS: f64 = 100.0;
/// Usual standard deviation of a minute's return: about 1 % a day.
const MINUTE_SIGMA: f64 = 0.000_27;

/// One-minute bars, a day of 24 hours every day, from 2020 on, with ticks of 0.01 around 100. The walk is a
/// random one with a slow swing of volatility and more movement and volume around two openings a day.
/// The same seed gives the same bits on every target. At least one bar is made.
pub fn minute_series(seed: u64, n_bars: usize) -> Series {
    let n_bars = n_bars.max(1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let shape = day_shape();
    let mut columns: [Vec<f64>; 5] = std::array::from_fn(|_| Vec::with_capacity(n_bars));
    let time = (0..n_bars as i64).map(|i| START_MS + i * MINUTE_MS).collect();
    let (mut log_price, mut log_volatility) = (libm::log(100.0), 0.0);
    let mut last_close = 100.0 * TICKS;
    for i in 0..n_bars {
        log_volatility = 0.999 * log_volatility + 0.02 * normal(&mut random);
        let sigma = MINUTE_SIGMA * shape[i % MINUTES_PER_DAY] * libm::exp(log_volatility);
        // Pulled a little towards 100, so that millions of bars stay within sensible prices.
        log_price += sigma * normal(&mut random) - 2e-6 * (log_price - libm::log(100.0));
        let close = (libm::exp(log_price) * TICKS).round().max(1.0);
        let open = (last_close + (normal(&mut random) * 0.6).round()).max(1.0);
        let reach = sigma * close;
        let high = (open.max(close) + (unit(&mut random) * reach).round()).max(1.0);
        let low = (open.min(close) - (unit(&mut random) * reach).round()).max(1.0);
        let moved = (high - low) / (MINUTE_SIGMA * close);
        let volume = (100.0 * shape[i % MINUTES_PER_DAY] * (0.3 + unit(&mut random)) * (1.0 + moved)).round();
        let prices = [open, high, low, close].map(|ticks| ticks / TICKS);
        for (column, value) in columns.iter_mut().zip(prices.into_iter().chain([volume])) {
            column.push(value);
        }
        last_close = close;
    }
    let [open, high, low, close, volume] = columns;
    match Series::new(time, open, high, low, close, volume, MINUTE_MS) {
        Ok(series) => series,
        Err(error) => unreachable!("times rise by a minute and high and low hold open and close: {error}"),
    }
}

/// Activity by minute of the day, about 1 on average: humps at 08:00 and 14:30 UTC over a quiet night.
fn day_shape() -> Vec<f64> {
    let hump = |minute: f64, at: f64, width: f64| {
        let distance = (minute - at) / width;
        libm::exp(-distance * distance)
    };
    (0..MINUTES_PER_DAY)
        .map(|minute| {
            let minute = minute as f64;
            0.6 + 0.9 * hump(minute, 480.0, 90.0) + 1.6 * hump(minute, 870.0, 110.0)
        })
        .collect()
}
