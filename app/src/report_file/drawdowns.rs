//! The drawdowns of a run one by one: from the last bar at a peak to the first that is at least as high again.

/// A drawdown. Positions are bars of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawdown {
    /// The last bar at the peak; the first bar of the window for a fall below the initial cash.
    pub(super) peak: usize,
    /// The bar of the lowest close.
    pub(super) lowest: usize,
    /// The first bar that is as high again; `None` if there is none.
    pub(super) recovered: Option<usize>,
    /// Lowest equity ÷ peak − 1.
    pub(super) depth: f64,
}

/// The deepest drawdowns, deepest first, at most `n`. The first peak is the initial cash, as in every number of the report.
pub(super) fn worst(equity: &[f64], initial: f64, n: usize) -> Vec<Drawdown> {
    let mut found: Vec<Drawdown> = Vec::new();
    let (mut peak, mut peak_bar) = (initial, 0);
    let mut open: Option<Drawdown> = None;
    for (bar, value) in equity.iter().enumerate() {
        if *value < peak {
            let depth = (value - peak) / peak;
            let fall = open.get_or_insert(Drawdown { peak: peak_bar, lowest: bar, recovered: None, depth });
            if depth < fall.depth {
                (fall.lowest, fall.depth) = (bar, depth);
            }
        } else {
            found.extend(open.take().map(|fall| Drawdown { recovered: Some(bar), ..fall }));
            (peak, peak_bar) = (*value, bar);
        }
    }
    found.extend(open);
    found.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    found.truncate(n);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawdowns_have_peak_low_recovery_and_depth_deepest_first() {
        let equity = [95.0, 100.0, 120.0, 90.0, 60.0, 110.0, 120.0, 108.0, 130.0, 117.0];
        let fall = |peak, lowest, recovered, depth| Drawdown { peak, lowest, recovered, depth };
        let expected = [
            fall(2, 4, Some(6), -0.5),
            fall(6, 7, Some(8), (108.0 - 120.0) / 120.0),
            fall(8, 9, None, (117.0 - 130.0) / 130.0),
            fall(0, 0, Some(1), -0.05),
        ];
        assert_eq!(worst(&equity, 100.0, 10), expected);
        assert_eq!(worst(&equity, 100.0, 1), expected[..1]);
        assert_eq!(worst(&[100.0, 101.0], 100.0, 10), []);
    }
}
