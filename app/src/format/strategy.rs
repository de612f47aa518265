//! Strategies by their names.

use engine::strategy::catalog;
use engine::strategy::declaration::Declaration;
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
