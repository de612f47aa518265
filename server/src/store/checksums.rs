//! The checksum of each record: what the disk has altered is set aside when it is found, named in the log, and passed on to nobody.
//!
//! A record that is set aside counts as one that the server does not have. Devices that hold it notice by the digest, compare, and send
//! it again; that replaces it.

use sha2::{Digest as _, Sha256};
use shared::api::digest::StateDigest;
use shared::api::record::{Record, RecordKind, Revision};
use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

use super::row::{lock, one};
use super::sql::{Row, Transaction, args};
use super::{Store, StoreError, pull};

/// The columns that [`checked`] reads.
macro_rules! record_columns {
    () => {
        "kind, id, seq, revision, blobs, body, deleted_ms, checksum"
    };
}
pub(super) use record_columns;

/// Records per statement.
const PIECE: i64 = 500;

/// The key of a record in the database.
pub(super) type Key = (String, String);

/// The content of a row of records.
pub(super) struct Content<'a> {
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    pub(super) seq: i64,
    pub(super) revision: &'a str,
    pub(super) blobs: &'a str,
    pub(super) body: Option<&'a str>,
    pub(super) deleted_ms: Option<i64>,
}

/// XXH3 of 128 bits over all of it. A disk alters bytes by accident: that needs no cryptography, whose cost every pull would bear.
pub(super) fn of(content: &Content) -> String {
    let mut hash = Xxh3::new();
    content.feed(|bytes| hash.update(bytes));
    format!("x{:032x}", hash.digest128())
}

/// Half a SHA-256, as the checksums were before XXH3.
fn former(content: &Content) -> String {
    let mut hash = Sha256::new();
    content.feed(|bytes| hash.update(bytes));
    const_hex::encode(&hash.finalize()[..16])
}

impl Content<'_> {
    fn feed(&self, mut take: impl FnMut(&[u8])) {
        let mut part = |bytes: Option<&[u8]>| {
            take(&bytes.map_or(-1, |bytes| bytes.len() as i64).to_le_bytes());
            take(bytes.unwrap_or_default());
        };
        for text in [self.kind, self.id, self.revision, self.blobs] {
            part(Some(text.as_bytes()));
        }
        part(self.body.map(str::as_bytes));
        part(Some(&self.seq.to_le_bytes()));
        part(self.deleted_ms.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }
}

fn content(row: &Row) -> Result<Content<'_>, StoreError> {
    let body = if row.is_null(5) { None } else { Some(row.str(5)?) };
    Ok(Content {
        kind: row.str(0)?,
        id: row.str(1)?,
        seq: row.int(2)?,
        revision: row.str(3)?,
        blobs: row.str(4)?,
        body,
        deleted_ms: row.int_or_null(6)?,
    })
}

fn is_as_written(row: &Row) -> Result<bool, StoreError> {
    let (content, stored) = (content(row)?, row.str(7)?);
    let expected = if stored.starts_with('x') { of(&content) } else { former(&content) };
    Ok(stored == expected)
}

/// The record of a row with these columns; `None` if it is not what was written.
pub(super) fn checked(row: &Row) -> Option<Record> {
    is_as_written(row).ok()?.then(|| pull::record(row).ok())?
}

/// Sets a record aside within a transaction that has locked the workspace, and returns the digest of what is left and the bytes that are
/// no longer charged.
pub(super) async fn set_aside(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    (kind, id): &Key,
) -> Result<(StateDigest, u64), StoreError> {
    let sql = "SELECT n_bytes FROM records WHERE workspace = $1 AND kind = $2 AND id = $3";
    let freed = tx.rows(sql.into(), args![workspace, kind.as_str(), id.as_str()]).await?;
    let freed = freed.first().map_or(Ok(0), |row| row.count(0))?;
    let sql = "UPDATE records SET damaged = 1, n_bytes = 0 WHERE workspace = $1 AND kind = $2 AND id = $3";
    tx.rows(sql.into(), args![workspace, kind.as_str(), id.as_str()]).await?;
    tracing::error!(
        "record {kind} {id} of workspace {workspace} is damaged and not passed on; a device that has it sends it again"
    );
    Ok((state(tx, workspace).await?, freed))
}

