//! Push: the one place where records are written.

use shared::api::push::{Answer, Applied, Mutation, Pushed, Refusal, Rejected};
use shared::api::record::{Record, Revision};
use shared::api::seen::Seen;
use shared::id::{BlobHash, DeviceId};
use uuid::Uuid;

use super::row::{self, WorkspaceRow, int, lock, one, raise};
use super::sql::{Sql, Transaction, args};
use super::workspaces::server_id;
use super::{OVERHEAD, Store, StoreError, epochs, guard, pull};

/// Answers that are remembered at most for a device that never acknowledges any.
const MAX_REMEMBERED: u64 = 10_000;

/// Mutations as they came in. One that cannot be read is answered like the others.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// A mutation.
    Readable(Mutation),
    /// Something else.
    Unreadable {
        /// Its number, if that much could be read.
        number: Option<u64>,
        /// Why.
        message: String,
    },
}

/// Why a push was refused as a whole. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// It was meant for another server.
    #[error("this server is {0}")]
    OtherServer(Uuid),
    /// The device knows another history.
    #[error("this is not the history that the device knows")]
    OtherHistory,
    /// A number was used before, for something else.
    #[error("mutation {0} was used before for another change")]
    Reused(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Applies mutations, each by itself, all in one transaction.
    ///
    /// # Errors
    /// See [`PushError`].
    pub async fn push(
        &self,
        workspace: Uuid,
        expected_server: Option<Uuid>,
        device: DeviceId,
        acknowledged: u64,
        mutations: &[Incoming],
        now_ms: i64,
    ) -> Result<Pushed, PushError> {
        self.push_on(workspace, expected_server, device, acknowledged, mutations, now_ms, None).await
    }

    /// As [`Store::push`], for a device that knows something of the history.
    ///
    /// # Errors
    /// See [`PushError`].
    #[expect(clippy::too_many_arguments, reason = "a push as it comes in, with whose it is and when")]
    pub async fn push_on(
        &self,
        workspace: Uuid,
        expected_server: Option<Uuid>,
        device: DeviceId,
        acknowledged: u64,
        mutations: &[Incoming],
        now_ms: i64,
        seen: Option<Seen>,
    ) -> Result<Pushed, PushError> {
        let mut tx = self.db.write().await?;
        let mut batch = Batch {
            before: lock(&mut *tx, workspace).await?,
            after: None,
            tx: &mut *tx,
            n_applied: 0,
            quota_bytes: self.quota_bytes,
            now_ms,
        };
        let server_id = server_id(batch.tx).await?;
        if expected_server.is_some_and(|expected| expected != server_id) {
            return Err(PushError::OtherServer(server_id));
        }
        if !epochs::is_known(batch.tx, &batch.before, seen).await? {
            return Err(PushError::OtherHistory);
        }
        let forgotten = batch.forget(device, acknowledged, mutations).await?;
        let mut results = Vec::with_capacity(mutations.len());
        for incoming in mutations {
            results.push(match incoming {
                Incoming::Readable(mutation) => batch.answer(device, mutation, forgotten).await?,
                Incoming::Unreadable { number, message } => {
                    Answer::rejected(*number, guard::malformed(message))
                }
            });
        }
        let (n_applied, after) = (batch.n_applied, batch.after);
        let head = if let Some(after) = after {
            let head = raise(&mut *tx, &after, n_applied).await?;
            // The lock makes this impossible; if it is not, nobody must ever see it.
            if head != after.seq {
                return Err(StoreError::Content(format!("seq is {head}, it should be {}", after.seq)).into());
            }
            super::notices::head(&mut *tx, workspace, head).await?;
            Some(head)
        } else {
            None
        };
        let seq = match head {
            Some(head) => head,
            None => row::read(&mut *tx, workspace).await?.seq,
        };
        let epoch = epochs::current(&mut *tx, workspace).await?;
        tx.commit().await?;
        if let Some(head) = head {
            self.tell_head(workspace, head);
        }
        Ok(Pushed { server_id, head: seq, results, epoch })
    }
}

/// One push at work.
struct Batch<'a> {
    tx: &'a mut dyn Transaction,
    before: WorkspaceRow,
    /// The workspace after what was applied so far.
    after: Option<WorkspaceRow>,
    n_applied: u64,
    quota_bytes: u64,
    now_ms: i64,
}

