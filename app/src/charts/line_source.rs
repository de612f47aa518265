//! One line around zero; where a point is several bars, their highest and their lowest value.

use std::ops::Range;

use engine::statistics::Metric;
use serde_json::{Value, json};

use super::aggregate::extremes;
use super::axis::{AxisFormat, step};
use super::binding::{Chart, Library, Plot, js};
use super::colours::Colours;
use super::view::View;
use super::viewer::{Source, rising, when};
use crate::format::locale;
use crate::format::number::Plus;

/// How the values of a line are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Ratios, in percent.
    Percent,
    /// Plain numbers.
    Number,
}

impl Scale {
    /// A number as it is drawn, as text.
    fn text(self, shown: f64) -> String {
        let text = locale::fixed(shown, 2, Plus::Hidden);
        match self {
            Self::Percent => format!("{text}%"),
            Self::Number => text,
        }
    }
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
        self.scale.text(self.shown(value))
    }
}

pub(super) struct LineSource {
    line: Line,
    /// The line, or the highest values of points of several bars.
    plot: Plot,
    /// The lowest values of such points.
    lowest: Plot,
    _format: AxisFormat,
}

impl LineSource {
    pub(super) fn new(library: &Library, chart: &Chart, line: Line) -> Self {
        let scale = line.scale;
        let format = AxisFormat::new(move |value| scale.text(value));
        let options = json!({
            "lineWidth": 1,
            "priceLineVisible": false,
            "lastValueVisible": false,
            "baseValue": { "type": "price", "price": 0 },
        });
        let [lowest, plot] =
            [(); 2].map(|()| chart.add_series(&library.baseline(), &format.with(&options, step(2)), 0));
        Self { line, plot, lowest, _format: format }
    }
}

impl Source for LineSource {
    fn n_bars(&self) -> usize {
        self.line.values.len()
    }

    fn draw(&self, view: &View) {
        let times = rising((0..view.n_points()).map(|point| self.line.times[view.bars(point).start]));
        let values: Vec<_> =
            (0..view.n_points()).map(|point| extremes(&self.line.values[view.bars(point)])).collect();
        let set = |plot: &Plot, of: fn((f64, f64)) -> f64| {
            let points = values.iter().zip(&times).filter_map(|(value, time)| {
                time.map(|time| match value {
                    Ok(extremes) => json!({ "time": time, "value": self.line.shown(of(*extremes)) }),
                    Err(_) => json!({ "time": time }),
                })
            });
            plot.set_data(&js(&Value::Array(points.collect()).to_string()));
        };
        set(&self.plot, |(_, high)| high);
        if view.size > 1 {
            set(&self.lowest, |(low, _)| low);
        } else {
            // A bar's lowest value is its highest. Old points must go, as they would keep their places on the axis of time.
            self.lowest.set_data(&js("[]"));
        }
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
        for plot in [&self.plot, &self.lowest] {
            plot.apply_options(&js(&look.to_string()));
        }
    }

    fn legend(&self, bars: Range<usize>) -> String {
        let Line { times, values, name, interval_ms, .. } = &self.line;
        let when = when(times[bars.start], *interval_ms, bars.len());
        let value = match extremes(&values[bars]) {
            Err(undefined) => undefined.reason().to_owned(),
            Ok((low, high)) if low == high => self.line.text(low),
            Ok((low, high)) => format!("{} to {}", self.line.text(low), self.line.text(high)),
        };
        format!("{when}   {name} {value}")
    }
}
