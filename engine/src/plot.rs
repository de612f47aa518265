//! What a strategy looked at, to be drawn: its averages, channels and oscillators, from the columns that it trades by, and what a script plots.
//!
//! A plot is made when somebody wants to see it, never while a run trades: results do not know of it. Each value is one that the strategy
//! had at that bar, so that nothing drawn depends on later bars.

use serde::{Deserialize, Serialize};

use crate::indicator::{Indicators, Operand};

/// More series than this are not drawn: each takes a number per bar.
pub const MOST_PLOTS: usize = 20;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A line; where there is no value it is interrupted.
    #[default]
    Line,
    /// A line in steps.
    Steps,
    /// A bar from zero.
    Columns,
    /// A dot per bar.
    Dots,
    /// A line that is the same at every bar, dashed.
    Level,
    /// A stop that stands, in steps.
    Stop,
    /// A target that stands, in steps.
    Target,
}

/// A series without its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlotSpec {
    /// Tells it from the strategy's others, whatever the parameters.
    pub key: String,
    /// Its name in the legend.
    pub title: String,
    /// 0: over the price; from 1 on, panes below.
    pub pane: u32,
    /// How it is drawn.
    pub shape: Shape,
    /// Red, green, blue and opacity, if it wants one colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<u32>,
    /// Whether each bar has its own colour.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_coloured: bool,
}

/// A series with its values, one per bar; NaN where it has none.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// What it is.
    pub spec: PlotSpec,
    /// Its values.
    pub values: Vec<f64>,
    /// Its colours, if it has one for each bar; 0, which is wholly transparent, where it is not to be seen.
    pub colours: Vec<u32>,
}

impl Plot {
    /// A line over the price, of what is compared to trade. Not for the world outside: a column is opaque there.
    pub(crate) fn of(
        indicators: &Indicators,
        key: &str,
        title: impl Into<String>,
        operand: impl Into<Operand>,
    ) -> Self {
        let (key, title, operand) = (key.to_owned(), title.into(), operand.into());
        let spec = PlotSpec { key, title, pane: 0, shape: Shape::Line, colour: None, is_coloured: false };
        let values = (0..indicators.series().len()).map(|bar| operand.at(bar)).collect();
        Self { spec, values, colours: Vec::new() }
    }

    /// A level over the price.
    pub(crate) fn level(indicators: &Indicators, key: &str, title: impl Into<String>, level: f64) -> Self {
        Self::of(indicators, key, title, level).drawn(Shape::Level)
    }

    /// In the pane below the price.
    pub(crate) fn below(mut self) -> Self {
        self.spec.pane = 1;
        self
    }

    /// Drawn in another way.
    pub(crate) fn drawn(mut self, shape: Shape) -> Self {
        self.spec.shape = shape;
        self
    }
}

/// What a script plots while it runs.
#[derive(Debug, Default)]
pub struct Recorded {
    /// By plot the values of all bars.
    values: Vec<Vec<f64>>,
    /// By plot the colours of all bars; empty where it has one colour.
    colours: Vec<Vec<u32>>,
}

impl Recorded {
    /// Notes one bar of `n_bars`: for each plot its value, and its colour if it has one for each bar.
    pub(crate) fn note(
        &mut self,
        bar: usize,
        n_bars: usize,
        plots: impl Iterator<Item = (f64, Option<f64>)>,
    ) {
        for (at, (value, colour)) in plots.enumerate() {
            if self.values.len() <= at {
                self.values.push(vec![f64::NAN; n_bars]);
                self.colours.push(colour.map_or_else(Vec::new, |_| vec![0; n_bars]));
            }
            self.values[at][bar] = value;
            if let Some(colour) = colour {
                // A colour is a whole number of 32 bits; na is none, and becomes 0.
                self.colours[at][bar] = colour as u32;
            }
        }
    }

    /// The series, each with what the compiler says of it.
    pub fn into_plots(self, specs: &[PlotSpec]) -> Vec<Plot> {
        let both = self.values.into_iter().zip(self.colours);
        specs
            .iter()
            .zip(both)
            .map(|(spec, (values, colours))| Plot { spec: spec.clone(), values, colours })
            .collect()
    }
}

/// The nearest stop and the nearest target of the position, as they stood at each bar.
#[derive(Debug, Default)]
pub struct Exits {
    values: [Vec<f64>; 2],
    /// What stood when the last bar closed.
    standing: [Option<f64>; 2],
}

impl Exits {
    /// What they are.
    pub fn specs() -> [PlotSpec; 2] {
        [("Stop", Shape::Stop), ("Target", Shape::Target)].map(|(title, shape)| {
            let (key, title) = (format!("exit {title}"), title.to_owned());
            PlotSpec { key, title, pane: 0, shape, colour: None, is_coloured: false }
        })
    }

    /// Notes what stands of the position held at the close of a bar. One that ended during the bar had what stood before.
    pub(crate) fn note(&mut self, bar: usize, n_bars: usize, held: Option<[Option<f64>; 2]>) {
        for (values, level) in self.values.iter_mut().zip(held.unwrap_or(self.standing)) {
            values.resize(n_bars, f64::NAN);
            values[bar] = level.unwrap_or(f64::NAN);
        }
    }

    /// Notes what stands once the strategy has been asked.
    pub(crate) fn leave(&mut self, standing: [Option<f64>; 2]) {
        self.standing = standing;
    }

    /// The series.
    pub fn into_plots(self) -> Vec<Plot> {
        let both = Self::specs().into_iter().zip(self.values);
        both.map(|(spec, values)| Plot { spec, values, colours: Vec::new() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_noted_has_no_value_and_no_colour() {
        let mut recorded = Recorded::default();
        recorded.note(1, 3, [(5.0, None), (f64::NAN, Some(f64::from(u32::MAX)))].into_iter());
        recorded.note(2, 3, [(6.0, None), (7.0, Some(f64::NAN))].into_iter());
        let spec = |key: &str| PlotSpec {
            key: key.to_owned(),
            title: key.to_owned(),
            pane: 0,
            shape: Shape::Line,
            colour: None,
            is_coloured: false,
        };
        let [a, b] = recorded.into_plots(&[spec("a"), spec("b")]).try_into().unwrap();
        assert!(a.values[0].is_nan() && a.values[1..] == [5.0, 6.0] && a.colours.is_empty());
        assert!(b.values[1].is_nan() && b.values[2] == 7.0);
        assert_eq!(b.colours, [0, u32::MAX, 0]);
    }
}
