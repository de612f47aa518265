//! The plainest test: choose on the first three quarters, look at the last.

use serde::{Deserialize, Serialize};

use super::Unknown;
use super::blocks::{BLOCKS, BlockSums};

/// Blocks to choose on; the rest were not looked at.
pub(super) const SEEN: usize = 12;

/// The cell with the highest Sharpe ratio in the first twelve blocks, and how it did in the last four. Ratios are of single
/// returns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Its ratio where it was chosen.
    pub seen: f64,
    /// Its ratio afterwards; 0 if it did nothing there.
    pub unseen: f64,
    /// Share of the other cells that did worse afterwards; equal ones count half.
    pub beaten: f64,
    /// Ratio of the cell that the whole sweep calls the best, afterwards; 0 if it did nothing there.
    pub best_unseen: f64,
}

/// Splits the run. The cells stand in a fixed order; of equal ones the first is chosen. `best` is the best of the whole sweep.
///
/// # Errors
/// [`Unknown::OneCell`] for fewer than two, [`Unknown::NoVariation`] if none varies where it would be chosen.
pub fn split(cells: &[BlockSums], best: &BlockSums, per_block: u32) -> Result<Split, Unknown> {
    if cells.len() < 2 {
        return Err(Unknown::OneCell);
    }
    let later = |cell: &BlockSums| cell.sharpe(SEEN..BLOCKS, per_block).unwrap_or(0.0);
    let mut chosen: Option<(usize, f64)> = None;
    for (at, cell) in cells.iter().enumerate() {
        if let Some(seen) = cell.sharpe(0..SEEN, per_block)
            && chosen.is_none_or(|(_, highest)| seen > highest)
        {
            chosen = Some((at, seen));
        }
    }
    let (at, seen) = chosen.ok_or(Unknown::NoVariation)?;
    let unseen = later(&cells[at]);
    let others = cells.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, cell)| later(cell));
    let points: f64 = others
        .map(|other| match other.total_cmp(&unseen) {
            std::cmp::Ordering::Less => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Greater => 0.0,
        })
        .sum();
    Ok(Split { seen, unseen, beaten: points / (cells.len() as f64 - 1.0), best_unseen: later(best) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(early: f64, late: f64) -> BlockSums {
        let mean = move |i: usize| if i / 8 < SEEN { early } else { late };
        BlockSums::of_returns((0..128).map(move |i| mean(i) + if i % 2 == 0 { 1.0 } else { -1.0 }), 8)
    }

    #[test]
    fn the_choice_looks_at_the_first_part_only() {
        let cells = [cell(0.1, 0.3), cell(0.5, -0.2), cell(0.2, 0.1), cell(0.0, -0.9)];
        let found = split(&cells, &cells[0], 8).unwrap();
        assert!(found.seen > 0.0 && found.unseen < 0.0 && found.best_unseen > 0.0, "{found:?}");
        assert!((found.beaten - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(split(&cells[..1], &cells[0], 8), Err(Unknown::OneCell));
    }
}
