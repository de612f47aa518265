//! The best so far, cell by cell.

use super::Goal;

/// Where the best changes, in the order of the cells: number of stored cells up to it, the best; and once more at the last cell.
pub(crate) fn course(stored: &[bool], numbers: &[f64], goal: Goal) -> Vec<f64> {
    let (mut points, mut best, mut n) = (Vec::new(), f64::NAN, 0u64);
    for cell in (0..stored.len()).filter(|cell| stored[*cell]) {
        n += 1;
        if goal.is_better(numbers[cell], best) {
            best = numbers[cell];
            points.extend([n as f64, best]);
        }
    }
    if !best.is_nan() {
        points.extend([n as f64, best]);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_so_far_changes_only_for_the_better_and_ends_at_the_last_cell() {
        let numbers = [f64::NAN, 2.0, 1.0, 3.0, 9.0, 3.0];
        let stored = [true, true, true, true, false, true];
        let goal = Goal { column: 0, is_lower_better: false };
        assert_eq!(course(&stored, &numbers, goal), [2.0, 2.0, 4.0, 3.0, 5.0, 3.0]);
        let lower = Goal { is_lower_better: true, ..goal };
        assert_eq!(course(&stored, &numbers, lower), [2.0, 2.0, 3.0, 1.0, 5.0, 1.0]);
        assert_eq!(course(&stored[..1], &numbers, goal), [] as [f64; 0]);
    }
}
