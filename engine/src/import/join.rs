//! The growing columns, and how they become strictly ascending.

use super::error::ImportError;
use super::quality::Quality;
use crate::series::{Bar, Series, SeriesError};

/// More bars than this do not fit into a page's memory beside what a run needs: 47 years of minutes around the clock, with 80 bytes a bar.
pub const MAX_BARS: usize = 25_000_000;
/// Bars from which on the rest of a file tells how many there will be.
const ENOUGH: usize = 1_024;

/// Bars as read, with the line each came from.
#[derive(Debug, Default)]
pub(super) struct Columns {
    time: Vec<i64>,
    open: Vec<f64>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
    volume: Vec<f64>,
    line: Vec<u32>,
    /// Index of the first bar of each file after the first.
    file_starts: Vec<(usize, u32)>,
}

impl Columns {
    pub(super) fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Adds a bar. `read` is how much of the input has been read and how much there is, if that is known: columns that double as they grow
    /// take three times their size while they are moved.
    ///
    /// # Errors
    /// There are [`MAX_BARS`] already.
    pub(super) fn push(
        &mut self,
        bar: Bar,
        (file, line): (u32, u64),
        read: (u64, Option<u64>),
    ) -> Result<(), ImportError> {
        let n = self.time.len();
        if n == self.time.capacity() {
            if n >= MAX_BARS {
                return Err(ImportError::TooManyBars { limit: MAX_BARS });
            }
            self.reserve(more(n, read).min(MAX_BARS - n));
        }
        if self.file_starts.last().is_none_or(|&(_, last)| last != file) {
            self.file_starts.push((self.time.len(), file));
        }
        self.time.push(bar.time);
        self.open.push(bar.open);
        self.high.push(bar.high);
        self.low.push(bar.low);
        self.close.push(bar.close);
        self.volume.push(bar.volume);
        self.line.push(u32::try_from(line).unwrap_or(u32::MAX));
        Ok(())
    }

    fn reserve(&mut self, n: usize) {
        self.time.reserve_exact(n);
        for column in [&mut self.open, &mut self.high, &mut self.low, &mut self.close, &mut self.volume] {
            column.reserve_exact(n);
        }
        self.line.reserve_exact(n);
    }

    /// Sorts by time. Of several rows with one time the one read last stays; the others are counted.
    pub(super) fn sort_and_join(&mut self, quality: &mut Quality) {
        if self.time.is_sorted_by(|a, b| a < b) {
            return;
        }
        let mut order: Vec<u32> = (0..u32::try_from(self.time.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|&i| self.time[i as usize]);
        let mut kept: Vec<u32> = Vec::with_capacity(order.len());
        for &next in &order {
            match kept.last_mut() {
                Some(last) if self.time[*last as usize] == self.time[next as usize] => {
                    let (a, b) = (*last as usize, next as usize);
                    let finding = if self.values(a) == self.values(b) {
                        &mut quality.duplicates
                    } else {
                        &mut quality.conflicts
                    };
                    let file =
                        self.file_starts.iter().rev().find(|(start, _)| *start <= a).map_or(1, |&(_, f)| f);
                    finding.add(file, u64::from(self.line[a]), || super::quality::utc_text(self.time[a]));
                    *last = next;
                }
                _ => kept.push(next),
            }
        }
        self.time = kept.iter().map(|&i| self.time[i as usize]).collect();
        for column in [&mut self.open, &mut self.high, &mut self.low, &mut self.close, &mut self.volume] {
            *column = kept.iter().map(|&i| column[i as usize]).collect();
        }
    }

    fn values(&self, i: usize) -> [f64; 5] {
        [self.open[i], self.high[i], self.low[i], self.close[i], self.volume[i]]
    }

    /// First and last time; sorted before.
    pub(super) fn span(&self) -> Option<(i64, i64)> {
        Some((*self.time.first()?, *self.time.last()?))
    }

    /// Whether all times have something in common.
    pub(super) fn all_times(&self, holds: impl Fn(i64) -> bool) -> bool {
        self.time.iter().all(|&time| holds(time))
    }

    /// The two neighbouring times that are furthest apart; sorted before.
    pub(super) fn longest_step(&self) -> Option<(i64, i64)> {
        self.time.windows(2).map(|pair| (pair[0], pair[1])).max_by_key(|(from, to)| to - from)
    }

    /// The most frequent distance between two bars, and the greatest of which all distances are multiples.
    pub(super) fn steps(&self) -> (i64, i64) {
        let common = self.time.windows(2).fold(0, |common, pair| greatest_divisor(common, pair[1] - pair[0]));
        (usual_step(&self.time), common)
    }

    pub(super) fn len(&self) -> usize {
        self.time.len()
    }

    pub(super) fn into_series(mut self) -> Result<Series, SeriesError> {
        self.line = Vec::new();
        let interval_ms = usual_step(&self.time);
        Series::new(self.time, self.open, self.high, self.low, self.close, self.volume, interval_ms)
    }
}

/// For how many more bars there should be room beside `n`.
fn more(n: usize, (done, all): (u64, Option<u64>)) -> usize {
    match all {
        Some(all) if n >= ENOUGH && done < all => {
            let in_all = n as f64 * (all as f64 / done as f64);
            // A little more, for rows that become shorter.
            (in_all * 1.02) as usize + ENOUGH - n
        }
        Some(_) if n >= ENOUGH => n / 8,
        _ => n.max(64),
    }
}

/// The most frequent distance between two bars, the shorter one where two are equally frequent; a day for one bar.
fn usual_step(time: &[i64]) -> i64 {
    let mut counts = std::collections::BTreeMap::<i64, u64>::new();
    for pair in time.windows(2) {
        *counts.entry(pair[1] - pair[0]).or_default() += 1;
    }
    let mut best = (86_400_000, 0);
    for (step, count) in counts {
        if count > best.1 {
            best = (step, count);
        }
    }
    best.0
}

/// Euclid's algorithm.
fn greatest_divisor(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_for_what_the_rest_of_the_file_will_hold() {
        assert_eq!(more(0, (0, None)), 64);
        assert_eq!(more(5_000, (10, None)), 5_000);
        // A tenth has been read.
        assert_eq!(more(2_000, (100, Some(1_000))), 19_424);
        assert_eq!(more(8_000, (1_000, Some(1_000))), 1_000);
        assert_eq!(more(8_000, (2_000, Some(1_000))), 1_000);
    }

    #[test]
    fn more_bars_than_fit_into_the_memory_are_refused_with_their_number() {
        let bar = Bar { time: 0, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 0.0 };
        // As if it were full: the prices are not looked at.
        let mut columns = Columns { time: vec![0; MAX_BARS], ..Columns::default() };
        let refused = columns.push(bar, (1, 1), (0, None)).unwrap_err();
        assert_eq!(refused.code(), "too_many_bars");
        assert!(refused.to_string().contains("25000000"), "{refused}");
    }
}
