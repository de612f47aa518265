//! Indicator columns of a series, each computed once and shared by all who ask. One file per family holds the methods.

mod average;
mod difference;
mod event;
mod lines;
mod masks;
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

use masks::Masks;

use super::column::Values;
use super::info::{Form, Info};
use super::{Column, first_valid};
use crate::series::Series;

/// Of the bytes for columns, masks get one in so many: they are that much smaller.
const SHARE_OF_MASKS: usize = 16;

/// What columns are, so that asking twice computes once. Parameters are kept as bits to be ordered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Price(Source),
    Own(&'static str),
    /// What a script makes of columns, by its number.
    Expression(u64),
    Of {
        indicator: &'static str,
        source: Option<Source>,
        params: Vec<u64>,
    },
}

/// Columns, and when they were asked for.
#[derive(Debug)]
struct Kept {
    /// None once they have been forgotten: when they were asked for is still known.
    columns: Vec<Column>,
    /// What tells each from others, also after it was computed again.
    ids: Vec<u64>,
    /// The last time, as a count of all that was asked for.
    asked: u64,
    /// Between the last time and the one before.
    gap: Option<u64>,
}

impl Kept {
    /// The later they will be asked for again, the higher; what should have been asked for long ago comes first of all.
    fn rank(&self, now: u64) -> (bool, u64) {
        match self.gap {
            Some(gap) => (self.asked + 2 * gap < now, self.asked + gap),
            None => (false, u64::MAX / 2 + self.asked),
        }
    }
}

fn made(columns: Vec<Vec<f64>>) -> Vec<Values> {
    columns.into_iter().map(Values::from).collect()
}

/// Computes and keeps the columns of one series.
#[derive(Debug)]
pub struct Indicators {
    series: Rc<Series>,
    columns: BTreeMap<Key, Kept>,
    /// Those that are the series' own.
    prices: BTreeMap<Source, Column>,
    masks: Masks,
    /// Numbers of what scripts make of columns.
    expressions: BTreeMap<Vec<u64>, u64>,
    /// Counts what has been asked for.
    n_asked: u64,
    warmup: usize,
}

impl Indicators {
    /// Nothing is computed before it is asked for.
    pub fn new(series: Rc<Series>) -> Self {
        Self {
            series,
            columns: BTreeMap::new(),
            prices: BTreeMap::new(),
            masks: Masks::default(),
            expressions: BTreeMap::new(),
            n_asked: 0,
            warmup: 0,
        }
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

    /// Frees columns until the rest takes at most so many bytes: a sweep over many lengths must not fill the memory. Those go first
    /// that will be asked for last, if each is asked for as regularly as before. (A sweep goes through the values of its last
    /// axis again and again. To free what was asked for longest ago would free just what comes next.)
    pub fn forget_beyond(&mut self, max_bytes: usize) {
        self.masks.forget_beyond(max_bytes / SHARE_OF_MASKS, self.series.len());
        let max = max_bytes / (self.series.len() * size_of::<f64>());
        let mut n: usize = self.columns.values().map(|kept| kept.columns.len()).sum();
        while n > max {
            let now = self.n_asked;
            let there = self.columns.values_mut().filter(|kept| !kept.columns.is_empty());
            let Some(last) = there.max_by_key(|kept| kept.rank(now)) else { break };
            n -= last.columns.len();
            last.columns = Vec::new();
        }
    }

    /// A value of the bar as a column.
    pub fn price(&mut self, source: Source) -> Column {
        if let Some(price) = source.price() {
            let series = Rc::clone(&self.series);
            let make = || Column::new(Values::Price(series, price));
            return self.prices.entry(source).or_insert_with(make).clone();
        }
        self.single(Key::Price(source), |series| source.of(series).into_owned())
    }

    /// A column of the caller's own, one value per bar of the series, known by its name from then on.
    pub fn own(&mut self, name: &'static str, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        self.single(Key::Own(name), compute)
    }

    /// The number of an expression of scripts, which `says` tells from all others: the same on other bars, if the same are asked for in
    /// the same order.
    pub(crate) fn number_of(&mut self, says: Vec<u64>) -> u64 {
        let next = self.expressions.len() as u64;
        *self.expressions.entry(says).or_insert(next)
    }

    /// The column of an expression, known by its number from then on.
    pub(crate) fn expression(&mut self, number: u64, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        self.kept(Key::Expression(number), |series| vec![compute(series).into()]).swap_remove(0)
    }

    /// Whether the column of an expression is there.
    pub(crate) fn has_expression(&self, number: u64) -> bool {
        self.columns.get(&Key::Expression(number)).is_some_and(|kept| !kept.columns.is_empty())
    }

    fn single(&mut self, key: Key, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        let column = self.kept(key, |series| vec![compute(series).into()]).swap_remove(0);
        self.wait_for(&column);
        column
    }

    /// The lines of an indicator over a value of the bar, or over whole bars, where the source says nothing.
    fn lines<const N: usize>(&mut self, info: &Info, source: Source, params: &[f64]) -> [Column; N] {
        let columns = self.kept(Self::key(info, source, params), |series| match info.form {
            Form::Values { columns, .. } => made(columns(&source.of(series), params)),
            Form::Bars { columns, .. } => made(columns(series, params)),
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

    fn kept(&mut self, key: Key, compute: impl FnOnce(&Rc<Series>) -> Vec<Values>) -> Vec<Column> {
        let series = Rc::clone(&self.series);
        self.n_asked += 1;
        let now = self.n_asked;
        let kept = self.columns.entry(key).or_insert(Kept {
            columns: Vec::new(),
            ids: Vec::new(),
            asked: 0,
            gap: None,
        });
        if kept.asked > 0 {
            kept.gap = Some(now - kept.asked);
        }
        kept.asked = now;
        if kept.columns.is_empty() {
            let computed = compute(&series).into_iter();
            if kept.ids.is_empty() {
                kept.columns = computed.map(Column::new).collect();
                kept.ids = kept.columns.iter().map(Column::id).collect();
            } else {
                kept.columns =
                    computed.zip(&kept.ids).map(|(values, id)| Column::again(values, *id)).collect();
            }
        }
        if kept.gap.is_some() {
            kept.columns.iter().for_each(Column::share);
        }
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
