//! Two parameters against one another: the best cell of each pair of levels.

use super::{Goal, Levels};

/// For each pair of levels, x fastest, the best number and its cell; NaN where there is none. Cells whose other parameters are not at
/// the levels in `fixed` do not count.
pub(crate) fn heat(
    stored: &[bool],
    (x, y): (&Levels, &Levels),
    fixed: &[(&Levels, u32)],
    numbers: &[f64],
    goal: Goal,
) -> (Vec<f64>, Vec<f64>) {
    let n = x.len() * y.len();
    let (mut best, mut cells) = (vec![f64::NAN; n], vec![f64::NAN; n]);
    for cell in (0..stored.len()).filter(|cell| stored[*cell]) {
        if fixed.iter().any(|(levels, level)| levels.of_cell[cell] != *level) {
            continue;
        }
        let at = y.of_cell[cell] as usize * x.len() + x.of_cell[cell] as usize;
        if goal.is_better(numbers[cell], best[at]) {
            best[at] = numbers[cell];
            cells[at] = cell as f64;
        }
    }
    (best, cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_of_levels_has_its_best_cell_over_what_is_not_fixed() {
        // Three parameters of two values each, the last fastest.
        let axis =
            |shift: u32| Levels::new(&(0..8u32).map(|cell| f64::from(cell >> shift & 1)).collect::<Vec<_>>());
        let (a, b, c) = (axis(2), axis(1), axis(0));
        let numbers = [1.0, 2.0, f64::NAN, 4.0, 5.0, 0.5, f64::NAN, f64::NAN];
        let goal = Goal { column: 3, is_lower_better: false };
        let stored = [true; 8];
        let (best, cells) = heat(&stored, (&a, &b), &[], &numbers, goal);
        assert_eq!(best[..3], [2.0, 5.0, 4.0]);
        assert_eq!(cells[..3], [1.0, 4.0, 3.0]);
        assert!(best[3].is_nan() && cells[3].is_nan());
        let (best, _) = heat(&stored, (&a, &b), &[(&c, 1)], &numbers, goal);
        assert_eq!(best[..3], [2.0, 0.5, 4.0]);
        let lower = Goal { is_lower_better: true, ..goal };
        assert_eq!(heat(&stored, (&a, &b), &[], &numbers, lower).0[..3], [1.0, 0.5, 4.0]);
        let half = [true, false, true, true, false, true, true, true];
        assert_eq!(heat(&half, (&a, &b), &[], &numbers, goal).0[..3], [1.0, 0.5, 4.0]);
    }
}
