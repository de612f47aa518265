//! Another future: valid bars that could have come, and did not.

use crate::series::{Series, SeriesError};

/// The series with other prices and volumes from the bar at `cut` on, at the same times. What rose falls: prices are mirrored
/// around the last close before the cut, p' = close² ÷ p, and lie `shift` times higher, so that a flat future changes, too.
pub(super) fn poisoned(series: &Series, cut: usize, shift: f64) -> Series {
    let close = series.close()[cut.saturating_sub(1)];
    // A falling function of the price, even after rounding: high and low change places and still hold open and close.
    let mirrored = |price: f64| shift * (close * (close / price));
    // Prices so far apart that their mirror image is no number: a future in which nothing happens.
    match with_future(series, cut, mirrored).or_else(|_| with_future(series, cut, |_| close)) {
        Ok(series) => series,
        Err(error) => unreachable!("bars of one price of the series are valid: {error}"),
    }
}

fn with_future(series: &Series, cut: usize, price: impl Fn(f64) -> f64) -> Result<Series, SeriesError> {
    let column = |before: &[f64], after: &[f64]| -> Vec<f64> {
        before[..cut].iter().copied().chain(after[cut..].iter().map(|value| price(*value))).collect()
    };
    let (open, high, low, close) = (series.open(), series.high(), series.low(), series.close());
    let volume = series.volume().iter().enumerate();
    let volume = volume.map(|(bar, units)| if bar < cut { *units } else { units * 0.5 + 1.0 });
    Series::new(
        series.time().to_vec(),
        column(open, open),
        column(high, low),
        column(low, high),
        column(close, close),
        volume.collect(),
        series.interval_ms(),
    )
    .map(|poisoned| poisoned.in_time_zone(series.time_zone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Bar;

    fn bars(prices: &[f64]) -> Series {
        let bar = |(i, &p): (usize, &f64)| Bar {
            time: i as i64,
            open: p,
            high: p * 1.02,
            low: p * 0.97,
            close: p * 1.01,
            volume: 3.0,
        };
        let bars: Vec<Bar> = prices.iter().enumerate().map(bar).collect();
        Series::from_bars(&bars, 1).unwrap()
    }

    #[test]
    fn every_bar_from_the_cut_on_is_another_and_none_before() {
        let series = bars(&[10.0, 11.0, 10.5, 10.5, 12.0, 0.3]);
        for cut in 1..6 {
            let other = poisoned(&series, cut, 1.01);
            for bar in 0..6 {
                let (a, b) = (series.bar(bar), other.bar(bar));
                let changed = [a.open != b.open, a.high != b.high, a.low != b.low, a.close != b.close];
                assert_eq!(changed, [bar >= cut; 4], "bar {bar}, cut {cut}");
                assert_eq!((a.volume != b.volume, a.time), (bar >= cut, b.time));
            }
        }
    }

    #[test]
    fn prices_that_cannot_be_mirrored_still_make_a_valid_future() {
        let series = bars(&[1e300, 1e300, 1e-300, 1e300]);
        let other = poisoned(&series, 2, 1.01);
        assert_eq!(other.bar(3).high, series.bar(1).close);
    }
}
