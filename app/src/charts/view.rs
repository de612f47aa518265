//! Which bars a chart holds, and how many bars make one of its points.

use std::ops::Range;

/// A chart holds at most this many points.
pub(super) const MAX_POINTS: usize = 2_000;
/// When fewer of its points are in sight and a point is more than a bar, the chart is drawn finer.
const MIN_SEEN: f64 = 200.0;
/// When more of its points are in sight, it is drawn coarser.
const MAX_SEEN: f64 = 1_000.0;

/// Bars `first..end`, `size` to a point; `first` is a multiple of `size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct View {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) size: usize,
}

impl View {
    /// All of `n_bars` bars.
    pub(super) fn whole(n_bars: usize) -> Self {
        Self { first: 0, end: n_bars, size: size_for(n_bars, MAX_POINTS) }
    }

    /// What to hold when the bars `seen` are in sight: them, and as much again on either side to move into.
    pub(super) fn around(seen: Range<usize>, n_bars: usize) -> Self {
        let whole = Self::whole(n_bars);
        let length = seen.len().max(1);
        let size = size_for(length, MAX_POINTS / 3).min(whole.size);
        let first = seen.start.saturating_sub(length) / size * size;
        let end = (seen.end + length).min(n_bars);
        if size == whole.size { whole } else { Self { first, end, size } }
    }

    /// Number of points.
    pub(super) fn n_points(&self) -> usize {
        (self.end - self.first).div_ceil(self.size)
    }

    /// The bars of a point.
    pub(super) fn bars(&self, point: usize) -> Range<usize> {
        let start = self.first + point * self.size;
        start..(start + self.size).min(self.end)
    }

    /// Bars between two positions on the chart's axis, which counts points and may lie beside the data.
    pub(super) fn seen(&self, from: f64, to: f64) -> Range<usize> {
        let bar = |point: f64| {
            let bar = self.first as f64 + point * self.size as f64;
            bar.clamp(self.first as f64, self.end as f64) as usize
        };
        bar(from.floor())..bar(to.ceil() + 1.0)
    }

    /// Position of a bar on the chart's axis.
    pub(super) fn position(&self, bar: f64) -> f64 {
        (bar - self.first as f64) / self.size as f64
    }

    /// The view to change to when `from..to` (in points) is in sight; `None` while this one still serves.
    pub(super) fn next(&self, from: f64, to: f64, n_bars: usize) -> Option<Self> {
        let n_seen = to - from;
        let too_coarse = self.size > 1 && n_seen < MIN_SEEN;
        let too_fine = n_seen > MAX_SEEN && self.size < Self::whole(n_bars).size;
        let leaves_left = from < 0.0 && self.first > 0;
        let leaves_right = to > self.n_points() as f64 && self.end < n_bars;
        if !(too_coarse || too_fine || leaves_left || leaves_right) {
            return None;
        }
        let bar = |point: f64| {
            let bar = self.first as f64 + point * self.size as f64;
            bar.clamp(0.0, n_bars as f64) as usize
        };
        let next = Self::around(bar(from)..bar(to).max(bar(from) + 1), n_bars);
        (next != *self).then_some(next)
    }
}

/// Smallest power of two that cuts `n_bars` into at most `n_points`.
fn size_for(n_bars: usize, n_points: usize) -> usize {
    n_bars.div_ceil(n_points).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_series_are_drawn_bar_by_bar_and_never_change() {
        let view = View::whole(1_500);
        assert_eq!(view, View { first: 0, end: 1_500, size: 1 });
        for (from, to) in [(-100.0, 1_600.0), (10.0, 20.0), (1_400.0, 5_000.0)] {
            assert_eq!(view.next(from, to, 1_500), None);
        }
    }

    #[test]
    fn every_view_holds_what_is_seen_in_few_points() {
        let n = 500_000;
        for start in (0..n).step_by(41_111) {
            for length in [1, 50, 999, 20_000, 499_999] {
                let seen = start..(start + length).min(n);
                let view = View::around(seen.clone(), n);
                assert!(view.first <= seen.start && view.end >= seen.end, "{seen:?} {view:?}");
                assert!(view.n_points() <= MAX_POINTS + 2, "{seen:?} {view:?}");
                assert_eq!(view.bars(view.n_points() - 1).end, view.end);
            }
        }
    }

    #[test]
    fn zooming_in_refines_and_moving_out_of_the_view_follows() {
        let n = 500_000;
        let whole = View::whole(n);
        assert_eq!(whole.size, 256);
        let fine = whole.next(1_000.0, 1_040.0, n).unwrap();
        assert!(fine.size < whole.size && fine.first <= 256_000 && fine.end >= 266_240);
        assert_eq!(fine.next(fine.position(256_000.0), fine.position(266_240.0), n), None);
        assert!(fine.next(-200.0, 500.0, n).unwrap().first < fine.first);
        assert_eq!(fine.next(-30_000.0, 30_000.0, n), Some(whole));
    }
}
