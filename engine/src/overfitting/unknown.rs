//! Why the overfitting check has no answer.

use serde::{Deserialize, Serialize};

/// Why a number of the overfitting check does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// Sixteen blocks of at least eight returns do not fit into the run.
    #[error("the run is too short to be cut into sixteen blocks")]
    TooShort,
    /// No cell has run, or none has a value of the objective.
    #[error("no cell has a value of the objective")]
    NoBest,
    /// The best cell used its equity up.
    #[error("the best cell used up its equity")]
    Broke,
    /// A return beyond anything that can be summed.
    #[error("a return is too large a number")]
    OutOfRange,
    /// The equity of the best cell, or of every cell, does not vary.
    #[error("the equity does not vary")]
    NoVariation,
    /// A comparison needs two.
    #[error("fewer than two cells can be compared")]
    OneCell,
    /// Neighbours exist on a grid only.
    #[error("only the cells of a whole grid have neighbours")]
    NoGrid,
    /// No neighbour of the best cell ran.
    #[error("no neighbour of the best cell has a value of the objective")]
    NoNeighbours,
    /// Nothing to shuffle.
    #[error("fewer than two closed trades")]
    TooFewTrades,
    /// Nothing to draw from.
    #[error("the run has fewer than twenty returns")]
    FewReturns,
    /// An account with nothing left has no returns.
    #[error("the account used up its equity")]
    UsedUp,
}
