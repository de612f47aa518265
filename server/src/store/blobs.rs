//! Which blobs there are, and where they lie. The bytes themselves are elsewhere, and there before a row says so.

use std::collections::BTreeSet;

use shared::id::BlobHash;
use uuid::Uuid;

use super::row::{int, lock};
use super::sql::{Sql, Transaction, args};
use super::{OVERHEAD, Store, StoreError};

/// Asking for a blob keeps it for a while; this often that is written down.
const TOUCH_EVERY_MS: i64 = 60 * 60 * 1000;

/// What became of a blob that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is there now.
    New,
    /// It was there before; the location given now is not used.
    Present,
    /// There is no room in the workspace; the location is not used.
    QuotaExceeded,
}

/// Where the bytes of a blob lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Their number.
    pub n_bytes: u64,
    /// The pieces in order.
    pub parts: Vec<Part>,
}

/// A piece of a blob, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its own hash.
    pub hash: BlobHash,
    /// Its length.
    pub n_bytes: u64,
    /// Where it lies.
    pub location: String,
}

/// Why chunks were not put together.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// These are not there.
    #[error("chunks are missing")]
    Missing(Vec<BlobHash>),
    /// There is no room in the workspace.
    #[error("the workspace is full")]
    QuotaExceeded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const HELD: Sql = Sql {
    sqlite: "SELECT hash FROM blobs WHERE workspace = $1 AND hash IN (SELECT value FROM json_each($2))",
    postgres: "SELECT hash FROM blobs WHERE workspace = $1 AND hash IN \
        (SELECT value FROM jsonb_array_elements_text($2::text::jsonb))",
};
const TOUCH: Sql = Sql {
    sqlite: "UPDATE blobs SET touched_ms = $3 WHERE workspace = $1 AND touched_ms < $4 \
        AND hash IN (SELECT value FROM json_each($2))",
    postgres: "UPDATE blobs SET touched_ms = $3 WHERE workspace = $1 AND touched_ms < $4 \
        AND hash IN (SELECT value FROM jsonb_array_elements_text($2::text::jsonb))",
};
const PLAIN: Sql = Sql {
    sqlite: "SELECT hash, n_bytes, location FROM blobs WHERE workspace = $1 AND location IS NOT NULL \
        AND hash IN (SELECT value FROM json_each($2))",
    postgres: "SELECT hash, n_bytes, location FROM blobs WHERE workspace = $1 AND location IS NOT NULL \
        AND hash IN (SELECT value FROM jsonb_array_elements_text($2::text::jsonb))",
};
const PUT_TOGETHER: Sql = Sql {
    sqlite: "INSERT INTO chunks (workspace, hash, place, chunk) SELECT $1, $2, key, value FROM json_each($3)",
    postgres: "INSERT INTO chunks (workspace, hash, place, chunk) SELECT $1, $2, place, chunk \
        FROM jsonb_array_elements_text($3::text::jsonb) WITH ORDINALITY AS list (chunk, place)",
};

impl Store {
    /// Which of these are held. Those are kept for a while, whether or not anything names them.
    pub async fn held(
        &self,
        workspace: Uuid,
        hashes: &[BlobHash],
        now_ms: i64,
    ) -> Result<BTreeSet<BlobHash>, StoreError> {
        let mut tx = self.db.write().await?;
        // The lock: what is answered as held must not be collected by somebody who looked before the touch.
        lock(&mut *tx, workspace).await?;
        let held = held(&mut *tx, workspace, hashes).await?;
        let list = json(&held)?;
        tx.rows(TOUCH, args![workspace, list, now_ms, now_ms - TOUCH_EVERY_MS]).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Whether a blob is held.
    pub async fn holds(&self, workspace: Uuid, hash: &BlobHash) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        Ok(!held(&mut *tx, workspace, std::slice::from_ref(hash)).await?.is_empty())
    }

