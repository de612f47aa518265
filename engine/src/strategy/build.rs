//! From a strategy's id to a run: the one place where the built-in strategies' code is tied to their names. Each gets a main
//! loop of its own, so that nothing is looked up per bar.

use super::catalog::{StrategyInfo, find};
use super::param::Params;
use super::{
    Strategy, atr_bracket, bollinger_rsi, buy_and_hold, donchian_breakout, ema_cross, keltner_breakout,
    macd_cross, rsi_reversion, sma_cross, supertrend,
};
use crate::backtest::{self, Backtest, Market, Run, RunCell};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::indicator::Indicators;
use crate::record::Buffers;
use crate::statistics::HEADLINE;

/// Finds the strategy and checks parameters and settings.
pub(crate) fn check(
    strategy: &str,
    params: &Params,
    config: &RunConfig,
) -> Result<&'static StrategyInfo, RunError> {
    let info = find(strategy).ok_or_else(|| RunError::UnknownStrategy(strategy.to_owned()))?;
    let problems: Vec<_> = info.problems(params).into_iter().chain(config.problems()).collect();
    if problems.is_empty() { Ok(info) } else { Err(RunError::Settings(problems)) }
}

/// What is to become of a strategy, whichever it is.
trait Use {
    type Out;
    fn of<S: Strategy + 'static>(self, strategy: S, indicators: &Indicators) -> Self::Out;
}

/// A run with a main loop of the strategy's own.
struct Running<'a> {
    config: &'a RunConfig,
    market: Market,
}

impl Use for Running<'_> {
    type Out = Box<dyn Run>;

    fn of<S: Strategy + 'static>(self, strategy: S, indicators: &Indicators) -> Box<dyn Run> {
        let Self { config, market } = self;
        Box::new(Backtest::validated(market, *config, strategy, indicators.warmup_bars()))
    }
}

/// The same for the numbers of a cell alone.
struct RunningCell<'a> {
    config: &'a RunConfig,
    market: Market,
    buffers: Buffers,
}

impl Use for RunningCell<'_> {
    type Out = Box<dyn RunCell>;

    fn of<S: Strategy + 'static>(self, strategy: S, _: &Indicators) -> Box<dyn RunCell> {
        let Self { config, market, buffers } = self;
        backtest::cell(market, *config, strategy, buffers)
    }
}

/// The strategy by itself.
struct Boxed;

impl Use for Boxed {
    type Out = Box<dyn Strategy>;

    fn of<S: Strategy + 'static>(self, strategy: S, _: &Indicators) -> Box<dyn Strategy> {
        Box::new(strategy)
    }
}

/// A run of a strategy whose settings [`check`] has accepted.
pub(crate) fn build(
    id: &'static str,
    params: &Params,
    config: &RunConfig,
    market: Market,
    indicators: &mut Indicators,
) -> Box<dyn Run> {
    make(id, params, indicators, Running { config, market })
}

/// A cell of a sweep under way, for the numbers named by its keys.
pub(crate) enum CellRun {
    /// All of them are in the headline.
    Brief { run: Box<dyn RunCell>, wanted: Vec<usize> },
    /// Some number needs the whole run.
    Whole { run: Box<dyn Run>, keys: Vec<&'static str>, market: Market, buffers: Buffers },
}

impl CellRun {
    /// Runs the bars before `end`, a position in the series, that have not run.
    pub(crate) fn run_before(&mut self, end: usize) {
        // A whole run needs its memory once, not once for each cell beside it: it waits for its turn.
        if let Self::Brief { run, .. } = self {
            run.run_before(end);
        }
    }

    /// Runs what is left: the numbers in the order of the keys, NaN where undefined, and the memory for the next cell. It holds the
    /// equity at each mark of the market.
    pub(crate) fn finish(self) -> (Vec<f64>, Buffers) {
        match self {
            Self::Brief { run, wanted } => {
                let (row, buffers) = run.finish();
                (wanted.into_iter().map(|index| row[index]).collect(), buffers)
            }
            Self::Whole { run, keys, market, mut buffers } => {
                let report = run.finish();
                let at_marks = market.mark_bars().iter().map(|bar| report.equity[*bar as usize]);
                buffers.mark_values = at_marks.collect();
                let number = |key: &&str| report.statistics.get(key).and_then(Result::ok).unwrap_or(f64::NAN);
                (keys.iter().map(number).collect(), buffers)
            }
        }
    }
}

/// Starts a cell of a sweep for the numbers named by `keys`. `buffers` is memory to reuse.
pub(crate) fn start_cell(
    id: &'static str,
    params: &Params,
    config: &RunConfig,
    market: Market,
    indicators: &mut Indicators,
    (buffers, keys): (Buffers, &[&'static str]),
) -> CellRun {
    let in_headline = |key: &&str| HEADLINE.iter().position(|of| of == key);
    match keys.iter().map(in_headline).collect() {
        Some(wanted) => CellRun::Brief {
            run: make(id, params, indicators, RunningCell { config, market, buffers }),
            wanted,
        },
        None => {
            let run = build(id, params, config, market.clone(), indicators);
            CellRun::Whole { run, keys: keys.to_vec(), market, buffers }
        }
    }
}

/// A strategy whose settings [`check`] has accepted.
pub(crate) fn strategy(id: &'static str, params: &Params, indicators: &mut Indicators) -> Box<dyn Strategy> {
    make(id, params, indicators, Boxed)
}

fn make<U: Use>(id: &'static str, params: &Params, indicators: &mut Indicators, then: U) -> U::Out {
    indicators.restart_warmup();
    macro_rules! strategies {
        ($($module:ident :: $name:ident),* $(,)?) => {
            match id {
                $(id if id == $module::INFO.id => {
                    let strategy = $module::$name::new(params, indicators);
                    then.of(strategy, indicators)
                })*
                _ => then.of(buy_and_hold::BuyAndHold::default(), indicators),
            }
        };
    }
    strategies! {
        sma_cross::SmaCross,
        ema_cross::EmaCross,
        macd_cross::MacdCross,
        supertrend::Supertrend,
        atr_bracket::AtrBracket,
        donchian_breakout::DonchianBreakout,
        keltner_breakout::KeltnerBreakout,
        rsi_reversion::RsiReversion,
        bollinger_rsi::BollingerRsi,
    }
}
