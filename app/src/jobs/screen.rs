//! What the driver shows, as a trait: it knows nothing of signals.

use shared::id::JobId;
use shared::job::{JobRecord, Progress};

use super::checks::CheckStage;
use super::slots::Slot;

/// Where changes are shown.
pub trait Screen {
    /// A record as it is stored now.
    fn record(&self, record: JobRecord);
    /// A record that is not here any more.
    fn gone(&self, id: JobId);
    /// How far a job is.
    fn progress(&self, id: JobId, attempt: Option<u32>, progress: Progress);
    /// Where the look-ahead check of a job stands.
    fn check(&self, id: JobId, stage: CheckStage);
    /// What the workers do.
    fn workers(&self, slots: &[Slot]);
    /// Something the person should know.
    fn warn(&self, code: &'static str, message: &str);
    /// This device was paired, or unpaired, in another tab.
    fn server_changed(&self);
    /// A record that is no job was changed here: a server should have it.
    fn changed(&self);
    /// Datasets have changed in another tab.
    fn datasets_changed(&self);
    /// Scripts have changed in another tab or on another device.
    fn scripts_changed(&self);
    /// Whether interrupted jobs go on by themselves.
    fn auto_resume(&self) -> bool;
    /// Whether completed backtests are checked for look-ahead by themselves.
    fn auto_check(&self) -> bool;
}
