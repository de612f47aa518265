//! Hours with trends and returns, from a fixed seed.

use std::rc::Rc;

use engine::series::{Bar, Series};

/// 2024-01-01 00:00 UTC, a Monday.
const START: i64 = 1_704_067_200_000;
const STEP: i64 = 3_600_000;
const N: usize = 2_400;

/// Bars of an hour with prices in whole ticks of 0.01.
pub(crate) fn hourly() -> Rc<Series> {
    let mut state = 5_u64;
    let mut dice = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % 10_000) as f64 / 10_000.0
    };
    let ticks = |price: f64| (price * 100.0).round() / 100.0;
    let mut price = 100.0_f64;
    let mut bars = Vec::with_capacity(N);
    for i in 0..N {
        // The drift turns every few days, in whole steps so that no function of the platform is asked.
        let drift = if i / 140 % 2 == 0 { 0.09 } else { -0.09 };
        let (open, close) = (price, ticks((price + (dice() - 0.5) * 2.4 + drift).max(5.0)));
        let (high, low) = (ticks(open.max(close) + dice() * 0.8), ticks(open.min(close) - dice() * 0.8));
        let volume = (100.0 + dice() * 900.0).round();
        bars.push(Bar { time: START + i as i64 * STEP, open, high, low, close, volume });
        price = close;
    }
    Rc::new(Series::from_bars(&bars, STEP).unwrap())
}
