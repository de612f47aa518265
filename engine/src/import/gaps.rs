//! Distances between bars that are longer than the interval, told apart by their usual causes.

use serde::{Deserialize, Serialize};

use super::quality::utc_text;
use crate::series::Series;

const DAY_MS: i64 = 86_400_000;
const SLOT_MS: i64 = 1_800_000;

/// Missing bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gaps {
    /// Gaps that no calendar explains.
    pub count: u64,
    /// The longest of them: distance between its two bars in milliseconds.
    pub longest_ms: i64,
    /// Open time of the bar before the longest, UTC milliseconds.
    pub longest_after: i64,
    /// Weekends.
    pub weekends: u64,
    /// Daily closures: gaps of less than a day that end at a half hour (UTC) at which gaps often end.
    pub sessions: u64,
    /// Usual distance between bars in milliseconds.
    pub interval_ms: i64,
}

impl Gaps {
    /// Looks at every distance between two bars. Intervals of more than a day have no gaps but those over twice as long.
    pub fn of(series: &Series) -> Self {
        let (time, interval_ms) = (series.time(), series.interval_ms());
        let limit = if interval_ms > DAY_MS { 2 * interval_ms } else { interval_ms + interval_ms / 2 };
        let steps = || time.windows(2).map(|pair| (pair[0], pair[1])).filter(|(a, b)| b - a > limit);
        let mut resumed = [0u64; 48];
        for (_, end) in steps().filter(|&(start, end)| is_short(start, end, interval_ms)) {
            resumed[slot(end)] += 1;
        }
        let n_days = 1 + time
            .windows(2)
            .filter(|pair| pair[0].div_euclid(DAY_MS) != pair[1].div_euclid(DAY_MS))
            .count();
        let often = (n_days as u64 / 20).max(3);
        let mut gaps = Self { interval_ms, ..Self::default() };
        for (start, end) in steps() {
            if is_weekend(start, end, interval_ms) {
                gaps.weekends += 1;
            } else if is_short(start, end, interval_ms) && resumed[slot(end)] >= often {
                gaps.sessions += 1;
            } else {
                gaps.count += 1;
                if end - start > gaps.longest_ms {
                    (gaps.longest_ms, gaps.longest_after) = (end - start, start);
                }
            }
        }
        gaps
    }

    /// A warning, unless the gaps are few and short as holidays are.
    pub(super) fn sentence(&self, n_bars: u64) -> Option<String> {
        let is_calm =
            self.interval_ms >= DAY_MS && self.longest_ms <= 7 * DAY_MS && self.count * 25 <= n_bars;
        if self.count == 0 || is_calm {
            return None;
        }
        let hours = self.longest_ms as f64 / 3_600_000.0;
        let length =
            if hours >= 48.0 { format!("{:.1} days", hours / 24.0) } else { format!("{hours:.1} hours") };
        let after = utc_text(self.longest_after);
        Some(format!(
            "Gaps besides weekends and daily closures: {}, the longest {length} after {after}.",
            self.count
        ))
    }
}

fn slot(time: i64) -> usize {
    (time.rem_euclid(DAY_MS) / SLOT_MS) as usize
}

fn is_short(start: i64, end: i64, interval_ms: i64) -> bool {
    end - start < DAY_MS && end - start >= (2 * interval_ms).min(SLOT_MS)
}

/// Friday's to Monday's bar; within the day, a gap of less than four days that holds a whole Saturday (UTC).
fn is_weekend(start: i64, end: i64, interval_ms: i64) -> bool {
    let start_day = start.div_euclid(DAY_MS);
    if interval_ms >= DAY_MS {
        // 1970-01-02 was a Friday.
        return (start_day - 1).rem_euclid(7) == 0 && end.div_euclid(DAY_MS) - start_day == 3;
    }
    let saturday = start_day + (2 - start_day).rem_euclid(7);
    let saturday_ms = saturday * DAY_MS;
    end - start < 4 * DAY_MS && start + interval_ms <= saturday_ms && end >= saturday_ms + DAY_MS
}
