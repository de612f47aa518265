//! Daily sets with events: jumps, splits, an end, days without trades.

use super::calendar::{DAY_MS, workday};
use super::draws::{Draws, normal};
use super::maker::{Maker, Move};
use crate::random::unit;
use crate::series::Series;

const N_BARS: usize = 2_520;
const STEPS: usize = 8;
const VOLUME: f64 = 1e6;

/// Six jumps a year, in the night, where no stop fills.
pub(super) fn jumps(seed: u64) -> Series {
    const N_BARS: usize = 5_040;
    const SIGMA: f64 = 0.009;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(100.0, 100.0, STEPS, N_BARS);
    for i in 0..N_BARS {
        let (chance, size) = (unit(&mut draws.events), -0.01 + 0.05 * normal(&mut draws.events));
        let night = if chance < 6.0 / 252.0 { size } else { 0.0 };
        let change = 0.0003 + SIGMA * normal(&mut draws.returns);
        let of = Move { time: workday(i), night: Some(night), change, sigma: SIGMA, volume: VOLUME };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(DAY_MS)
}

/// Prices as traded across a split of 4:1 and one of 1:10.
pub(super) fn splits(seed: u64) -> Series {
    const SIGMA: f64 = 0.018;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(100.0, 100.0, STEPS, N_BARS);
    for i in 0..N_BARS {
        let night = match i {
            i if i == N_BARS * 2 / 5 => -libm::log(4.0),
            i if i == N_BARS * 4 / 5 => libm::log(10.0),
            _ => 0.0,
        };
        let change = SIGMA * normal(&mut draws.returns);
        let of = Move { time: workday(i), night: Some(night), change, sigma: SIGMA, volume: VOLUME };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(DAY_MS)
}

/// A company that goes under: thin volume at the end, and a last fall of 85 %.
pub(super) fn delisted(seed: u64) -> Series {
    const N_BARS: usize = 1_500;
    const N_THIN: usize = 60;
    const SIGMA: f64 = 0.03;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(20.0, 100.0, STEPS, N_BARS);
    for i in 0..N_BARS {
        let chance = SIGMA * normal(&mut draws.returns);
        let change = if i + 1 == N_BARS { libm::log(0.15) } else { -0.0016 + chance };
        let volume = if i + N_THIN < N_BARS { VOLUME } else { VOLUME / 50.0 };
        let of = Move { time: workday(i), night: None, change, sigma: SIGMA, volume };
        maker.bar(&mut draws.path, &mut draws.volume, &of);
    }
    maker.finish(DAY_MS)
}

/// A price of 2 with a tick of 0.05: most days have no trade, some have no bar.
pub(super) fn thin(seed: u64) -> Series {
    const SIGMA: f64 = 0.02;
    let mut draws = Draws::new(seed);
    let mut maker = Maker::new(2.0, 20.0, STEPS, N_BARS);
    // What was not traded yet.
    let mut held_back = 0.0;
    for i in 0..N_BARS {
        held_back += SIGMA * normal(&mut draws.returns);
        let (is_missing, is_quiet) = (unit(&mut draws.events) < 0.04, unit(&mut draws.events) < 0.55);
        let time = workday(i);
        // The same number of draws on every day.
        let base = maker.volume(&mut draws.volume, 2_000.0, held_back, SIGMA);
        let steps: [f64; STEPS] = std::array::from_fn(|_| normal(&mut draws.path));
        if is_missing {
            continue;
        }
        let from = maker.log_price();
        if is_quiet {
            maker.path(time, &[from], 0.0);
            continue;
        }
        let end = steps.iter().sum::<f64>();
        let mut walk = 0.0;
        let levels: Vec<f64> = steps
            .iter()
            .enumerate()
            .map(|(k, step)| {
                let share = (k + 1) as f64 / STEPS as f64;
                walk += step;
                from + share * held_back + (walk - share * end) * SIGMA / (STEPS as f64).sqrt()
            })
            .collect();
        maker.path(time, &levels, base);
        held_back = 0.0;
    }
    maker.finish(DAY_MS)
}
