//! Relative strength index (Wilder 1978): 100 × average gain ÷ (average gain + average loss), both Wilder-averaged over
//! `length` changes. Warm-up: `length` bars. Without any loss it is 100; without any gain, 0.

use super::ema::rma;
use super::first_valid;

/// The RSI of `values`, 0 to 100; NaN before `length` changes are known.
pub fn rsi(values: &[f64], length: usize) -> Vec<f64> {
    let start = first_valid(values);
    let mut gains = vec![f64::NAN; values.len()];
    let mut losses = gains.clone();
    for bar in start + 1..values.len() {
        let change = values[bar] - values[bar - 1];
        gains[bar] = change.max(0.0);
        losses[bar] = (-change).max(0.0);
    }
    let (gains, losses) = (rma(&gains, length), rma(&losses, length));
    gains
        .iter()
        .zip(&losses)
        .map(|(gain, loss)| if *loss == 0.0 { 100.0 } else { 100.0 - 100.0 / (1.0 + gain / loss) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = rsi(&[10.0, 11.0, 10.5, 11.5, 11.0], 2);
        assert!(out[..2].iter().all(|value| value.is_nan()));
        // Gains 1, 0, 1, 0 and losses 0, 0.5, 0, 0.5: seeds 0.5 and 0.25, then Wilder's average with weight one half.
        assert!((out[2] - 100.0 * 0.5 / 0.75).abs() < 1e-12);
        assert!((out[3] - 100.0 * 0.75 / 0.875).abs() < 1e-12);
        assert!((out[4] - 100.0 * 0.375 / (0.375 + 0.3125)).abs() < 1e-12);
    }

    #[test]
    fn only_gains_give_100_and_only_losses_0() {
        assert_eq!(rsi(&[1.0, 2.0, 3.0], 2)[2], 100.0);
        assert_eq!(rsi(&[3.0, 2.0, 1.0], 2)[2], 0.0);
    }
}
