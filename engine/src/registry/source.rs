//! What makes strategies.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::watched::Watched;
use crate::backtest::{self, Backtest, Market, Run, RunCell};
use crate::config::{ConfigError, RunConfig};
use crate::indicator::Indicators;
use crate::plot::{Exits, Plot};
use crate::recorder::Buffers;
use crate::strategy::Strategy;
use crate::strategy::declaration::Declaration;
use crate::strategy::param::Params;

/// Declares a strategy, and makes it for a run: the door through which every strategy comes in, compiled in or not.
pub trait StrategySource {
    /// What it makes. The main loop is compiled for it, so that nothing is looked up per bar.
    type Strategy: Strategy + 'static;

    /// What the strategy is and what it can be told; the same at each call.
    fn declaration(&self) -> &Declaration;

    /// The strategy, for parameters that its declaration accepts and settings without [`StrategySource::problems`]. It takes its columns
    /// from `indicators` and knows nothing else of the bars.
    fn instantiate(&self, params: &Params, config: &RunConfig, indicators: &mut Indicators)
    -> Self::Strategy;

    /// What the strategy looks at, from the same columns; `None` if it takes a run to know it.
    fn plots(&self, params: &Params, indicators: &mut Indicators) -> Option<Vec<Plot>> {
        let _ = (params, indicators);
        None
    }

    /// Whether it places stops or targets for its positions.
    fn has_exits(&self) -> bool {
        false
    }

    /// Settings that the strategy cannot run with, although they make sense by themselves.
    fn problems(&self, config: &RunConfig) -> Vec<ConfigError> {
        let _ = config;
        Vec::new()
    }
}

/// A strategy that was compiled in.
pub(super) struct BuiltIn<S> {
    pub(super) declaration: Declaration,
    pub(super) make: fn(&Params, &mut Indicators) -> S,
    pub(super) plots: fn(&Params, &mut Indicators) -> Vec<Plot>,
    pub(super) has_exits: bool,
}

impl<S: Strategy + 'static> StrategySource for BuiltIn<S> {
    type Strategy = S;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn instantiate(&self, params: &Params, _: &RunConfig, indicators: &mut Indicators) -> S {
        (self.make)(params, indicators)
    }

    fn plots(&self, params: &Params, indicators: &mut Indicators) -> Option<Vec<Plot>> {
        Some((self.plots)(params, indicators))
    }

    fn has_exits(&self) -> bool {
        self.has_exits
    }
}

/// A [`StrategySource`], whichever it is. A clone is the same source.
#[derive(Clone)]
pub struct AnySource(Rc<dyn Makes>);

impl AnySource {
    /// Any source.
    pub fn new(source: impl StrategySource + 'static) -> Self {
        Self(Rc::new(source))
    }

    /// What the strategy is and what it can be told.
    pub fn declaration(&self) -> &Declaration {
        self.0.declared()
    }

    /// A run with settings that [`check`](super::check) has accepted.
    pub(super) fn run(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        indicators: &mut Indicators,
    ) -> Box<dyn Run> {
        self.0.run(params, config, market, indicators)
    }

    /// A run beside which the stops and targets that stand are noted.
    pub(super) fn run_watched(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        indicators: &mut Indicators,
        exits: Rc<RefCell<Exits>>,
    ) -> Box<dyn Run> {
        self.0.run_watched(params, config, market, indicators, exits)
    }

    /// The same for the numbers of a cell alone; `buffers` is memory to reuse.
    pub(super) fn run_cell(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        indicators: &mut Indicators,
        buffers: Buffers,
    ) -> Box<dyn RunCell> {
        self.0.run_cell(params, config, market, indicators, buffers)
    }

    /// The strategy by itself.
    pub(crate) fn strategy(
        &self,
        params: &Params,
        config: &RunConfig,
        indicators: &mut Indicators,
    ) -> Box<dyn Strategy> {
        self.0.strategy(params, config, indicators)
    }

    /// See [`StrategySource::plots`]; for parameters that the declaration accepts.
    pub fn plots(&self, params: &Params, indicators: &mut Indicators) -> Option<Vec<Plot>> {
        self.0.plotted(params, indicators)
    }

    /// See [`StrategySource::has_exits`].
    pub fn has_exits(&self) -> bool {
        self.0.exits()
    }

    /// See [`StrategySource::problems`].
    pub fn problems(&self, config: &RunConfig) -> Vec<ConfigError> {
        self.0.objections(config)
    }
}

impl fmt::Debug for AnySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnySource").field(&self.declaration().strategy).finish()
    }
}

/// What is asked of a source when its strategy's type is no longer known.
trait Makes {
    fn declared(&self) -> &Declaration;
    fn run(&self, params: &Params, config: &RunConfig, market: Market, of: &mut Indicators) -> Box<dyn Run>;
    fn run_cell(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        of: &mut Indicators,
        buffers: Buffers,
    ) -> Box<dyn RunCell>;
    fn strategy(&self, params: &Params, config: &RunConfig, of: &mut Indicators) -> Box<dyn Strategy>;
    fn run_watched(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        of: &mut Indicators,
        exits: Rc<RefCell<Exits>>,
    ) -> Box<dyn Run>;
    fn plotted(&self, params: &Params, of: &mut Indicators) -> Option<Vec<Plot>>;
    fn exits(&self) -> bool;
    fn objections(&self, config: &RunConfig) -> Vec<ConfigError>;
}

impl<T: StrategySource> Makes for T {
    fn declared(&self) -> &Declaration {
        self.declaration()
    }

    fn run(&self, params: &Params, config: &RunConfig, market: Market, of: &mut Indicators) -> Box<dyn Run> {
        of.restart_warmup();
        let strategy = self.instantiate(params, config, of);
        Box::new(Backtest::validated(market, *config, strategy, of.warmup_bars()))
    }

    fn run_cell(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        of: &mut Indicators,
        buffers: Buffers,
    ) -> Box<dyn RunCell> {
        of.restart_warmup();
        backtest::cell(market, *config, self.instantiate(params, config, of), buffers)
    }

    fn strategy(&self, params: &Params, config: &RunConfig, of: &mut Indicators) -> Box<dyn Strategy> {
        of.restart_warmup();
        Box::new(self.instantiate(params, config, of))
    }

    fn run_watched(
        &self,
        params: &Params,
        config: &RunConfig,
        market: Market,
        of: &mut Indicators,
        exits: Rc<RefCell<Exits>>,
    ) -> Box<dyn Run> {
        of.restart_warmup();
        let strategy = Box::new(self.instantiate(params, config, of)) as Box<dyn Strategy>;
        let strategy = Watched { strategy, exits };
        Box::new(Backtest::validated(market, *config, strategy, of.warmup_bars()))
    }

    fn exits(&self) -> bool {
        self.has_exits()
    }

    fn plotted(&self, params: &Params, of: &mut Indicators) -> Option<Vec<Plot>> {
        self.plots(params, of)
    }

    fn objections(&self, config: &RunConfig) -> Vec<ConfigError> {
        self.problems(config)
    }
}
