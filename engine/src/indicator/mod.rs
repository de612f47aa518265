//! Indicators: one file each, with formula, source and warm-up length, in rooms by family.
//!
//! All are causal: the value at a bar depends on that bar and earlier ones. NaN means "not there yet"; comparisons with
//! NaN are false, so a strategy does not trade on a missing value. Inputs may begin with NaN (missing); after their first
//! value there must be no gap.
//!
//! Each indicator is a function to whole columns and a struct that goes bar by bar ([`Indicator::next`]); both give the same
//! bits. [`Indicators`] computes columns once and shares them, and [`Mask`] tells the bars on which a condition on them holds. [`catalog`] lists all, for tests that hold for every one.
//! Start with [`Indicator`], then `average/sma.rs`.

mod average;
mod blocks;
pub mod catalog;
mod column;
mod event;
mod indicators;
mod info;
pub(crate) mod latest;
mod mask;
pub(crate) mod measure;
mod oscillator;
mod queue;
mod ring;
mod step;
mod trend;
mod volatility;
mod volume;

pub use average::*;
pub use column::Column;
pub use event::*;
pub use indicators::*;
pub use info::{Form, Info, Memory, Param, Steps};
pub(crate) use mask::TOLERANCE;
pub use mask::{Mask, Operand};
pub use oscillator::*;
pub use step::{Indicator, Lines};
pub use trend::*;
pub use volatility::*;
pub use volume::*;

/// Position of the first value that is not NaN, or the length if all are.
fn first_valid(values: &[f64]) -> usize {
    values.iter().position(|value| !value.is_nan()).unwrap_or(values.len())
}

/// `a / b`, or `flat` where nothing moved and `b` is zero.
fn ratio(a: f64, b: f64, flat: f64) -> f64 {
    if b == 0.0 { flat } else { a / b }
}

/// Bars of the closes with highs 1 above and lows 1 below them, a day apart, volume 1, 2, 3, …
#[cfg(test)]
fn bars_of(closes: &[f64]) -> crate::series::Series {
    let bar = |(i, c): (usize, &f64)| crate::series::Bar {
        time: i as i64 * 86_400_000,
        open: *c,
        high: c + 1.0,
        low: c - 1.0,
        close: *c,
        volume: i as f64 + 1.0,
    };
    crate::series::Series::from_bars(&closes.iter().enumerate().map(bar).collect::<Vec<_>>(), 86_400_000)
        .unwrap()
}
