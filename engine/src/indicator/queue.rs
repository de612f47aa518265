//! A sliding window bar by bar: the blocks and the joins of [`super::blocks::column`], one value at a time, so that both
//! give the same bits.

use super::blocks::Summary;

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

    /// The first and the last item of a stretch.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Ends(usize, usize);

    impl Join for Ends {
        fn join(self, later: Self) -> Self {
            assert_eq!(self.1 + 1, later.0);
            Self(self.0, later.1)
        }
    }

    #[test]
    fn each_summary_is_that_of_the_last_items() {
        for length in 0..7 {
            let mut queue = Queue::new(length);
            for i in 0..30usize {
                let is_full = length > 0 && i + 1 >= length;
                assert_eq!(queue.push(Ends(i, i)), is_full.then(|| Ends(i + 1 - length, i)));
            }
        }
    }
}
