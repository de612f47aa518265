//! The series as plots of the chart library.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use engine::plot::{PlotSpec, Shape};
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::choice::Choice;
use super::held::Held;
use super::tint::legible;
use crate::charts::axis::{AxisFormat, step};
use crate::charts::binding::{Chart, Pane, Plot, RangeLine, js};
use crate::charts::colours::Colours;
use crate::charts::view::View;
use crate::format::locale;
use crate::format::number::Plus;
use crate::plots::{PlotQuestion, Point};
use crate::state::{AppError, PlotReader};
use wasm_bindgen::JsCast;

/// Share of the chart's height that each pane below the price has.
const PANE_SHARE: f64 = 0.24;

/// What is said of the series at the pointer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::charts) struct Said {
    /// By series its value as text; empty while none has arrived.
    pub(super) values: Vec<String>,
    /// Distances of the panes from the top of the chart, in pixels.
    pub(super) tops: Vec<f64>,
    /// Why no values come.
    pub(in crate::charts) failed: Option<AppError>,
}

/// What a chart needs to draw series.
pub(in crate::charts) struct Asked {
    pub(in crate::charts) specs: Vec<PlotSpec>,
    pub(in crate::charts) reader: PlotReader,
    pub(in crate::charts) choice: Choice,
    pub(in crate::charts) said: RwSignal<Said>,
}

/// The plots, and what they show.
pub(in crate::charts) struct Lines {
    chart: Chart,
    specs: Vec<PlotSpec>,
    plots: Vec<Plot>,
    /// By pane how its axis is written, and with how many decimals.
    formats: Vec<(AxisFormat, Rc<Cell<usize>>)>,
    n_bars: usize,
    choice: Choice,
    said: RwSignal<Said>,
    /// Dropped with the worker once nothing is asked any more.
    reader: RefCell<Option<PlotReader>>,
    /// Ends the waiting for the last answer, which would keep the worker.
    waits: RefCell<Option<AbortHandle>>,
    held: RefCell<Held>,
    colours: RefCell<Colours>,
    drawn: RefCell<Option<(View, Vec<Option<i64>>)>>,
    pointed: Cell<usize>,
}

impl Lines {
    /// Makes the plots and their panes; values follow.
    pub(in crate::charts) fn new(
        chart: &Chart,
        asked: Asked,
        n_bars: usize,
        price_decimals: usize,
    ) -> Rc<Self> {
        let Asked { specs, reader, choice, said } = asked;
        let n_panes = 1 + specs.iter().map(|spec| spec.pane as usize).max().unwrap_or(0);
        let format = |pane: usize| {
            let decimals = Rc::new(Cell::new(if pane == 0 { price_decimals } else { 2 }));
            let shared = Rc::clone(&decimals);
            (AxisFormat::new(move |value| locale::fixed(value, shared.get(), Plus::Hidden)), decimals)
        };
        let formats: Vec<_> = (0..n_panes).map(format).collect();
        let plot = |spec: &PlotSpec| {
            let (format, decimals) = &formats[spec.pane as usize];
            let options =
                json!({ "priceLineVisible": false, "lastValueVisible": false, "lineWidth": width(spec) });
            let options = format.with(&options, step(decimals.get()));
            chart.add_custom(&RangeLine::new(name_of(spec.shape)), &options, spec.pane)
        };
        let plots = specs.iter().map(plot).collect();
        if n_panes > 1 {
            let price = 1.0 - PANE_SHARE * (n_panes - 1).min(3) as f64;
            let share = |pane: usize| if pane == 0 { price } else { (1.0 - price) / (n_panes - 1) as f64 };
            for (at, pane) in chart.panes().iter().enumerate() {
                pane.unchecked_into::<Pane>().set_stretch(share(at));
            }
        }
        let lines = Rc::new(Self {
            chart: chart.clone(),
            specs,
            plots,
            formats,
            n_bars,
            choice,
            said,
            reader: RefCell::new(Some(reader)),
            waits: RefCell::new(None),
            held: RefCell::default(),
            colours: RefCell::new(Colours::now()),
            drawn: RefCell::default(),
            pointed: Cell::new(0),
        });
        if lines.specs.is_empty() {
            lines.reader.replace(None);
        } else if Held::is_small(&lines.specs, n_bars) {
            lines.ask(PlotQuestion::Whole, |lines, numbers| {
                // All is here: the worker is not needed any more.
                lines.reader.replace(None);
                Held::whole(&numbers, &lines.specs, lines.n_bars)
            });
        }
        lines
    }

