//! Prices as candles, with the trades on them.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use engine::series::Series;
use engine::trade::Trade;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::aggregate::{Candle, candle};
use super::axis::{AxisFormat, step};
use super::binding::{Chart, Library, Markers, Plot, TradeLines, js};
use super::colours::Colours;
use super::markers::{lines, marks};
use super::plots::{Asked, Lines};
use super::view::View;
use super::viewer::{Source, rising, when};
use crate::format::locale;
use crate::format::number::{Plus, price_decimals};

/// Candles and marks.
pub(super) struct PriceSource {
    series: Rc<Series>,
    trades: Rc<Vec<Trade>>,
    decimals: usize,
    plot: Plot,
    markers: Markers,
    marked: RefCell<Vec<Value>>,
    lines: TradeLines,
    lined: RefCell<Vec<Value>>,
    /// The trade that was chosen, by position.
    chosen: Signal<Option<usize>>,
    /// What the strategy looked at.
    plots: Option<Rc<Lines>>,
    _format: AxisFormat,
}

impl PriceSource {
    pub(super) fn new(
        library: &Library,
        chart: &Chart,
        series: Rc<Series>,
        trades: Rc<Vec<Trade>>,
        chosen: Signal<Option<usize>>,
        plots: Option<Asked>,
    ) -> Self {
        let decimals = price_decimals(series.close().iter().rev().take(200).copied());
        let format = AxisFormat::new(move |price| locale::fixed(price, decimals, Plus::Hidden));
        // The label of a last candle that is hollow would lie unseen over those of the axis.
        let options = json!({ "priceLineVisible": false, "lastValueVisible": false });
        let options = format.with(&options, step(decimals));
        let plot = chart.add_series(&library.candlesticks(), &options, 0);
        let markers = library.create_series_markers(&plot, &js("[]"));
        let lines = TradeLines::new();
        plot.attach(&lines);
        let (marked, lined) = (RefCell::default(), RefCell::default());
        let plots = plots.map(|asked| Lines::new(chart, asked, series.len(), decimals));
        Self { series, trades, decimals, plot, markers, marked, lines, lined, chosen, plots, _format: format }
    }
}

impl Source for PriceSource {
    fn n_bars(&self) -> usize {
        self.series.len()
    }

    fn draw(&self, view: &View) {
        let candles: Vec<Candle> =
            (0..view.n_points()).map(|point| candle(&self.series, view.bars(point))).collect();
        let times: Vec<Option<i64>> = rising(candles.iter().map(|candle| candle.time));
        let data = candles.iter().zip(&times).filter_map(|(candle, time)| {
            let Candle { open, high, low, close, .. } = candle;
            time.map(|time| json!({ "time": time, "open": open, "high": high, "low": low, "close": close }))
        });
        self.plot.set_data(&js(&Value::Array(data.collect()).to_string()));
        if let Some(plots) = &self.plots {
            plots.draw(view, &times);
        }
    }

    fn mark(&self, view: &View, seen: Range<usize>, colours: &Colours) {
        let lines =
            lines(&self.trades, self.series.time(), view, &seen, (colours, self.chosen.get_untracked()));
        if *self.lined.borrow() != lines {
            self.lines.set(&Value::Array(lines.clone()).to_string());
            self.lined.replace(lines);
        }
        let marks = marks(&self.trades, self.series.time(), view, &seen, colours);
        // Most moves change nothing, and giving the library the same marks again would make it draw again.
        if *self.marked.borrow() != marks {
            self.markers.set_markers(&js(&Value::Array(marks.clone()).to_string()));
            self.marked.replace(marks);
        }
    }

    fn paint(&self, colours: &Colours) {
        // Rising candles are hollow and falling ones full: the direction does not hang on colour.
        let options = json!({
            "upColor": colours.surface,
            "borderUpColor": colours.gain,
            "wickUpColor": colours.gain,
            "downColor": colours.loss,
            "borderDownColor": colours.loss,
            "wickDownColor": colours.loss,
        });
        self.plot.apply_options(&js(&options.to_string()));
        if let Some(plots) = &self.plots {
            plots.paint(colours);
        }
    }

    fn point_at(&self, point: usize, view: &View) {
        if let Some(plots) = &self.plots {
            plots.point_at(point, view);
        }
    }

    fn laid_out(&self) {
        if let Some(plots) = &self.plots {
            plots.laid_out();
        }
    }

    fn legend(&self, bars: Range<usize>) -> String {
        let n_bars = bars.len();
        let at = candle(&self.series, bars);
        let price = |value| locale::fixed(value, self.decimals, Plus::Hidden);
        let when = when(at.time, self.series.interval_ms(), n_bars);
        let (open, high, low, close) = (price(at.open), price(at.high), price(at.low), price(at.close));
        format!("{when}   open {open}   high {high}   low {low}   close {close}")
    }
}
