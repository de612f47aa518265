//! Curves with a value per bar of the window.

use super::super::metric::{Metric, Undefined, change, finite};

/// [`DRAWDOWN`](super::DRAWDOWN): zero or negative.
pub fn drawdown_curve(equity: &[f64], initial_cash: f64) -> Vec<f64> {
    let mut peak = initial_cash;
    equity
        .iter()
        .map(|value| {
            peak = peak.max(*value);
            change(peak, *value)
        })
        .collect()
}

/// [`BUY_AND_HOLD`](super::BUY_AND_HOLD), in cash. `warmup_bars` is the number of bars before the one that buys.
pub fn buy_and_hold_curve(close: &[f64], warmup_bars: usize, initial_cash: f64) -> Vec<f64> {
    let Some(start) = close.get(warmup_bars) else { return vec![initial_cash; close.len()] };
    let value = |(bar, price): (usize, &f64)| {
        if bar < warmup_bars { initial_cash } else { initial_cash * (price / start) }
    };
    close.iter().enumerate().map(value).collect()
}

/// [`EXPOSURE`](super::EXPOSURE), as ratios. `positions` are the report's: (bar of the series, units) at every change.
pub fn exposure_curve(
    positions: &[(u32, f64)],
    first_bar: u32,
    close: &[f64],
    equity: &[f64],
) -> Vec<Metric> {
    let mut changes = positions.iter().peekable();
    let mut units = 0.0;
    let ratio = |(bar, price, equity): (u32, f64, f64)| {
        while let Some((_, changed)) = changes.next_if(|(at, _)| *at <= bar) {
            units = *changed;
        }
        if equity > 0.0 {
            finite(units * price / equity, Undefined::OutOfRange)
        } else {
            Err(Undefined::EquityNotPositive)
        }
    };
    let bars = (first_bar..).zip(close).zip(equity).map(|((bar, close), equity)| (bar, *close, *equity));
    bars.map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawdown_curve_starts_at_the_initial_cash() {
        assert_eq!(drawdown_curve(&[50.0, 200.0, 100.0], 100.0), [-0.5, 0.0, -0.5]);
    }

    #[test]
    fn buy_and_hold_waits_for_the_warm_up() {
        assert_eq!(buy_and_hold_curve(&[5.0, 10.0, 20.0], 1, 100.0), [100.0, 100.0, 200.0]);
        assert_eq!(buy_and_hold_curve(&[5.0], 1, 100.0), [100.0]);
    }

    #[test]
    fn exposure_follows_the_position_and_keeps_its_sign() {
        let positions = [(11, 2.0), (13, -1.0), (14, 0.0)];
        let found = exposure_curve(
            &positions,
            10,
            &[10.0, 10.0, 20.0, 30.0, 40.0],
            &[100.0, 100.0, 80.0, 60.0, 60.0],
        );
        assert_eq!(found, [Ok(0.0), Ok(0.2), Ok(0.5), Ok(-0.5), Ok(0.0)]);
    }

    #[test]
    fn exposure_of_nothing_or_a_debt_is_undefined() {
        let found = exposure_curve(&[(0, 1.0)], 0, &[10.0, 10.0], &[0.0, -5.0]);
        assert_eq!(found, [Err(Undefined::EquityNotPositive); 2]);
    }
}
