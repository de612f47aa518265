//! Made-up bars with ties, flat stretches and jumps.

use std::rc::Rc;

use engine::series::{Bar, Series};

pub(crate) const N: usize = 130;

/// The columns of the bars.
pub(crate) struct Data {
    pub(crate) open: Vec<f64>,
    pub(crate) high: Vec<f64>,
    pub(crate) low: Vec<f64>,
    pub(crate) close: Vec<f64>,
    pub(crate) volume: Vec<f64>,
}

/// 2024-01-01 00:00 UTC, a Monday; a bar every six hours.
pub(crate) const START: i64 = 1_704_067_200_000;
pub(crate) const STEP: i64 = 6 * 3_600_000;

pub(crate) fn bars() -> (Data, Rc<Series>) {
    let mut state = 11_u64;
    let mut dice = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % n) as f64
    };
    let mut data = Data { open: vec![], high: vec![], low: vec![], close: vec![], volume: vec![] };
    let mut price = 100.0;
    for i in 0..N {
        // From bar 60 to 75 nothing moves.
        let (step, wick) = if (60..75).contains(&i) { (0.0, 0.0) } else { (dice(13) - 6.0, dice(4)) };
        let open: f64 = price;
        price += step * 0.5;
        data.open.push(open);
        data.close.push(price);
        data.high.push(open.max(price) + wick * 0.5);
        data.low.push(open.min(price) - wick * 0.25);
        data.volume.push(1.0 + dice(9));
    }
    let bar = |i: usize| Bar {
        time: START + i as i64 * STEP,
        open: data.open[i],
        high: data.high[i],
        low: data.low[i],
        close: data.close[i],
        volume: data.volume[i],
    };
    let series = Rc::new(Series::from_bars(&(0..N).map(bar).collect::<Vec<_>>(), STEP).unwrap());
    (data, series)
}
