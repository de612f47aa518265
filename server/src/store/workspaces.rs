//! Workspaces, and the server's identity.

use shared::api::digest::StateDigest;
use uuid::Uuid;

use super::sql::{Row, Sql, Transaction, args};
use super::{Store, StoreError};

/// A workspace as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceRow {
    /// Identity.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Number of its last change.
    pub seq: u64,
    /// The last change whose deletion is forgotten.
    pub floor: u64,
    /// What a device that is up to date holds.
    pub state: StateDigest,
    /// Bytes used.
    pub used_bytes: u64,
}

const COLUMNS: &str =
    "SELECT id, name, seq, floor, n_records, digest, used_bytes FROM workspaces WHERE id = $1";
/// SQLite's writer is alone anyway.
const LOCK: Sql = Sql {
    sqlite: COLUMNS,
    postgres: "SELECT id, name, seq, floor, n_records, digest, used_bytes FROM workspaces WHERE id = $1 FOR UPDATE",
};

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
        find(&mut *self.db.read().await?, id, COLUMNS.into()).await
    }

    /// The workspace of this name, made if it is not there; and whether it was made.
    pub async fn workspace_named(&self, name: &str, now_ms: i64) -> Result<(Uuid, bool), StoreError> {
        let mut tx = self.db.write().await?;
        let id = Uuid::now_v7();
        let sql = "INSERT INTO workspaces (id, name, seq, floor, n_records, digest, used_bytes, created_ms) \
            VALUES ($1, $2, 0, 0, 0, $3, 0, $4) ON CONFLICT (name) DO NOTHING";
        let digest = StateDigest::default().digest.to_string();
        tx.rows(sql.into(), args![id, name, digest, now_ms]).await?;
        let rows = tx.rows("SELECT id FROM workspaces WHERE name = $1".into(), args![name]).await?;
        let found: Uuid = one(&rows)?.parsed(0)?;
        if found == id {
            let made = read(&mut *tx, id).await?;
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

/// A workspace within a transaction that reads.
pub(super) async fn read(tx: &mut dyn Transaction, id: Uuid) -> Result<WorkspaceRow, StoreError> {
    find(tx, id, COLUMNS.into()).await?.ok_or_else(|| missing(id))
}

/// A workspace, which nobody else changes until this transaction ends.
pub(super) async fn lock(tx: &mut dyn Transaction, id: Uuid) -> Result<WorkspaceRow, StoreError> {
    find(tx, id, LOCK).await?.ok_or_else(|| missing(id))
}

/// Raises the number by `n` and writes what belongs to it. The answer is the number of the last change.
pub(super) async fn raise(tx: &mut dyn Transaction, after: &WorkspaceRow, n: u64) -> Result<u64, StoreError> {
    let sql = "UPDATE workspaces SET seq = seq + $2, n_records = $3, digest = $4, used_bytes = $5 WHERE id = $1 \
        RETURNING seq";
    let n_records = int(after.state.count)?;
    let digest = after.state.digest.to_string();
    let rows =
        tx.rows(sql.into(), args![after.id, int(n)?, n_records, digest, int(after.used_bytes)?]).await?;
    one(&rows)?.count(0)
}

async fn find(tx: &mut dyn Transaction, id: Uuid, sql: Sql) -> Result<Option<WorkspaceRow>, StoreError> {
    let rows = tx.rows(sql, args![id]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(WorkspaceRow {
        id: row.parsed(0)?,
        name: row.text(1)?,
        seq: row.count(2)?,
        floor: row.count(3)?,
        state: StateDigest { count: row.count(4)?, digest: row.parsed(5)? },
        used_bytes: row.count(6)?,
    }))
}

fn missing(id: Uuid) -> StoreError {
    StoreError::Content(format!("there is no workspace {id}"))
}

/// The row of an answer that has one.
pub(super) fn one(rows: &[Row]) -> Result<&Row, StoreError> {
    rows.first().ok_or_else(|| StoreError::Content("a row is missing".into()))
}

/// A count as the databases take it.
pub(super) fn int(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Content(format!("{count} is too large")))
}
