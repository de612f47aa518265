//! Built-in strategies at the edges of their rules.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::RunConfig;
use engine::registry::{built_in, prepare};
use engine::series::{Bar, Series};
use engine::strategy::catalog::find;
use engine::trade::{ExitReason, Side};

/// Runs `atr_bracket` with lengths 1, 2 and 1, stop and target 2 and 3 ATRs away, over (high, low, close).
fn atr_bracket(candles: &[(f64, f64, f64)]) -> Vec<(Side, u32, f64, ExitReason)> {
    let bars: Vec<Bar> = (0i64..)
        .zip(candles)
        .map(|(i, &(high, low, close))| Bar { time: i * 60_000, open: close, high, low, close, volume: 1.0 })
        .collect();
    let info = find("atr_bracket").unwrap();
    let mut params = info.defaults();
    for (key, value) in [("fast", 1.0), ("slow", 2.0), ("atr_length", 1.0)] {
        params.set(key, value);
    }
    let series = Rc::new(Series::from_bars(&bars, 60_000).unwrap());
    let report =
        prepare(&built_in(info.key()).unwrap(), &params, &RunConfig::default(), series).unwrap().finish();
    assert_eq!(report.n_notes, 0, "{:?}", report.notes);
    report.trades.iter().map(|t| (t.side, t.exit_bar, t.exit_price, t.exit_reason)).collect()
}

#[test]
fn atr_bracket_keeps_its_target_when_the_stop_would_lie_below_zero() {
    let candles = [(3.0, 3.0, 3.0), (2.0, 2.0, 2.0), (3.5, 1.5, 3.0), (3.0, 3.0, 3.0), (9.5, 3.0, 9.0)];
    assert_eq!(atr_bracket(&candles), [(Side::Long, 4, 9.0, ExitReason::Target)]);
}

#[test]
fn atr_bracket_keeps_its_stop_when_the_target_of_a_short_would_lie_below_zero() {
    let candles = [(3.0, 3.0, 3.0), (4.0, 4.0, 4.0), (4.5, 2.5, 3.0), (3.0, 3.0, 3.0), (7.5, 3.0, 7.0)];
    assert_eq!(atr_bracket(&candles), [(Side::Short, 4, 7.0, ExitReason::Stop)]);
}
