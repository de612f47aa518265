//! Where two columns cross, as a list: crossings are rare, and who knows the next one need not look at the bars between.

use super::Column;

/// Direction of a crossing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cross {
    /// The first column is above the second and was not on the bar before.
    Above,
    /// It is below and was not.
    Below,
}

/// Every crossing of two columns. A strategy reads it through its context, at the current bar only.
#[derive(Debug, Clone, Default)]
pub struct Crosses {
    /// In the order of the bars.
    all: Vec<(u32, Cross)>,
    /// The first one that has not been passed.
    next: usize,
    /// Bars seen.
    n_bars: usize,
}

/// Bars that are looked at together.
const LANES: usize = 8;

impl Crosses {
    /// Of `a` over and under `b`. A value that is missing crosses nothing.
    pub fn new(a: &Column, b: &Column) -> Self {
        let mut crosses = Self::default();
        crosses.scan(a.values(), b.values());
        crosses
    }

    /// Goes on to the end of the shorter of two columns in the making, seen up to some bar before.
    pub(super) fn scan(&mut self, a: &[f64], b: &[f64]) {
        let n_bars = a.len().min(b.len());
        for first in (self.n_bars.max(1)..n_bars).step_by(LANES) {
            if !is_quiet(a, b, first, n_bars) {
                for bar in first..n_bars.min(first + LANES) {
                    let cross = cross(a[bar - 1], b[bar - 1], a[bar], b[bar]);
                    self.all.extend(cross.map(|cross| (bar as u32, cross)));
                }
            }
        }
        self.n_bars = n_bars.max(self.n_bars);
    }

    /// The crossing at a bar.
    pub(crate) fn at(&self, bar: usize) -> Option<Cross> {
        let found = match self.all.get(self.next) {
            Some((next, _)) if *next as usize == bar => self.next,
            _ => self.all.binary_search_by_key(&bar, |(bar, _)| *bar as usize).ok()?,
        };
        Some(self.all[found].1)
    }

    /// The first bar from `bar` on with a crossing; no bar of the series if there is none.
    pub fn next_bar(&mut self, bar: usize) -> usize {
        let is_before = |(at, _): &(u32, Cross)| (*at as usize) < bar;
        if self.next > 0 && !is_before(&self.all[self.next - 1]) {
            self.next = self.all.partition_point(is_before);
        }
        while self.all.get(self.next).is_some_and(is_before) {
            self.next += 1;
        }
        self.all.get(self.next).map_or(usize::MAX, |(bar, _)| *bar as usize)
    }
}

#[inline]
fn cross(a_before: f64, b_before: f64, a: f64, b: f64) -> Option<Cross> {
    if a > b && a_before <= b_before {
        Some(Cross::Above)
    } else if a < b && a_before >= b_before {
        Some(Cross::Below)
    } else {
        None
    }
}

/// Whether nothing crosses at any of the `LANES` bars from `first` on; false where there are fewer.
#[inline]
fn is_quiet(a: &[f64], b: &[f64], first: usize, n_bars: usize) -> bool {
    let lanes =
        |column: &[f64], at: usize| column.get(at..n_bars).and_then(<[f64]>::first_chunk::<LANES>).copied();
    let (Some(a_before), Some(b_before), Some(a), Some(b)) =
        (lanes(a, first - 1), lanes(b, first - 1), lanes(a, first), lanes(b, first))
    else {
        return false;
    };
    // Without a branch, so that several bars take one comparison.
    let mut crosses = false;
    for k in 0..LANES {
        crosses |= (a[k] > b[k]) & (a_before[k] <= b_before[k]);
        crosses |= (a[k] < b[k]) & (a_before[k] >= b_before[k]);
    }
    !crosses
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

    #[test]
    fn the_list_holds_what_a_look_at_each_bar_finds() {
        let (a, b) = columns();
        let mut crosses = Crosses::new(&Column::new(a.clone()), &Column::new(b.clone()));
        let mut n = 0;
        assert_eq!(crosses.at(0), None);
        for bar in 1..a.len() {
            let expected = cross(a[bar - 1], b[bar - 1], a[bar], b[bar]);
            assert_eq!(crosses.at(bar), expected, "bar {bar}");
            assert_eq!(crosses.next_bar(bar) == bar, expected.is_some(), "bar {bar}");
            n += usize::from(expected.is_some());
        }
        assert!(n > 20 && n == crosses.all.len(), "{n} of {}", crosses.all.len());
    }

    #[test]
    fn the_next_crossing_is_found_forwards_and_backwards() {
        let (a, b) = columns();
        let mut crosses = Crosses::new(&Column::new(a), &Column::new(b));
        let bars: Vec<usize> = crosses.all.iter().map(|(bar, _)| *bar as usize).collect();
        for bar in (0..101).chain((0..101).rev()).chain([3, 90, 5, 101]) {
            let expected = bars.iter().copied().find(|at| *at >= bar).unwrap_or(usize::MAX);
            assert_eq!(crosses.next_bar(bar), expected, "from bar {bar}");
        }
    }

    #[test]
    fn columns_in_the_making_cross_where_whole_ones_do() {
        let (a, b) = columns();
        let whole = Crosses::new(&Column::new(a.clone()), &Column::new(b.clone()));
        for step in 1..40 {
            let mut crosses = Crosses::default();
            for end in (0..=a.len() + step).step_by(step) {
                // The one may be ahead of the other.
                crosses.scan(&a[..end.min(a.len())], &b[..(end + 3).min(b.len())]);
            }
            assert_eq!(crosses.all, whole.all, "in steps of {step}");
        }
    }

    #[test]
    fn a_touch_is_no_crossing_but_leaving_it_is() {
        let column = |values: &[f64]| Column::new(values.to_vec());
        let crosses = Crosses::new(&column(&[1.0, 2.0, 3.0, 3.0, 2.0, 2.0, 1.0]), &column(&[2.0; 7]));
        assert_eq!(crosses.all, [(2, Cross::Above), (6, Cross::Below)]);
    }
}
