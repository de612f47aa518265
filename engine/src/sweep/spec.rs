//! What a sweep is told: axes, constraints, how cells are chosen, what is looked for.

use serde::{Deserialize, Serialize};

use super::{Axis, Constraint, Grid, MAX_CELLS, Objective, SweepError};
use crate::statistics::HEADLINE;

/// Statistic keys of every cell's numbers: the headline of the report. Objectives beside these come after them.
pub const CELL_COLUMNS: &[&str] = HEADLINE;

/// Which points of the grid become cells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// All; those that break a constraint are skipped, and keep their place in the table.
    #[default]
    Grid,
    /// Some, drawn without putting back from those that keep to the constraints.
    Random {
        /// Seed of the draw.
        #[serde(with = "crate::decimal")]
        seed: u64,
        /// How many; fewer where there are not so many.
        count: u64,
    },
    /// Those that look promising after the ones before.
    Search {
        /// How they are found.
        algorithm: Algorithm,
        /// Seed of its chances.
        #[serde(with = "crate::decimal")]
        seed: u64,
        /// Points asked for at once; their results do not depend on each other, so they run on all workers.
        population: u32,
        /// How often is asked.
        generations: u32,
    },
}

/// A way to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// See [`differential`](super::search::differential).
    DifferentialEvolution,
}

/// A sweep but for what it runs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweepSpec {
    /// The swept parameters, first axis slowest.
    pub axes: Vec<Axis>,
    /// What every cell must keep to, beside the strategy's own rules.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// Which points become cells. Records of the first layouts have none: they are grids.
    #[serde(default)]
    pub method: Method,
    /// What is looked for; the first one leads a search and says which cell is best. Before there was a choice it was the
    /// net profit.
    #[serde(default = "net_profit")]
    pub objectives: Vec<Objective>,
}

fn net_profit() -> Vec<Objective> {
    vec![Objective::highest("net_profit")]
}

impl SweepSpec {
    /// The whole grid of these axes, without constraints, for the highest net profit.
    pub fn grid(axes: Vec<Axis>) -> Self {
        Self { axes, constraints: Vec::new(), method: Method::Grid, objectives: net_profit() }
    }

    /// Checks everything but the names, which need the strategy ([`Space::new`](super::Space::new) checks those).
    ///
    /// # Errors
    /// See [`SweepError`].
    pub fn check(&self) -> Result<Grid, SweepError> {
        let grid = Grid::new(self.axes.clone())?;
        if self.objectives.is_empty() {
            return Err(SweepError::NoObjective);
        }
        self.objectives.iter().try_for_each(Objective::check)?;
        let n = match self.method {
            Method::Grid => grid.n_points(),
            Method::Random { count, .. } => count,
            Method::Search {
                algorithm: Algorithm::DifferentialEvolution, population, generations, ..
            } => {
                let smallest = super::search::differential::MIN_POPULATION;
                if population < smallest {
                    return Err(SweepError::SmallGeneration(smallest));
                }
                u64::from(population) * u64::from(generations)
            }
        };
        match n {
            0 => Err(SweepError::NoCells),
            n if n > MAX_CELLS => Err(SweepError::TooManyCells(n)),
            _ => Ok(grid),
        }
    }

    /// What is looked for first. A spec that [`SweepSpec::check`] accepts has one.
    pub fn objective(&self) -> Option<&Objective> {
        self.objectives.first()
    }

    /// Statistic keys of a cell's numbers: [`CELL_COLUMNS`], then the objectives that are not among them.
    pub fn columns(&self) -> Vec<&'static str> {
        let mut columns = CELL_COLUMNS.to_vec();
        for info in self.objectives.iter().filter_map(|objective| crate::statistics::info(&objective.stat)) {
            if !columns.contains(&info.key) {
                columns.push(info.key);
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(method: Method) -> SweepSpec {
        SweepSpec {
            method,
            ..SweepSpec::grid(vec![
                Axis::range("fast", 1.0, 2_000.0, 1.0),
                Axis::range("slow", 1.0, 2_000.0, 1.0),
            ])
        }
    }

    fn search(population: u32, generations: u32) -> Method {
        Method::Search { algorithm: Algorithm::DifferentialEvolution, seed: 1, population, generations }
    }

    #[test]
    fn a_grid_too_large_to_run_can_still_be_searched() {
        assert_eq!(spec(Method::Grid).check(), Err(SweepError::TooManyCells(4_000_000)));
        assert!(spec(Method::Random { seed: 1, count: 1_000 }).check().is_ok());
        assert!(spec(search(20, 50)).check().is_ok());
        assert_eq!(spec(Method::Random { seed: 1, count: 0 }).check(), Err(SweepError::NoCells));
        assert_eq!(
            spec(Method::Random { seed: 1, count: 2_000_000 }).check(),
            Err(SweepError::TooManyCells(2_000_000))
        );
        assert_eq!(spec(search(20, 0)).check(), Err(SweepError::NoCells));
        assert_eq!(spec(search(2, 50)).check(), Err(SweepError::SmallGeneration(4)));
    }

    #[test]
    fn objectives_beyond_the_headline_get_columns_of_their_own_once() {
        let mut spec = spec(Method::Grid);
        spec.objectives = ["sharpe", "omega", "ulcer_index", "omega"].map(Objective::highest).to_vec();
        assert_eq!(spec.columns()[CELL_COLUMNS.len()..], ["omega", "ulcer_index"]);
        spec.objectives.clear();
        assert_eq!(spec.check(), Err(SweepError::NoObjective));
    }

    #[test]
    fn a_spec_of_axes_alone_is_the_grid_that_it_was() {
        let old: SweepSpec =
            serde_json::from_str(r#"{"axes":[{"param":"fast","from":1,"to":3,"step":1}]}"#).unwrap();
        assert_eq!(old, SweepSpec::grid(vec![Axis::range("fast", 1.0, 3.0, 1.0)]));
    }
}
