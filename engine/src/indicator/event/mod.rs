//! Extremes and events: where the highest was, what crossed, how long ago, at which value. Start with `extreme.rs`.

pub(super) mod bars_since;
pub(super) mod crossing;
pub(super) mod extreme;
pub(super) mod extreme_bars;
pub(super) mod pivot;
pub(super) mod value_when;

pub use bars_since::{BarsSince, bars_since};
pub use crossing::{Crossing, crossings};
pub use extreme::{Highest, Lowest, highest, lowest};
pub use extreme_bars::{HighestBars, LowestBars, highest_bars, lowest_bars};
pub use pivot::{PivotHigh, PivotLow, pivot_high, pivot_low};
pub use value_when::{ValueWhen, value_when};
