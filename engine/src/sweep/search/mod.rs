//! Searches: which points to try next, given how those before did.

pub mod differential;

use std::fmt::Debug;

use super::{Algorithm, Space, SweepError};
use differential::DifferentialEvolution;

/// Asks for points, a generation at a time, and is told how they did. What it asks for depends on its seed and on what it was
/// told, and on nothing else.
pub trait Search: Debug {
    /// The next generation: points of the grid that can run, always the same number.
    fn ask(&mut self) -> Vec<u64>;

    /// The scores of the points asked for last, in their order; higher is better, `None` for a point without one.
    fn tell(&mut self, scores: &[Option<f64>]);
}

/// Begins a search.
///
/// # Errors
/// [`SweepError::NothingAllowed`] if no point was found that could run.
pub(super) fn start(
    algorithm: Algorithm,
    space: &Space,
    seed: u64,
    population: usize,
) -> Result<Box<dyn Search>, SweepError> {
    match algorithm {
        Algorithm::DifferentialEvolution => {
            Ok(Box::new(DifferentialEvolution::new(space.clone(), seed, population)?))
        }
    }
}
