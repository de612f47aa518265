//! Lines at a distance from a middle line.

/// Lower, middle and upper line: `middle ± factor × width`.
#[inline]
pub(super) fn bands(middle: f64, width: f64, factor: f64) -> [f64; 3] {
    [middle - factor * width, middle, middle + factor * width]
}
