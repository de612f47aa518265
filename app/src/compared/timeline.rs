//! One axis of time for curves whose bars differ.

/// Where on the axis the close of each bar shows: at the open of the finest bar that closes with it, so that no curve has a value before
/// its time. A bar closes after its interval, or at the next open if that comes first. Bars of the finest interval stay where they open.
pub fn at_closes(opens: &[i64], interval_ms: i64, finest_ms: i64) -> Vec<i64> {
    let next = opens.iter().copied().skip(1).chain([i64::MAX]);
    let at = |(open, next): (&i64, i64)| next.min(open.saturating_add(interval_ms)) - finest_ms;
    opens.iter().zip(next).map(|pair| at(pair).max(*pair.0)).collect()
}

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

/// The values of a curve at each time of a line that contains the curve's times. Between two of them it is the last known value; before the
/// first and after the last, NaN.
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
    fn a_daily_curve_shows_no_crash_before_it_happened() {
        const HOUR: i64 = 3_600_000;
        // Two days of the same market in hours and as days; on the second it crashes at 15:00.
        let hours: Vec<i64> = (0..48).map(|hour| hour * HOUR).collect();
        let of_hours: Vec<f64> = (0..48).map(|hour| if hour < 24 + 15 { 100.0 } else { 60.0 }).collect();
        let (days, of_days) = ([0, 24 * HOUR], [100.0, 60.0]);
        let places = [at_closes(&hours, HOUR, HOUR), at_closes(&days, 24 * HOUR, HOUR)];
        assert_eq!(places[0], hours);
        assert_eq!(places[1], [23 * HOUR, 47 * HOUR]);
        let line = timeline(&[&places[0], &places[1]]);
        assert_eq!(line, hours);
        let [hourly, daily] = [along(&line, &places[0], &of_hours), along(&line, &places[1], &of_days)];
        let at = |day: usize, hour: usize| known(&[hourly[24 * day + hour], daily[24 * day + hour]]);
        assert_eq!(at(0, 22), [Some(100.0), None], "the first day has not closed");
        assert_eq!(at(0, 23), [Some(100.0), Some(100.0)]);
        assert_eq!(at(1, 0), [Some(100.0), Some(100.0)], "the crash is still to come");
        assert_eq!(at(1, 15), [Some(60.0), Some(100.0)], "the second day has not closed");
        assert_eq!(at(1, 23), [Some(60.0), Some(60.0)], "both end with the same close");
    }

    #[test]
    fn a_bar_closes_no_later_than_the_next_opens() {
        // A day that is cut short by the next one, one before a weekend, the last one.
        assert_eq!(at_closes(&[0, 20, 92], 24, 4), [16, 40, 112]);
        // Bars closer together than the finest interval keep their order.
        assert_eq!(at_closes(&[0, 1, 30], 24, 4), [0, 21, 50]);
    }

    #[test]
    fn equal_bars_are_their_own_axis() {
        assert_eq!(timeline(&[&[1, 2], &[1, 2], &[1, 2]]), [1, 2]);
        assert_eq!(timeline(&[]), [0_i64; 0]);
        assert_eq!(known(&along(&[1, 2], &[], &[])), [None, None]);
    }
}
