//! What the page has of the series: all of them, or the points of one view.

use engine::plot::{Plot, PlotSpec};

use crate::charts::view::View;
use crate::plots::{PlotQuestion, Point, reduce, unpack, unpack_whole};

/// More numbers than this stay in the worker: 32 MB.
const MOST_HELD: usize = 4_000_000;

/// The values that have arrived.
#[derive(Debug, Default)]
pub(super) enum Held {
    /// None yet.
    #[default]
    Nothing,
    /// All.
    Whole(Vec<Plot>),
    /// By series the points of a view.
    Part(View, Vec<Vec<Point>>),
}

impl Held {
    /// Whether so many series are taken over as a whole.
    pub(super) fn is_small(specs: &[PlotSpec], n_bars: usize) -> bool {
        specs.len() * n_bars <= MOST_HELD
    }

    /// By series the points of a view, as far as they are here.
    pub(super) fn points(&self, view: &View) -> Option<Vec<Vec<Point>>> {
        match self {
            Self::Whole(plots) => {
                Some(plots.iter().map(|plot| reduce(plot, view.first..view.end, view.size)).collect())
            }
            Self::Part(of, points) if of == view => Some(points.clone()),
            Self::Part(..) | Self::Nothing => None,
        }
    }

    /// All series from a worker's numbers.
    pub(super) fn whole(numbers: &[f64], specs: &[PlotSpec], n_bars: usize) -> Option<Self> {
        unpack_whole(numbers, specs, n_bars).map(Self::Whole)
    }

    /// The points of a view from a worker's numbers.
    pub(super) fn part(numbers: &[f64], specs: &[PlotSpec], view: View) -> Self {
        Self::Part(view, unpack(numbers, specs.len()))
    }

    /// What to ask a worker for a view.
    pub(super) fn question(view: &View) -> PlotQuestion {
        let View { first, end, size } = *view;
        PlotQuestion::Points { first: first as u32, end: end as u32, size: size as u32 }
    }
}

#[cfg(test)]
mod tests {
    use engine::plot::Shape;

    use super::*;
    use crate::plots::{pack, pack_whole};

    #[test]
    fn the_points_of_a_view_are_the_same_from_whole_series_and_from_a_worker() {
        let spec = |key: &str| PlotSpec {
            key: key.to_owned(),
            title: key.to_owned(),
            pane: 0,
            shape: Shape::Line,
            colour: None,
            is_coloured: false,
        };
        let specs = [spec("a"), spec("b")];
        let values =
            |by: f64| (0..100).map(|i| if i % 7 == 0 { f64::NAN } else { f64::from(i) * by }).collect();
        let plots: Vec<Plot> = specs
            .iter()
            .zip([1.0, -2.0])
            .map(|(spec, by)| Plot { spec: spec.clone(), values: values(by), colours: Vec::new() })
            .collect();
        let whole = Held::whole(&pack_whole(&plots), &specs, 100).unwrap();
        for view in [View::whole(100), View { first: 16, end: 90, size: 8 }] {
            let numbers = pack(plots.iter().flat_map(|plot| reduce(plot, view.first..view.end, view.size)));
            let part = Held::part(&numbers, &specs, view);
            let text = |held: &Held| format!("{:?}", held.points(&view).unwrap());
            assert_eq!(text(&whole), text(&part));
            assert!(part.points(&View { first: 0, end: 8, size: 1 }).is_none());
        }
        assert!(Held::is_small(&specs, 500_000) && !Held::is_small(&specs, 2_500_000));
    }
}
