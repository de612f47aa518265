//! What only an operator's check asks for: everything by name, and what a workspace's row says against what is there.

use shared::api::digest::StateDigest;
use shared::id::BlobHash;
use uuid::Uuid;

use super::row::{lock, one, raise};
use super::sql::args;
use super::{ANSWER, PROFILE, Store, StoreError, checksums};

/// What a workspace's row says of its records and bytes, and what is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stands {
    /// Live records and bytes used, as the row has it.
    pub told: (StateDigest, u64),
    /// The same, counted.
    pub found: (StateDigest, u64),
}

impl Store {
    /// Counts a workspace again; with `repair`, its row says so afterwards.
    ///
    /// # Errors
    /// The store failed.
    pub async fn recounted(&self, workspace: Uuid, repair: bool) -> Result<Stands, StoreError> {
        let mut tx = if repair { self.db.write().await? } else { self.db.read().await? };
        let mut stands = if repair {
            lock(&mut *tx, workspace).await?
        } else {
            super::row::read(&mut *tx, workspace).await?
        };
        let state = checksums::state(&mut *tx, workspace).await?;
        let mut used = 0;
        for (sql, each) in [
            ("SELECT CAST(COALESCE(SUM(n_bytes), 0) AS BIGINT) FROM records WHERE workspace = $1", 1),
            ("SELECT CAST(COALESCE(SUM(n_charged), 0) AS BIGINT) FROM blobs WHERE workspace = $1", 1),
            ("SELECT COUNT(*) FROM answers WHERE workspace = $1", ANSWER),
            ("SELECT COUNT(*) FROM profiles WHERE workspace = $1", PROFILE),
        ] {
            used += each * one(&tx.rows(sql.into(), args![workspace]).await?)?.count(0)?;
        }
        let counted = Stands { told: (stands.state, stands.used_bytes), found: (state, used) };
        if repair && counted.told != counted.found {
            (stands.state, stands.used_bytes) = counted.found;
            raise(&mut *tx, &stands, 0).await?;
            tx.commit().await?;
        }
        Ok(counted)
    }

    /// The names of all blobs of a workspace.
    ///
    /// # Errors
    /// The store failed.
    pub async fn blob_names(&self, workspace: Uuid) -> Result<Vec<BlobHash>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT hash FROM blobs WHERE workspace = $1 ORDER BY hash";
        let rows = tx.rows(sql.into(), args![workspace]).await?;
        rows.iter().map(|row| row.text(0).map(BlobHash)).collect()
    }
}
