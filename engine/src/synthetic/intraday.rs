//! Sets of minutes.

use super::calendar::{DAY_MS, MINUTE_MS, SESSION_MINUTES, forex_bar, minute, minute_of_day, session_minute};
use super::draws::{Draws, normal};
use super::maker::{Maker, Move};
use crate::random::unit;
use crate::series::Series;

const STEPS: usize = 4;

/// A stock exchange: busy at the open and at the close, shut in the night.
pub(super) fn session(seed: u64) -> Series {
    const N_BARS: usize = 97_500;
    const DAY_SIGMA: f64 = 0.012;
    /// Share of the night in the variance of a day.
    const NIGHT: f64 = 0.45;
    let mut draws = Draws::new(seed);
    let shape = u_shape();
    let squares: f64 = shape.iter().map(|level| level * level).sum();
    let minute_sigma = DAY_SIGMA * ((1.0 - NIGHT) / squares).sqrt();
    let mut maker = Maker::new(100.0, 100.0, STEPS, N_BARS);
    let mut gap = 0.0;
    for i in 0..N_BARS {
        let of_session = i % SESSION_MINUTES;
        if of_session == 0 {
            gap = DAY_SIGMA * NIGHT.sqrt() * normal(&mut draws.events);
        }
        let night = (of_session == 0 && i > 0).then_some(gap);
        let sigma = minute_sigma * shape[of_session];
        let change = sigma * normal(&mut draws.returns);
        let of = Move { time: session_minute(i), night, change, sigma, volume: 3_000.0 * shape[of_session] };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(MINUTE_MS)
}

/// 2.2 at the open, 0.7 in the middle, 1.6 at the close, by two parabolas.
fn u_shape() -> Vec<f64> {
    let middle = SESSION_MINUTES as f64 / 2.0;
    (0..SESSION_MINUTES)
        .map(|minute| {
            let away = (minute as f64 + 0.5 - middle) / middle;
            0.7 + if away < 0.0 { 1.5 } else { 0.9 } * away * away
        })
        .collect()
}

/// A middle that walks, and last prices that jump between bid and ask around it.
pub(super) fn bounce(seed: u64) -> Series {
    const N_BARS: usize = 100_000;
    const SIGMA: f64 = 0.000_12;
    const HALF_SPREAD: f64 = 0.000_25;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(1_000.0, 100.0, STEPS, N_BARS);
    let mut middle = maker.log_price();
    for i in 0..N_BARS {
        let change = SIGMA * normal(&mut draws.returns);
        let mut walk = 0.0;
        let steps: [f64; STEPS] = std::array::from_fn(|_| {
            walk += normal(&mut draws.path);
            walk
        });
        let levels: Vec<f64> = steps
            .iter()
            .enumerate()
            .map(|(k, step)| {
                let share = (k + 1) as f64 / STEPS as f64;
                let at = middle + share * change + (step - share * walk) * SIGMA / (STEPS as f64).sqrt();
                at + if unit(&mut draws.state) < 0.5 { HALF_SPREAD } else { -HALF_SPREAD }
            })
            .collect();
        middle += change;
        let volume = maker.volume(&mut draws.volume, 100.0, change, SIGMA);
        maker.path(minute(i), &levels, volume);
    }
    maker.finish(MINUTE_MS)
}

/// Currencies: three busy stretches a day, and a drift of three hours from 07:00 UTC, up or down by a coin.
pub(super) fn london(seed: u64) -> Series {
    const N_BARS: usize = 150_000;
    const MINUTE_SIGMA: f64 = 0.000_12;
    const MINUTE_DRIFT: f64 = 0.000_006;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(1.1, 100_000.0, STEPS, N_BARS);
    let mut day = i64::MIN;
    let mut sign = 1.0;
    for i in 0..N_BARS {
        let time = forex_bar(i);
        if time.div_euclid(DAY_MS) != day {
            day = time.div_euclid(DAY_MS);
            sign = if unit(&mut draws.events) < 0.5 { 1.0 } else { -1.0 };
        }
        let of_day = minute_of_day(time);
        let level = humps(of_day as f64);
        let sigma = MINUTE_SIGMA * 5.0_f64.sqrt() * level;
        let drift = if (420..600).contains(&of_day) { 5.0 * MINUTE_DRIFT * sign } else { 0.0 };
        let change = drift + sigma * normal(&mut draws.returns);
        let of = Move { time, night: None, change, sigma, volume: 500.0 * level };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(5 * MINUTE_MS)
}

/// Activity by minute of the day, about 1 on average: Tokyo, London, New York.
fn humps(minute: f64) -> f64 {
    let hump = |at: f64, width: f64| {
        let distance = (minute - at) / width;
        libm::exp(-distance * distance)
    };
    0.7 + 0.3 * hump(120.0, 120.0) + 0.6 * hump(510.0, 120.0) + 0.7 * hump(870.0, 120.0)
}
