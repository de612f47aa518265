//! Text files to series, with a report of what was found.

use serde::{Deserialize, Serialize};

/// What was found while reading bars; kept with the dataset.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Quality {
    /// Data rows read.
    pub rows_read: u64,
    /// Rows that became bars.
    pub rows_kept: u64,
}
