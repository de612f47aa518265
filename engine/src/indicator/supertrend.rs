//! Supertrend (Olivier Seban), as TradingView computes it: a band `factor` ATRs around the bar's middle that only moves in
//! the trend's direction and flips when the close crosses it. Warm-up: the ATR's, `length - 1` bars.

use super::atr::atr;
use crate::series::Series;

/// Two columns: the line, and `1.0` while the trend is up, `-1.0` while it is down. The first value counts as down.
pub fn supertrend(series: &Series, factor: f64, length: usize) -> (Vec<f64>, Vec<f64>) {
    let n = series.len();
    let (mut line, mut direction) = (vec![f64::NAN; n], vec![f64::NAN; n]);
    let atr = atr(series, length);
    let close = series.close();
    let (mut lower, mut upper, mut up) = (0.0, 0.0, false);
    for bar in 0..n {
        if atr[bar].is_nan() {
            continue;
        }
        let middle = (series.high()[bar] + series.low()[bar]) / 2.0;
        let (raw_lower, raw_upper) = (middle - factor * atr[bar], middle + factor * atr[bar]);
        if bar == 0 || atr[bar - 1].is_nan() {
            (lower, upper) = (raw_lower, raw_upper);
        } else {
            let before = close[bar - 1];
            if raw_lower > lower || before < lower {
                lower = raw_lower;
            }
            if raw_upper < upper || before > upper {
                upper = raw_upper;
            }
            up = if up { close[bar] >= lower } else { close[bar] > upper };
        }
        line[bar] = if up { lower } else { upper };
        direction[bar] = if up { 1.0 } else { -1.0 };
    }
    (line, direction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Bar;

    #[test]
    fn the_line_flips_when_the_close_crosses_it() {
        let closes = [10.0, 10.0, 10.0, 14.0, 15.0, 15.0, 9.0];
        let bars: Vec<Bar> = closes
            .iter()
            .enumerate()
            .map(|(i, &c)| Bar {
                time: i as i64,
                open: c,
                high: c + 0.5,
                low: c - 0.5,
                close: c,
                volume: 0.0,
            })
            .collect();
        let series = Series::from_bars(&bars, 1).unwrap();
        let (line, direction) = supertrend(&series, 1.0, 2);
        assert!(line[0].is_nan());
        assert_eq!(direction[1..], [-1.0, -1.0, 1.0, 1.0, 1.0, -1.0]);
        assert!(line[3] < 14.0 && line[6] > 9.0);
    }
}
