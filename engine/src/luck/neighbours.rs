//! Whether the cells around the best one are good too: an effect covers a region, a fluke is a spike.

use serde::{Deserialize, Serialize};

use super::Unknown;
use crate::sweep::{Grid, Objective};

/// Neighbours count as good as the best within this share of its value.
const CLOSE: f64 = 0.2;

/// The neighbours of a cell: those at most one step away on every axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// How many have a value of the objective.
    pub n: u32,
    /// Share of them that are within 20 % of the best, or better.
    pub close: f64,
    /// Median of their values of the objective.
    pub median: f64,
}

/// The points at most one step away from `point` on every axis, without itself, ascending.
pub fn neighbours(grid: &Grid, point: u64) -> Vec<u64> {
    let positions = grid.positions(point);
    let mut found = vec![Vec::new()];
    for (position, len) in positions.iter().zip(grid.lens()) {
        let near = position.saturating_sub(1)..=(position + 1).min(len - 1);
        found = found
            .into_iter()
            .flat_map(|begun: Vec<u64>| near.clone().map(move |next| [begun.as_slice(), &[next]].concat()))
            .collect();
    }
    found.into_iter().map(|positions| grid.point(&positions)).filter(|other| *other != point).collect()
}

/// How the neighbours with these values of the objective (NaN where undefined) support the best one's.
///
/// # Errors
/// [`Unknown::NoNeighbours`].
pub fn support(best: f64, around: &[f64], objective: &Objective) -> Result<Support, Unknown> {
    let mut values: Vec<f64> = around.iter().copied().filter(|value| !value.is_nan()).collect();
    if values.is_empty() || best.is_nan() {
        return Err(Unknown::NoNeighbours);
    }
    values.sort_by(f64::total_cmp);
    let enough = objective.score(best).map(|score| score - CLOSE * best.abs());
    let is_close = |value: &&f64| objective.score(**value) >= enough;
    let n = values.len();
    let close = values.iter().filter(is_close).count() as f64 / n as f64;
    let median = 0.5 * (values[(n - 1) / 2] + values[n / 2]);
    Ok(Support { n: n as u32, close, median })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::Axis;

    #[test]
    fn neighbours_are_a_step_away_and_inside_the_grid() {
        let grid = Grid::new(vec![Axis::range("a", 0.0, 2.0, 1.0), Axis::range("b", 0.0, 3.0, 1.0)]).unwrap();
        assert_eq!(neighbours(&grid, 5), [0, 1, 2, 4, 6, 8, 9, 10]);
        assert_eq!(neighbours(&grid, 0), [1, 4, 5]);
        assert_eq!(neighbours(&grid, 11), [6, 7, 10]);
    }

    #[test]
    fn support_is_the_share_that_is_nearly_as_good_in_the_direction_wanted() {
        let highest = Objective::highest("sharpe");
        let found = support(1.0, &[0.8, 0.79, f64::NAN, 1.5, -3.0], &highest).unwrap();
        assert_eq!((found.n, found.close, found.median), (4, 0.5, 0.795));
        let lowest = support(1.0, &[1.2, 1.21, 0.1], &Objective::lowest("ulcer_index")).unwrap();
        assert_eq!(lowest.close, 2.0 / 3.0);
        // Of a loss, a fifth less is a larger loss.
        assert_eq!(support(-1.0, &[-1.2, -1.3], &highest).unwrap().close, 0.5);
        assert_eq!(support(1.0, &[f64::NAN], &highest), Err(Unknown::NoNeighbours));
    }
}
