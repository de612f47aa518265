//! The overfitting check: what the best of many trials is worth, from sums that every cell of a sweep leaves behind.
//!
//! [`blocks`] cuts the trading window into sixteen and sums a cell's returns over each; [`Evidence`] collects cells in any order
//! and holds a bounded number of them; [`Verdict`] says what follows, in numbers and words. [`resample`] shakes a single result.
//! No number here looks at a price: it must not matter how a return came about.

pub mod blocks;
mod cscv;
mod deflated;
mod evidence;
mod exact;
mod neighbours;
mod normal;
pub mod resample;
mod split;
mod unknown;
mod verdict;

pub use blocks::{BLOCKS, BlockSums, Marks};
pub use cscv::{Overfitting, overfitting};
pub use deflated::{Deflated, deflated};
pub use evidence::{Best, Evidence, MAX_SAMPLE};
pub use exact::ExactSum;
pub use neighbours::{Support, support};
pub use split::{Split, split};
pub use unknown::Unknown;
pub use verdict::{Level, Verdict, judge};
