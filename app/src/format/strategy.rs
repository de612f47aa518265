//! Strategies by their names.

use engine::strategy::catalog;
use engine::strategy::declaration::{Declaration, StrategyRef};

/// What the strategy says of itself, if this version has it.
pub fn declaration(strategy: &StrategyRef) -> Option<Declaration> {
    catalog::find(strategy.key()).cloned()
}

/// Its name; what the run calls it where this version does not have it.
pub fn name(strategy: &StrategyRef) -> String {
    declaration(strategy).map_or_else(|| strategy.to_string(), |info| info.name.into_owned())
}
