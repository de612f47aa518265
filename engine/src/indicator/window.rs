//! Sliding windows without memory of what has left them.
//!
//! The bars are cut into blocks as long as the window. A window that ends inside a block is the tail of the block before
//! joined with the head of its own block, and both come from plain left-to-right (or right-to-left) passes over the block.
//! So each value is made of the bars in its window only: nothing drifts after a million bars, an outlier is forgotten the
//! moment it leaves, and the cost does not depend on the length. (The scheme is van Herk's and Gil and Werman's for
//! maxima, used here for any associative summary.)

/// An associative summary of neighbouring values.
pub(super) trait Summary: Copy {
    /// Of a single value.
    fn of(value: f64) -> Self;
    /// Of this stretch followed by `later`.
    fn join(self, later: Self) -> Self;
}

/// Calls `emit(summary)` for every bar whose window of `length` bars is complete, counting from `start`, in order.
#[inline]
fn slide<S: Summary>(values: &[f64], start: usize, length: usize, mut emit: impl FnMut(S)) {
    if length == 0 || values.len() < start || values.len() - start < length {
        return;
    }
    // tails[k] summarises the last `length - k` values of the block before the current one.
    let mut tails: Vec<S> = Vec::with_capacity(length);
    let mut block = start;
    while block < values.len() {
        let end = (block + length).min(values.len());
        let mut head = S::of(values[block]);
        for (inside, value) in values[block..end].iter().enumerate() {
            if inside > 0 {
                head = head.join(S::of(*value));
            }
            if inside + 1 == length {
                emit(head);
            } else if let Some(tail) = tails.get(inside + 1) {
                emit(tail.join(head));
            }
        }
        if end - block == length {
            tails.clear();
            let mut tail = S::of(values[end - 1]);
            tails.push(tail);
            for bar in (block..end - 1).rev() {
                tail = S::of(values[bar]).join(tail);
                tails.push(tail);
            }
            tails.reverse();
        }
        block = end;
    }
}

/// A column: NaN until the window is complete, then `value` of each window's summary.
#[inline]
pub(super) fn column<S: Summary>(
    values: &[f64],
    start: usize,
    length: usize,
    value: impl Fn(S) -> f64,
) -> Vec<f64> {
    let mut out = Vec::with_capacity(values.len());
    out.resize(values.len().min(start.saturating_add(length).saturating_sub(1)), f64::NAN);
    slide::<S>(values, start, length, |summary| out.push(value(summary)));
    out.resize(values.len(), f64::NAN);
    out
}