impl Batch<'_> {
    fn workspace(&self) -> &WorkspaceRow {
        self.after.as_ref().unwrap_or(&self.before)
    }

    /// Notes what the device has stored, and returns the number up to which answers are forgotten.
    async fn forget(
        &mut self,
        device: DeviceId,
        said: u64,
        mutations: &[Incoming],
    ) -> Result<u64, StoreError> {
        let newest = mutations.iter().filter_map(|incoming| match incoming {
            Incoming::Readable(mutation) => Some(mutation.number),
            Incoming::Unreadable { .. } => None,
        });
        let newest = newest.max().unwrap_or(0);
        let workspace = self.before.id;
        let sql = "INSERT INTO profiles (workspace, device, acknowledged) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING";
        self.tx.rows(sql.into(), args![workspace, device.0]).await?;
        let sql = "SELECT acknowledged FROM profiles WHERE workspace = $1 AND device = $2";
        let stored = one(&self.tx.rows(sql.into(), args![workspace, device.0]).await?)?.count(0)?;
        let acknowledged = stored.max(said).max(newest.saturating_sub(MAX_REMEMBERED));
        if acknowledged > stored {
            let sql = "UPDATE profiles SET acknowledged = $3 WHERE workspace = $1 AND device = $2";
            self.tx.rows(sql.into(), args![workspace, device.0, int(acknowledged)?]).await?;
            let sql = "DELETE FROM answers WHERE workspace = $1 AND device = $2 AND number <= $3";
            self.tx.rows(sql.into(), args![workspace, device.0, int(acknowledged)?]).await?;
        }
        Ok(acknowledged)
    }

    /// The answer to a mutation: that of the first time, or a new one.
    async fn answer(
        &mut self,
        device: DeviceId,
        mutation: &Mutation,
        forgotten: u64,
    ) -> Result<Answer, PushError> {
        let number = mutation.number;
        if number <= forgotten {
            return Err(PushError::Reused(number));
        }
        let next = Revision::after(mutation.base.as_ref(), mutation.body.as_ref(), &mutation.blobs);
        let content = format!("{} {} {next}", mutation.kind, mutation.id);
        let workspace = self.before.id;
        let sql = "SELECT content, answer FROM answers WHERE workspace = $1 AND device = $2 AND number = $3";
        let rows = self.tx.rows(sql.into(), args![workspace, device.0, int(number)?]).await?;
        if let Some(row) = rows.first() {
            if row.text(0)? != content {
                return Err(PushError::Reused(number));
            }
            let mut answer: Answer = serde_json::from_str(&row.text(1)?)
                .map_err(|error| StoreError::Content(format!("a remembered answer: {error}")))?;
            if let Some(stale) = &mut answer.stale {
                stale.current = self.current(mutation).await?.map(|stored| stored.record);
            }
            return Ok(answer);
        }
        let answer = match guard::check(mutation) {
            Ok(()) => self.apply(mutation, next).await?,
            Err(rejected) => Answer::rejected(Some(number), rejected),
        };
        let mut remembered = answer.clone();
        if let Some(stale) = &mut remembered.stale {
            stale.current = None;
        }
        let remembered =
            serde_json::to_string(&remembered).map_err(|error| StoreError::Content(error.to_string()))?;
        let sql =
            "INSERT INTO answers (workspace, device, number, content, answer) VALUES ($1, $2, $3, $4, $5)";
        self.tx.rows(sql.into(), args![workspace, device.0, int(number)?, content, remembered]).await?;
        Ok(answer)
    }

    async fn apply(&mut self, mutation: &Mutation, next: Revision) -> Result<Answer, StoreError> {
        let number = mutation.number;
        let current = self.current(mutation).await?;
        if let Some(current) = &current {
            // The same content on the same base: whoever wrote it, it is what this device wants.
            if current.record.revision == next {
                let seq = current.record.seq;
                return Ok(Answer::applied(number, Applied { revision: next, seq }));
            }
        }
        if current.as_ref().map(|stored| &stored.record.revision) != mutation.base.as_ref() {
            return Ok(Answer::stale(number, current.map(|stored| stored.record)));
        }
        let rejected = match self.refusal(mutation, current.as_ref()).await? {
            Some(rejected) => rejected,
            None => {
                let seq = self.write(mutation, &next, current.as_ref()).await?;
                return Ok(Answer::applied(number, Applied { revision: next, seq }));
            }
        };
        Ok(Answer::rejected(Some(number), rejected))
    }

    /// Why a mutation on the current base is not applied all the same.
    async fn refusal(
        &mut self,
        mutation: &Mutation,
        current: Option<&Stored>,
    ) -> Result<Option<Rejected>, StoreError> {
        if let Some(current) = current {
            let Some(stored) = &current.record.body else {
                let message = "the record was deleted and does not come back: give what you have a new id";
                return Ok(Some(guard::refused(Refusal::Deleted, message)));
            };
            if let Some(next) = &mutation.body
                && let Err(rejected) = guard::may_follow(&mutation.kind.0, stored, next)
            {
                return Ok(Some(rejected));
            }
        }
        let missing = self.missing(&mutation.blobs).await?;
        if !missing.is_empty() {
            let message =
                "the server does not hold these blobs: send them, then the change under a new number";
            return Ok(Some(Rejected { missing, ..guard::refused(Refusal::BlobsMissing, message) }));
        }
        let before = current.map_or(0, |stored| stored.n_bytes);
        let used = self.workspace().used_bytes - before + size(mutation);
        if size(mutation) > before && used > self.quota_bytes {
            let message = format!("the workspace is full: {} bytes are allowed", self.quota_bytes);
            return Ok(Some(guard::refused(Refusal::QuotaExceeded, &message)));
        }
        Ok(None)
    }

    async fn missing(&mut self, blobs: &[BlobHash]) -> Result<Vec<BlobHash>, StoreError> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let held = super::blobs::held(self.tx, self.before.id, blobs).await?;
        Ok(blobs.iter().filter(|blob| !held.contains(blob)).cloned().collect())
    }

    async fn current(&mut self, mutation: &Mutation) -> Result<Option<Stored>, StoreError> {
        let sql = "SELECT kind, id, seq, revision, blobs, body, deleted_ms, n_bytes FROM records \
            WHERE workspace = $1 AND kind = $2 AND id = $3";
        let rows =
            self.tx.rows(sql.into(), args![self.before.id, mutation.kind.0.as_str(), mutation.id]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Stored { record: pull::record(row)?, n_bytes: row.count(7)? }))
    }

    /// Writes the record and returns the number of the change.
    async fn write(
        &mut self,
        mutation: &Mutation,
        next: &Revision,
        current: Option<&Stored>,
    ) -> Result<u64, StoreError> {
        let mut workspace = self.workspace().clone();
        workspace.seq += 1;
        let (kind, id) = (&mutation.kind, mutation.id);
        if let Some(current) = current {
            workspace.state.remove(kind, id, &current.record.revision);
        }
        if mutation.body.is_some() {
            workspace.state.add(kind, id, next);
        }
        let n_bytes = size(mutation);
        workspace.used_bytes = workspace.used_bytes - current.map_or(0, |stored| stored.n_bytes) + n_bytes;
        let mut blobs = if mutation.body.is_some() { mutation.blobs.clone() } else { Vec::new() };
        blobs.sort();
        blobs.dedup();
        let blobs = serde_json::to_string(&blobs).map_err(|error| StoreError::Content(error.to_string()))?;
        let body = mutation.body.as_ref().map(|body| body.text().to_owned());
        let deleted_ms = mutation.body.is_none().then_some(self.now_ms);
        let sql = "INSERT INTO records (workspace, kind, id, seq, revision, blobs, body, deleted_ms, n_bytes) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (workspace, kind, id) DO UPDATE SET \
            seq = excluded.seq, revision = excluded.revision, blobs = excluded.blobs, body = excluded.body, \
            deleted_ms = excluded.deleted_ms, n_bytes = excluded.n_bytes";
        let seq = int(workspace.seq)?;
        let row = args![
            workspace.id,
            kind.0.as_str(),
            id,
            seq,
            next.0.as_str(),
            blobs.as_str(),
            body,
            deleted_ms,
            int(n_bytes)?
        ];
        self.tx.rows(sql.into(), row).await?;
        if current.is_some_and(|stored| !stored.record.blobs.is_empty()) {
            let sql = "DELETE FROM record_blobs WHERE workspace = $1 AND kind = $2 AND id = $3";
            self.tx.rows(sql.into(), args![workspace.id, kind.0.as_str(), id]).await?;
        }
        if blobs != "[]" {
            self.tx.rows(NAME_BLOBS, args![workspace.id, kind.0.as_str(), id, blobs]).await?;
        }
        let seq = workspace.seq;
        self.n_applied += 1;
        self.after = Some(workspace);
        Ok(seq)
    }
}

const NAME_BLOBS: Sql = Sql {
    sqlite: "INSERT INTO record_blobs (workspace, kind, id, hash) SELECT $1, $2, $3, value FROM json_each($4)",
    postgres: "INSERT INTO record_blobs (workspace, kind, id, hash) \
        SELECT $1, $2, $3, value FROM jsonb_array_elements_text($4::text::jsonb)",
};

/// A record with what it costs.
struct Stored {
    record: Record,
    n_bytes: u64,
}

fn size(mutation: &Mutation) -> u64 {
    OVERHEAD + mutation.body.as_ref().map_or(0, |body| body.text().len() as u64)
}
