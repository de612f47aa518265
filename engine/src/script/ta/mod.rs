//! `ta.*` as scripts call it: state per call site, one value per execution. Exactness as in TradingView's trade lists; where
//! an indicator of [`crate::indicator`] differs, both are kept.
//!
//! A window is the last values that are not na, and a result is na until there are enough, unless a function says otherwise.

mod average;
mod event;
mod extreme;
mod levels;
mod momentum;
mod ordered;
mod pivots;
mod random;
pub(super) mod rank;
mod spread;
mod trend;
mod volume;
mod window;

use std::fmt::Debug;

use super::Fails;
use super::clock::Zone;
use super::hoist::Arguments;
use super::names::names;
use crate::series::Series;

names! {
    /// Functions that keep a state.
    pub enum TaFn {
        Sma = "ta.sma", Ema = "ta.ema", Rma = "ta.rma", Wma = "ta.wma", Hma = "ta.hma", Vwma = "ta.vwma", Swma = "ta.swma",
        Alma = "ta.alma", Linreg = "ta.linreg", Rsi = "ta.rsi", Tr = "ta.tr", Atr = "ta.atr", Macd = "ta.macd", Bb = "ta.bb",
        Bbw = "ta.bbw", Kc = "ta.kc", Kcw = "ta.kcw", Stdev = "ta.stdev", Variance = "ta.variance", Dev = "ta.dev",
        Stoch = "ta.stoch", Cci = "ta.cci", Mfi = "ta.mfi", Cmo = "ta.cmo", Tsi = "ta.tsi", Wpr = "ta.wpr", Mom = "ta.mom",
        Roc = "ta.roc", Change = "ta.change", ChangeBool = "ta.change_bool", Cog = "ta.cog", Rci = "ta.rci",
        Highest = "ta.highest", Lowest = "ta.lowest",
        HighestBars = "ta.highestbars", LowestBars = "ta.lowestbars", PivotHigh = "ta.pivothigh", PivotLow = "ta.pivotlow",
        Crossover = "ta.crossover", Crossunder = "ta.crossunder", Cross = "ta.cross", BarsSince = "ta.barssince",
        ValueWhen = "ta.valuewhen", Rising = "ta.rising", Falling = "ta.falling", Cum = "ta.cum", Median = "ta.median",
        Mode = "ta.mode", Range = "ta.range", PercentileNearest = "ta.percentile_nearest_rank",
        PercentileLinear = "ta.percentile_linear_interpolation", PercentRank = "ta.percentrank",
        Correlation = "ta.correlation", Supertrend = "ta.supertrend", Dmi = "ta.dmi", Sar = "ta.sar", Vwap = "ta.vwap",
        VwapBands = "ta.vwap_bands", Obv = "ta.obv", Accdist = "ta.accdist", Pvt = "ta.pvt", Nvi = "ta.nvi", Pvi = "ta.pvi",
        Wad = "ta.wad", Wvad = "ta.wvad", Iii = "ta.iii", Sum = "math.sum", Fixnan = "fixnan", Max = "ta.max", Min = "ta.min",
        PivotLevels = "ta.pivot_point_levels", Random = "math.random",
    }
}

/// Results that a function has at most.
pub(super) const MOST_RESULTS: usize = 11;

impl TaFn {
    /// How many values it returns.
    pub fn n_results(self) -> u32 {
        match self {
            Self::Macd | Self::Bb | Self::Kc | Self::Dmi | Self::VwapBands => 3,
            Self::Supertrend => 2,
            Self::PivotLevels => MOST_RESULTS as u32,
            _ => 1,
        }
    }
}

/// The bars up to the current one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bars<'a> {
    pub(super) time: &'a [i64],
    pub(super) open: &'a [f64],
    pub(super) high: &'a [f64],
    pub(super) low: &'a [f64],
    pub(super) close: &'a [f64],
    pub(super) volume: &'a [f64],
    /// Position of the script's first bar.
    pub(super) first: usize,
    /// Position of the current bar.
    pub(super) at: usize,
}

