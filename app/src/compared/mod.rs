//! Results of several jobs beside one another: one axis of time, numbers with their best, settings that differ, correlations of
//! returns, and the first trade in which two runs differ. Pure: engine and shared in, values out.

mod causes;
mod correlation;
mod numbers;
mod settings;
mod timeline;
mod trades;

pub use causes::causes;
pub use correlation::{Correlation, Daily, MIN_DAYS, Uncorrelated, correlation};
pub use numbers::{NumberRow, difference, number_rows};
pub use settings::{SettingRow, setting_rows};
pub use timeline::{along, timeline};
pub use trades::{Part, first_difference};

/// Fewest jobs that can be compared.
pub const LEAST: usize = 2;
/// Most jobs that can be compared.
pub const MOST: usize = 10;
