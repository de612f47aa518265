//! What the server forgets: tombstones after half a year, blobs that nothing names after two days.

use uuid::Uuid;

use super::row::{int, lock};
use super::sql::args;
use super::{Store, StoreError};

/// How long a tombstone is kept at least.
pub const TOMBSTONE_LIFE_MS: i64 = 180 * 24 * 60 * 60 * 1000;
/// How long a blob is kept that nothing names, counted from when a device last sent it or asked for it.
pub const BLOB_GRACE_MS: i64 = 48 * 60 * 60 * 1000;
/// Rows per transaction, so that nobody waits long.
const BATCH: i64 = 500;

/// What was forgotten in one go.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Tombstones.
    pub n_tombstones: usize,
    /// Blobs.
    pub n_blobs: usize,
    /// Where the bytes of blobs lie that are not named any more, and never again.
    pub locations: Vec<String>,
}

impl Store {
    /// Forgets up to some hundred of each. To be repeated until nothing is left.
    pub async fn collect(&self, workspace: Uuid, now_ms: i64) -> Result<Collected, StoreError> {
        let mut tx = self.db.write().await?;
        let mut stands = lock(&mut *tx, workspace).await?;
        let sql = "SELECT kind, id, seq, n_bytes FROM records WHERE workspace = $1 AND deleted_ms < $2 ORDER BY seq LIMIT $3";
        let tombstones = tx.rows(sql.into(), args![workspace, now_ms - TOMBSTONE_LIFE_MS, BATCH]).await?;
        for row in &tombstones {
            let sql = "DELETE FROM records WHERE workspace = $1 AND kind = $2 AND id = $3";
            tx.rows(sql.into(), args![workspace, row.text(0)?, row.text(1)?]).await?;
            stands.floor = stands.floor.max(row.count(2)?);
            stands.used_bytes = stands.used_bytes.saturating_sub(row.count(3)?);
        }
        // What was put together goes before its chunks: they are free in the next round.
        let sql = "SELECT hash, location, n_charged FROM blobs WHERE workspace = $1 AND touched_ms < $2 \
            AND NOT EXISTS (SELECT 1 FROM record_blobs WHERE record_blobs.workspace = $1 AND record_blobs.hash = blobs.hash) \
            AND NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.workspace = $1 AND chunks.chunk = blobs.hash) \
            ORDER BY hash LIMIT $3";
        let blobs = tx.rows(sql.into(), args![workspace, now_ms - BLOB_GRACE_MS, BATCH]).await?;
        let mut locations = Vec::new();
        for row in &blobs {
            let hash = row.text(0)?;
            for sql in [
                "DELETE FROM chunks WHERE workspace = $1 AND hash = $2",
                "DELETE FROM blobs WHERE workspace = $1 AND hash = $2",
            ] {
                tx.rows(sql.into(), args![workspace, hash.as_str()]).await?;
            }
            locations.extend(row.text_or_null(1)?);
            stands.used_bytes = stands.used_bytes.saturating_sub(row.count(2)?);
        }
        let sql = "UPDATE workspaces SET floor = $2, used_bytes = $3 WHERE id = $1";
        tx.rows(sql.into(), args![workspace, int(stands.floor)?, int(stands.used_bytes)?]).await?;
        tx.commit().await?;
        Ok(Collected { n_tombstones: tombstones.len(), n_blobs: blobs.len(), locations })
    }

    /// Whether a blob lies at this location. A location is never used twice: what is not named now will not be named later,
    /// unless it is being written just now.
    pub async fn is_named(&self, location: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx.rows("SELECT hash FROM blobs WHERE location = $1".into(), args![location]).await?;
        Ok(!rows.is_empty())
    }
}
