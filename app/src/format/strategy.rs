//! Strategies by their names.

use engine::strategy::catalog;
use engine::strategy::declaration::{Declaration, StrategyRef};
use shared::job::RunSpec;

/// What the strategy of a run says of itself, if the run brings it along or this version has it.
pub fn declaration(run: &RunSpec) -> Option<Declaration> {
    match &run.script {
        Some(script) => Some(script.declaration.clone()),
        None => catalog::find(run.strategy.key()).cloned(),
    }
}

/// Its name; what the run calls it where nobody has it.
pub fn name(run: &RunSpec) -> String {
    declaration(run).map_or_else(|| run.strategy.to_string(), |info| info.name.into_owned())
}

/// The version of a built-in strategy that is here, where it is not the one that the run was made with.
pub fn other_version(run: &RunSpec) -> Option<u32> {
    let StrategyRef::BuiltIn { id, version } = &run.strategy else { return None };
    match catalog::find(id)?.strategy {
        StrategyRef::BuiltIn { version: here, .. } => (here != *version).then_some(here),
        StrategyRef::Script { .. } => None,
    }
}
