//! Results of several jobs beside one another: one axis of time, numbers with their best, settings that differ, correlations of
//! returns, and the first trade in which two runs differ. Pure: engine and shared in, values out.

mod causes;
mod correlation;
mod numbers;
mod settings;
mod timeline;
mod trades;
mod verdict;

pub use causes::causes;
pub use correlation::{Correlation, Daily, MIN_RETURNS, Uncorrelated, correlation};
pub use numbers::{NumberRow, difference, number_rows};
pub use settings::{SettingRow, setting_rows};
pub use timeline::{along, at_closes, timeline};
pub use trades::{Part, decimals_apart, first_difference};
pub use verdict::{is_same, verdict};
