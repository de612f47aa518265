//! The numbers of the report. Each is defined once, in the file of its family.

pub mod metric;

use serde::{Deserialize, Serialize};

/// Every number of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {}
