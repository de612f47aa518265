//! Daily sets: Monday to Friday, 252 bars counted as a year.

use super::calendar::{DAY_MS, workday};
use super::draws::{Draws, heavy, normal};
use super::maker::{Maker, Move};
use crate::random::{below, unit};
use crate::series::Series;

/// Twenty years.
const N_BARS: usize = 5_040;
const YEAR: f64 = 252.0;
const STEPS: usize = 8;
const VOLUME: f64 = 1e6;

/// Days from returns and the deviation of each.
fn days(draws: &mut Draws, returns: &[(f64, f64)]) -> Series {
    let mut maker = Maker::new(100.0, 100.0, STEPS, returns.len());
    for (i, (change, sigma)) in returns.iter().enumerate() {
        let of = Move { time: workday(i), night: None, change: *change, sigma: *sigma, volume: VOLUME };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(DAY_MS)
}

/// Nothing but chance.
pub(super) fn noise(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let returns: Vec<_> = (0..N_BARS).map(|_| (0.01 * normal(&mut draws.returns), 0.01)).collect();
    days(&mut draws, &returns)
}

/// Volatility that comes in clusters and rises more after falls (GJR-GARCH), with heavy tails: a bar's return and deviation.
fn garch(draws: &mut Draws, asymmetry: f64, yearly_return: f64) -> Vec<(f64, f64)> {
    const NEWS: f64 = 0.03;
    const MEMORY: f64 = 0.90;
    let usual = 0.16 * 0.16 / YEAR;
    let rest = usual * (1.0 - NEWS - MEMORY - asymmetry / 2.0);
    let mut variance = usual;
    (0..N_BARS)
        .map(|_| {
            let sigma = variance.sqrt();
            let shock = sigma * heavy(&mut draws.returns, 6);
            let fall = if shock < 0.0 { asymmetry } else { 0.0 };
            variance = rest + (NEWS + fall) * shock * shock + MEMORY * variance;
            (yearly_return / YEAR + shock, sigma)
        })
        .collect()
}

/// An index of stocks.
pub(super) fn index(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let returns = garch(&mut draws, 0.10, 0.07);
    days(&mut draws, &returns)
}

/// Volatility that can be foreseen.
pub(super) fn clusters(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let returns = garch(&mut draws, 0.12, 0.06);
    days(&mut draws, &returns)
}

/// Three times the daily return of [`index`] of the same seed.
pub(super) fn triple(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let returns: Vec<_> = garch(&mut draws, 0.10, 0.07)
        .into_iter()
        .map(|(change, sigma)| {
            // Nothing is left after a fall of a third in a day.
            let left = (1.0 + 3.0 * (libm::exp(change) - 1.0)).max(1e-6);
            (libm::log(left), 3.0 * sigma)
        })
        .collect();
    days(&mut draws, &returns)
}

/// Good, bad and dull times that last for months.
pub(super) fn regimes(seed: u64) -> Series {
    /// Yearly return, yearly deviation, chance to stay.
    const STATES: [(f64, f64, f64); 3] = [(0.20, 0.11, 0.996), (-0.40, 0.34, 0.988), (0.0, 0.17, 0.993)];
    let mut draws = Draws::new(seed);
    let mut state = 0;
    let returns: Vec<_> = (0..N_BARS)
        .map(|_| {
            let (drift, deviation, stay) = STATES[state];
            let sigma = deviation / YEAR.sqrt();
            let change = drift / YEAR + sigma * normal(&mut draws.returns);
            let chance = unit(&mut draws.state);
            if chance >= stay {
                state = (state + if chance < stay + (1.0 - stay) / 2.0 { 1 } else { 2 }) % STATES.len();
            }
            (change, sigma)
        })
        .collect();
    days(&mut draws, &returns)
}

/// A drift that wanders slowly.
pub(super) fn trend(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let mut drift = 0.0;
    let returns: Vec<_> = (0..N_BARS)
        .map(|_| {
            drift = 0.985 * drift + 0.0002 * normal(&mut draws.state);
            (drift + 0.012 * normal(&mut draws.returns), 0.012)
        })
        .collect();
    days(&mut draws, &returns)
}

/// A steady gain, and every five years a crash of six days.
pub(super) fn carry(seed: u64) -> Series {
    const EVERY: usize = 1_260;
    const CRASH: usize = 6;
    let mut draws = Draws::new(seed);
    let sigma = 0.045 / YEAR.sqrt();
    let mut returns: Vec<_> =
        (0..N_BARS).map(|_| (0.12 / YEAR + sigma * normal(&mut draws.returns), sigma)).collect();
    for years in returns.chunks_mut(EVERY) {
        let at = below(&mut draws.events, (EVERY - CRASH) as u64) as usize;
        for day in years.iter_mut().skip(at).take(CRASH) {
            day.0 = libm::log(1.0 - 0.02 - 0.05 * unit(&mut draws.events));
        }
    }
    days(&mut draws, &returns)
}

/// Gains around the turn of months of 21 days: on the last and on the first three.
pub(super) fn season(seed: u64) -> Series {
    let mut draws = Draws::new(seed);
    let returns: Vec<_> = (0..N_BARS)
        .map(|i| {
            let drift = if matches!(i % 21, 20 | 0..=2) { 0.0013 } else { -0.000_05 };
            (drift + 0.01 * normal(&mut draws.returns), 0.01)
        })
        .collect();
    days(&mut draws, &returns)
}

/// The night takes back a part of the day: it pays who trades at the close that made the signal, and nobody else.
pub(super) fn tomorrow(seed: u64) -> Series {
    const N_BARS: usize = 2_520;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(100.0, 100.0, STEPS, N_BARS);
    let mut day = 0.0;
    for i in 0..N_BARS {
        let night = -0.30 * day + 0.006 * normal(&mut draws.returns);
        day = 0.011 * normal(&mut draws.returns);
        let of = Move { time: workday(i), night: Some(night), change: day, sigma: 0.011, volume: VOLUME };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(DAY_MS)
}
