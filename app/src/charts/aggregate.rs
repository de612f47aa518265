//! Many bars to one point, so that nothing that mattered disappears: highest high, lowest low, deepest drawdown.

use std::ops::Range;

use engine::series::Series;
use engine::statistics::{Metric, Undefined};

use super::view::View;

/// One candle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candle {
    pub(super) time: i64,
    pub(super) open: f64,
    pub(super) high: f64,
    pub(super) low: f64,
    pub(super) close: f64,
}

/// The candle of some bars, at least one.
pub(super) fn candle(series: &Series, bars: Range<usize>) -> Candle {
    let fold = |column: &[f64], pick: fn(f64, f64) -> f64| {
        column[bars.clone()].iter().copied().reduce(pick).unwrap_or(f64::NAN)
    };
    Candle {
        time: series.time()[bars.start],
        open: series.open()[bars.start],
        high: fold(series.high(), f64::max),
        low: fold(series.low(), f64::min),
        close: series.close()[bars.end - 1],
    }
}

/// The last value of each point.
pub(super) fn last(values: &[f64], view: &View) -> Vec<f64> {
    (0..view.n_points()).map(|point| values[view.bars(point).end - 1]).collect()
}

/// The lowest of some values.
pub(super) fn lowest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The lowest and the highest of some values; of none, why the first is undefined.
pub(super) fn extremes(values: &[Metric]) -> Result<(f64, f64), Undefined> {
    let defined = || values.iter().filter_map(|value| value.ok());
    match (defined().reduce(f64::min), defined().reduce(f64::max)) {
        (Some(low), Some(high)) => Ok((low, high)),
        _ => Err(values[0].err().unwrap_or(Undefined::TooShort)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::series::Bar;

    #[test]
    fn a_point_keeps_the_extremes_of_its_bars() {
        let bar = |i: i64, high: f64, low: f64| Bar {
            time: i * 1_000,
            open: 5.0,
            high,
            low,
            close: 6.0,
            volume: 0.0,
        };
        let bars = [bar(0, 7.0, 4.0), bar(1, 9.0, 5.0), bar(2, 8.0, 1.0), bar(3, 6.0, 3.0), bar(4, 6.5, 2.0)];
        let series = Series::from_bars(&bars, 1_000).unwrap();
        let view = View { first: 0, end: 5, size: 2 };
        let drawn: Vec<Candle> = (0..3).map(|point| candle(&series, view.bars(point))).collect();
        assert_eq!(
            drawn.iter().map(|c| (c.time, c.high, c.low)).collect::<Vec<_>>(),
            [(0, 9.0, 4.0), (2_000, 8.0, 1.0), (4_000, 6.5, 2.0)]
        );
        assert_eq!(drawn[0].open, 5.0);
        assert_eq!(drawn[0].close, 6.0);
    }

    #[test]
    fn a_point_keeps_the_last_value_and_both_extremes() {
        let view = View { first: 0, end: 3, size: 2 };
        assert_eq!((last(&[1.0, 2.0, 3.0], &view), lowest(&[2.0, 1.0, 3.0])), (vec![2.0, 3.0], 1.0));
        let none = Err(Undefined::EquityNotPositive);
        // Long and short by turns is not always long, however many bars a point has.
        assert_eq!(extremes(&[Ok(1.0), Ok(-0.9975), Ok(1.0)]), Ok((-0.9975, 1.0)));
        assert_eq!(extremes(&[none, Ok(0.1), none]), Ok((0.1, 0.1)));
        assert_eq!(extremes(&[none, none]), Err(Undefined::EquityNotPositive));
    }
}