impl<'a> Bars<'a> {
    /// Those of a series up to the one at `at`, for a script that begins at `first`. Nothing here can panic: so the compiler leaves out what a
    /// function does not look at.
    #[inline(always)]
    pub(super) fn of(series: &'a Series, first: usize, at: usize) -> Self {
        let upto = |values: &'a [f64]| values.get(..=at).unwrap_or_default();
        Self {
            time: series.time().get(..=at).unwrap_or_default(),
            open: upto(series.open()),
            high: upto(series.high()),
            low: upto(series.low()),
            close: upto(series.close()),
            volume: upto(series.volume()),
            first,
            at,
        }
    }

    /// A price `back` bars ago; na before the script's first bar.
    #[inline]
    pub(super) fn ago(&self, column: &'a [f64], back: usize) -> f64 {
        if self.at >= self.first + back { column[self.at - back] } else { f64::NAN }
    }

    /// True range; na on the first bar unless `handles_first`.
    #[inline]
    pub(super) fn true_range(&self, handles_first: bool) -> f64 {
        let (high, low) = (self.high[self.at], self.low[self.at]);
        let before = self.ago(self.close, 1);
        if before.is_nan() {
            return if handles_first { high - low } else { f64::NAN };
        }
        (high - low).max((high - before).abs()).max((low - before).abs())
    }
}

/// What a call site keeps.
pub(super) trait Step: Debug {
    /// One execution. Results go to `out`, which holds na.
    fn next(&mut self, args: &[f64], bars: &Bars<'_>, zone: &Zone, out: &mut [f64]) -> Fails<()>;

    /// An execution on each bar from `first` on: results go to `columns`, which hold na. Fails with the bar. It is part of the trait so
    /// that the compiler makes it for each function and sees through [`Step::next`].
    fn over(
        &mut self,
        series: &Series,
        first: usize,
        zone: &Zone,
        args: &mut Arguments<'_>,
        columns: &mut [Vec<f64>],
    ) -> Result<(), (usize, String)> {
        let mut out = [f64::NAN; MOST_RESULTS];
        let out = &mut out[..columns.len()];
        for at in first..series.len() {
            out.fill(f64::NAN);
            self.next(args.at(at), &Bars::of(series, first, at), zone, out).map_err(|said| (at, said))?;
            columns.iter_mut().zip(&*out).for_each(|(column, value)| column[at] = *value);
        }
        Ok(())
    }
}

/// What is made of a value and a length, and of what it remembers.
trait OfLength: Debug {
    fn next(&mut self, x: f64, n: usize) -> f64;
}

/// Such a function as a [`Step`]: of a length that is the same throughout, whole columns are made without a look at anything else.
#[derive(Debug)]
struct Along<T>(T);

impl<T: OfLength> Step for Along<T> {
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        out[0] = self.0.next(args[0], window::length(args[1])?);
        Ok(())
    }

    fn over(
        &mut self,
        _: &Series,
        first: usize,
        _: &Zone,
        args: &mut Arguments<'_>,
        columns: &mut [Vec<f64>],
    ) -> Result<(), (usize, String)> {
        let Some(column) = columns.first_mut() else { return Ok(()) };
        if let (Some(values), Some(Ok(n))) = (args.each(0), args.fixed(1).map(window::length)) {
            let pairs = column.iter_mut().zip(values).skip(first);
            pairs.for_each(|(out, x)| *out = self.0.next(*x, n));
            return Ok(());
        }
        for (at, out) in column.iter_mut().enumerate().skip(first) {
            let args = args.at(at);
            let n = window::length(args[1]).map_err(|said| (at, said))?;
            *out = self.0.next(args[0], n);
        }
        Ok(())
    }
}

/// A call site of a function, before its first execution.
pub(super) fn site(func: TaFn, is_fixed: bool) -> Box<dyn Step> {
    match func {
        TaFn::PivotLevels => return Box::new(levels::Levels::default()),
        TaFn::Random => return Box::new(random::Random::default()),
        _ => {}
    }
    average::site(func, is_fixed)
        .or_else(|| momentum::site(func, is_fixed))
        .or_else(|| spread::site(func, is_fixed))
        .or_else(|| extreme::site(func, is_fixed))
        .or_else(|| rank::site(func, is_fixed))
        .or_else(|| trend::site(func))
        .or_else(|| volume::site(func, is_fixed))
        .unwrap_or_else(|| event::site(func))
}
