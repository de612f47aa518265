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

/// Runs a cell of a sweep for the numbers named by `keys`, in their order, NaN where undefined. `buffers` is memory to reuse; afterwards it holds
/// the equity at each mark of the market.
pub(crate) fn run_cell(
    id: &'static str,
    params: &Params,
    config: &RunConfig,
    market: Market,
    indicators: &mut Indicators,
    (buffers, keys): (&mut Buffers, &[&'static str]),
) -> Vec<f64> {
    let in_headline = |key: &&str| HEADLINE.iter().position(|of| of == key);
    let Some(wanted) = keys.iter().map(in_headline).collect::<Option<Vec<usize>>>() else {
        // Some number needs the whole run.
        let report = build(id, params, config, market.clone(), indicators).finish();
        let at_marks = market.mark_bars().iter().map(|bar| report.equity[*bar as usize]);
        buffers.mark_values = at_marks.collect();
        let statistics = report.statistics;
        return keys.iter().map(|key| statistics.get(key).and_then(Result::ok).unwrap_or(f64::NAN)).collect();
    };
    let taken = std::mem::take(buffers);
    let (row, used) = make(id, params, indicators, RunningCell { config, market, buffers: taken }).run();
    *buffers = used;
    wanted.into_iter().map(|index| row[index]).collect()
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
