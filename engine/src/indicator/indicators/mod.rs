//! Indicator columns of a series, each computed once and shared by all who ask. One file per family holds the methods.

mod average;
mod difference;
mod event;
mod lines;
mod name;
mod oscillator;
mod source;
#[cfg(test)]
mod tests;
mod trend;
mod volatility;
mod volume;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use lines::*;
pub use source::Source;

use super::info::{Form, Info};
use super::{Column, first_valid};
use crate::series::Series;

/// What columns are, so that asking twice computes once. Parameters are kept as bits to be ordered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Price(Source),
    Own(&'static str),
    Of { indicator: &'static str, source: Option<Source>, params: Vec<u64> },
}

/// Columns, and when they were asked for last.
#[derive(Debug)]
struct Kept {
    columns: Vec<Column>,
    asked: u64,
}

/// Computes and keeps the columns of one series.
#[derive(Debug)]
pub struct Indicators {
    series: Rc<Series>,
    columns: BTreeMap<Key, Kept>,
    /// Counts what has been asked for.
    n_asked: u64,
    /// Other strategies will ask too, so that columns are worth more than what one of them needs.
    is_for_many: bool,
    warmup: usize,
}

impl Indicators {
    /// Nothing is computed before it is asked for.
    pub fn new(series: Rc<Series>) -> Self {
        Self { series, columns: BTreeMap::new(), n_asked: 0, is_for_many: true, warmup: 0 }
    }

    /// For one run only: where less than a column is needed, none is made.
    pub(crate) fn for_one_run(series: Rc<Series>) -> Self {
        Self { is_for_many: false, ..Self::new(series) }
    }

    /// The series.
    pub fn series(&self) -> &Rc<Series> {
        &self.series
    }

    /// First bar at which every column asked for since the last [`Indicators::restart_warmup`] has a value. A column of
    /// events, which may never come, counts from the first bar that can have one.
    pub fn warmup_bars(&self) -> usize {
        self.warmup
    }

    /// Forgets who asked for what, not the columns: the next strategy starts its own warm-up count.
    pub fn restart_warmup(&mut self) {
        self.warmup = 0;
    }

    /// Frees columns until the rest takes at most so many bytes, those first that nobody has asked for in the longest time: a sweep
    /// over many lengths must not fill the memory.
    pub fn forget_beyond(&mut self, max_bytes: usize) {
        let max = max_bytes / (self.series.len() * size_of::<f64>());
        let mut n: usize = self.columns.values().map(|kept| kept.columns.len()).sum();
        while n > max {
            let oldest = self.columns.iter().min_by_key(|(_, kept)| kept.asked).map(|(key, _)| key.clone());
            let Some(freed) = oldest.and_then(|key| self.columns.remove(&key)) else { break };
            n -= freed.columns.len();
        }
    }

    /// A value of the bar as a column.
    pub fn price(&mut self, source: Source) -> Column {
        self.single(Key::Price(source), |series| source.of(series).into_owned())
    }

    /// A column of the caller's own, one value per bar of the series, known by its name from then on.
    pub fn own(&mut self, name: &'static str, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        self.single(Key::Own(name), compute)
    }

    fn single(&mut self, key: Key, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        let column = self.kept(key, |series| vec![compute(series)]).remove(0);
        self.wait_for(&column);
        column
    }

    /// The lines of an indicator over a value of the bar, or over whole bars, where the source says nothing.
    fn lines<const N: usize>(&mut self, info: &Info, source: Source, params: &[f64]) -> [Column; N] {
        let columns = self.kept(Self::key(info, source, params), |series| match info.form {
            Form::Values { columns, .. } => columns(&source.of(series), params),
            Form::Bars { columns, .. } => columns(series, params),
        });
        if info.is_dense {
            columns.iter().for_each(|column| self.wait_for(column));
        } else {
            self.wait_until((info.warmup)(params).into_iter().max().unwrap_or(0));
        }
        std::array::from_fn(|line| columns[line].clone())
    }

    fn key(info: &Info, source: Source, params: &[f64]) -> Key {
        Key::Of {
            indicator: info.name,
            source: matches!(info.form, Form::Values { .. }).then_some(source),
            params: params.iter().map(|param| param.to_bits()).collect(),
        }
    }

    /// The only line of an indicator over a value of the bar.
    fn line(&mut self, info: &Info, source: Source, params: &[f64]) -> Column {
        let [line] = self.lines(info, source, params);
        line
    }

    /// The lines of an indicator over whole bars.
    fn bar_lines<const N: usize>(&mut self, info: &Info, params: &[f64]) -> [Column; N] {
        self.lines(info, Source::Close, params)
    }

    /// The only line of an indicator over whole bars.
    fn bar_line(&mut self, info: &Info, params: &[f64]) -> Column {
        self.line(info, Source::Close, params)
    }

    fn kept(&mut self, key: Key, compute: impl FnOnce(&Series) -> Vec<Vec<f64>>) -> Vec<Column> {
        let series = Rc::clone(&self.series);
        self.n_asked += 1;
        let kept = self.columns.entry(key).or_insert_with(|| Kept {
            columns: compute(&series).into_iter().map(Column::new).collect(),
            asked: 0,
        });
        kept.asked = self.n_asked;
        kept.columns.clone()
    }

    fn wait_for(&mut self, column: &Column) {
        self.wait_until(first_valid(column.values()));
    }

    /// What has been asked for has no value before this bar.
    fn wait_until(&mut self, bar: usize) {
        self.warmup = self.warmup.max(bar.min(self.series.len()));
    }
}
