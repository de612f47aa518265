//! From a strategy's id to a run: the one place where the built-in strategies' code is tied to their names. Each gets a main
//! loop of its own, so that nothing is looked up per bar.

use super::catalog::{StrategyInfo, find};
use super::param::Params;
use super::{
    Strategy, atr_bracket, bollinger_rsi, buy_and_hold, donchian_breakout, ema_cross, keltner_breakout,
    macd_cross, rsi_reversion, sma_cross, supertrend,
};
use crate::backtest::{Backtest, Market, Run};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::indicator::Indicators;

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

/// A run of a strategy whose settings [`check`] has accepted. `equity` is a buffer to reuse.
pub(crate) fn build(
    id: &'static str,
    params: &Params,
    config: &RunConfig,
    market: Market,
    indicators: &mut Indicators,
    equity: Vec<f64>,
) -> Box<dyn Run> {
    fn run<S: Strategy + 'static>(
        config: &RunConfig,
        market: Market,
        indicators: &mut Indicators,
        equity: Vec<f64>,
        make: impl FnOnce(&mut Indicators) -> S,
    ) -> Box<dyn Run> {
        indicators.restart_warmup();
        let strategy = make(indicators);
        Box::new(Backtest::validated(market, *config, strategy, indicators.warmup_bars(), equity))
    }
    macro_rules! strategies {
        ($($module:ident :: $name:ident),* $(,)?) => {
            match id {
                $(id if id == $module::INFO.id => {
                    run(config, market, indicators, equity, |indicators| $module::$name::new(params, indicators))
                })*
                _ => run(config, market, indicators, equity, |_| buy_and_hold::BuyAndHold::default()),
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
