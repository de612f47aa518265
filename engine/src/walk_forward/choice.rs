//! The choice of a fold.

use crate::sweep::Objective;

/// The best cell among those that ran on the stretch of a fold that is looked at.
#[derive(Debug, Clone)]
pub struct Choice {
    pub(super) objective: Objective,
    /// Cells that had a value of the objective.
    pub(super) n_scored: u64,
    pub(super) best: Option<Best>,
}

/// The best cell so far.
#[derive(Debug, Clone)]
pub(super) struct Best {
    score: f64,
    pub(super) point: u64,
    /// Of the objective.
    pub(super) value: f64,
    pub(super) seen_return: Option<f64>,
}

impl Choice {
    /// No cell has been seen yet.
    pub fn new(objective: Objective) -> Self {
        Self { objective, n_scored: 0, best: None }
    }

    /// Takes the next cell into account: its point, its value of the objective, and its return; NaN where there is none. Of equally good
    /// cells the first is chosen. Returns the cell's score.
    pub fn see(&mut self, point: u64, value: f64, seen_return: f64) -> Option<f64> {
        let score = self.objective.score(value)?;
        self.n_scored += 1;
        if self.best.as_ref().is_none_or(|best| score > best.score) {
            let seen_return = (!seen_return.is_nan()).then_some(seen_return);
            self.best = Some(Best { score, point, value, seen_return });
        }
        Some(score)
    }
}
