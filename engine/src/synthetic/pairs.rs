//! Two sets that belong together.

use super::calendar::{DAY_MS, HOUR_MS, hour, workday};
use super::draws::{Draws, normal};
use super::maker::{Maker, Move};
use crate::series::Series;

/// Two stocks on one walk. What they are apart comes back to its middle, until 70 % of the bars have passed.
pub(super) fn pair(seed: u64) -> (Series, Series) {
    const N_BARS: usize = 3_780;
    const WALK: f64 = 0.011;
    const PULL: f64 = 0.05;
    const APART: f64 = 0.006;
    let mut draws = Draws::new(seed);
    let sigma = (WALK * WALK + APART * APART / 4.0).sqrt();
    let mut makers = [100.0, 100.0].map(|start| Maker::new(start, 100.0, 8, N_BARS));
    let mut apart = 0.0;
    for i in 0..N_BARS {
        let common = WALK * normal(&mut draws.returns);
        let pull = if i < N_BARS * 7 / 10 { PULL } else { 0.0 };
        let change = -pull * apart + APART * normal(&mut draws.state);
        apart += change;
        for (maker, half) in makers.iter_mut().zip([0.5, -0.5]) {
            let of =
                Move { time: workday(i), night: None, change: common + half * change, sigma, volume: 1e6 };
            maker.bar(&mut draws.path, &mut draws.volume, &of);
        }
    }
    let [a, b] = makers.map(|maker| maker.finish(DAY_MS));
    (a, b)
}

/// One market that moves, and one that follows it: a part at once, a part an hour later.
pub(super) fn lead(seed: u64) -> (Series, Series) {
    const N_BARS: usize = 17_520;
    const SIGMA: f64 = 0.004;
    const LATER: f64 = 0.05;
    const AT_ONCE: f64 = 0.25;
    let mut draws = Draws::new(seed);
    let own = (1.0 - LATER * LATER - AT_ONCE * AT_ONCE).sqrt() * SIGMA;
    let mut makers = [1_000.0, 500.0].map(|start| Maker::new(start, 100.0, 12, N_BARS));
    let mut before = 0.0;
    for i in 0..N_BARS {
        let leader = SIGMA * normal(&mut draws.returns);
        let follower = LATER * before + AT_ONCE * leader + own * normal(&mut draws.state);
        before = leader;
        for (maker, change) in makers.iter_mut().zip([leader, follower]) {
            let of = Move { time: hour(i), night: None, change, sigma: SIGMA, volume: 1_000.0 };
            maker.bar(&mut draws.path, &mut draws.volume, &of);
        }
    }
    let [leader, follower] = makers.map(|maker| maker.finish(HOUR_MS));
    (leader, follower)
}
