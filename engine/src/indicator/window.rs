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

/// A column: NaN until the window of `length` values is complete, counting from `start`, then `value` of each window.
#[inline]
pub(super) fn column<S: Summary>(
    values: &[f64],
    start: usize,
    length: usize,
    value: impl Fn(S) -> f64,
) -> Vec<f64> {
    let mut out = vec![f64::NAN; values.len()];
    let Some(first) = values.get(start..).filter(|values| length > 0 && values.len() >= length) else {
        return out;
    };
    // tails[k] summarises the block before the current one from its position k on.
    let mut tails: Vec<S> = first[..length].iter().map(|value| S::of(*value)).collect();
    let mut is_first = true;
    for (block, out) in first.chunks(length).zip(out[start..].chunks_mut(length)) {
        let mut head = S::of(block[0]);
        if is_first {
            head = block[1..].iter().fold(head, |head, value| head.join(S::of(*value)));
        } else {
            // The window that ends at position k is the tail from k + 1 on and the head up to k.
            for (k, (tail, out)) in tails[1..].iter().zip(out.iter_mut()).enumerate() {
                if k > 0 {
                    head = head.join(S::of(block[k]));
                }
                *out = value(tail.join(head));
                if k + 1 == block.len() {
                    break;
                }
            }
            if block.len() == length && length > 1 {
                head = head.join(S::of(block[length - 1]));
            }
        }
        is_first = false;
        if block.len() == length {
            out[length - 1] = value(head);
            let mut tail = S::of(block[length - 1]);
            tails[length - 1] = tail;
            for (slot, value) in tails[..length - 1].iter_mut().zip(&block[..length - 1]).rev() {
                tail = S::of(*value).join(tail);
                *slot = tail;
            }
        }
    }
    out
}
