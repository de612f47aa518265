//! Where two columns cross, as a list: crossings are rare, and who knows the next one need not look at the bars between.

use super::Column;
use crate::lanes::{all_greater, pairs};

/// Direction of a crossing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cross {
    /// The first column is above the second and was not on the bar before.
    Above,
    /// It is below and was not.
    Below,
}

/// The crossings of two columns, looked for as a run comes to them. A strategy reads them through its context, at the current
/// bar only.
#[derive(Debug, Clone)]
pub struct Crosses {
    /// None where all crossings are found already.
    columns: Option<(Column, Column)>,
    found: Found,
    /// The first one found that has not been passed.
    next: usize,
}

/// Bars of crossings, in their order.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownBars<'a>(&'a [(u32, Cross)]);

impl<'a> KnownBars<'a> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + 'a {
        self.0.iter().map(|(bar, _)| *bar as usize)
    }
}

/// The crossings among some bars.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    /// In the order of the bars.
    all: Vec<(u32, Cross)>,
    /// The first bar looked at, and the one after the last.
    from: usize,
    end: usize,
}

/// Bars that are looked at together.
pub(super) const LANES: usize = 8;

/// Bars that are looked at ahead of a run.
const AHEAD: usize = 512;

impl Crosses {
    /// Of `a` over and under `b`. A value that is missing crosses nothing.
    pub fn new(a: &Column, b: &Column) -> Self {
        Self { columns: Some((a.clone(), b.clone())), found: Found::default(), next: 0 }
    }

    /// All of them.
    pub(super) fn known(found: Found) -> Self {
        Self { columns: None, found, next: 0 }
    }

    /// The crossing at a bar.
    pub(crate) fn at(&self, bar: usize) -> Option<Cross> {
        if let Some((at, cross)) = self.found.all.get(self.next)
            && *at as usize == bar
        {
            return Some(*cross);
        }
        match &self.columns {
            Some((a, b)) if bar > 0 => cross_at(a.values(), b.values(), bar),
            Some(_) => None,
            None => {
                let found = self.found.all.binary_search_by_key(&bar, |(at, _)| *at as usize).ok()?;
                Some(self.found.all[found].1)
            }
        }
    }

    /// The first bar from `bar` on with a crossing; no bar of the series if there is none.
    pub fn next_bar(&mut self, bar: usize) -> usize {
        let is_before = |(at, _): &(u32, Cross)| (*at as usize) < bar;
        if bar < self.found.from {
            self.look_from(bar);
        } else if self.next > 0 && !is_before(&self.found.all[self.next - 1]) {
            self.next = 0;
        }
        loop {
            while self.found.all.get(self.next).is_some_and(is_before) {
                self.next += 1;
            }
            if let Some((at, _)) = self.found.all.get(self.next) {
                return *at as usize;
            }
            let n_bars = self.columns.as_ref().map_or(0, |(a, _)| a.values().len());
            if self.found.end >= n_bars {
                return usize::MAX;
            }
            self.look_from(self.found.end.max(bar));
            if let Some((a, b)) = &self.columns {
                let end = n_bars.min(self.found.end + AHEAD);
                self.found.scan(&a.values()[..end], &b.values()[..end]);
            }
        }
    }

    /// The bars of the crossings found that have not been passed.
    #[inline]
    pub fn known_bars(&self) -> KnownBars<'_> {
        KnownBars(self.found.all.get(self.next..).unwrap_or_default())
    }

    /// Forgets what has been found, to go on from `bar`.
    fn look_from(&mut self, bar: usize) {
        self.found.all.clear();
        (self.found.from, self.found.end, self.next) = (bar, bar, 0);
    }
}

impl Found {
    /// Goes on to the last bar of two columns of equal length.
    pub(super) fn scan(&mut self, a: &[f64], b: &[f64]) {
        let n_bars = a.len();
        for first in (self.end.max(1)..n_bars).step_by(LANES) {
            let end = first + LANES;
            if end <= n_bars && are_apart(a, b, first) {
                continue;
            }
            for bar in first..end.min(n_bars) {
                self.all.extend(cross_at(a, b, bar).map(|cross| (bar as u32, cross)));
            }
        }
        self.end = n_bars.max(self.end);
    }

    /// Adds a crossing; those of the bars up to there are all found.
    pub(super) fn push(&mut self, bar: usize, cross: Cross) {
        self.all.push((bar as u32, cross));
        self.end = bar + 1;
    }

