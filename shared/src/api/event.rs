//! What the server tells while a device listens. The stream is a hint, never the truth: a device that missed something pulls.

use serde::{Deserialize, Serialize};

use crate::id::{DeviceId, JobId};
use crate::job::Progress;

/// Most jobs in one report.
pub const MAX_LIVE: usize = 32;

/// One event of the stream: its name is that of the variant, its data the JSON of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The workspace's last change. Comes first, then after each change.
    Head {
        /// Its number.
        seq: u64,
    },
    /// Running jobs of another device.
    Live {
        /// The report.
        live: Live,
    },
}

/// How far the running jobs of a device are. Passed on, not stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Live {
    /// The device.
    pub device: DeviceId,
    /// Its running jobs, at most [`MAX_LIVE`].
    #[cfg_attr(feature = "openapi", schema(max_items = 32))]
    pub jobs: Vec<LiveJob>,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveJob {
    /// The job.
    pub job: JobId,
    /// Its attempt.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, minimum = 0, maximum = 4_294_967_295_u32))]
    pub attempt: u32,
    /// How far it is.
    pub progress: Progress,
}
