//! Entries that could not be read and were set aside.

use super::SyncState;
use crate::state::AppError;
use crate::storage::aside::Aside;

impl SyncState {
    /// All of them.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn set_aside(&self) -> Result<Vec<Aside>, AppError> {
        Ok(self.link.driver().await?.records.set_aside().await?)
    }

    /// Forgets these.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn forget_aside(&self, entries: &[Aside]) -> Result<(), AppError> {
        Ok(self.link.driver().await?.records.forget_aside(entries).await?)
    }
}
