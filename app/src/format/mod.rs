//! Numbers, times and durations as people read them. Ratios become percent here and nowhere else.
//!
//! The rules are pure and take the locale as an argument; [`locale`] asks the browser once.

pub mod account;
pub mod bytes;
pub mod locale;
pub mod number;
pub mod progress;
pub mod span;
pub mod stat;
pub mod strategy;
pub mod time;
pub mod trade;

/// What stands where there is no number.
pub const NONE: &str = "–";
