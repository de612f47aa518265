//! One axis of time for curves whose bars differ.

/// Every time of any of the lists, once, ascending. Each list is ascending.
pub fn timeline(lists: &[&[i64]]) -> Vec<i64> {
    let Some((first, rest)) = lists.split_first() else { return Vec::new() };
    if rest.iter().all(|list| list == first) {
        return first.to_vec();
    }
    let mut all = lists.concat();
    // Stable sorting takes lists that are in order as they are and merges them.
    all.sort();
    all.dedup();
    all
}

/// The values of a curve at each time of a line that has all of its times: the last known one between two of its own, NaN before the
/// first and after the last.
pub fn along(line: &[i64], times: &[i64], values: &[f64]) -> Vec<f64> {
    let Some(last) = times.last() else { return vec![f64::NAN; line.len()] };
    let mut known = times.iter().zip(values).peekable();
    let mut value = f64::NAN;
    let at = |time: &i64| {
        while let Some((_, next)) = known.next_if(|(own, _)| *own <= time) {
            value = *next;
        }
        if time > last { f64::NAN } else { value }
    };
    line.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NaN as `None`, so that curves can be compared.
    fn known(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect()
    }

    #[test]
    fn curves_of_other_bars_share_one_axis_and_keep_their_values() {
        let line = timeline(&[&[10, 30, 50], &[20, 30, 40]]);
        assert_eq!(line, [10, 20, 30, 40, 50]);
        let found = along(&line, &[20, 30, 40], &[1.0, 2.0, 3.0]);
        assert_eq!(known(&found), [None, Some(1.0), Some(2.0), Some(3.0), None]);
        let found = along(&line, &[10, 30, 50], &[1.0, 2.0, 3.0]);
        assert_eq!(known(&found), [1.0, 1.0, 2.0, 2.0, 3.0].map(Some));
    }

    #[test]
    fn equal_bars_are_their_own_axis() {
        assert_eq!(timeline(&[&[1, 2], &[1, 2], &[1, 2]]), [1, 2]);
        assert_eq!(timeline(&[]), [0_i64; 0]);
        assert_eq!(known(&along(&[1, 2], &[], &[])), [None, None]);
    }
}