    /// Nothing more crosses before the bar `end`.
    pub(super) fn pass(&mut self, end: usize) {
        self.end = end;
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Bars looked at, from the first one on.
    pub(super) fn n_bars(&self) -> usize {
        self.end
    }
}

/// The crossing of two lines at a bar, by their values on the bar before and on this one.
#[inline]
pub(super) fn cross([a_before, b_before]: [f64; 2], [a, b]: [f64; 2]) -> Option<Cross> {
    if a > b && a_before <= b_before {
        Some(Cross::Above)
    } else if a < b && a_before >= b_before {
        Some(Cross::Below)
    } else {
        None
    }
}

/// The crossing of two columns at a bar that is not the first.
#[inline]
fn cross_at(a: &[f64], b: &[f64], bar: usize) -> Option<Cross> {
    let at = |bar: usize| [a[bar], b[bar]];
    cross(at(bar - 1), at(bar))
}

/// Whether one column is known to stay above the other from the bar before `first` through the [`LANES`] bars from there on.
#[inline]
fn are_apart(a: &[f64], b: &[f64], first: usize) -> bool {
    let lanes = |column: &[f64]| column[first..].first_chunk().map(pairs);
    let (Some(of_a), Some(of_b)) = (lanes(a), lanes(b)) else { return false };
    let (a_before, b_before) = (a[first - 1], b[first - 1]);
    if a_before > b_before {
        all_greater(of_a, of_b)
    } else {
        (a_before < b_before) && all_greater(of_b, of_a)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns that touch, cross and lack values, in a pattern longer than the lanes.
    fn columns() -> (Vec<f64>, Vec<f64>) {
        let a = (0..101).map(|i| f64::from(i * 7 % 13 % 5)).collect();
        let b = (0..101).map(|i| if i % 29 < 3 { f64::NAN } else { f64::from(i / 9 % 4) }).collect();
        (a, b)
    }

    fn found(a: &[f64], b: &[f64]) -> Found {
        let mut found = Found::default();
        found.scan(a, b);
        found
    }

    #[test]
    fn the_list_holds_what_a_look_at_each_bar_finds() {
        let (a, b) = columns();
        let mut crosses = Crosses::new(&Column::new(a.clone()), &Column::new(b.clone()));
        let mut n = 0;
        assert_eq!(crosses.at(0), None);
        for bar in 1..a.len() {
            let expected = cross([a[bar - 1], b[bar - 1]], [a[bar], b[bar]]);
            assert_eq!(crosses.at(bar), expected, "bar {bar}");
            assert_eq!(crosses.next_bar(bar) == bar, expected.is_some(), "bar {bar}");
            n += usize::from(expected.is_some());
        }
        assert!(n > 20, "{n}");
    }

    #[test]
    fn the_next_crossing_is_found_forwards_and_backwards() {
        let (a, b) = columns();
        let mut crosses = Crosses::new(&Column::new(a.clone()), &Column::new(b.clone()));
        let bars: Vec<usize> = found(&a, &b).all.iter().map(|(bar, _)| *bar as usize).collect();
        for bar in (0..101).chain((0..101).rev()).chain([3, 90, 5, 101]) {
            let expected = bars.iter().copied().find(|at| *at >= bar).unwrap_or(usize::MAX);
            assert_eq!(crosses.next_bar(bar), expected, "from bar {bar}");
        }
    }

    #[test]
    fn columns_in_the_making_cross_where_whole_ones_do() {
        let (a, b) = columns();
        let whole = found(&a, &b);
        for step in 1..40 {
            let mut crosses = Found::default();
            for end in (0..=a.len() + step).step_by(step) {
                let end = end.min(a.len());
                crosses.scan(&a[..end], &b[..end]);
            }
            assert_eq!(crosses.all, whole.all, "in steps of {step}");
        }
    }

    #[test]
    fn a_touch_is_no_crossing_but_leaving_it_is() {
        let crosses = found(&[1.0, 2.0, 3.0, 3.0, 2.0, 2.0, 1.0], &[2.0; 7]);
        assert_eq!(crosses.all, [(2, Cross::Above), (6, Cross::Below)]);
    }

    #[test]
    fn a_crossing_many_looks_ahead_is_found_and_those_before_it_again() {
        let n = 3 * AHEAD + 5;
        for at in [1, LANES, AHEAD, AHEAD + 1, 2 * AHEAD - 1, n - 1] {
            let a: Vec<f64> = (0..n).map(|bar| if bar < at { 1.0 } else { 3.0 }).collect();
            let (a, b) = (Column::new(a), Column::new(vec![2.0; n]));
            for (one, other, cross) in [(&a, &b, Cross::Above), (&b, &a, Cross::Below)] {
                let mut crosses = Crosses::new(one, other);
                for bar in [0, at, at + 1, 0, at] {
                    assert_eq!(crosses.next_bar(bar), if bar > at { usize::MAX } else { at }, "from {bar}");
                    assert_eq!(crosses.at(at), Some(cross));
                }
            }
        }
    }
}
