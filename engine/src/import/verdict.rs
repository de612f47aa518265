//! What a line is: a bar, or why it is none.

use crate::series::Bar;

/// How far, as a ratio of the price, a close may lie outside high and low by rounding alone.
const ROUNDING: f64 = 1e-6;

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Row {
    /// A bar, and what had to be done for it.
    Bar { bar: Bar, volume_missing: bool, rounded: bool, clock_change: bool },
    /// No prices.
    Missing,
    /// A price at or below zero.
    NonPositive,
    /// Open or close outside of high and low.
    Inconsistent,
    /// The header once more, where files were joined by hand.
    Header,
    /// Nothing but separators, as spreadsheets write below their tables.
    Blank,
    /// A time with words where prices should be: a dividend, a split, a holiday.
    Event,
    /// Words alone, as publishers write below their tables.
    Words,
    /// A row of another ticker.
    OtherTicker,
}

/// Whether these prices are of a bar.
pub(super) fn judge(
    time: i64,
    [open, high, low, close]: [f64; 4],
    volume: f64,
    volume_missing: bool,
    clock_change: bool,
) -> Row {
    if open.min(high).min(low).min(close) <= 0.0 {
        return Row::NonPositive;
    }
    let (top, bottom) = (open.max(close), open.min(close));
    let rounded = high < top || low > bottom;
    // Adjusted prices of some publishers are rounded one by one: a hair's breadth is widened, and counted.
    if rounded && (high < low || top - high > top * ROUNDING || low - bottom > low * ROUNDING) {
        return Row::Inconsistent;
    }
    let bar = Bar { time, open, high: high.max(top), low: low.min(bottom), close, volume };
    Row::Bar { bar, volume_missing, rounded, clock_change }
}
