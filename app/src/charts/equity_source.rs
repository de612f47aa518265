//! Equity beside buy and hold, and the drawdown below.

use std::ops::Range;
use std::rc::Rc;

use engine::series::Series;
use engine::statistics::tables::drawdown_curve;
use leptos::prelude::{GetUntracked, Signal};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;

use super::aggregate::{last, lowest};
use super::axis::{AxisFormat, step};
use super::binding::{Chart, Library, Pane, Plot, js};
use super::colours::Colours;
use super::view::View;
use super::viewer::{Source, rising, when};
use crate::format::locale;
use crate::format::number::Plus;

/// The curves of a run.
pub(super) struct Curves {
    /// The run's bars.
    pub(super) series: Rc<Series>,
    /// Position of the first of them that belongs to the window.
    pub(super) first_bar: usize,
    /// Equity at the close of each bar of the window.
    pub(super) equity: Vec<f64>,
    /// The same for buying at the end of the warm-up and holding.
    pub(super) benchmark: Vec<f64>,
    /// Cash at the start.
    pub(super) initial: f64,
}

/// Two lines and an area.
pub(super) struct EquitySource {
    curves: Curves,
    benchmark_shown: Signal<bool>,
    drawdown: Vec<f64>,
    equity_plot: Plot,
    benchmark_plot: Plot,
    drawdown_plot: Plot,
    _formats: [AxisFormat; 2],
}

impl EquitySource {
    pub(super) fn new(
        library: &Library,
        chart: &Chart,
        curves: Curves,
        benchmark_shown: Signal<bool>,
    ) -> Self {
        let formats = ["", "%"].map(|unit| {
            AxisFormat::new(move |value| format!("{}{unit}", locale::fixed(value, 2, Plus::Hidden)))
        });
        let line = |width: u32| {
            let line = json!({ "lineWidth": width, "priceLineVisible": false, "lastValueVisible": false });
            formats[0].with(&line, step(2))
        };
        let benchmark_plot = chart.add_series(&library.line(), &line(1), 0);
        let equity_plot = chart.add_series(&library.line(), &line(2), 0);
        let area = json!({
            "lineWidth": 1,
            "priceLineVisible": false,
            "lastValueVisible": false,
            "baseValue": { "type": "price", "price": 0 },
        });
        let drawdown_plot = chart.add_series(&library.baseline(), &formats[1].with(&area, step(2)), 1);
        for (pane, share) in chart.panes().iter().zip([0.72, 0.28]) {
            pane.unchecked_into::<Pane>().set_stretch(share);
        }
        let drawdown = drawdown_curve(&curves.equity, curves.initial);
        Self {
            curves,
            benchmark_shown,
            drawdown,
            equity_plot,
            benchmark_plot,
            drawdown_plot,
            _formats: formats,
        }
    }

    fn time(&self, at: usize) -> i64 {
        self.curves.series.time()[self.curves.first_bar + at]
    }
}

impl Source for EquitySource {
    fn n_bars(&self) -> usize {
        self.curves.equity.len()
    }

    fn draw(&self, view: &View) {
        let times = rising((0..view.n_points()).map(|point| self.time(view.bars(point).start)));
        let set = |plot: &Plot, values: Vec<f64>| {
            let points = values
                .iter()
                .zip(&times)
                .filter_map(|(value, time)| time.map(|time| json!({ "time": time, "value": value })));
            plot.set_data(&js(&Value::Array(points.collect()).to_string()));
        };
        set(&self.equity_plot, last(&self.curves.equity, view));
        set(&self.benchmark_plot, last(&self.curves.benchmark, view));
        let deepest = |point| lowest(&self.drawdown[view.bars(point)]) * 100.0;
        set(&self.drawdown_plot, (0..view.n_points()).map(deepest).collect());
    }

    fn mark(&self, _: &View, _: Range<usize>, _: &Colours) {}

    fn paint(&self, colours: &Colours) {
        let shown = self.benchmark_shown.get_untracked();
        self.equity_plot.apply_options(&js(&json!({ "color": colours.accent }).to_string()));
        self.benchmark_plot
            .apply_options(&js(&json!({ "color": colours.benchmark, "visible": shown }).to_string()));
        let faint = |alpha: &str| format!("{}{alpha}", colours.loss);
        let area = json!({
            "topLineColor": colours.loss,
            "topFillColor1": faint("00"),
            "topFillColor2": faint("00"),
            "bottomLineColor": colours.loss,
            "bottomFillColor1": faint("18"),
            "bottomFillColor2": faint("40"),
        });
        self.drawdown_plot.apply_options(&js(&area.to_string()));
    }

    fn legend(&self, bars: Range<usize>) -> String {
        let when = when(self.time(bars.start), self.curves.series.interval_ms(), bars.len());
        // As they are drawn: where the curves were at the end of these bars, and how deep the drawdown was at most.
        let bar = bars.end - 1;
        let cash = |value| locale::fixed(value, 2, Plus::Hidden);
        let (equity, benchmark) = (cash(self.curves.equity[bar]), cash(self.curves.benchmark[bar]));
        let below = locale::fixed(lowest(&self.drawdown[bars]) * 100.0, 2, Plus::Hidden);
        format!("{when}   equity {equity}   buy and hold {benchmark}   drawdown {below}%")
    }
}
