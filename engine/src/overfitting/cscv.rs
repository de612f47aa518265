//! Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and Zhu
//! 2017): the sixteen blocks are halved in all 12,870 ways; in each, the cell that is best in one half is ranked in the other.

use serde::{Deserialize, Serialize};

use super::Unknown;
use super::blocks::{BLOCKS, BlockSums, sharpe};

/// How the best of one half did in the other, over all ways to halve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Overfitting {
    /// Share of the ways in which it was in the lower half: the probability of overfitting.
    pub probability: f64,
    /// Share of the ways in which it lost money.
    pub loss: f64,
    /// Median of its relative rank (0 last, 1 first).
    pub median_rank: f64,
    /// Median of its Sharpe ratio where it was chosen, of single returns.
    pub chosen: f64,
    /// Median of its Sharpe ratio in the other half.
    pub unseen: f64,
    /// Cells compared.
    pub n_cells: u32,
}

/// The sums over each of the 256 subsets of eight blocks.
fn subsets(values: &[f64]) -> [f64; 256] {
    let mut sums = [0.0; 256];
    for mask in 1..256usize {
        let lowest = mask.trailing_zeros() as usize;
        sums[mask] = sums[mask & (mask - 1)] + values[lowest];
    }
    sums
}

/// A cell's sums over any set of blocks, quickly.
struct Halves {
    sums: [[f64; 256]; 2],
    squares: [[f64; 256]; 2],
}

impl Halves {
    fn new(cell: &BlockSums) -> Self {
        let both = |values: &[f64; BLOCKS]| [subsets(&values[..8]), subsets(&values[8..])];
        Self { sums: both(&cell.sums), squares: both(&cell.squares) }
    }

    fn over(&self, blocks: u16) -> (f64, f64) {
        let (low, high) = (usize::from(blocks & 255), usize::from(blocks >> 8));
        (self.sums[0][low] + self.sums[1][high], self.squares[0][low] + self.squares[1][high])
    }

    /// Rises with the Sharpe ratio over these blocks and needs no root: sum × |sum| ÷ sum of squares. A cell that did nothing has
    /// a ratio of 0.
    fn score(&self, blocks: u16) -> f64 {
        let (sum, squares) = self.over(blocks);
        if squares > 0.0 { sum * sum.abs() / squares } else { 0.0 }
    }
}

