//! Extremes and events. What is made of other columns is not kept: it is asked for once per strategy.

use super::{Column, Indicators, Source};
use crate::indicator::event::*;

impl Indicators {
    /// See [`highest()`].
    pub fn highest(&mut self, source: Source, length: usize) -> Column {
        self.line(&extreme::HIGHEST, source, &[length as f64])
    }

    /// See [`lowest()`].
    pub fn lowest(&mut self, source: Source, length: usize) -> Column {
        self.line(&extreme::LOWEST, source, &[length as f64])
    }

    /// See [`highest_bars()`].
    pub fn highest_bars(&mut self, source: Source, length: usize) -> Column {
        self.line(&extreme_bars::HIGHEST, source, &[length as f64])
    }

    /// See [`lowest_bars()`].
    pub fn lowest_bars(&mut self, source: Source, length: usize) -> Column {
        self.line(&extreme_bars::LOWEST, source, &[length as f64])
    }

    /// See [`pivot_high()`]; the usual source is [`Source::High`].
    pub fn pivot_high(&mut self, source: Source, left: usize, right: usize) -> Column {
        self.line(&pivot::HIGH, source, &[left as f64, right as f64])
    }

    /// See [`pivot_low()`]; the usual source is [`Source::Low`].
    pub fn pivot_low(&mut self, source: Source, left: usize, right: usize) -> Column {
        self.line(&pivot::LOW, source, &[left as f64, right as f64])
    }

    /// See [`crossings()`].
    pub fn crossings(&mut self, a: &Column, b: &Column) -> Column {
        let column = Column::new(crossings(a.values(), b.values()));
        self.wait_for(&column);
        column
    }

    /// See [`bars_since()`].
    pub fn bars_since(&mut self, condition: &Column) -> Column {
        Column::new(bars_since(condition.values()))
    }

    /// See [`value_when()`].
    pub fn value_when(&mut self, condition: &Column, values: &Column, occurrence: usize) -> Column {
        Column::new(value_when(condition.values(), values.values(), occurrence))
    }
}
