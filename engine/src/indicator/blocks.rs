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

/// Blocks that are worked on side by side. Each join waits for the one before it in its block; those of other blocks fill the
/// time.
pub(super) const SIDE_BY_SIDE: usize = 4;

/// A column: NaN until the window of `length` values is complete, counting from `start`, then `value` of each window.
#[inline]
pub(super) fn column<S: Summary>(
    values: &[f64],
    start: usize,
    length: usize,
    value: impl Fn(S) -> f64,
) -> Vec<f64> {
    column_by(values, start, length, &value, |values, length, tails, out| {
        slide_blocks::<S, SIDE_BY_SIDE>(values, length, tails, out, &value);
    })
}

/// As [`column`]; `blocks` does several blocks at once: given them, after the block that comes before them, their length, room for
/// the tails, and where the values go.
#[inline]
pub(super) fn column_by<S: Summary>(
    values: &[f64],
    start: usize,
    length: usize,
    value: impl Fn(S) -> f64,
    blocks: impl Fn(&[f64], usize, &mut [[S; SIDE_BY_SIDE]], &mut [f64]),
) -> Vec<f64> {
    let Some(valid) = values.get(start..).filter(|valid| length > 0 && valid.len() >= length) else {
        return vec![f64::NAN; values.len()];
    };
    let mut out = Vec::with_capacity(values.len());
    out.resize(start + length - 1, f64::NAN);
    out.push(value(valid[1..length].iter().fold(S::of(valid[0]), |sum, v| sum.join(S::of(*v)))));
    let mut tails = vec![[S::of(valid[0]); SIDE_BY_SIDE]; length];
    // From here on a block and the one before it give as many values as the block is long.
    let mut at = length;
    while at < valid.len() {
        let from = out.len();
        let n = if (valid.len() - at) / length >= SIDE_BY_SIDE {
            let n = SIDE_BY_SIDE * length;
            out.resize(from + n, f64::NAN);
            blocks(&valid[at - length..at + n], length, &mut tails, &mut out[from..]);
            n
        } else {
            let n = length.min(valid.len() - at);
            out.resize(from + n, f64::NAN);
            slide(&valid[at - length..at], &valid[at..at + n], &mut tails, &mut out[from..], &value);
            n
        };
        at += n;
    }
    out
}

/// The windows that end in `block`, which may be cut short and follows the whole block `before`.
fn slide<S: Summary, const N: usize>(
    before: &[f64],
    block: &[f64],
    tails: &mut [[S; N]],
    out: &mut [f64],
    value: impl Fn(S) -> f64,
) {
    let mut tail = None;
    for (slot, v) in tails.iter_mut().zip(before).rev() {
        let joined = tail.map_or(S::of(*v), |tail| S::of(*v).join(tail));
        (tail, slot[0]) = (Some(joined), joined);
    }
    let mut head = None;
    for (k, (v, out)) in block.iter().zip(out).enumerate() {
        let joined = head.map_or(S::of(*v), |head: S| head.join(S::of(*v)));
        head = Some(joined);
        // The window is the tail of the block before from the next position on, and the head of this one.
        *out = value(tails.get(k + 1).map_or(joined, |tail| tail[0].join(joined)));
    }
}

/// As [`slide`] for `N` whole blocks that follow each other, the first after the block that `values` begins with.
#[inline]
fn slide_blocks<S: Summary, const N: usize>(
    values: &[f64],
    length: usize,
    tails: &mut [[S; N]],
    out: &mut [f64],
    value: impl Fn(S) -> f64,
) {
    // One known length for all, so that the loops below check no bounds.
    let tails = &mut tails[..length];
    let before: [&[f64]; N] = std::array::from_fn(|j| &values[j * length..][..length]);
    let blocks: [&[f64]; N] = std::array::from_fn(|j| &values[(j + 1) * length..][..length]);
    let mut rest = out;
    let outs: [&mut [f64]; N] = std::array::from_fn(|_| {
        let (out, others) = std::mem::take(&mut rest).split_at_mut(length);
        rest = others;
        out
    });
    let mut tail: [S; N] = std::array::from_fn(|j| S::of(before[j][length - 1]));
    tails[length - 1] = tail;
    for k in (1..length - 1).rev() {
        tail = std::array::from_fn(|j| S::of(before[j][k]).join(tail[j]));
        tails[k] = tail;
    }
    let mut head: [S; N] = std::array::from_fn(|j| S::of(blocks[j][0]));
    for k in 1..length {
        for j in 0..N {
            outs[j][k - 1] = value(tails[k][j].join(head[j]));
            head[j] = head[j].join(S::of(blocks[j][k]));
        }
    }
    for j in 0..N {
        outs[j][length - 1] = value(head[j]);
    }
}
