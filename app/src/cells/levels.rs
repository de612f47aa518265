//! The levels of a parameter: its values, or ranges of them where there are too many to draw.

use super::AxisLevels;

/// More values than this are put into ranges.
const MAX_VALUES: usize = 1_000;
/// So many ranges.
const N_RANGES: usize = 250;

/// Levels and the level of each cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Levels {
    /// For the page.
    pub(crate) axis: AxisLevels,
    /// By cell.
    pub(crate) of_cell: Vec<u32>,
}

impl Levels {
    /// The levels of a column of parameters, which are finite; NaN for cells whose parameters are not known yet.
    pub(crate) fn new(column: &[f64]) -> Self {
        let mut values: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let (Some(&least), Some(&most)) = (values.first(), values.last()) else {
            return Self { axis: AxisLevels::default(), of_cell: vec![0; column.len()] };
        };
        if values.len() <= MAX_VALUES {
            let at = |value: &f64| values.partition_point(|level| level < value) as u32;
            let of_cell = column.iter().map(at).collect();
            return Self { axis: AxisLevels { values, width: None }, of_cell };
        }
        let width = (most - least) / N_RANGES as f64;
        let at = |value: &f64| (((value - least) / width) as usize).min(N_RANGES - 1) as u32;
        let of_cell = column.iter().map(at).collect();
        let values = (0..N_RANGES).map(|at| least + width * at as f64).collect();
        Self { axis: AxisLevels { values, width: Some(width) }, of_cell }
    }

    /// Number of levels.
    pub(crate) fn len(&self) -> usize {
        self.axis.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_levels_and_many_are_put_into_ranges() {
        let few = Levels::new(&[3.0, 1.0, 3.0, 2.0]);
        assert_eq!((few.axis.values.as_slice(), few.axis.width), ([1.0, 2.0, 3.0].as_slice(), None));
        assert_eq!(few.of_cell, [2, 0, 2, 1]);
        let many: Vec<f64> = (0..5_000).map(f64::from).collect();
        let levels = Levels::new(&many);
        assert_eq!(
            (levels.len(), levels.of_cell[0], levels.of_cell[4_999]),
            (N_RANGES, 0, N_RANGES as u32 - 1)
        );
        assert!(levels.of_cell.is_sorted());
        let unknown = Levels::new(&[f64::NAN, 2.0]);
        assert_eq!((unknown.axis.values.as_slice(), unknown.of_cell.len()), ([2.0].as_slice(), 2));
    }
}
