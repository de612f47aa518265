//! The deflated Sharpe ratio (Bailey and López de Prado 2014): the probability that the true Sharpe ratio of the best of many
//! trials is above what the best of as many worthless ones would show.

use serde::{Deserialize, Serialize};

use super::Unknown;
use super::blocks::{BLOCKS, BlockSums, Returns};
use super::normal;

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// The best of many trials against chance. Ratios are of single returns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Deflated {
    /// Sharpe ratio of the best.
    pub sharpe: f64,
    /// Sharpe ratio to expect of the best of the trials if none is worth anything.
    pub by_chance: f64,
    /// Probability that the true ratio of the best is above `by_chance`.
    pub probability: f64,
    /// Probability that it is above 0, as if the best were the only trial.
    pub alone: f64,
    /// Skew of its returns.
    pub skew: f64,
    /// Their kurtosis; 3 is normal.
    pub kurtosis: f64,
}

/// Deflates the Sharpe ratio of `best`. `variance` is that of the ratios of all trials, `n_trials` their number.
///
/// # Errors
/// [`Unknown::NoVariation`].
pub fn deflated(
    best: &BlockSums,
    returns: Returns,
    variance: f64,
    n_trials: u64,
) -> Result<Deflated, Unknown> {
    let sharpe = best.sharpe(0..BLOCKS, returns.per_block).ok_or(Unknown::NoVariation)?;
    let (skew, kurtosis) = best.shape(returns.per_block).ok_or(Unknown::NoVariation)?;
    let by_chance = variance.sqrt() * highest_of(n_trials);
    let spread = 1.0 - skew * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe;
    // By Pearson's inequality (kurtosis ≥ 1 + skew²) it is never negative; only rounding could make it so.
    let scale = (returns.n() - 1.0).sqrt() / spread.max(f64::MIN_POSITIVE).sqrt();
    let above = |threshold: f64| normal::below((sharpe - threshold) * scale);
    Ok(Deflated { sharpe, by_chance, probability: above(by_chance), alone: above(0.0), skew, kurtosis })
}

/// The highest of `n` standard normal numbers, as is to be expected; 0 for a single one.
fn highest_of(n: u64) -> f64 {
    if n < 2 {
        return 0.0;
    }
    let p = 1.0 / n as f64;
    (1.0 - EULER) * normal::with_above(p) + EULER * normal::with_above(p / std::f64::consts::E)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_trials_deflate_more_and_one_not_at_all() {
        let returns = Returns { per_block: 8, stride: 1, of_bars: false, per_year: 252.0 };
        let best = BlockSums::of_returns((0..128).map(|i| f64::from(i * 7 % 11) - 4.5), 8);
        let of = |n_trials| deflated(&best, returns, 0.01, n_trials).unwrap();
        assert_eq!(of(1).probability, of(1).alone);
        let probabilities: Vec<f64> = [1, 2, 10, 1_000, 1_000_000].map(|n| of(n).probability).to_vec();
        assert!(probabilities.windows(2).all(|pair| pair[0] > pair[1]), "{probabilities:?}");
        // With equal trials there is nothing to choose from.
        assert_eq!(deflated(&best, returns, 0.0, 1_000).unwrap().probability, of(1).alone);
    }

    #[test]
    fn the_highest_of_many_is_that_of_the_normal_distribution() {
        // For 10 and 1,000, expected values by numerical integration: 1.538753 and 3.241436; the formula is an approximation.
        assert!((highest_of(10) - 1.538_753).abs() < 0.04);
        assert!((highest_of(1_000) - 3.241_436).abs() < 0.02);
    }
}
