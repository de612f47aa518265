//! The check in steps, so that the caller can report progress or give up in between.

use std::rc::Rc;

use super::pass::{Maker, Pass};
use super::places::places;
use super::poison::poisoned;
use super::verdict::{Changed, Finding, Future, LookAheadVerdict};
use crate::ENGINE_VERSION;
use crate::backtest::{Market, Progress};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::indicator::Indicators;
use crate::registry::{self, AnySource};
use crate::series::Series;
use crate::strategy::Strategy;
use crate::strategy::param::Params;

/// Places at which the data are cut, where the bars are few enough.
const N_PLACES: usize = 12;
/// Long data are cut at fewer places, so that the check takes about as long as a few runs; never at fewer than this.
const MIN_PLACES: usize = 3;
/// Bars that a check may go through whatever the length of the data: some tenths of a second.
const FREE_BARS: usize = 10_000_000;
/// And the number of runs that it may take on longer data.
const MAX_RUNS: usize = 6;
/// How much higher the prices of another future lie: between one and nine percent, by place.
const SHIFTS: usize = 9;

/// A check under way.
pub struct LookAhead {
    config: RunConfig,
    make: Box<Maker>,
    market: Market,
    seed: u32,
    original: Pass,
    /// Places still to be checked, the first one last.
    cuts: Vec<usize>,
    n_places: usize,
    /// The repetition under way, and what it is.
    pass: Option<(Pass, usize, Future)>,
    /// Runs that are over, and how far the current one is.
    n_over: usize,
    progress: usize,
    is_original_done: bool,
    n_cuts: usize,
    n_bars: usize,
    found: Option<(usize, Changed, usize, Future)>,
}

impl LookAhead {
    /// A check of the strategy that `make` makes. It is made anew for each run, from nothing but the indicators of its bars.
    ///
    /// # Errors
    /// Settings that make no sense, a window without bars.
    pub fn new(
        series: Rc<Series>,
        config: RunConfig,
        seed: u32,
        make: impl Fn(&mut Indicators) -> Box<dyn Strategy> + 'static,
    ) -> Result<Self, RunError> {
        let problems = config.problems();
        if !problems.is_empty() {
            return Err(RunError::Settings(problems));
        }
        let market = Market::new(Rc::clone(&series), &config)?;
        let per_place = series.len() + series.len() / 2;
        let n_places =
            (FREE_BARS.max(MAX_RUNS * series.len()) / per_place.max(1)).clamp(MIN_PLACES, N_PLACES);
        Ok(Self {
            original: Pass::new(market.clone(), &config, &make),
            make: Box::new(make),
            config,
            market,
            seed,
            cuts: Vec::new(),
            n_places,
            pass: None,
            n_over: 0,
            progress: 0,
            is_original_done: false,
            n_cuts: 0,
            n_bars: 0,
            found: None,
        })
    }

    /// A check of a strategy with these parameters.
    ///
    /// # Errors
    /// Settings or parameters that make no sense, a window without bars.
    pub fn of(
        strategy: &AnySource,
        params: &Params,
        config: &RunConfig,
        series: Rc<Series>,
        seed: u32,
    ) -> Result<Self, RunError> {
        registry::check(strategy, params, config)?;
        let (strategy, params) = (strategy.clone(), params.clone());
        let settings = *config;
        let make = move |indicators: &mut Indicators| strategy.strategy(&params, &settings, indicators);
        Self::new(series, *config, seed, make)
    }

    /// Runs up to `n_bars` further bars. Progress counts a window's bars for each run, though most end before.
    pub fn step(&mut self, n_bars: usize) -> Progress {
        if !self.is_original_done {
            let Progress { done, total } = self.original.step(n_bars);
            self.progress = done;
            if done == total {
                self.begin_cutting();
            }
        } else if let Some((mut pass, cut, future)) = self.pass.take() {
            let Progress { done, total } = pass.step(n_bars);
            self.n_bars += done - self.progress;
            self.progress = done;
            if done < total {
                self.pass = Some((pass, cut, future));
            } else {
                self.compare(&pass, cut, future);
            }
        }
        let total = self.market.window().len() * (1 + 2 * self.n_places);
        let done =
            if self.is_done() { total } else { self.n_over * self.market.window().len() + self.progress };
        Progress { done, total }
    }

    /// Runs what is left and judges.
    pub fn finish(mut self) -> LookAheadVerdict {
        while !self.is_done() {
            self.step(usize::MAX);
        }
        let finding = self.found.map(|(bar, changed, cut, future)| Finding {
            changed,
            bar: bar as u32,
            time: self.market.series().time()[bar],
            cut: cut as u32,
            future,
        });
        LookAheadVerdict {
            engine_version: ENGINE_VERSION.to_owned(),
            seed: self.seed,
            n_cuts: self.n_cuts as u32,
            n_bars: self.n_bars as u64,
            finding,
        }
    }

    fn is_done(&self) -> bool {
        self.is_original_done && self.pass.is_none()
    }

    /// Cuts before the warm-up would find a strategy that has nothing to see yet.
    fn begin_cutting(&mut self) {
        self.is_original_done = true;
        let window = self.market.window();
        let from = self.original.warmup_bars().clamp(window.start, window.end - 1) + 1;
        self.cuts = places(from..window.end, &self.original.fills(), self.n_places, u64::from(self.seed));
        self.n_places = self.cuts.len();
        self.cuts.reverse();
        self.n_over = 1;
        self.next_cut();
    }

    fn next_cut(&mut self) {
        if let Some(cut) = self.cuts.pop() {
            self.n_cuts += 1;
            self.begin(cut, Future::Missing);
        }
    }

    fn begin(&mut self, cut: usize, future: Future) {
        let series = self.market.series();
        let other = match future {
            // A cut lies behind the window's first bar, so there are bars before it.
            Future::Missing => series.slice(0..cut).map_or_else(|_| Rc::clone(series), Rc::new),
            Future::Replaced => {
                let shift = 1.01 + 0.01 * (self.n_cuts % SHIFTS) as f64;
                Rc::new(poisoned(series, cut, shift))
            }
        };
        let pass = Pass::new(self.market.watched_on(other, cut), &self.config, &*self.make);
        self.progress = 0;
        self.pass = Some((pass, cut, future));
    }

    fn compare(&mut self, pass: &Pass, cut: usize, future: Future) {
        self.n_over += 1;
        self.progress = 0;
        if let Some((bar, changed)) = self.original.parting(pass, cut)
            && self.found.as_ref().is_none_or(|found| bar < found.0)
        {
            self.found = Some((bar, changed, cut, future));
        }
        match future {
            Future::Missing => self.begin(cut, Future::Replaced),
            // One place is enough to name what depends on the future.
            Future::Replaced if self.found.is_some() => {}
            Future::Replaced => self.next_cut(),
        }
    }
}
