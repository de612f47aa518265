//! Workspaces, and the server's identity.

use shared::api::digest::StateDigest;
use uuid::Uuid;

use super::row::{self, WorkspaceRow, one};
use super::sql::{Transaction, args};
use super::{Store, StoreError};

impl Store {
    /// Gives an empty database its identity.
    pub(super) async fn ensure_identity(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let sql =
            "INSERT INTO server (only_row, server_id, created_ms) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
        tx.rows(sql.into(), args![Uuid::now_v7(), crate::clock::now_ms()]).await?;
        tx.commit().await
    }

    /// The identity of this database.
    pub async fn server_id(&self) -> Result<Uuid, StoreError> {
        server_id(&mut *self.db.read().await?).await
    }

    /// A workspace.
    pub async fn workspace(&self, id: Uuid) -> Result<Option<WorkspaceRow>, StoreError> {
        row::look_up(&mut *self.db.read().await?, id).await
    }

    /// The workspace of this name, made if it is not there; and whether it was made.
    pub async fn workspace_named(&self, name: &str, now_ms: i64) -> Result<(Uuid, bool), StoreError> {
        // Looked for before anything is written: it is also asked for where nothing can be.
        let find = "SELECT id FROM workspaces WHERE name = $1";
        let found = self.db.read().await?.rows(find.into(), args![name]).await?;
        if let Some(row) = found.first() {
            return Ok((row.parsed(0)?, false));
        }
        let mut tx = self.db.write().await?;
        let id = Uuid::now_v7();
        let sql = "INSERT INTO workspaces (id, name, seq, floor, n_records, digest, used_bytes, created_ms) \
            VALUES ($1, $2, 0, 0, 0, $3, 0, $4) ON CONFLICT (name) DO NOTHING";
        let digest = StateDigest::default().digest.to_string();
        tx.rows(sql.into(), args![id, name, digest, now_ms]).await?;
        let rows = tx.rows(find.into(), args![name]).await?;
        let found: Uuid = one(&rows)?.parsed(0)?;
        if found == id {
            let made = row::read(&mut *tx, id).await?;
            super::epochs::begin(&mut *tx, &made).await?;
        }
        tx.commit().await?;
        Ok((found, found == id))
    }

    /// Every workspace, oldest first.
    pub async fn workspaces(&self) -> Result<Vec<Uuid>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx.rows("SELECT id FROM workspaces ORDER BY created_ms, id".into(), args![]).await?;
        rows.iter().map(|row| row.parsed(0)).collect()
    }
}

/// The identity of the database.
pub(super) async fn server_id(tx: &mut dyn Transaction) -> Result<Uuid, StoreError> {
    one(&tx.rows("SELECT server_id FROM server".into(), args![]).await?)?.parsed(0)
}
