//! Epochs: by them a device notices that a database of yesterday was put in the place of today's, see [`shared::api::seen`].
//!
//! Whoever puts a database back starts a server on it, and with that an epoch begins that the lost history did not have. Several
//! servers on one database begin theirs one after the other, under the lock of the workspace, and all answer with the newest.

use shared::api::seen::Seen;
use uuid::Uuid;

use super::row::{WorkspaceRow, int, lock};
use super::sql::{Transaction, args};
use super::{Store, StoreError};

/// Epochs that are remembered of each workspace. A device that has slept through more compares everything once.
const REMEMBERED: i64 = 1_000;

impl Store {
    /// Begins an epoch in each workspace.
    pub(super) async fn begin_epochs(&self) -> Result<(), StoreError> {
        for workspace in self.workspaces().await? {
            let mut tx = self.db.write().await?;
            let stands = lock(&mut *tx, workspace).await?;
            begin(&mut *tx, &stands).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Begins an epoch in a workspace that is locked, or that nobody else knows of yet.
pub(super) async fn begin(tx: &mut dyn Transaction, workspace: &WorkspaceRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO epochs (workspace, n, epoch, started_seq) \
        SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3 FROM epochs WHERE workspace = $1";
    tx.rows(sql.into(), args![workspace.id, Uuid::now_v7(), int(workspace.seq)?]).await?;
    let sql = "DELETE FROM epochs WHERE workspace = $1 AND n <= (SELECT MAX(n) FROM epochs WHERE workspace = $1) - $2";
    tx.rows(sql.into(), args![workspace.id, REMEMBERED]).await?;
    Ok(())
}

/// The epoch of a workspace.
pub(super) async fn current(tx: &mut dyn Transaction, workspace: Uuid) -> Result<Option<Uuid>, StoreError> {
    let sql = "SELECT epoch FROM epochs WHERE workspace = $1 ORDER BY n DESC LIMIT 1";
    tx.rows(sql.into(), args![workspace]).await?.first().map(|row| row.parsed(0)).transpose()
}

/// Whether what a device knows belongs to the history of this workspace.
pub(super) async fn is_known(
    tx: &mut dyn Transaction,
    workspace: &WorkspaceRow,
    seen: Option<Seen>,
) -> Result<bool, StoreError> {
    let Some(seen) = seen else { return Ok(true) };
    let sql = "SELECT (SELECT MIN(next.started_seq) FROM epochs AS next WHERE next.workspace = own.workspace AND next.n > own.n) \
        FROM epochs AS own WHERE own.workspace = $1 AND own.epoch = $2";
    let rows = tx.rows(sql.into(), args![workspace.id, seen.epoch]).await?;
    let Some(row) = rows.first() else { return Ok(false) };
    let end = row.int_or_null(0)?.map_or(Ok(workspace.seq), |_| row.count(0))?;
    Ok(seen.seq <= end)
}