    /// Asks the worker, and draws what comes, unless the page has been left by then.
    fn ask(
        self: &Rc<Self>,
        question: PlotQuestion,
        take: impl FnOnce(&Self, Vec<f64>) -> Option<Held> + 'static,
    ) {
        let Some(reader) = self.reader.borrow().clone() else { return };
        let weak = Rc::downgrade(self);
        let (wait, abort) = abortable(async move {
            let answer = reader.numbers(question).await;
            let Some(lines) = weak.upgrade() else { return };
            match answer {
                Ok(numbers) => {
                    if let Some(held) = take(&lines, numbers) {
                        lines.held.replace(held);
                        lines.arrived();
                    }
                }
                Err(error) => drop(lines.said.try_update(|said| said.failed = Some(error))),
            }
        });
        // What was asked for a view that is no longer there is answered in vain.
        if let Some(before) = self.waits.replace(Some(abort)) {
            before.abort();
        }
        spawn_local(async move {
            // Whether it was ended is nothing to anybody.
            let _ = wait.await;
        });
    }

    fn arrived(&self) {
        let Some((view, times)) = self.drawn.borrow().clone() else { return };
        self.set(&view, &times);
        self.point_at(self.pointed.get(), &view);
    }

    /// Draws a view, whose points begin at these times; later, if its values have to come first.
    pub(in crate::charts) fn draw(self: &Rc<Self>, view: &View, times: &[Option<i64>]) {
        self.drawn.replace(Some((*view, times.to_vec())));
        if !self.set(view, times) && !Held::is_small(&self.specs, self.n_bars) {
            let asked = *view;
            self.ask(Held::question(view), move |lines, numbers| {
                let is_current = lines.drawn.borrow().as_ref().is_some_and(|(view, _)| *view == asked);
                is_current.then(|| Held::part(&numbers, &lines.specs, asked))
            });
        }
    }

    /// Gives the plots what is there; whether it is.
    fn set(&self, view: &View, times: &[Option<i64>]) -> bool {
        let Some(series) = self.held.borrow().points(view) else {
            // Points of another view would keep their places on the axis of time.
            self.plots.iter().for_each(|plot| plot.set_data(&js("[]")));
            return false;
        };
        self.set_decimals(&series);
        let colours = self.colours.borrow();
        for ((plot, spec), points) in self.plots.iter().zip(&self.specs).zip(&series) {
            let mut was_there = false;
            let point = |(point, time): (&Point, &Option<i64>)| {
                let is_there = !point.last.is_nan();
                let joined = std::mem::replace(&mut was_there, is_there) && is_there;
                let time = (*time)?;
                let Point { low, high, last, colour } = *point;
                if !is_there {
                    return Some(json!({ "time": time }));
                }
                let mut of =
                    json!({ "time": time, "low": low, "high": high, "last": last, "joined": joined });
                if spec.is_coloured {
                    // The library keeps `color` to itself.
                    of["tint"] = legible(colour, &colours.surface, &colours.ink).into();
                }
                Some(of)
            };
            let data = points.iter().zip(times).filter_map(point).collect();
            plot.set_data(&js(&Value::Array(data).to_string()));
        }
        true
    }

    /// As many decimals in each pane as its range needs.
    fn set_decimals(&self, series: &[Vec<Point>]) {
        for (pane, (format, decimals)) in self.formats.iter().enumerate().skip(1) {
            let here = || self.specs.iter().zip(series).filter(|(spec, _)| spec.pane as usize == pane);
            let points = || here().flat_map(|(_, points)| points).filter(|point| !point.last.is_nan());
            let low = points().map(|point| point.low).fold(f64::INFINITY, f64::min);
            let high = points().map(|point| point.high).fold(f64::NEG_INFINITY, f64::max);
            let needed = decimals_for(high - low);
            if low <= high && needed != decimals.get() {
                decimals.set(needed);
                let options = format.with(&json!({}), step(needed));
                for (plot, _) in
                    self.plots.iter().zip(&self.specs).filter(|(_, spec)| spec.pane as usize == pane)
                {
                    plot.apply_options(&options);
                }
            }
        }
    }

