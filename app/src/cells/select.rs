//! Which cells pass the filters, in which order.

use super::{CellOrder, Filter};

/// Cells that are stored and pass, in an order. `column` gives a column by its position.
pub(crate) fn select<'a>(
    stored: &[bool],
    filters: &[Filter],
    order: Option<CellOrder>,
    column: impl Fn(usize) -> &'a [f64],
) -> Vec<u32> {
    let mut cells: Vec<u32> = (0..stored.len() as u32).filter(|cell| stored[*cell as usize]).collect();
    for filter in filters {
        let numbers = column(filter.column);
        cells.retain(|cell| passes(filter, numbers[*cell as usize]));
    }
    if let Some(order) = order {
        let keys = column(order.column);
        cells.sort_by(|a, b| compare(keys[*a as usize], keys[*b as usize], order.descending));
    }
    cells
}

fn passes(filter: &Filter, number: f64) -> bool {
    filter.min.is_none_or(|min| number >= min) && filter.max.is_none_or(|max| number <= max)
}

fn compare(a: f64, b: f64, descending: bool) -> std::cmp::Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) if descending => b.total_cmp(&a),
        (false, false) => a.total_cmp(&b),
        (a, b) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_filtered_then_sorted_and_what_is_no_number_comes_last() {
        let columns = [vec![2.0, f64::NAN, 3.0, 1.0, 3.0, 9.0], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]];
        let stored = [true, true, true, true, true, false];
        let order = |descending| Some(CellOrder { column: 0, descending });
        let column = |at: usize| columns[at].as_slice();
        assert_eq!(select(&stored, &[], order(false), column), [3, 0, 2, 4, 1]);
        assert_eq!(select(&stored, &[], order(true), column), [2, 4, 0, 3, 1]);
        let filter = |column, min, max| Filter { column, min, max };
        assert_eq!(select(&stored, &[filter(0, Some(2.0), None)], order(false), column), [0, 2, 4]);
        let both = [filter(0, Some(2.0), None), filter(1, None, Some(2.0))];
        assert_eq!(select(&stored, &both, None, column), [0, 2]);
        assert_eq!(select(&stored, &[filter(0, None, None)], None, column), [0, 1, 2, 3, 4]);
    }
}
