//! Versions of strategies: those that jobs were made with, and those that are here.

use engine::strategy::catalog;
use engine::strategy::declaration::StrategyRef;
use shared::job::RunSpec;

/// The version of a built-in strategy that is here, where it is not the one that the run was made with.
pub fn other_version(run: &RunSpec) -> Option<u32> {
    let StrategyRef::BuiltIn { id, version } = &run.strategy else { return None };
    match catalog::find(id)?.strategy {
        StrategyRef::BuiltIn { version: here, .. } => (here != *version).then_some(here),
        StrategyRef::Script { .. } => None,
    }
}
