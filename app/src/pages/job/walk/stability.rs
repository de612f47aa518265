//! How much the choice changed from fold to fold. Pure.

use engine::walk_forward::Fold;

/// One axis over all folds that chose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    /// Lowest value chosen.
    pub(super) low: f64,
    /// Highest value chosen.
    pub(super) high: f64,
    /// Different values.
    pub(super) n_values: usize,
    /// Folds whose choice differs from that of the fold before.
    pub(super) n_changes: usize,
}

/// The course of the axis at a position; `None` if no fold chose.
pub(super) fn course(folds: &[Fold], axis: usize) -> Option<Course> {
    let chosen: Vec<f64> = folds.iter().filter_map(|fold| fold.values.get(axis).copied()).collect();
    let mut sorted = chosen.clone();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    let n_changes = chosen.windows(2).filter(|pair| pair[0] != pair[1]).count();
    Some(Course { low: *sorted.first()?, high: *sorted.last()?, n_values: sorted.len(), n_changes })
}

/// Folds that chose the very point that the fold before chose, and folds that could have.
pub(super) fn kept(folds: &[Fold]) -> (usize, usize) {
    let chosen: Vec<u64> = folds.iter().filter_map(|fold| fold.point).collect();
    let n_kept = chosen.windows(2).filter(|pair| pair[0] == pair[1]).count();
    (n_kept, chosen.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(point: Option<u64>, values: &[f64]) -> Fold {
        Fold {
            seen: (0, 1),
            traded: (2, 3),
            n_cells: 1,
            point,
            values: values.to_vec(),
            seen_objective: None,
            traded_objective: None,
            seen_return: None,
            traded_return: None,
        }
    }

    #[test]
    fn folds_without_a_choice_are_passed_over() {
        let folds = [
            fold(Some(1), &[5.0, 20.0]),
            fold(Some(1), &[5.0, 20.0]),
            fold(None, &[]),
            fold(Some(4), &[10.0, 20.0]),
        ];
        assert_eq!(course(&folds, 0), Some(Course { low: 5.0, high: 10.0, n_values: 2, n_changes: 1 }));
        assert_eq!(course(&folds, 1), Some(Course { low: 20.0, high: 20.0, n_values: 1, n_changes: 0 }));
        assert_eq!(kept(&folds), (1, 2));
        assert_eq!((course(&folds[2..3], 0), kept(&folds[2..3])), (None, (0, 0)));
    }
}