    /// Gives the plots their colours, and hides those that are off.
    pub(in crate::charts) fn paint(&self, colours: &Colours) {
        for (at, (plot, spec)) in self.plots.iter().zip(&self.specs).enumerate() {
            let look =
                json!({ "color": colour_of(spec, at, colours), "visible": !self.choice.was_off(&spec.key) });
            plot.apply_options(&js(&look.to_string()));
        }
        self.colours.replace(colours.clone());
    }

    /// Says what the series are at a point of the view.
    pub(in crate::charts) fn point_at(&self, point: usize, view: &View) {
        self.pointed.set(point);
        let bars = view.bars(point);
        let one = View { first: bars.start, end: bars.end, size: bars.len() };
        let held = self.held.borrow();
        let of_part = |(of, points): (&View, &Vec<Vec<Point>>)| {
            (of == view).then(|| points.iter().filter_map(|points| points.get(point).copied()).collect())
        };
        let points: Option<Vec<Point>> = match &*held {
            Held::Part(of, points) => of_part((of, points)),
            held => held
                .points(&one)
                .map(|series| series.into_iter().filter_map(|points| points.first().copied()).collect()),
        };
        let text =
            |(spec, point): (&PlotSpec, &Point)| words(point, self.formats[spec.pane as usize].1.get());
        let values: Vec<String> =
            points.map(|points| self.specs.iter().zip(&points).map(text).collect()).unwrap_or_default();
        if self.said.try_with_untracked(|said| said.values != values) == Some(true) {
            self.said.try_update(|said| said.values = values);
        }
    }

    /// Says where the panes are, once the library has laid them out.
    pub(in crate::charts) fn laid_out(&self) {
        let mut top = 0.0;
        let tops: Vec<f64> = (self.chart.panes().iter())
            .map(|pane| {
                // A line of one pixel lies between two panes.
                let next = top + pane.unchecked_into::<Pane>().height() + 1.0;
                std::mem::replace(&mut top, next)
            })
            .collect();
        if self.said.try_with_untracked(|said| said.tops != tops) == Some(true) {
            self.said.try_update(|said| said.tops = tops);
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(abort) = self.waits.take() {
            abort.abort();
        }
    }
}

/// The colour of a series: its own, or one of the page's by its position.
pub(super) fn colour_of(spec: &PlotSpec, at: usize, colours: &Colours) -> String {
    match spec.colour {
        Some(colour) => legible(colour, &colours.surface, &colours.ink),
        None if spec.shape == Shape::Level => colours.ink.clone(),
        None if spec.shape == Shape::Stop => colours.loss.clone(),
        None if spec.shape == Shape::Target => colours.gain.clone(),
        None => colours.series[at % colours.series.len()].clone(),
    }
}

fn width(spec: &PlotSpec) -> f64 {
    if matches!(spec.shape, Shape::Level | Shape::Stop | Shape::Target) { 1.0 } else { 1.5 }
}

fn name_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Line => "line",
        Shape::Steps | Shape::Stop | Shape::Target => "steps",
        Shape::Columns => "columns",
        Shape::Dots => "dots",
        Shape::Level => "level",
    }
}

/// Decimals that tell numbers in such a range apart.
fn decimals_for(range: f64) -> usize {
    let magnitude = format!("{range:e}").rsplit_once('e').and_then(|(_, power)| power.parse::<i32>().ok());
    (2 - magnitude.unwrap_or(0)).clamp(2, 8) as usize
}

/// A value; of several bars the range and the last.
fn words(point: &Point, decimals: usize) -> String {
    let text = |value: f64| locale::fixed(value, decimals, Plus::Hidden);
    let Point { low, high, last, .. } = *point;
    match () {
        () if last.is_nan() => "no value".to_owned(),
        () if low == high => text(last),
        () => format!("{} to {}, last {}", text(low), text(high), text(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_written_with_the_decimals_that_tell_its_numbers_apart() {
        assert_eq!([100.0, 3.0, 0.5, 0.02, 0.0, f64::INFINITY].map(decimals_for), [2, 2, 3, 4, 2, 2]);
    }
}