/// Halves the blocks in every way. The cells stand in a fixed order; of equal ones the first is the best.
///
/// # Errors
/// [`Unknown::OneCell`] for fewer than two, [`Unknown::NoVariation`] if none of them did anything.
pub fn overfitting(cells: &[BlockSums], per_block: u32) -> Result<Overfitting, Unknown> {
    if cells.len() < 2 {
        return Err(Unknown::OneCell);
    }
    if cells.iter().all(|cell| cell.squares.iter().all(|squares| *squares == 0.0)) {
        return Err(Unknown::NoVariation);
    }
    let ways: Vec<u16> = (0..=u16::MAX).filter(|blocks| blocks.count_ones() == BLOCKS as u32 / 2).collect();
    let mut best = vec![(f64::NEG_INFINITY, 0u32); ways.len()];
    for (at, cell) in cells.iter().enumerate() {
        let halves = Halves::new(cell);
        for (best, blocks) in best.iter_mut().zip(&ways) {
            let score = halves.score(*blocks);
            if score > best.0 {
                *best = (score, at as u32);
            }
        }
    }
    // The cells that were the best somewhere are few: their scores elsewhere are looked up, not kept.
    let mut unseen = vec![(0.0, 0.0, 0.0); ways.len()];
    let n = f64::from(per_block) * BLOCKS as f64 / 2.0;
    for (at, cell) in cells.iter().enumerate() {
        if !best.iter().any(|(_, chosen)| *chosen == at as u32) {
            continue;
        }
        let halves = Halves::new(cell);
        let ratio = |blocks: u16| {
            let (sum, squares) = halves.over(blocks);
            sharpe(sum, squares, n).unwrap_or(0.0)
        };
        for ((unseen, blocks), (_, chosen)) in unseen.iter_mut().zip(&ways).zip(&best) {
            if *chosen == at as u32 {
                *unseen = (halves.score(!blocks), ratio(*blocks), ratio(!blocks));
            }
        }
    }
    let mut below = vec![0u32; ways.len()];
    let mut equal = vec![0u32; ways.len()];
    for cell in cells {
        let halves = Halves::new(cell);
        for (((below, equal), (score, ..)), blocks) in
            below.iter_mut().zip(&mut equal).zip(&unseen).zip(&ways)
        {
            let other = halves.score(!blocks);
            *below += u32::from(other < *score);
            *equal += u32::from(other == *score);
        }
    }
    // Equal cells share the mean of their ranks; the relative rank divides by one more than their number, so that it is
    // neither 0 nor 1 and its logit exists.
    let rank = |(below, equal): (&u32, &u32)| {
        (f64::from(*below) + (f64::from(*equal) + 1.0) / 2.0) / (cells.len() as f64 + 1.0)
    };
    let ranks: Vec<f64> = below.iter().zip(&equal).map(rank).collect();
    let share = |n: usize| n as f64 / ways.len() as f64;
    Ok(Overfitting {
        probability: share(ranks.iter().filter(|rank| **rank <= 0.5).count()),
        loss: share(unseen.iter().filter(|(score, ..)| *score < 0.0).count()),
        median_rank: median(ranks),
        chosen: median(unseen.iter().map(|unseen| unseen.1).collect()),
        unseen: median(unseen.iter().map(|unseen| unseen.2).collect()),
        n_cells: cells.len() as u32,
    })
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    // 12,870 is even.
    0.5 * (numbers[numbers.len() / 2 - 1] + numbers[numbers.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(mean: impl Fn(usize) -> f64) -> BlockSums {
        let returns = (0..128).map(|i| mean(i / 8) + if i % 2 == 0 { 1.0 } else { -1.0 });
        BlockSums::of_returns(returns, 8)
    }

    #[test]
    fn a_cell_that_is_always_the_best_is_not_overfitted() {
        let cells = [cell(|_| 0.1), cell(|_| 0.5), cell(|_| -0.2)];
        let found = overfitting(&cells, 8).unwrap();
        assert_eq!((found.probability, found.loss, found.median_rank), (0.0, 0.0, 0.75));
    }

    #[test]
    fn cells_that_shine_in_one_block_each_are_overfitted() {
        // Whichever shone in the chosen half did not in the other.
        let cells: Vec<BlockSums> = (0..BLOCKS)
            .map(|shining| {
                cell(move |block| if block == shining { 3.0 } else { -0.01 * (shining + 1) as f64 })
            })
            .collect();
        let found = overfitting(&cells, 8).unwrap();
        assert!(found.probability > 0.7 && found.loss > 0.7, "{found:?}");
        assert!(found.chosen > 0.0 && found.unseen < 0.0, "{found:?}");
    }

    #[test]
    fn equal_cells_share_their_rank() {
        let found = overfitting(&[cell(|_| 0.1); 3], 8).unwrap();
        assert_eq!((found.median_rank, found.probability), (0.5, 1.0));
    }

    #[test]
    fn what_cannot_be_compared_has_a_reason() {
        assert_eq!(overfitting(&[cell(|_| 0.1)], 8), Err(Unknown::OneCell));
        let still = BlockSums::of_returns(std::iter::repeat_n(0.0, 128), 8);
        assert_eq!(overfitting(&[still; 4], 8), Err(Unknown::NoVariation));
    }

    #[test]
    fn a_cell_that_did_nothing_ranks_between_gain_and_loss() {
        let still = BlockSums::of_returns(std::iter::repeat_n(0.0, 128), 8);
        let found = overfitting(&[cell(|_| -0.1), still, cell(|_| -0.3)], 8).unwrap();
        assert_eq!((found.median_rank, found.loss, found.unseen), (0.75, 0.0, 0.0));
    }
}
