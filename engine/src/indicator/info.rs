//! What an indicator declares of itself: names, parameters, warm-up, and both of its forms.

use super::step::{Indicator, Lines, over_bars, over_values};
use crate::series::{Bar, Series};

/// A parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Param {
    /// Name, in snake case.
    pub key: &'static str,
    /// Usual value.
    pub default: f64,
    /// The smallest value of a whole number; `None` for a real one.
    pub min: Option<u32>,
}

impl Param {
    /// A number of bars, at least 1.
    pub const fn length(key: &'static str, default: u32) -> Self {
        Self::whole(key, default, 1)
    }

    /// A whole number, at least `min`.
    pub const fn whole(key: &'static str, default: u32, min: u32) -> Self {
        Self { key, default: default as f64, min: Some(min) }
    }

    /// A real number.
    pub const fn real(key: &'static str, default: f64) -> Self {
        Self { key, default, min: None }
    }
}

/// How far back a value reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// It is made of the last (warm-up + 1) bars alone.
    Window,
    /// Of all bars, the old ones counting less and less, or not at all after a turn, an event or a new session.
    Fading,
    /// A sum since the first bar.
    Endless,
}

/// An indicator under way, whichever it is: a bar's input in, its lines out.
pub type Steps<Input> = Box<dyn FnMut(Input) -> Vec<f64>>;

/// The two forms of an indicator, over values or over bars, by its parameters in the declared order.
#[derive(Clone, Copy)]
pub enum Form {
    /// Made of one value per bar.
    Values {
        /// All lines over all bars.
        columns: fn(&[f64], &[f64]) -> Vec<Vec<f64>>,
        /// A new indicator: value in, lines out.
        step: fn(&[f64]) -> Steps<f64>,
    },
    /// Made of the whole bar.
    Bars {
        /// All lines over all bars.
        columns: fn(&Series, &[f64]) -> Vec<Vec<f64>>,
        /// A new indicator: bar in, lines out.
        step: fn(&[f64]) -> Steps<Bar>,
    },
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Values { .. } => "Values",
            Self::Bars { .. } => "Bars",
        })
    }
}

/// An indicator as the catalogue lists it.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// Name in code, in snake case.
    pub id: &'static str,
    /// Name in words, unlike any other's.
    pub name: &'static str,
    /// What shapes it.
    pub params: &'static [Param],
    /// Names of its lines.
    pub lines: &'static [&'static str],
    /// First bar with a value, for each line; for one that is not dense, the first that can have one.
    pub warmup: fn(&[f64]) -> Vec<usize>,
    /// How far back a value reaches.
    pub memory: Memory,
    /// Whether every bar after the warm-up has a value.
    pub is_dense: bool,
    /// How it is computed.
    pub form: Form,
}

impl Info {
    /// The usual parameters.
    pub fn defaults(&self) -> Vec<f64> {
        self.params.iter().map(|param| param.default).collect()
    }

    /// All lines over all bars; what is made of one value per bar takes the close.
    pub fn columns(&self, series: &Series, params: &[f64]) -> Vec<Vec<f64>> {
        match self.form {
            Form::Values { columns, .. } => columns(series.close(), params),
            Form::Bars { columns, .. } => columns(series, params),
        }
    }

    /// A new indicator that goes bar by bar.
    pub fn step(&self, params: &[f64]) -> Steps<Bar> {
        match self.form {
            Form::Values { step, .. } => {
                let mut next = step(params);
                Box::new(move |bar| next(bar.close))
            }
            Form::Bars { step, .. } => step(params),
        }
    }
}

/// A parameter that is a number of bars.
pub(super) fn length(params: &[f64], at: usize) -> usize {
    params[at] as usize
}

/// The step form of any indicator.
pub(super) fn boxed<I: Indicator + 'static>(mut indicator: I) -> Steps<I::Input> {
    Box::new(move |input| indicator.next(input).to_vec())
}

/// The columns of an indicator over values, in a list.
pub(super) fn list_values<I: Indicator<Input = f64>>(indicator: I, values: &[f64]) -> Vec<Vec<f64>> {
    I::Output::list(over_values(indicator, values))
}

/// The columns of an indicator over bars, in a list.
pub(super) fn list_bars<I: Indicator<Input = Bar>>(indicator: I, series: &Series) -> Vec<Vec<f64>> {
    I::Output::list(over_bars(indicator, series))
}

/// The form of an indicator over values whose columns are the fold of its steps.
macro_rules! of_values {
    (|$p:ident| $make:expr) => {
        $crate::indicator::info::Form::Values {
            columns: |values, $p| $crate::indicator::info::list_values($make, values),
            step: |$p| $crate::indicator::info::boxed($make),
        }
    };
}

/// The form of an indicator over bars whose columns are the fold of its steps.
macro_rules! of_bars {
    (|$p:ident| $make:expr) => {
        $crate::indicator::info::Form::Bars {
            columns: |series, $p| $crate::indicator::info::list_bars($make, series),
            step: |$p| $crate::indicator::info::boxed($make),
        }
    };
}

pub(super) use {of_bars, of_values};
