//! Share of bars with a position.

/// Bars touched by a trade, entry and exit bar included, ÷ bars. `spans` are those bars of each.
pub(super) fn exposure(spans: impl Iterator<Item = (u32, u32)>, n_bars: usize) -> f64 {
    let mut spans: Vec<(u32, u32)> = spans.collect();
    spans.sort_unstable();
    let (mut covered, mut next) = (0u64, 0u32);
    for (entry, exit) in spans {
        let from = entry.max(next);
        if exit >= from {
            covered += u64::from(exit - from + 1);
            next = exit + 1;
        }
    }
    covered as f64 / n_bars as f64
}
