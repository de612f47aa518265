//! One line around zero.

use std::ops::Range;

use engine::statistics::Metric;
use serde_json::{Value, json};

use super::aggregate::furthest;
use super::binding::{Chart, Library, Plot, js};
use super::colours::Colours;
use super::view::View;
use super::viewer::{Source, rising};
use crate::format::locale::{self, Zone};
use crate::format::number::Plus;

/// How the values of a line are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Ratios, in percent.
    Percent,
    /// Plain numbers.
    Number,
}

/// A value at each of some times.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// UTC milliseconds, ascending.
    pub times: Vec<i64>,
    /// As many values; the line has a gap where there is none.
    pub values: Vec<Metric>,
    /// How they are shown.
    pub scale: Scale,
    /// What a value is called in the legend.
    pub name: &'static str,
    /// Usual distance of the bars, which says how a time is written.
    pub interval_ms: i64,
}

impl Line {
    fn shown(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Percent => value * 100.0,
            Scale::Number => value,
        }
    }

    /// A value as text.
    pub fn text(&self, value: f64) -> String {
        let text = locale::fixed(self.shown(value), 2, Plus::Hidden);
        match self.scale {
            Scale::Percent => format!("{text}%"),
            Scale::Number => text,
        }
    }
}

pub(super) struct LineSource {
    line: Line,
    plot: Plot,
}

impl LineSource {
    pub(super) fn new(library: &Library, chart: &Chart, line: Line) -> Self {
        let kind = if line.scale == Scale::Percent { "percent" } else { "price" };
        let options = json!({
            "lineWidth": 1,
            "priceLineVisible": false,
            "lastValueVisible": false,
            "baseValue": { "type": "price", "price": 0 },
            "priceFormat": { "type": kind, "precision": 2, "minMove": 0.01 },
        });
        let plot = chart.add_series(&library.baseline(), &js(&options.to_string()), 0);
        Self { line, plot }
    }
}

impl Source for LineSource {
    fn n_bars(&self) -> usize {
        self.line.values.len()
    }

    fn draw(&self, view: &View) {
        let times = rising((0..view.n_points()).map(|point| self.line.times[view.bars(point).start]));
        let point = |(value, time): (Metric, Option<i64>)| {
            time.map(|time| match value {
                Ok(value) => json!({ "time": time, "value": self.line.shown(value) }),
                Err(_) => json!({ "time": time }),
            })
        };
        let points = furthest(&self.line.values, view).into_iter().zip(times).filter_map(point);
        self.plot.set_data(&js(&Value::Array(points.collect()).to_string()));
    }

    fn mark(&self, _: &View, _: Range<usize>, _: &Colours) {}

    fn paint(&self, colours: &Colours) {
        let faint = |alpha: &str| format!("{}{alpha}", colours.accent);
        let look = json!({
            "topLineColor": colours.accent,
            "bottomLineColor": colours.accent,
            "topFillColor1": faint("30"),
            "topFillColor2": faint("10"),
            "bottomFillColor1": faint("10"),
            "bottomFillColor2": faint("30"),
        });
        self.plot.apply_options(&js(&look.to_string()));
    }

    fn legend(&self, bar: usize) -> String {
        let Line { times, values, name, interval_ms, .. } = &self.line;
        let time = Zone::Utc.bar_time(times[bar], *interval_ms);
        let value =
            values[bar].map_or_else(|undefined| undefined.reason().to_owned(), |value| self.line.text(value));
        format!("{time} UTC   {name} {value}")
    }
}
