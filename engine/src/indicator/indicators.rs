//! Indicator columns of a series, each computed once and shared by all who ask.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Column, atr, ema, first_valid, highest, lowest, rsi, sma, stdev, supertrend};
use crate::series::Series;

/// A price of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
}

/// Bands around a middle line.
#[derive(Debug, Clone)]
pub struct BandColumns {
    /// Lower line.
    pub lower: Column,
    /// Middle line.
    pub middle: Column,
    /// Upper line.
    pub upper: Column,
}

/// The MACD.
#[derive(Debug, Clone)]
pub struct MacdColumns {
    /// Fast minus slow average.
    pub line: Column,
    /// Average of the line.
    pub signal: Column,
}

/// The Supertrend.
#[derive(Debug, Clone)]
pub struct SupertrendColumns {
    /// The line.
    pub line: Column,
    /// `1.0` up, `-1.0` down.
    pub direction: Column,
}

/// What a column is, so that asking twice computes once. Real parameters are kept as bits to be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Price(Source),
    Sma(Source, usize),
    Ema(Source, usize),
    Rsi(Source, usize),
    Highest(Source, usize),
    Lowest(Source, usize),
    Atr(usize),
    Macd(Source, usize, usize, usize),
    Bollinger(Source, usize, u64),
    Keltner(usize, u64, usize),
    Supertrend(u64, usize),
    Own(&'static str),
}

/// Computes and keeps the columns of one series.
#[derive(Debug)]
pub struct Indicators {
    series: Rc<Series>,
    pub(super) columns: BTreeMap<Key, Vec<Column>>,
    warmup: usize,
}

impl Indicators {
    /// Nothing is computed before it is asked for.
    pub fn new(series: Rc<Series>) -> Self {
        Self { series, columns: BTreeMap::new(), warmup: 0 }
    }

    /// The series.
    pub fn series(&self) -> &Rc<Series> {
        &self.series
    }

    /// First bar at which every column asked for since the last [`Indicators::restart_warmup`] has a value.
    pub fn warmup_bars(&self) -> usize {
        self.warmup
    }

    /// Forgets who asked for what, not the columns: the next strategy starts its own warm-up count.
    pub fn restart_warmup(&mut self) {
        self.warmup = 0;
    }

    /// Frees all columns when they take more than `max_bytes`: a sweep over many lengths must not fill the memory.
    pub fn forget_beyond(&mut self, max_bytes: usize) {
        let n_columns: usize = self.columns.values().map(Vec::len).sum();
        if n_columns * self.series.len() * size_of::<f64>() > max_bytes {
            self.columns.clear();
        }
    }

    fn columns(&mut self, key: Key, compute: impl FnOnce(&Series) -> Vec<Vec<f64>>) -> Vec<Column> {
        let series = Rc::clone(&self.series);
        let columns = self
            .columns
            .entry(key)
            .or_insert_with(|| compute(&series).into_iter().map(Column::new).collect())
            .clone();
        for column in &columns {
            self.warmup = self.warmup.max(first_valid(column.values()));
        }
        columns
    }

    fn column(&mut self, key: Key, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        self.columns(key, |series| vec![compute(series)]).remove(0)
    }

    fn bands(&mut self, key: Key, compute: impl FnOnce(&Series) -> (Vec<f64>, Vec<f64>, f64)) -> BandColumns {
        let columns = self.columns(key, |series| {
            let (middle, width, factor) = compute(series);
            let line = |sign: f64| middle.iter().zip(&width).map(|(m, w)| m + sign * factor * w).collect();
            let (lower, upper) = (line(-1.0), line(1.0));
            vec![lower, middle, upper]
        });
        BandColumns { lower: columns[0].clone(), middle: columns[1].clone(), upper: columns[2].clone() }
    }

    /// A column of the caller's own, one value per bar of the series, known by its name from then on.
    pub fn own(&mut self, name: &'static str, compute: impl FnOnce(&Series) -> Vec<f64>) -> Column {
        self.column(Key::Own(name), compute)
    }

    /// A price column.
    pub fn price(&mut self, source: Source) -> Column {
        self.column(Key::Price(source), |series| source_of(series, source).to_vec())
    }

    /// See [`sma`].
    pub fn sma(&mut self, source: Source, length: usize) -> Column {
        self.column(Key::Sma(source, length), |series| sma(source_of(series, source), length))
    }

    /// See [`ema`].
    pub fn ema(&mut self, source: Source, length: usize) -> Column {
        self.column(Key::Ema(source, length), |series| ema(source_of(series, source), length))
    }

    /// See [`rsi`].
    pub fn rsi(&mut self, source: Source, length: usize) -> Column {
        self.column(Key::Rsi(source, length), |series| rsi(source_of(series, source), length))
    }

    /// See [`highest`].
    pub fn highest(&mut self, source: Source, length: usize) -> Column {
        self.column(Key::Highest(source, length), |series| highest(source_of(series, source), length))
    }

    /// See [`lowest`].
    pub fn lowest(&mut self, source: Source, length: usize) -> Column {
        self.column(Key::Lowest(source, length), |series| lowest(source_of(series, source), length))
    }

    /// See [`atr`].
    pub fn atr(&mut self, length: usize) -> Column {
        self.column(Key::Atr(length), |series| atr(series, length))
    }

    /// MACD (Gerald Appel): line = EMA(fast) − EMA(slow); signal = EMA of the line. Warm-up: slow + signal − 2 bars.
    pub fn macd(&mut self, source: Source, fast: usize, slow: usize, signal: usize) -> MacdColumns {
        let columns = self.columns(Key::Macd(source, fast, slow, signal), |series| {
            let values = source_of(series, source);
            let line: Vec<f64> =
                ema(values, fast).iter().zip(ema(values, slow)).map(|(fast, slow)| fast - slow).collect();
            let signal = ema(&line, signal);
            vec![line, signal]
        });
        MacdColumns { line: columns[0].clone(), signal: columns[1].clone() }
    }

    /// Bollinger bands (John Bollinger): SMA ± `deviations` × population standard deviation. Warm-up: length − 1 bars.
    pub fn bollinger(&mut self, source: Source, length: usize, deviations: f64) -> BandColumns {
        self.bands(Key::Bollinger(source, length, deviations.to_bits()), |series| {
            let values = source_of(series, source);
            (sma(values, length), stdev(values, length), deviations)
        })
    }

    /// Keltner channel (Linda Raschke's version): EMA(close) ± `multiplier` × ATR. Warm-up: the longer of the two.
    pub fn keltner(&mut self, length: usize, multiplier: f64, atr_length: usize) -> BandColumns {
        self.bands(Key::Keltner(length, multiplier.to_bits(), atr_length), |series| {
            (ema(series.close(), length), atr(series, atr_length), multiplier)
        })
    }

    /// See [`supertrend`].
    pub fn supertrend(&mut self, factor: f64, atr_length: usize) -> SupertrendColumns {
        let columns = self.columns(Key::Supertrend(factor.to_bits(), atr_length), |series| {
            let (line, direction) = supertrend(series, factor, atr_length);
            vec![line, direction]
        });
        SupertrendColumns { line: columns[0].clone(), direction: columns[1].clone() }
    }
}

fn source_of(series: &Series, source: Source) -> &[f64] {
    match source {
        Source::Open => series.open(),
        Source::High => series.high(),
        Source::Low => series.low(),
        Source::Close => series.close(),
    }
}