    /// Makes bytes visible that lie, durable and checked, at a location of their own.
    pub async fn add_blob(
        &self,
        workspace: Uuid,
        hash: &BlobHash,
        n_bytes: u64,
        location: &str,
        now_ms: i64,
    ) -> Result<Added, StoreError> {
        let mut tx = self.db.write().await?;
        let stands = lock(&mut *tx, workspace).await?;
        if !held(&mut *tx, workspace, std::slice::from_ref(hash)).await?.is_empty() {
            let list = json(std::slice::from_ref(hash))?;
            tx.rows(TOUCH, args![workspace, list, now_ms, now_ms]).await?;
            tx.commit().await?;
            return Ok(Added::Present);
        }
        let charged = n_bytes + OVERHEAD;
        if stands.used_bytes + charged > self.room_of(workspace) {
            return Ok(Added::QuotaExceeded);
        }
        insert(&mut *tx, workspace, hash, n_bytes, charged, Some(location), now_ms).await?;
        tx.commit().await?;
        Ok(Added::New)
    }

    /// Names another location for the bytes of a blob, if the row still names the one before; whether it did.
    pub async fn relocate(
        &self,
        workspace: Uuid,
        hash: &BlobHash,
        before: &str,
        location: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.db.write().await?;
        lock(&mut *tx, workspace).await?;
        let sql = "UPDATE blobs SET location = $4, damaged = 0 WHERE workspace = $1 AND hash = $2 AND location = $3 RETURNING hash";
        let rows = tx.rows(sql.into(), args![workspace, hash.0.as_str(), before, location]).await?;
        tx.commit().await?;
        Ok(!rows.is_empty())
    }

    /// The chunks of a manifest, where each lies.
    ///
    /// # Errors
    /// Some are missing, or are themselves put together.
    pub async fn plain(&self, workspace: Uuid, chunks: &[BlobHash]) -> Result<Vec<Part>, ManifestError> {
        let mut tx = self.db.read().await?;
        plain(&mut *tx, workspace, chunks).await
    }

