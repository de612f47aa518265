//! Whether the cells around the best one are good too: an effect covers a region, a fluke is a spike.

use serde::{Deserialize, Serialize};

use super::Unknown;

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

/// How the neighbours with these values of the objective (NaN where undefined) support the best one's. `score` orders values: higher is
/// better.
///
/// # Errors
/// [`Unknown::NoNeighbours`].
pub fn support(best: f64, around: &[f64], score: impl Fn(f64) -> Option<f64>) -> Result<Support, Unknown> {
    let mut values: Vec<f64> = around.iter().copied().filter(|value| !value.is_nan()).collect();
    if values.is_empty() || best.is_nan() {
        return Err(Unknown::NoNeighbours);
    }
    values.sort_by(f64::total_cmp);
    let enough = score(best).map(|score| score - CLOSE * best.abs());
    let is_close = |value: &&f64| score(**value) >= enough;
    let n = values.len();
    let close = values.iter().filter(is_close).count() as f64 / n as f64;
    let median = 0.5 * (values[(n - 1) / 2] + values[n / 2]);
    Ok(Support { n: n as u32, close, median })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_is_the_share_that_is_nearly_as_good_in_the_direction_wanted() {
        let highest = |value: f64| (!value.is_nan()).then_some(value);
        let found = support(1.0, &[0.8, 0.79, f64::NAN, 1.5, -3.0], highest).unwrap();
        assert_eq!((found.n, found.close, found.median), (4, 0.5, 0.795));
        let lowest = support(1.0, &[1.2, 1.21, 0.1], |value| Some(-value)).unwrap();
        assert_eq!(lowest.close, 2.0 / 3.0);
        // Of a loss, a fifth less is a larger loss.
        assert_eq!(support(-1.0, &[-1.2, -1.3], highest).unwrap().close, 0.5);
        assert_eq!(support(1.0, &[f64::NAN], highest), Err(Unknown::NoNeighbours));
    }
}
