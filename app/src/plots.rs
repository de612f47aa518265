//! What a page asks of the series that a strategy looked at, and how many bars become one point of a chart; pure.

use std::ops::Range;

use engine::plot::{Plot, PlotSpec};
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlotQuestion {
    /// Which series there are. A script is not run for it.
    List,
    /// All values of all series.
    Whole,
    /// The points of bars `first..end`, `size` bars to a point.
    Points {
        /// First bar.
        first: u32,
        /// The bar after the last.
        end: u32,
        /// Bars of a point.
        size: u32,
    },
}

/// The series of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlotList {
    /// What they are.
    pub specs: Vec<PlotSpec>,
    /// Why some are not drawn, or not as the script says.
    pub notes: Vec<String>,
}

/// What a chart draws of some bars of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Their lowest value; NaN where there is none.
    pub low: f64,
    /// Their highest value.
    pub high: f64,
    /// Their last value.
    pub last: f64,
    /// The colour of the last value, if each value has one.
    pub colour: u32,
}

/// Numbers of a point on their way to the page.
const PER_POINT: usize = 4;

/// The points of some bars. A value whose colour cannot be seen counts as none.
pub fn reduce(plot: &Plot, bars: Range<usize>, size: usize) -> Vec<Point> {
    let point = |start: usize| {
        let none = Point { low: f64::NAN, high: f64::NAN, last: f64::NAN, colour: 0 };
        (start..bars.end.min(start + size)).fold(none, |point, bar| {
            let (value, colour) = (plot.values[bar], plot.colours.get(bar).copied());
            if value.is_nan() || colour.is_some_and(|colour| colour & 0xff == 0) {
                return point;
            }
            // The less of NaN and a number is the number.
            let (low, high) = (value.min(point.low), value.max(point.high));
            Point { low, high, last: value, colour: colour.unwrap_or(0) }
        })
    };
    bars.clone().step_by(size.max(1)).map(point).collect()
}

/// Points as numbers.
pub fn pack(points: impl IntoIterator<Item = Point>) -> Vec<f64> {
    points
        .into_iter()
        .flat_map(|Point { low, high, last, colour }| [low, high, last, f64::from(colour)])
        .collect()
}

/// The points of `n_plots` series, one after the other.
pub fn unpack(numbers: &[f64], n_plots: usize) -> Vec<Vec<Point>> {
    let point = |of: &[f64]| Point { low: of[0], high: of[1], last: of[2], colour: of[3] as u32 };
    let points: Vec<Point> = numbers.chunks_exact(PER_POINT).map(point).collect();
    points.chunks_exact((points.len() / n_plots.max(1)).max(1)).map(<[Point]>::to_vec).collect()
}

/// Whole series as numbers: for each its values, then its colours if it has any.
pub fn pack_whole(plots: &[Plot]) -> Vec<f64> {
    let numbers = |plot: &Plot| {
        let colours = plot.colours.iter().map(|colour| f64::from(*colour));
        plot.values.iter().copied().chain(colours).collect::<Vec<f64>>()
    };
    plots.iter().flat_map(numbers).collect()
}

/// The series that numbers stand for; `None` if they are not of so many bars.
pub fn unpack_whole(numbers: &[f64], specs: &[PlotSpec], n_bars: usize) -> Option<Vec<Plot>> {
    let mut rest = numbers;
    let mut take = |n: usize| {
        let (taken, left) = rest.split_at_checked(n)?;
        rest = left;
        Some(taken)
    };
    let plot = |spec: &PlotSpec| {
        let values = take(n_bars)?.to_vec();
        let colours = take(if spec.is_coloured { n_bars } else { 0 })?;
        Some(Plot {
            spec: spec.clone(),
            values,
            colours: colours.iter().map(|colour| *colour as u32).collect(),
        })
    };
    specs.iter().map(plot).collect()
}

#[cfg(test)]
mod tests {
    use engine::plot::Shape;

    use super::*;

    fn plot(values: &[f64], colours: &[u32]) -> Plot {
        let (key, title, shape) = (String::new(), String::new(), Shape::Line);
        let is_coloured = !colours.is_empty();
        let spec = PlotSpec { key, title, pane: 0, shape, colour: None, is_coloured };
        Plot { spec, values: values.to_vec(), colours: colours.to_vec() }
    }

    #[test]
    fn a_point_of_many_bars_keeps_their_lowest_highest_and_last_value() {
        let na = f64::NAN;
        let of = plot(&[3.0, 1.0, 2.0, na, 5.0, na, na, na, 7.0], &[]);
        let points = reduce(&of, 0..9, 3);
        assert_eq!((points[0].low, points[0].high, points[0].last), (1.0, 3.0, 2.0));
        assert_eq!((points[1].low, points[1].high, points[1].last), (5.0, 5.0, 5.0));
        assert_eq!((points[2].low, points[2].high, points[2].last), (7.0, 7.0, 7.0));
        let single = reduce(&of, 2..5, 1);
        assert_eq!(single.len(), 3);
        assert!(single[0].last == 2.0 && single[1].low.is_nan() && single[1].last.is_nan());
    }

    #[test]
    fn a_value_in_a_colour_that_cannot_be_seen_is_a_gap() {
        let of = plot(&[1.0, 2.0, 3.0], &[0x11ff, 0, 0x2200]);
        let points = reduce(&of, 0..3, 1);
        assert_eq!((points[0].last, points[0].colour), (1.0, 0x11ff));
        assert!(points[1].last.is_nan() && points[2].last.is_nan());
        assert_eq!(reduce(&of, 0..3, 3)[0].high, 1.0);
    }

    #[test]
    fn points_and_whole_series_arrive_as_they_were_sent() {
        let plots = [plot(&[1.0, 2.0], &[]), plot(&[3.0, 4.0], &[5 << 8 | 0xff, u32::MAX])];
        let specs: Vec<PlotSpec> = plots.iter().map(|plot| plot.spec.clone()).collect();
        assert_eq!(unpack_whole(&pack_whole(&plots), &specs, 2), Some(plots.to_vec()));
        assert_eq!(unpack_whole(&pack_whole(&plots)[1..], &specs, 2), None);
        let points: Vec<Vec<Point>> = plots.iter().map(|plot| reduce(plot, 0..2, 1)).collect();
        assert_eq!(unpack(&pack(points.concat()), 2), points);
        assert_eq!(unpack(&[], 0), Vec::<Vec<Point>>::new());
    }
}
