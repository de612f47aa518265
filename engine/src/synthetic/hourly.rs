//! Hourly sets, every day of the week.

use super::calendar::{HOUR_MS, hour, is_weekend};
use super::draws::{Draws, normal};
use super::maker::{Maker, Move};
use crate::random::unit;
use crate::series::Series;

/// Two years.
const N_BARS: usize = 17_520;
const STEPS: usize = 12;
const START: f64 = 1_000.0;
const VOLUME: f64 = 1_000.0;

fn hours(draws: &mut Draws, returns: impl IntoIterator<Item = (f64, f64)>) -> Series {
    let mut maker = Maker::new(START, 100.0, STEPS, N_BARS);
    for (i, (change, sigma)) in returns.into_iter().enumerate() {
        let of = Move { time: hour(i), night: None, change, sigma, volume: VOLUME };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(HOUR_MS)
}

/// A part that comes back to its middle, upon a part that does not.
pub(super) fn revert(seed: u64) -> Series {
    const PULL: f64 = 0.02;
    const PART: f64 = 0.0012;
    const WALK: f64 = 0.0010;
    let mut draws = Draws::new(seed);
    let sigma = (PART * PART + WALK * WALK).sqrt();
    let mut away = 0.0;
    let returns: Vec<_> = (0..N_BARS)
        .map(|_| {
            let part = -PULL * away + PART * normal(&mut draws.state);
            away += part;
            (part + WALK * normal(&mut draws.returns), sigma)
        })
        .collect();
    hours(&mut draws, returns)
}

/// Three years without a closing bell: wild weeks, quiet weekends, jumps.
pub(super) fn crypto(seed: u64) -> Series {
    const N_BARS: usize = 26_280;
    let mut draws = Draws::new(seed);
    let mut log_volatility = 0.0;
    let returns: Vec<_> = (0..N_BARS)
        .map(|i| {
            log_volatility = 0.98 * log_volatility + 0.09 * normal(&mut draws.state);
            let week = if is_weekend(hour(i)) { 0.6 } else { 1.0 };
            // The mean of exp(x) is exp(var x / 2); what it adds is taken off.
            let scale = libm::exp(log_volatility - 0.09 * 0.09 / (1.0 - 0.98 * 0.98) / 2.0);
            let sigma = 0.0065 * week * scale;
            let (chance, size) = (unit(&mut draws.events), 0.025 * normal(&mut draws.events));
            let jump = if chance < 1.0 / 400.0 { size } else { 0.0 };
            (0.000_02 + sigma * normal(&mut draws.returns) + jump, sigma)
        })
        .collect();
    hours(&mut draws, returns)
}

/// Each hour takes back a little of the last one, until the middle.
pub(super) fn dying(seed: u64) -> Series {
    const SIGMA: f64 = 0.004;
    let mut draws = Draws::new(seed);
    let mut last = 0.0;
    let returns: Vec<_> = (0..N_BARS)
        .map(|i| {
            let takes_back = if i < N_BARS / 2 { -0.035 } else { 0.0 };
            last = takes_back * last + SIGMA * normal(&mut draws.returns);
            (last, SIGMA)
        })
        .collect();
    hours(&mut draws, returns)
}

/// Long wicks to both sides: most of what an hour moves it takes back by its end.
pub(super) fn wicks(seed: u64) -> Series {
    const STEPS: usize = 24;
    const SIGMA: f64 = 0.008;
    const PULL: f64 = 0.75;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(START, 100.0, STEPS, N_BARS);
    for i in 0..N_BARS {
        let from = maker.log_price();
        let scale = SIGMA / (STEPS as f64).sqrt();
        let mut walk = vec![0.0];
        for k in 0..STEPS {
            walk.push(walk[k] + scale * normal(&mut draws.returns));
        }
        let end = walk[STEPS];
        let levels: Vec<f64> = walk
            .iter()
            .enumerate()
            .map(|(k, level)| from + level - PULL * end * k as f64 / STEPS as f64)
            .collect();
        let volume = maker.volume(&mut draws.volume, VOLUME, end, SIGMA);
        maker.path(hour(i), &levels, volume);
    }
    maker.finish(HOUR_MS)
}
