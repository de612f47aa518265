//! Devices: who may come in.

use shared::api::device::Device;
use uuid::Uuid;

use super::row::one;
use super::sql::args;
use super::{Store, StoreError};

/// How exactly it is kept when a device was last seen.
const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;

/// A device that is known by the public part of its token. Whether it has the secret, the caller finds out.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its workspace.
    pub workspace: Uuid,
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    /// When it was last seen.
    pub seen_ms: i64,
}

impl Store {
    /// The device with this public id. Whether there is one or not, a row is fetched and read: the time must not tell.
    pub async fn known_device(&self, id: &str) -> Result<Option<KnownDevice>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT COALESCE(devices.workspace, nobody.workspace), COALESCE(devices.secret_hash, nobody.secret_hash), \
            COALESCE(devices.seen_ms, nobody.seen_ms), COALESCE(devices.id, '') \
            FROM (SELECT $2 AS workspace, $3 AS secret_hash, $4 AS seen_ms) nobody \
            LEFT JOIN devices ON devices.id = $1";
        let rows = tx.rows(sql.into(), args![id, Uuid::nil(), vec![0_u8; 32], 0_i64]).await?;
        let row = one(&rows)?;
        let known =
            KnownDevice { workspace: row.parsed(0)?, secret_hash: row.bytes(1)?, seen_ms: row.int(2)? };
        let is_there = !row.text(3)?.is_empty();
        Ok(is_there.then_some(known))
    }

    /// Notes that a device was here, now and then.
    pub async fn seen(&self, id: &str, before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        if now_ms - before_ms < SEEN_EVERY_MS {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        tx.rows("UPDATE devices SET seen_ms = $2 WHERE id = $1".into(), args![id, now_ms]).await?;
        tx.commit().await
    }

    /// The devices of a workspace, oldest first. `this` is the one that asks.
    pub async fn devices(&self, workspace: Uuid, this: &str) -> Result<Vec<Device>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql =
            "SELECT id, name, created_ms, seen_ms FROM devices WHERE workspace = $1 ORDER BY created_ms, id";
        let rows = tx.rows(sql.into(), args![workspace]).await?;
        rows.iter().map(|row| device(row, this)).collect()
    }

    /// Gives a device another name; `None` if the workspace has no such device.
    pub async fn rename_device(
        &self,
        workspace: Uuid,
        id: &str,
        name: &str,
        this: &str,
    ) -> Result<Option<Device>, StoreError> {
        let mut tx = self.db.write().await?;
        let sql = "UPDATE devices SET name = $3 WHERE workspace = $1 AND id = $2 RETURNING id, name, created_ms, seen_ms";
        let rows = tx.rows(sql.into(), args![workspace, id, name]).await?;
        tx.commit().await?;
        rows.first().map(|row| device(row, this)).transpose()
    }

    /// Takes a device's token away; whether there was one.
    pub async fn revoke_device(&self, workspace: Uuid, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.write().await?;
        let sql = "DELETE FROM devices WHERE workspace = $1 AND id = $2 RETURNING id";
        let rows = tx.rows(sql.into(), args![workspace, id]).await?;
        let was_there = one(&rows).is_ok();
        if was_there {
            super::notices::revoked(&mut *tx, workspace, id).await?;
        }
        tx.commit().await?;
        if was_there {
            self.tell_revoked(workspace, id);
        }
        Ok(was_there)
    }
}

fn device(row: &super::sql::Row, this: &str) -> Result<Device, StoreError> {
    let id = row.text(0)?;
    let this = id == this;
    Ok(Device { id, name: row.text(1)?, created_ms: row.int(2)?, seen_ms: row.int(3)?, this })
}
