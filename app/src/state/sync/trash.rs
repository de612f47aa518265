//! Versions that lost: kept for thirty days, to be looked at, saved, or brought back as something new.

use leptos::prelude::*;
use shared::api::record::{DATASET, JOB, SCRIPT};
use shared::change::Change;
use shared::dataset::Dataset;
use shared::id::{DatasetId, JobId, ScriptId};
use shared::job::JobRecord;
use shared::script::Script;
use shared::store::JobStore;
use shared::sync::fields;

use super::SyncState;
use crate::jobs::driver::wall_ms;
use crate::jobs::news::News;
use crate::router::Route;
use crate::state::AppError;
use crate::storage::exchange::InTrash;

/// How long a version that lost is kept.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

impl SyncState {
    /// Versions that lost in the last thirty days. Older ones are removed, once the server has said what time it is: a clock
    /// here that is wrong empties nothing.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn trash(&self) -> Result<Vec<InTrash>, AppError> {
        let driver = self.link.driver().await?;
        let since_ms = self.ahead_ms.get_value().map_or(i64::MIN, |ahead| wall_ms() - ahead - KEPT_MS);
        let mut kept = driver.records.trash(since_ms).await?;
        kept.sort_by_key(|entry| std::cmp::Reverse(entry.at_ms));
        Ok(kept)
    }

    /// Brings a version back as a record of its own, under a new name: what was deleted on another device never comes back
    /// under the old one. Says where it is now.
    ///
    /// # Errors
    /// This version of the app cannot read it, or it could not be stored; it stays in the trash then.
    pub async fn bring_back(&self, entry: &InTrash) -> Result<Route, AppError> {
        let driver = self.link.driver().await?;
        let id = uuid::Uuid::now_v7();
        let body = fields::with_id(&entry.lost.body, id);
        let unreadable = |error: serde_json::Error| {
            let message = "This version of the app cannot read it. Save it as a file instead.";
            AppError::new("trash_unreadable", message).with_detail(error.to_string())
        };
        let route = match entry.lost.key.kind.0.as_str() {
            JOB => {
                let mut record: JobRecord = body.read().map_err(unreadable)?;
                record.device = driver.device;
                // Nobody runs the copy of a job that waited or ran; Re-run does what it was to do.
                if record.state.is_active() {
                    let change = Change::Cancel { progress: record.progress };
                    record = record.changed(&change, record.expected(), wall_ms()).map_err(|error| {
                        AppError::new("trash_unreadable", "The job cannot be brought back.")
                            .with_detail(error.to_string())
                    })?;
                }
                driver.records.insert(&record).await?;
                driver.publish(record);
                Route::Job(JobId(id))
            }
            DATASET => {
                let dataset: Dataset = body.read().map_err(unreadable)?;
                driver.records.put_dataset(&dataset).await?;
                driver.screen.datasets_changed();
                driver.tell(&News::Datasets);
                Route::Dataset(DatasetId(id))
            }
            SCRIPT => {
                let script: Script = body.read().map_err(unreadable)?;
                driver.records.put_script(&script).await?;
                driver.screen.scripts_changed();
                driver.tell(&News::Scripts);
                Route::Script(ScriptId(id))
            }
            kind => {
                let message = format!(
                    "This version of the app does not know records of the kind “{kind}”. Save it as a file instead."
                );
                return Err(AppError::new("trash_unknown", message));
            }
        };
        driver.records.forget_trash(entry).await?;
        self.changed();
        Ok(route)
    }
}
