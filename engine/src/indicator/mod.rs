//! Indicators: one file each, with formula, source and warm-up length.
//!
//! All are causal: the value at a bar depends on that bar and earlier ones. NaN means "not there yet"; comparisons with
//! NaN are false, so a strategy does not trade on a missing value. [`Indicators`] computes whole columns once and shares them.

mod atr;
mod column;
mod difference;
mod ema;
mod extreme;
mod indicators;
mod name;
mod rsi;
mod sma;
mod stdev;
mod supertrend;
mod window;

pub use atr::{atr, true_range};
pub use column::Column;
pub use ema::{ema, rma};
pub use extreme::{highest, lowest};
pub use indicators::{BandColumns, Indicators, MacdColumns, Source, SupertrendColumns};
pub use rsi::rsi;
pub use sma::sma;
pub use stdev::stdev;
pub use supertrend::supertrend;

/// Position of the first value that is not NaN, or the length if all are.
fn first_valid(values: &[f64]) -> usize {
    values.iter().position(|value| !value.is_nan()).unwrap_or(values.len())
}
