//! What the cells of a sweep contribute to the overfitting check, for each of its datasets.

use std::collections::BTreeMap;

use engine::overfitting::Evidence;

/// Evidence by the number of the dataset. Cells on different bars cannot be compared with each other.
pub type Witnesses = BTreeMap<u64, Evidence>;

/// Takes in what other cells of the same sweep say.
pub fn merge(into: &mut Witnesses, other: &Witnesses) {
    for (dataset, evidence) in other {
        match into.get_mut(dataset) {
            Some(known) => known.merge(evidence),
            None => {
                into.insert(*dataset, evidence.clone());
            }
        }
    }
}

/// What chunks say together, each given with its first cell, its number of cells, and its evidence. Of chunks that overlap, as they do
/// where a sweep went on with other sizes, the later ones are left out: a cell must not count twice.
pub fn joined(mut chunks: Vec<(u64, u64, Witnesses)>) -> Witnesses {
    chunks.sort_by_key(|(first, n, _)| (*first, std::cmp::Reverse(*n)));
    let (mut all, mut end) = (Witnesses::new(), 0);
    for (first, n, witnesses) in &chunks {
        if *first >= end {
            merge(&mut all, witnesses);
            end = first + n;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: std::ops::Range<u64>) -> (u64, u64, Witnesses) {
        let mut evidence = Evidence::new(100, None);
        for cell in cells.clone() {
            evidence.add(cell, Some(cell as f64), Err(engine::overfitting::Unknown::TooShort));
        }
        (cells.start, cells.end - cells.start, Witnesses::from([(0, evidence)]))
    }

    #[test]
    fn chunks_in_any_order_say_the_same_and_none_counts_twice() {
        let whole = joined(vec![of(0..30)]);
        assert_eq!(joined(vec![of(20..30), of(0..10), of(10..20)]), whole);
        assert_eq!(joined(vec![of(0..20), of(5..15), of(20..30)]), whole);
        assert_eq!(whole[&0].n_tried(), 30);
    }
}
