//! Where a cell stands: rounds one after the other, in each the datasets, in each of those the points.
//!
//! A round is what can run at the same time: everything, or a generation of a search. A chunk of neighbouring cells is
//! therefore mostly of one dataset.

use std::ops::Range;

/// Numbers cells of a sweep over points and datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    n_points: u64,
    round_len: u64,
    n_datasets: u64,
}

/// Where a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The round.
    pub round: u64,
    /// The dataset.
    pub dataset: u64,
    /// Which of the sweep's points, counted through all rounds.
    pub index: u64,
}

impl Layout {
    /// `n_points` points in rounds of `round_len`, the last one perhaps shorter, each on every dataset. None of them may be 0.
    pub fn new(n_points: u64, round_len: u64, n_datasets: u64) -> Self {
        debug_assert!(n_points > 0 && round_len > 0 && n_datasets > 0, "a sweep of nothing");
        Self { n_points, round_len: round_len.min(n_points), n_datasets }
    }

    /// Points of the sweep.
    pub fn n_points(&self) -> u64 {
        self.n_points
    }

    /// Datasets of the sweep.
    pub fn n_datasets(&self) -> u64 {
        self.n_datasets
    }

    /// Cells: points × datasets.
    pub fn n_cells(&self) -> u64 {
        self.n_points * self.n_datasets
    }

    /// Rounds.
    pub fn n_rounds(&self) -> u64 {
        self.n_points.div_ceil(self.round_len)
    }

    /// The points of a round.
    pub fn points(&self, round: u64) -> Range<u64> {
        let first = (round * self.round_len).min(self.n_points);
        first..(first + self.round_len).min(self.n_points)
    }

    /// The cells of a round.
    pub fn cells(&self, round: u64) -> Range<u64> {
        let Range { start, end } = self.points(round);
        start * self.n_datasets..end * self.n_datasets
    }

    /// Where a cell stands.
    pub fn place(&self, cell: u64) -> Place {
        let round = cell / (self.round_len * self.n_datasets);
        let Range { start, end } = self.points(round);
        let within = cell - start * self.n_datasets;
        let len = (end - start).max(1);
        Place { round, dataset: within / len, index: start + within % len }
    }

    /// The cell of a point on a dataset.
    pub fn cell(&self, index: u64, dataset: u64) -> u64 {
        let Range { start, end } = self.points(index / self.round_len);
        start * self.n_datasets + dataset * (end - start) + (index - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_one_place_and_every_place_one_cell() {
        for (n_points, round_len, n_datasets) in [(1, 1, 1), (7, 7, 1), (7, 3, 2), (12, 4, 3), (5, 100, 2)] {
            let layout = Layout::new(n_points, round_len, n_datasets);
            let mut cells = Vec::new();
            for round in 0..layout.n_rounds() {
                let of_round = layout.cells(round);
                for dataset in 0..n_datasets {
                    for index in layout.points(round) {
                        let cell = layout.cell(index, dataset);
                        assert!(of_round.contains(&cell));
                        assert_eq!(layout.place(cell), Place { round, dataset, index });
                        cells.push(cell);
                    }
                }
            }
            assert_eq!(cells, (0..layout.n_cells()).collect::<Vec<_>>(), "{layout:?}");
        }
    }

    #[test]
    fn a_grid_on_one_dataset_has_its_points_as_cells() {
        let layout = Layout::new(9, 9, 1);
        assert!((0..9).all(|cell| layout.place(cell) == Place { round: 0, dataset: 0, index: cell }));
    }
}
