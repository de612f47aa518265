//! Pull: what has changed, read from one state of the database.

use shared::api::pull::Page;
use shared::api::record::{Body, Record, RecordKind, Revision};
use shared::api::seen::Seen;
use uuid::Uuid;

use super::checksums::{Key, record_columns};
use super::row::{int, one, read};
use super::sql::{Row, args};
use super::workspaces::server_id;
use super::{Store, StoreError, checksums, epochs};

/// Bytes after which a page ends, so that an answer stays small whatever the records are.
const PAGE_BYTES: i64 = 2 << 20;

/// How many changes there are from the cursor on, up to the limit; the last of them; the last that still fits on a page, which at least the first
/// does. The database adds up: to fetch a size per record costs half as much as to fetch the records.
const SIZES: &str = "SELECT COUNT(*), MAX(seq), MAX(CASE WHEN total <= CAST($4 AS BIGINT) OR place = 1 THEN seq END) FROM \
    (SELECT seq, SUM(n_bytes) OVER (ORDER BY seq) AS total, ROW_NUMBER() OVER (ORDER BY seq) AS place FROM \
        (SELECT seq, n_bytes FROM records WHERE workspace = $1 AND seq > $2 AND damaged = 0 ORDER BY seq LIMIT $3) AS next) AS summed";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The cursor is of another server.
    #[error("this server is {0}")]
    OtherServer(Uuid),
    /// The cursor is beyond the last change.
    #[error("the last change is {0}")]
    Ahead(u64),
    /// The device knows another history.
    #[error("this is not the history that the device knows")]
    OtherHistory,
    /// Deletions since the cursor are forgotten.
    #[error("deletions up to {0} are forgotten")]
    TooOld(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// The records that changed after `since`, at most `limit`.
    ///
    /// # Errors
    /// See [`PullError`].
    pub async fn pull(
        &self,
        workspace: Uuid,
        expected_server: Option<Uuid>,
        since: u64,
        limit: u32,
    ) -> Result<Page, PullError> {
        self.pull_on(workspace, expected_server, since, limit, None, None).await
    }

    /// As [`Store::pull`], for a device that fetches everything, with the floor that it was told at the beginning, or that knows
    /// something of the history.
    ///
    /// # Errors
    /// See [`PullError`].
    pub async fn pull_on(
        &self,
        workspace: Uuid,
        expected_server: Option<Uuid>,
        since: u64,
        limit: u32,
        floor: Option<u64>,
        seen: Option<Seen>,
    ) -> Result<Page, PullError> {
        for _ in 0..3 {
            let (page, damaged) = self.page(workspace, expected_server, since, limit, floor, seen).await?;
            if damaged.is_empty() {
                return Ok(page);
            }
            if let Err(error) = self.set_aside(workspace, &damaged).await {
                // On a disk that takes no more: what is sound is passed on all the same.
                tracing::error!("{} damaged records are left out: {error}", damaged.len());
                return Ok(page);
            }
        }
        Err(StoreError::Content("damaged records that cannot be set aside".into()).into())
    }

    /// A page, and which records of it are left out because they are damaged.
    async fn page(
        &self,
        workspace: Uuid,
        expected_server: Option<Uuid>,
        since: u64,
        limit: u32,
        floor: Option<u64>,
        seen: Option<Seen>,
    ) -> Result<(Page, Vec<Key>), PullError> {
        let mut tx = self.db.read().await?;
        let stands = read(&mut *tx, workspace).await?;
        let server_id = server_id(&mut *tx).await?;
        if expected_server.is_some_and(|expected| expected != server_id) {
            return Err(PullError::OtherServer(server_id));
        }
        if since > stands.seq {
            return Err(PullError::Ahead(stands.seq));
        }
        if !epochs::is_known(&mut *tx, &stands, seen).await? {
            return Err(PullError::OtherHistory);
        }
        // A device at 0 has nothing of this server that could have been deleted, and neither has one that began there.
        if since != 0 && since < stands.floor && floor != Some(stands.floor) {
            return Err(PullError::TooOld(stands.floor));
        }
        let sizes = args![workspace, int(since)?, i64::from(limit), PAGE_BYTES];
        let to = end_of_page(one(&tx.rows(SIZES.into(), sizes).await?)?, limit, stands.seq)?;
        let sql = concat!(
            "SELECT ",
            record_columns!(),
            " FROM records WHERE workspace = $1 AND seq > $2 AND seq <= $3 AND damaged = 0 ORDER BY seq"
        );
        let rows = tx.rows(sql.into(), args![workspace, int(since)?, int(to)?]).await?;
        let (mut records, mut damaged, mut state) =
            (Vec::with_capacity(rows.len()), Vec::new(), stands.state);
        for row in &rows {
            match checksums::checked(row) {
                Some(record) => records.push(record),
                None => {
                    let key = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
                    if let (Ok(id), Ok(revision), Ok(Some(_))) =
                        (key.1.parse(), row.text(3), row.text_or_null(5))
                    {
                        state.remove(&RecordKind(key.0.clone()), id, &Revision(revision));
                    }
                    damaged.push(key);
                }
            }
        }
        let epoch = epochs::current(&mut *tx, workspace).await?;
        tx.commit().await?;
        let state = (to == stands.seq).then_some(state);
        Ok((Page { server_id, records, to, head: stands.seq, floor: stands.floor, state, epoch }, damaged))
    }
}

/// The last change on the page, by the answer to [`SIZES`].
fn end_of_page(sizes: &Row, limit: u32, head: u64) -> Result<u64, StoreError> {
    let n = sizes.count(0)?;
    if n == 0 {
        return Ok(head);
    }
    let (last, fits) = (sizes.count(1)?, sizes.count(2)?);
    // A page that is not full reaches up to now.
    let is_full = fits < last || n >= u64::from(limit);
    Ok(if is_full { fits } else { head })
}

/// A record from its row.
pub(super) fn record(row: &Row) -> Result<Record, StoreError> {
    let json = |error: serde_json::Error| StoreError::Content(format!("a record that is no JSON: {error}"));
    Ok(Record {
        kind: RecordKind(row.text(0)?),
        id: row.parsed(1)?,
        seq: row.count(2)?,
        revision: Revision(row.text(3)?),
        blobs: serde_json::from_str(&row.text(4)?).map_err(json)?,
        body: row.text_or_null(5)?.map(Body::from_text).transpose().map_err(json)?,
        deleted_ms: row.int_or_null(6)?,
    })
}
