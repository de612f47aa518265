//! What is kept of the cells of a sweep to judge it: bounded in size, and the same in whichever order and grouping cells come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Unknown;
use super::blocks::{BLOCKS, BlockSums, Returns};
use super::exact::ExactSum;

/// Cells whose sums are kept, evenly spaced where there are more.
pub const MAX_SAMPLE: u64 = 2_048;

/// The best cell so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// Its place among the points of the sweep.
    pub index: u64,
    /// Its score; higher is better.
    pub score: f64,
    /// Its sums, or why it has none.
    pub sums: Result<BlockSums, Unknown>,
}

/// The cells of a sweep on one dataset, or some of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Every how many-th cell is kept.
    every: u64,
    /// What the returns are; none where the run is too short for blocks.
    returns: Option<Returns>,
    n_tried: u64,
    n_broke: u64,
    /// Cells with a Sharpe ratio, the sum of these, and of their squares.
    n_ratios: u64,
    ratios: ExactSum,
    squares: ExactSum,
    best: Option<Best>,
    sample: BTreeMap<u64, BlockSums>,
}

impl Evidence {
    /// Nothing yet, of a sweep of `n_points` points whose sums are of these returns; none where the run is too short for blocks.
    pub fn new(n_points: u64, returns: Option<Returns>) -> Self {
        Self {
            every: n_points.div_ceil(MAX_SAMPLE).max(1),
            returns,
            n_tried: 0,
            n_broke: 0,
            n_ratios: 0,
            ratios: ExactSum::default(),
            squares: ExactSum::default(),
            best: None,
            sample: BTreeMap::new(),
        }
    }

    /// Takes a cell in, once: its place among the points, its score, its sums. Cells that were skipped are no trials.
    pub fn add(&mut self, index: u64, score: Option<f64>, sums: Result<BlockSums, Unknown>) {
        self.n_tried += 1;
        if let (Ok(sums), Some(returns)) = (&sums, self.returns) {
            if let Some(ratio) = sums.sharpe(0..BLOCKS, returns.per_block) {
                self.n_ratios += 1;
                self.ratios.add(ratio);
                self.squares.add(ratio * ratio);
            }
            if index.is_multiple_of(self.every) {
                self.sample.insert(index, *sums);
            }
        }
        self.n_broke += u64::from(sums == Err(Unknown::Broke));
        if let Some(score) = score.filter(|score| !score.is_nan()) {
            self.offer(Best { index, score, sums });
        }
    }

    /// Takes in cells of the same sweep that have been collected elsewhere; none may be in both.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!((self.every, self.returns), (other.every, other.returns), "evidence of two sweeps");
        self.n_tried += other.n_tried;
        self.n_broke += other.n_broke;
        self.n_ratios += other.n_ratios;
        self.ratios.merge(other.ratios);
        self.squares.merge(other.squares);
        self.sample.extend(other.sample.iter().map(|(index, sums)| (*index, *sums)));
        if let Some(best) = &other.best {
            self.offer(best.clone());
        }
    }

    /// Of equal scores the lower place is the best, whichever came first.
    fn offer(&mut self, found: Best) {
        let is_better = self
            .best
            .as_ref()
            .is_none_or(|best| found.score.total_cmp(&best.score).then(best.index.cmp(&found.index)).is_gt());
        if is_better {
            self.best = Some(found);
        }
    }

    /// What the returns are.
    pub fn returns(&self) -> Option<Returns> {
        self.returns
    }

    /// Cells that ran.
    pub fn n_tried(&self) -> u64 {
        self.n_tried
    }

    /// Those that used up their equity.
    pub fn n_broke(&self) -> u64 {
        self.n_broke
    }

    /// The best cell.
    pub fn best(&self) -> Option<&Best> {
        self.best.as_ref()
    }

    /// The sums kept, in the order of the points.
    pub fn sample(&self) -> Vec<BlockSums> {
        self.sample.values().copied().collect()
    }

    /// Every how many-th cell is kept.
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Sample variance of the Sharpe ratios of all cells; 0 where there are not two.
    pub(super) fn variance(&self) -> f64 {
        let n = self.n_ratios as f64;
        let (sum, squares) = (self.ratios.value(), self.squares.value());
        if n < 2.0 { 0.0 } else { ((squares - sum * sum / n) / (n - 1.0)).max(0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(i: u64) -> Result<BlockSums, Unknown> {
        if i % 17 == 5 {
            return Err(Unknown::Broke);
        }
        let returns = (0..128).map(|j| {
            libm::sin((i * 131 + j * 17) as f64)
                + if i.is_multiple_of(9) { 0.0 } else { 0.01 * i as f64 % 0.3 }
        });
        Ok(BlockSums::of_returns(returns, 8))
    }

    const RETURNS: Returns = Returns { per_block: 8, stride: 1, of_bars: false, per_year: 252.0 };

    fn collect(n: u64, indices: &mut dyn Iterator<Item = u64>) -> Evidence {
        let mut evidence = Evidence::new(n, Some(RETURNS));
        for i in indices {
            // Equal scores occur, and missing ones.
            let score = (i % 7 != 3).then_some((i % 10) as f64);
            evidence.add(i, score, sums(i));
        }
        evidence
    }

    #[test]
    fn order_and_grouping_of_the_cells_do_not_matter() {
        // The second is sampled.
        for n in [300, 9_000] {
            let whole = collect(n, &mut (0..n));
            assert_eq!(collect(n, &mut (0..n).rev()), whole);
            let mut parts = Evidence::new(n, Some(RETURNS));
            for part in [2, 0, 1] {
                parts.merge(&collect(n, &mut (0..n).filter(|i| i % 3 == part)));
            }
            assert_eq!(parts, whole);
            assert!(whole.sample.len() as u64 <= MAX_SAMPLE);
            assert_eq!(whole.best().map(|best| (best.index, best.score)), Some((9, 9.0)));
        }
    }

    #[test]
    fn it_survives_being_written_down() {
        let evidence = collect(40, &mut (0..40));
        let text = serde_json::to_string(&evidence).unwrap();
        assert_eq!(serde_json::from_str::<Evidence>(&text).unwrap(), evidence);
    }

    #[test]
    fn the_variance_is_that_of_the_ratios() {
        let evidence = collect(100, &mut (0..100));
        let ratios: Vec<f64> = (0..100).filter_map(|i| sums(i).ok()?.sharpe(0..16, 8)).collect();
        let n = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / n;
        let expected = ratios.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0);
        assert!((evidence.variance() / expected - 1.0).abs() < 1e-12);
    }
}
