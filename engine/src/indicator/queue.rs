//! A sliding window bar by bar: the blocks and the joins of [`super::window::column`], one value at a time, so that both
//! give the same bits.

use super::window::Summary;

/// Summaries of neighbouring stretches can be joined.
pub(super) trait Join: Copy {
    /// Of this stretch followed by `later`.
    fn join(self, later: Self) -> Self;
}

impl<S: Summary> Join for S {
    #[inline]
    fn join(self, later: Self) -> Self {
        Summary::join(self, later)
    }
}

/// Several sums side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums<const N: usize>(pub(super) [f64; N]);

impl<const N: usize> Join for Sums<N> {
    #[inline]
    fn join(self, later: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + later.0[i]))
    }
}

/// The summary of the last `length` items, at any length at the cost of three joins per item.
#[derive(Debug, Clone)]
pub(super) struct Queue<S> {
    length: usize,
    /// The items of the current block, and what they come to.
    block: Vec<S>,
    head: Option<S>,
    /// `tails[k]` summarises the block before from its position k on; empty before there is one.
    tails: Vec<S>,
}

impl<S: Join> Queue<S> {
    /// A window of `length` items; one of none never has a summary.
    pub(super) fn new(length: usize) -> Self {
        Self { length, block: Vec::new(), head: None, tails: Vec::new() }
    }

    /// The summary of the window that ends with this item; `None` before it is complete.
    #[inline]
    pub(super) fn push(&mut self, item: S) -> Option<S> {
        if self.length == 0 {
            return None;
        }
        let head = self.head.map_or(item, |head| head.join(item));
        self.block.push(item);
        let n = self.block.len();
        if n < self.length {
            self.head = Some(head);
            return self.tails.get(n).map(|tail| tail.join(head));
        }
        for k in (0..n - 1).rev() {
            self.block[k] = self.block[k].join(self.block[k + 1]);
        }
        std::mem::swap(&mut self.block, &mut self.tails);
        self.block.clear();
        self.head = None;
        Some(head)
    }
}

impl<S: Summary> Queue<S> {
    /// As [`Queue::push`] for a value; NaN is missing and changes nothing.
    #[inline]
    pub(super) fn next(&mut self, value: f64) -> Option<S> {
        if value.is_nan() { None } else { self.push(S::of(value)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sum_is_that_of_the_last_items() {
        for length in 0..7 {
            let mut queue = Queue::new(length);
            for i in 0..30usize {
                let sum = queue.push(Sums([i as f64, 1.0])).map(|sums| sums.0);
                let expected = (i + 1 - length.min(i + 1)..=i).sum::<usize>() as f64;
                let is_full = length > 0 && i + 1 >= length;
                assert_eq!(sum, is_full.then_some([expected, length as f64]));
            }
        }
    }
}