/// The digest of all live records that are sound, from the records themselves.
pub(super) async fn state(tx: &mut dyn Transaction, workspace: Uuid) -> Result<StateDigest, StoreError> {
    let mut state = StateDigest::default();
    let mut since = i64::MIN;
    loop {
        let sql = "SELECT kind, id, revision, seq FROM records WHERE workspace = $1 AND seq > $2 AND body IS NOT NULL \
            AND damaged = 0 ORDER BY seq LIMIT $3";
        let rows = tx.rows(sql.into(), args![workspace, since, 10 * PIECE]).await?;
        let Some(last) = rows.last() else { return Ok(state) };
        since = last.int(3)?;
        for row in &rows {
            // An id that cannot be read is a record that was never counted.
            if let (Ok(kind), Ok(id), Ok(revision)) = (row.text(0), row.parsed(1), row.text(2)) {
                state.add(&RecordKind(kind), id, &Revision(revision));
            }
        }
    }
}

impl Store {
    /// Sets records aside that are damaged. One that was replaced meanwhile stays.
    pub(super) async fn set_aside(&self, workspace: Uuid, keys: &[Key]) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let mut stands = lock(&mut *tx, workspace).await?;
        for key in keys {
            let sql = concat!(
                "SELECT ",
                record_columns!(),
                ", damaged FROM records WHERE workspace = $1 AND kind = $2 AND id = $3"
            );
            let rows = tx.rows(sql.into(), args![workspace, key.0.as_str(), key.1.as_str()]).await?;
            let Some(row) = rows.first() else { continue };
            if checked(row).is_none() && row.int(8)? == 0 {
                let (state, freed) = set_aside(&mut *tx, workspace, key).await?;
                stands.state = state;
                stands.used_bytes = stands.used_bytes.saturating_sub(freed);
            }
        }
        super::row::raise(&mut *tx, &stands, 0).await?;
        tx.commit().await
    }

    /// Gives every record of a database from before checksums its own, once.
    pub(super) async fn sum_up(&self) -> Result<(), StoreError> {
        let summed = "SELECT summed FROM server";
        if one(&self.db.read().await?.rows(summed.into(), args![]).await?)?.int(0)? != 0 {
            return Ok(());
        }
        for workspace in self.workspaces().await? {
            let mut since = i64::MIN;
            loop {
                let mut tx = self.db.write().await?;
                lock(&mut *tx, workspace).await?;
                let sql = concat!(
                    "SELECT ",
                    record_columns!(),
                    " FROM records WHERE workspace = $1 AND seq > $2 AND checksum IS NULL ORDER BY seq LIMIT $3"
                );
                let rows = tx.rows(sql.into(), args![workspace, since, PIECE]).await?;
                let Some(last) = rows.last() else { break };
                since = last.int(2)?;
                for row in &rows {
                    let sql =
                        "UPDATE records SET checksum = $4 WHERE workspace = $1 AND kind = $2 AND id = $3";
                    tx.rows(sql.into(), args![workspace, row.text(0)?, row.text(1)?, of(&content(row)?)])
                        .await?;
                }
                tx.commit().await?;
            }
        }
        let mut tx = self.db.write().await?;
        tx.rows("UPDATE server SET summed = 1".into(), args![]).await?;
        tx.commit().await
    }

    /// The damaged records of a workspace: those that are set aside, and those that are found now, by reading each.
    pub async fn damaged_records(&self, workspace: Uuid) -> Result<(u64, Vec<Key>), StoreError> {
        let (mut n, mut since, mut damaged) = (0, -1, Vec::new());
        loop {
            let mut tx = self.db.read().await?;
            let sql = concat!(
                "SELECT ",
                record_columns!(),
                ", damaged FROM records WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3"
            );
            let rows = tx.rows(sql.into(), args![workspace, since, PIECE]).await?;
            let Some(last) = rows.last() else { return Ok((n, damaged)) };
            since = last.int(2)?.max(since + 1);
            n += rows.len() as u64;
            for row in
                rows.iter().filter(|row| checked(row).is_none() || row.int(8).is_ok_and(|flag| flag != 0))
            {
                damaged.push((row.text(0)?, row.text(1)?));
            }
        }
    }

    /// Sets every damaged record of every workspace aside.
    pub async fn set_damaged_aside(&self) -> Result<(), StoreError> {
        for workspace in self.workspaces().await? {
            let (_, damaged) = self.damaged_records(workspace).await?;
            if !damaged.is_empty() {
                self.set_aside(workspace, &damaged).await?;
            }
        }
        Ok(())
    }
}
