//! Many bars to one point, so that nothing that mattered disappears: highest high, lowest low, deepest drawdown.

use engine::series::Series;
use engine::statistics::Metric;

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

/// The candles of a view.
pub(super) fn candles(series: &Series, view: &View) -> Vec<Candle> {
    let candle = |point| {
        let bars = view.bars(point);
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
    };
    (0..view.n_points()).map(candle).collect()
}

/// The last value of each point.
pub(super) fn last(values: &[f64], view: &View) -> Vec<f64> {
    (0..view.n_points()).map(|point| values[view.bars(point).end - 1]).collect()
}

/// The lowest value of each point.
pub(super) fn lowest(values: &[f64], view: &View) -> Vec<f64> {
    let lowest = |point| values[view.bars(point)].iter().copied().fold(f64::INFINITY, f64::min);
    (0..view.n_points()).map(lowest).collect()
}

/// The value of each point that lies furthest from zero, so that nothing short disappears; the first undefined one where all are.
pub(super) fn furthest(values: &[Metric], view: &View) -> Vec<Metric> {
    let further = |far: Metric, value: &Metric| match (far, *value) {
        (Ok(far), Ok(value)) if value.abs() > far.abs() => Ok(value),
        (Err(_), value) => value,
        (far, _) => far,
    };
    let furthest = |point| {
        let values = &values[view.bars(point)];
        values[1..].iter().fold(values[0], further)
    };
    (0..view.n_points()).map(furthest).collect()
}

#[cfg(test)]
mod tests {
    use engine::series::Bar;
    use engine::statistics::Undefined;

    use super::*;

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
        let drawn = candles(&series, &View { first: 0, end: 5, size: 2 });
        assert_eq!(
            drawn.iter().map(|c| (c.time, c.high, c.low)).collect::<Vec<_>>(),
            [(0, 9.0, 4.0), (2_000, 8.0, 1.0), (4_000, 6.5, 2.0)]
        );
        assert_eq!(drawn[0].open, 5.0);
        assert_eq!(drawn[0].close, 6.0);
    }

    #[test]
    fn a_point_keeps_the_last_the_lowest_and_the_furthest_value() {
        let view = View { first: 0, end: 3, size: 2 };
        assert_eq!(
            (last(&[1.0, 2.0, 3.0], &view), lowest(&[2.0, 1.0, 3.0], &view)),
            (vec![2.0, 3.0], vec![1.0, 3.0])
        );
        let none = Err(Undefined::EquityNotPositive);
        assert_eq!(furthest(&[Ok(0.5), Ok(-1.0), Ok(0.0)], &view), [Ok(-1.0), Ok(0.0)]);
        assert_eq!(furthest(&[none, Ok(0.1), none], &view), [Ok(0.1), none]);
        assert_eq!(furthest(&[Ok(0.1), none, Ok(0.2)], &view), [Ok(0.1), Ok(0.2)]);
    }
}
