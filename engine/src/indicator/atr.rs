//! True range and its Wilder average (Wilder 1978).
//!
//! True range = max(high, close before) − min(low, close before); on the first bar, high − low. ATR warm-up:
//! `length - 1` bars.

use super::ema::rma;
use crate::series::Series;

/// The true range of every bar.
pub fn true_range(series: &Series) -> Vec<f64> {
    let (high, low, close) = (series.high(), series.low(), series.close());
    (0..series.len())
        .map(|bar| match bar.checked_sub(1).map(|before| close[before]) {
            Some(before) => {
                (high[bar] - low[bar]).max((high[bar] - before).abs()).max((low[bar] - before).abs())
            }
            None => high[bar] - low[bar],
        })
        .collect()
}

/// The average true range over `length` bars.
pub fn atr(series: &Series, length: usize) -> Vec<f64> {
    rma(&true_range(series), length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Bar;

    #[test]
    fn a_gap_counts_into_the_range() {
        let bar = |time, open, high, low, close| Bar { time, open, high, low, close, volume: 0.0 };
        let bars =
            [bar(0, 10.0, 11.0, 9.0, 10.0), bar(1, 14.0, 15.0, 13.0, 14.0), bar(2, 8.0, 9.0, 7.0, 8.0)];
        let series = Series::from_bars(&bars, 1).unwrap();
        assert_eq!(true_range(&series), [2.0, 5.0, 7.0]);
        assert_eq!(atr(&series, 2)[1..], [3.5, 5.25]);
    }
}
