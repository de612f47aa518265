//! Highest and lowest of the last `length` values. Warm-up: `length - 1` bars.

use crate::indicator::blocks::{Summary, column};
use crate::indicator::first_valid;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::queue::Queue;
use crate::indicator::step::Indicator;

/// For the catalogue.
pub(crate) const HIGHEST: Info = Info {
    id: "highest",
    name: "Highest",
    params: &[Param::length("length", 20)],
    lines: &["highest"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| vec![highest(values, length(p, 0))],
        step: |p| boxed(Highest::new(length(p, 0))),
    },
};

/// For the catalogue.
pub(crate) const LOWEST: Info = Info {
    id: "lowest",
    name: "Lowest",
    lines: &["lowest"],
    form: Form::Values {
        columns: |values, p| vec![lowest(values, length(p, 0))],
        step: |p| boxed(Lowest::new(length(p, 0))),
    },
    ..HIGHEST
};

#[derive(Debug, Clone, Copy)]
struct Top(f64);

impl Summary for Top {
    #[inline]
    fn of(value: f64) -> Self {
        Self(value)
    }
    #[inline]
    fn join(self, later: Self) -> Self {
        if later.0 > self.0 { later } else { self }
    }
}

/// As [`Top`] for the lowest.
#[derive(Debug, Clone, Copy)]
struct Bottom(f64);

impl Summary for Bottom {
    #[inline]
    fn of(value: f64) -> Self {
        Self(value)
    }
    #[inline]
    fn join(self, later: Self) -> Self {
        if later.0 < self.0 { later } else { self }
    }
}

/// The highest of the last `length` values; NaN before there are that many.
pub fn highest(values: &[f64], length: usize) -> Vec<f64> {
    column::<Top>(values, first_valid(values), length, |high| high.0)
}

/// The lowest of the last `length` values; NaN before there are that many.
pub fn lowest(values: &[f64], length: usize) -> Vec<f64> {
    column::<Bottom>(values, first_valid(values), length, |low| low.0)
}

/// [`highest`] bar by bar.
#[derive(Debug, Clone)]
pub struct Highest {
    tops: Queue<Top>,
}

impl Highest {
    /// Of the last `length` values.
    pub fn new(length: usize) -> Self {
        Self { tops: Queue::new(length) }
    }
}

impl Indicator for Highest {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.tops.next(value).map_or(f64::NAN, |top| top.0)
    }
}

/// [`lowest`] bar by bar.
#[derive(Debug, Clone)]
pub struct Lowest {
    bottoms: Queue<Bottom>,
}

impl Lowest {
    /// Of the last `length` values.
    pub fn new(length: usize) -> Self {
        Self { bottoms: Queue::new(length) }
    }
}

impl Indicator for Lowest {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.bottoms.next(value).map_or(f64::NAN, |bottom| bottom.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_are_those_of_the_window() {
        let values: Vec<f64> = (0..40).map(|i| f64::from((i * 31) % 19)).collect();
        for length in 1..12 {
            let (high, low) = (highest(&values, length), lowest(&values, length));
            for bar in length - 1..40 {
                let window = &values[bar + 1 - length..=bar];
                assert_eq!(high[bar], window.iter().copied().fold(f64::MIN, f64::max));
                assert_eq!(low[bar], window.iter().copied().fold(f64::MAX, f64::min));
            }
        }
    }
}
