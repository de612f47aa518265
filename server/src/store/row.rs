//! The row of a workspace: read, locked and raised within a transaction.

use shared::api::digest::StateDigest;
use uuid::Uuid;

use super::StoreError;
use super::sql::{Row, Sql, Transaction, args};

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

/// A workspace, if there is one of this id.
pub(super) async fn look_up(tx: &mut dyn Transaction, id: Uuid) -> Result<Option<WorkspaceRow>, StoreError> {
    find(tx, id, COLUMNS.into()).await
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
