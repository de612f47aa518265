//! Curves of several runs: lines of equity, and lines of drawdown below.

use std::ops::Range;
use std::rc::Rc;

use leptos::prelude::{GetUntracked, RwSignal, Set, Signal};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;

use super::aggregate::lowest;
use super::axis::{AxisFormat, step};
use super::binding::{Chart, Library, Pane, Plot, js};
use super::colours::{Colours, N_COMPARED};
use super::view::View;
use super::viewer::{Source, rising, when};
use crate::format::locale;
use crate::format::number::Plus;

/// How the library draws a line.
const SOLID: u32 = 0;
const DASHED: u32 = 2;

/// Curves on one axis of time.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// UTC milliseconds, ascending.
    pub times: Vec<i64>,
    /// Usual distance of the finest bars.
    pub interval_ms: i64,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// The curve of a run, with a value at each time of the axis; NaN where the run has none.
#[derive(Debug, Clone)]
pub struct Curve {
    /// Which of the colours it has, and whether it is dashed.
    pub place: usize,
    /// In cash.
    pub equity: Vec<f64>,
    /// As ratios, zero or negative.
    pub drawdown: Vec<f64>,
    /// Cash at the start.
    pub initial: f64,
}

impl Curve {
    /// The equity as it is drawn.
    pub fn shown(&self, equity: f64, is_cash: bool) -> f64 {
        if is_cash { equity } else { 100.0 * (equity / self.initial) }
    }

    /// The last equity and the deepest drawdown of some times; `None` where the run has none.
    pub fn at(&self, times: Range<usize>) -> Option<(f64, f64)> {
        let equity = self.equity[times.clone()].iter().rev().copied().find(|value| !value.is_nan())?;
        // The least of numbers, which NaN is not.
        Some((equity, lowest(&self.drawdown[times])))
    }
}

/// Whether the curve at a place is dashed: there are twice as many places as colours that everybody can tell apart.
pub(crate) fn is_dashed(place: usize) -> bool {
    place / N_COMPARED % 2 == 1
}

/// Two lines for each curve.
pub(super) struct OverlaySource {
    overlay: Rc<Overlay>,
    is_cash: Signal<bool>,
    pointed: RwSignal<Option<Range<usize>>>,
    plots: Vec<[Plot; 2]>,
    _formats: [AxisFormat; 2],
}

impl OverlaySource {
    pub(super) fn new(
        library: &Library,
        chart: &Chart,
        overlay: Rc<Overlay>,
        is_cash: Signal<bool>,
        pointed: RwSignal<Option<Range<usize>>>,
    ) -> Self {
        let formats = ["", "%"].map(|unit| {
            AxisFormat::new(move |value| format!("{}{unit}", locale::fixed(value, 2, Plus::Hidden)))
        });
        let plots = overlay.curves.iter().map(|curve| {
            let style = if is_dashed(curve.place) { DASHED } else { SOLID };
            let line = |pane: u32| {
                let options = json!({
                    "lineWidth": 2 - pane,
                    "lineStyle": style,
                    "priceLineVisible": false,
                    "lastValueVisible": false,
                });
                chart.add_series(&library.line(), &formats[pane as usize].with(&options, step(2)), pane)
            };
            [line(0), line(1)]
        });
        let plots = plots.collect();
        for (pane, share) in chart.panes().iter().zip([0.68, 0.32]) {
            pane.unchecked_into::<Pane>().set_stretch(share);
        }
        Self { overlay, is_cash, pointed, plots, _formats: formats }
    }
}

impl Source for OverlaySource {
    fn n_bars(&self) -> usize {
        self.overlay.times.len()
    }

    fn draw(&self, view: &View) {
        let times = rising((0..view.n_points()).map(|point| self.overlay.times[view.bars(point).start]));
        let is_cash = self.is_cash.get_untracked();
        for (curve, plots) in self.overlay.curves.iter().zip(&self.plots) {
            let values: Vec<_> = (0..view.n_points()).map(|point| curve.at(view.bars(point))).collect();
            let set = |plot: &Plot, of: &dyn Fn((f64, f64)) -> f64| {
                let points = values.iter().zip(&times).filter_map(|(value, time)| {
                    time.map(|time| match value {
                        Some(value) => json!({ "time": time, "value": of(*value) }),
                        // A place on the axis without a value, so that all curves have the same places.
                        None => json!({ "time": time }),
                    })
                });
                plot.set_data(&js(&Value::Array(points.collect()).to_string()));
            };
            set(&plots[0], &|(equity, _)| curve.shown(equity, is_cash));
            set(&plots[1], &|(_, drawdown)| drawdown * 100.0);
        }
    }

    fn mark(&self, _: &View, _: Range<usize>, _: &Colours) {}

    fn paint(&self, colours: &Colours) {
        for (curve, plots) in self.overlay.curves.iter().zip(&self.plots) {
            let colour = json!({ "color": colours.compared[curve.place % N_COMPARED] });
            for plot in plots {
                plot.apply_options(&js(&colour.to_string()));
            }
        }
    }

    fn point_at(&self, point: usize, view: &View) {
        // The page may be on its way out.
        self.pointed.try_set(Some(view.bars(point)));
    }

    fn legend(&self, bars: Range<usize>) -> String {
        when(self.overlay.times[bars.start], self.overlay.interval_ms, bars.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_the_last_equity_and_the_deepest_drawdown_that_there_is() {
        let none = f64::NAN;
        let curve = Curve {
            place: 0,
            equity: vec![none, 200.0, 100.0, 150.0, none],
            drawdown: vec![none, 0.0, -0.5, -0.25, none],
            initial: 200.0,
        };
        assert_eq!(curve.at(0..1), None);
        assert_eq!(curve.at(0..3), Some((100.0, -0.5)));
        assert_eq!(curve.at(2..5), Some((150.0, -0.5)));
        assert_eq!((curve.shown(150.0, true), curve.shown(150.0, false)), (150.0, 75.0));
    }

    #[test]
    fn ten_jobs_have_five_colours_and_two_kinds_of_line() {
        assert_eq!(N_COMPARED, 5);
        let dashed: Vec<bool> = (0..10).map(is_dashed).collect();
        assert_eq!(dashed, [[false; 5], [true; 5]].concat());
    }
}
