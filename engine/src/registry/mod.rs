//! From a strategy to a run, whether it was compiled in or made while running.
//!
//! A [`StrategySource`] declares a strategy and makes it; an [`AnySource`] is one of them, whichever. A single run, a cell of a sweep,
//! a walk-forward run and the look-ahead check all begin with it. This room is above the strategies and the main loop: neither
//! knows of it.

mod cell;
mod source;
mod watched;

pub(crate) use cell::{CellRun, start_cell};
pub use source::{AnySource, StrategySource};

use std::cell::RefCell;
use std::rc::Rc;

use crate::backtest::{Market, Run};
use crate::config::RunConfig;
use crate::error::RunError;
use crate::indicator::Indicators;
use crate::plot::Exits;
use crate::report::Report;
use crate::series::Series;
use crate::strategy::catalog::each_built_in;
use crate::strategy::declaration::StrategyRef;
use crate::strategy::param::Params;

macro_rules! constructors {
    ($($module:ident :: $name:ident),* $(,)?) => {
        fn made_of(id: &str) -> Option<AnySource> {
            use crate::strategy;
            $(
                if id == strategy::$module::INFO.id {
                    let declaration = strategy::$module::INFO.declaration();
                    let make = strategy::$module::$name::new;
                    let plots = strategy::$module::plots;
                    // Of the others, none places a stop or a target: a test runs each.
                    let has_exits = id == strategy::atr_bracket::INFO.id;
                    return Some(AnySource::new(source::BuiltIn { declaration, make, plots, has_exits }));
                }
            )*
            None
        }
    };
}
each_built_in!(constructors);

/// The built-in strategy with this id.
///
/// # Errors
/// There is none.
pub fn built_in(id: &str) -> Result<AnySource, RunError> {
    made_of(id).ok_or_else(|| RunError::UnknownStrategy(id.to_owned()))
}

/// The strategy that a run names, in this version's state of it.
///
/// # Errors
/// It is no built-in one: a script is made of its text, by whoever has it.
pub fn find(strategy: &StrategyRef) -> Result<AnySource, RunError> {
    match strategy {
        StrategyRef::BuiltIn { id, .. } => built_in(id),
        StrategyRef::Script { name, .. } => Err(RunError::UnknownStrategy(name.clone().into_owned())),
    }
}

/// Runs to the end and reports.
///
/// # Errors
/// Something stopped the strategy.
pub fn finish(mut run: Box<dyn Run>) -> Result<Report, RunError> {
    run.step(usize::MAX);
    match run.failure() {
        Some(failure) => Err(RunError::Stopped(failure.clone())),
        None => Ok(run.finish()),
    }
}

/// Checks everything and readies a run.
///
/// # Errors
/// Settings or parameters that make no sense, a window without bars.
pub fn prepare(
    strategy: &AnySource,
    params: &Params,
    config: &RunConfig,
    series: Rc<Series>,
) -> Result<Box<dyn Run>, RunError> {
    check(strategy, params, config)?;
    let market = Market::new(Rc::clone(&series), config)?;
    Ok(strategy.run(params, config, market, &mut Indicators::new(series)))
}

/// As [`prepare`], for a run beside which the stops and targets that stand are noted. Its result is the same.
///
/// # Errors
/// As there.
pub fn prepare_watched(
    strategy: &AnySource,
    params: &Params,
    config: &RunConfig,
    series: Rc<Series>,
    exits: Rc<RefCell<Exits>>,
) -> Result<Box<dyn Run>, RunError> {
    check(strategy, params, config)?;
    let market = Market::new(Rc::clone(&series), config)?;
    Ok(strategy.run_watched(params, config, market, &mut Indicators::new(series), exits))
}

/// Checks parameters and settings.
pub(crate) fn check(strategy: &AnySource, params: &Params, config: &RunConfig) -> Result<(), RunError> {
    let problems = strategy.declaration().problems(params).into_iter().chain(config.problems());
    let problems: Vec<_> = problems.chain(strategy.problems(config)).collect();
    if problems.is_empty() { Ok(()) } else { Err(RunError::Settings(problems)) }
}

/// Checks the settings that the strategy cannot do without.
pub(crate) fn check_source(strategy: &AnySource, config: &RunConfig) -> Result<(), RunError> {
    let problems = strategy.problems(config);
    if problems.is_empty() { Ok(()) } else { Err(RunError::Settings(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::catalog::STRATEGIES;

    #[test]
    fn a_strategy_known_in_one_list_only_silently_traded_buy_and_hold() {
        for declaration in STRATEGIES {
            assert_eq!(built_in(declaration.key()).unwrap().declaration(), declaration);
            assert_eq!(find(&declaration.strategy).unwrap().declaration(), declaration);
        }
        let unknown = RunError::UnknownStrategy("no_such".into());
        assert_eq!(built_in("no_such").unwrap_err(), unknown);
        let script = StrategyRef::Script { name: "no_such".into(), hash: "ab".into() };
        assert_eq!(find(&script).unwrap_err(), unknown);
    }
}
