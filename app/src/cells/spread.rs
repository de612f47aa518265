//! How a statistic is spread over the cells at each level of a parameter.

use super::Levels;

/// For each level: number of cells with a number, least, lower quartile, median, upper quartile, largest. Quartiles lie between two
/// numbers in proportion (the usual definition of spreadsheets and numpy); all are NaN where there is no number.
pub(crate) fn spread(stored: &[bool], levels: &Levels, numbers: &[f64]) -> Vec<f64> {
    let mut by_level: Vec<Vec<f64>> = vec![Vec::new(); levels.len()];
    for cell in (0..stored.len()).filter(|cell| stored[*cell] && !numbers[*cell].is_nan()) {
        by_level[levels.of_cell[cell] as usize].push(numbers[cell]);
    }
    let mut rows = Vec::with_capacity(levels.len() * 6);
    for mut numbers in by_level {
        numbers.sort_unstable_by(f64::total_cmp);
        rows.push(numbers.len() as f64);
        rows.extend([0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&numbers, share)));
    }
    rows
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share * last as f64;
    let below = sorted[at as usize];
    let above = sorted[(at as usize + 1).min(last)];
    // Equal neighbours first: the difference of two infinities is no number.
    if below == above { below } else { below + (above - below) * at.fract() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_its_quartiles_over_the_cells_with_a_number() {
        let levels = Levels::new(&[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
        let numbers = [4.0, 1.0, 2.0, 3.0, 7.0, f64::NAN, f64::NAN];
        let rows = spread(&[true; 7], &levels, &numbers);
        assert_eq!(rows[..6], [4.0, 1.0, 1.75, 2.5, 3.25, 4.0]);
        assert_eq!(rows[6..12], [1.0, 7.0, 7.0, 7.0, 7.0, 7.0]);
        assert!(rows[12] == 0.0 && rows[13..].iter().all(|number| number.is_nan()));
        let infinite = spread(&[true; 3], &Levels::new(&[1.0; 3]), &[f64::INFINITY, f64::INFINITY, 1.0]);
        assert_eq!(infinite[4], f64::INFINITY);
    }
}