    /// Makes a blob visible that consists of chunks, which are looked for once more.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub async fn put_together(
        &self,
        workspace: Uuid,
        hash: &BlobHash,
        n_bytes: u64,
        chunks: &[BlobHash],
        now_ms: i64,
    ) -> Result<(), ManifestError> {
        let mut tx = self.db.write().await?;
        let stands = lock(&mut *tx, workspace).await?;
        if !held(&mut *tx, workspace, std::slice::from_ref(hash)).await?.is_empty() {
            return Ok(());
        }
        plain(&mut *tx, workspace, chunks).await?;
        let charged = OVERHEAD + 64 * chunks.len() as u64;
        if stands.used_bytes + charged > self.room_of(workspace) {
            return Err(ManifestError::QuotaExceeded);
        }
        insert(&mut *tx, workspace, hash, n_bytes, charged, None, now_ms).await?;
        tx.rows(PUT_TOGETHER, args![workspace, hash.0.as_str(), json(chunks)?]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Names the chunks of a blob anew, whose list was damaged.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub async fn put_together_again(
        &self,
        workspace: Uuid,
        hash: &BlobHash,
        chunks: &[BlobHash],
    ) -> Result<(), ManifestError> {
        let mut tx = self.db.write().await?;
        lock(&mut *tx, workspace).await?;
        plain(&mut *tx, workspace, chunks).await?;
        let sql = "SELECT hash FROM blobs WHERE workspace = $1 AND hash = $2 AND location IS NULL";
        if tx.rows(sql.into(), args![workspace, hash.0.as_str()]).await?.is_empty() {
            return Ok(());
        }
        let sql = "DELETE FROM chunks WHERE workspace = $1 AND hash = $2";
        tx.rows(sql.into(), args![workspace, hash.0.as_str()]).await?;
        tx.rows(PUT_TOGETHER, args![workspace, hash.0.as_str(), json(chunks)?]).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that a blob is damaged, or that it is not any more.
    pub async fn mark_damaged(
        &self,
        workspace: Uuid,
        hash: &BlobHash,
        is_damaged: bool,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        let sql = "UPDATE blobs SET damaged = $3 WHERE workspace = $1 AND hash = $2";
        tx.rows(sql.into(), args![workspace, hash.0.as_str(), i64::from(is_damaged)]).await?;
        tx.commit().await
    }

    /// The blobs that are known to be damaged.
    pub async fn damaged_blobs(&self) -> Result<Vec<(Uuid, BlobHash)>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx.rows("SELECT workspace, hash FROM blobs WHERE damaged <> 0".into(), args![]).await?;
        rows.iter().map(|row| Ok((row.parsed(0)?, BlobHash(row.text(1)?)))).collect()
    }

    /// Where a blob lies.
    pub async fn blob(&self, workspace: Uuid, hash: &BlobHash) -> Result<Option<Blob>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT n_bytes, location FROM blobs WHERE workspace = $1 AND hash = $2";
        let rows = tx.rows(sql.into(), args![workspace, hash.0.as_str()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let n_bytes = row.count(0)?;
        if let Some(location) = row.text_or_null(1)? {
            return Ok(Some(Blob { n_bytes, parts: vec![Part { hash: hash.clone(), n_bytes, location }] }));
        }
        let sql = "SELECT chunks.chunk, blobs.n_bytes, blobs.location FROM chunks JOIN blobs \
            ON blobs.workspace = chunks.workspace AND blobs.hash = chunks.chunk \
            WHERE chunks.workspace = $1 AND chunks.hash = $2 ORDER BY chunks.place";
        let rows = tx.rows(sql.into(), args![workspace, hash.0.as_str()]).await?;
        let parts = rows.iter().map(part).collect::<Result<_, _>>()?;
        Ok(Some(Blob { n_bytes, parts }))
    }
}

/// Which of these are held, within a transaction.
pub(super) async fn held(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    hashes: &[BlobHash],
) -> Result<BTreeSet<BlobHash>, StoreError> {
    let rows = tx.rows(HELD, args![workspace, json(hashes)?]).await?;
    rows.iter().map(|row| row.text(0).map(BlobHash)).collect()
}

async fn plain(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    chunks: &[BlobHash],
) -> Result<Vec<Part>, ManifestError> {
    let rows = tx.rows(PLAIN, args![workspace, json(chunks)?]).await?;
    let found = rows.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    let by_hash: std::collections::BTreeMap<_, _> = found.iter().map(|part| (&part.hash, part)).collect();
    let missing: BTreeSet<_> = chunks.iter().filter(|chunk| !by_hash.contains_key(chunk)).cloned().collect();
    if !missing.is_empty() {
        return Err(ManifestError::Missing(missing.into_iter().collect()));
    }
    Ok(chunks.iter().filter_map(|chunk| by_hash.get(chunk).map(|part| (*part).clone())).collect())
}

fn part(row: &super::sql::Row) -> Result<Part, StoreError> {
    Ok(Part { hash: BlobHash(row.text(0)?), n_bytes: row.count(1)?, location: row.text(2)? })
}

async fn insert(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    hash: &BlobHash,
    n_bytes: u64,
    charged: u64,
    location: Option<&str>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO blobs (workspace, hash, n_bytes, n_charged, location, touched_ms) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    let location = location.map(str::to_owned);
    let row = args![workspace, hash.0.as_str(), int(n_bytes)?, int(charged)?, location, now_ms];
    tx.rows(sql.into(), row).await?;
    let sql = "UPDATE workspaces SET used_bytes = used_bytes + $2 WHERE id = $1";
    tx.rows(sql.into(), args![workspace, int(charged)?]).await?;
    Ok(())
}

fn json<'a>(hashes: impl IntoIterator<Item = &'a BlobHash>) -> Result<String, StoreError> {
    let list: Vec<&BlobHash> = hashes.into_iter().collect();
    serde_json::to_string(&list).map_err(|error| StoreError::Content(error.to_string()))
}
