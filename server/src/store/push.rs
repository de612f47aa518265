//! Push: the one place where records are written.

use shared::api::push::{Answer, Applied, Mutation, Pushed, Refusal, Rejected};
use shared::api::record::{Record, Revision};
use shared::api::seen::Seen;
use shared::id::{BlobHash, DeviceId};
use uuid::Uuid;

use super::checksums::{Content, record_columns};
use super::remembered::{ANSWER, Profile};
use super::row::{WorkspaceRow, int, lock, raise};
use super::sql::{Sql, Transaction, args};
use super::workspaces::server_id;
use super::{OVERHEAD, Store, StoreError, checksums, epochs, guard, remembered};

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
        let stands = lock(&mut *tx, workspace).await?;
        let mut batch = Batch {
            stands: stands.clone(),
            tx: &mut *tx,
            n_applied: 0,
            quota_bytes: self.room_of(workspace),
            now_ms,
        };
        let server_id = server_id(batch.tx).await?;
        if expected_server.is_some_and(|expected| expected != server_id) {
            return Err(PushError::OtherServer(server_id));
        }
        if !epochs::is_known(batch.tx, &batch.stands, seen).await? {
            return Err(PushError::OtherHistory);
        }
        let profile = batch.profile(device, acknowledged, mutations).await?;
        let mut results = Vec::with_capacity(mutations.len());
        for incoming in mutations {
            results.push(match incoming {
                Incoming::Readable(mutation) => batch.answer(device, mutation, &profile).await?,
                Incoming::Unreadable { number, message } => {
                    Answer::rejected(*number, guard::malformed(message))
                }
            });
        }
        let (n_applied, after) = (batch.n_applied, batch.stands);
        if after != stands {
            let head = raise(&mut *tx, &after, n_applied).await?;
            // The lock makes this impossible; if it is not, nobody must ever see it.
            if head != after.seq {
                return Err(StoreError::Content(format!("seq is {head}, it should be {}", after.seq)).into());
            }
        }
        if n_applied > 0 {
            super::notices::head(&mut *tx, workspace, after.seq).await?;
        }
        let epoch = epochs::current(&mut *tx, workspace).await?;
        tx.commit().await?;
        if n_applied > 0 {
            self.tell_head(workspace, after.seq);
        }
        Ok(Pushed { server_id, head: after.seq, results, epoch })
    }
}

/// One push at work.
struct Batch<'a> {
    tx: &'a mut dyn Transaction,
    /// The workspace after what was done so far.
    stands: WorkspaceRow,
    n_applied: u64,
    quota_bytes: u64,
    now_ms: i64,
}

impl Batch<'_> {
    /// Notes what the device has stored.
    async fn profile(
        &mut self,
        device: DeviceId,
        said: u64,
        mutations: &[Incoming],
    ) -> Result<Profile, StoreError> {
        let newest = mutations.iter().filter_map(|incoming| match incoming {
            Incoming::Readable(mutation) => Some(mutation.number),
            Incoming::Unreadable { .. } => None,
        });
        let numbers = (said, newest.max().unwrap_or(0));
        remembered::profile(self.tx, &mut self.stands, self.quota_bytes, device, numbers, self.now_ms).await
    }

    /// The answer to a mutation: that of the first time, or a new one.
    async fn answer(
        &mut self,
        device: DeviceId,
        mutation: &Mutation,
        profile: &Profile,
    ) -> Result<Answer, PushError> {
        let number = mutation.number;
        if number <= profile.forgotten {
            return Err(PushError::Reused(number));
        }
        // Before anything of it is stored or looked for. Nothing is remembered of it either: it is as wrong the next time.
        if let Err(rejected) = guard::form(mutation) {
            return Ok(Answer::rejected(Some(number), rejected));
        }
        let next = Revision::after(mutation.base.as_ref(), mutation.body.as_ref(), &mutation.blobs);
        let content = format!("{} {} {next}", mutation.kind, mutation.id);
        if let Some((known, mut answer)) = remembered::answer(self.tx, self.stands.id, device, number).await?
        {
            if known != content {
                return Err(PushError::Reused(number));
            }
            if let Some(stale) = &mut answer.stale {
                stale.current = self.current(mutation).await?.stored.map(|stored| stored.record);
            }
            if let Some(rejected) = &mut answer.rejected
                && rejected.reason == Refusal::BlobsMissing
            {
                rejected.missing = self.missing(&mutation.blobs).await?;
            }
            return Ok(answer);
        }
        let answer = match guard::check(mutation) {
            Ok(()) => self.apply(mutation, next).await?,
            Err(rejected) => Answer::rejected(Some(number), rejected),
        };
        if profile.is_kept {
            let (stands, quota) = (&mut self.stands, self.quota_bytes);
            let remembered = (number, content.as_str());
            remembered::remember(self.tx, stands, quota, device, remembered, answer.clone()).await?;
        }
        Ok(answer)
    }

    async fn apply(&mut self, mutation: &Mutation, next: Revision) -> Result<Answer, StoreError> {
        let number = mutation.number;
        let current = self.current(mutation).await?;
        if let Some(current) = &current.stored {
            // The same content on the same base: whoever wrote it, it is what this device wants.
            if current.record.revision == next {
                let seq = current.record.seq;
                return Ok(Answer::applied(number, Applied { revision: next, seq }));
            }
        }
        if current.stored.as_ref().map(|stored| &stored.record.revision) != mutation.base.as_ref() {
            return Ok(Answer::stale(number, current.stored.map(|stored| stored.record)));
        }
        if let Some(rejected) = self.refusal(mutation, current.stored.as_ref()).await? {
            return Ok(Answer::rejected(Some(number), rejected));
        }
        let seq = self.write(mutation, &next, &current).await?;
        Ok(Answer::applied(number, Applied { revision: next, seq }))
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
        let used = self.stands.used_bytes.saturating_sub(before) + size(mutation);
        if size(mutation) > before && used + ANSWER > self.quota_bytes {
            let message = format!("the workspace is full: {} bytes are allowed", self.quota_bytes);
            return Ok(Some(guard::refused(Refusal::QuotaExceeded, &message)));
        }
        Ok(None)
    }

    async fn missing(&mut self, blobs: &[BlobHash]) -> Result<Vec<BlobHash>, StoreError> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let held = super::blobs::held(self.tx, self.stands.id, blobs).await?;
        Ok(blobs.iter().filter(|blob| !held.contains(blob)).cloned().collect())
    }

    async fn current(&mut self, mutation: &Mutation) -> Result<Current, StoreError> {
        let sql = concat!(
            "SELECT ",
            record_columns!(),
            ", damaged, n_bytes FROM records WHERE workspace = $1 AND kind = $2 AND id = $3"
        );
        let key = (mutation.kind.0.clone(), mutation.id.to_string());
        let rows = self.tx.rows(sql.into(), args![self.stands.id, key.0.as_str(), key.1.as_str()]).await?;
        let Some(row) = rows.first() else { return Ok(Current { stored: None, is_damaged: false }) };
        if row.int(8)? != 0 {
            return Ok(Current { stored: None, is_damaged: true });
        }
        let Some(record) = checksums::checked(row) else {
            let (state, freed) = checksums::set_aside(self.tx, self.stands.id, &key).await?;
            self.stands.state = state;
            self.stands.used_bytes = self.stands.used_bytes.saturating_sub(freed);
            return Ok(Current { stored: None, is_damaged: true });
        };
        Ok(Current { stored: Some(Stored { record, n_bytes: row.count(9)? }), is_damaged: false })
    }

    /// Writes the record and returns the number of the change.
    async fn write(
        &mut self,
        mutation: &Mutation,
        next: &Revision,
        current: &Current,
    ) -> Result<u64, StoreError> {
        let mut workspace = self.stands.clone();
        workspace.seq += 1;
        let (kind, id) = (&mutation.kind, mutation.id);
        if let Some(current) = &current.stored {
            workspace.state.remove(kind, id, &current.record.revision);
        }
        if mutation.body.is_some() {
            workspace.state.add(kind, id, next);
        }
        let n_bytes = size(mutation);
        let before = current.stored.as_ref().map_or(0, |stored| stored.n_bytes);
        workspace.used_bytes = workspace.used_bytes.saturating_sub(before) + n_bytes;
        let mut blobs = if mutation.body.is_some() { mutation.blobs.clone() } else { Vec::new() };
        blobs.sort();
        blobs.dedup();
        let blobs = serde_json::to_string(&blobs).map_err(|error| StoreError::Content(error.to_string()))?;
        let body = mutation.body.as_ref().map(|body| body.text().to_owned());
        let deleted_ms = mutation.body.is_none().then_some(self.now_ms);
        let sql = "INSERT INTO records (workspace, kind, id, seq, revision, blobs, body, deleted_ms, n_bytes, checksum) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (workspace, kind, id) DO UPDATE SET \
            seq = excluded.seq, revision = excluded.revision, blobs = excluded.blobs, body = excluded.body, \
            deleted_ms = excluded.deleted_ms, n_bytes = excluded.n_bytes, checksum = excluded.checksum, damaged = 0";
        let seq = int(workspace.seq)?;
        let id = id.to_string();
        let checksum = checksums::of(&Content {
            kind: &kind.0,
            id: &id,
            seq,
            revision: &next.0,
            blobs: &blobs,
            body: body.as_deref(),
            deleted_ms,
        });
        let row = args![
            workspace.id,
            kind.0.as_str(),
            id.as_str(),
            seq,
            next.0.as_str(),
            blobs.as_str(),
            body,
            deleted_ms,
            int(n_bytes)?,
            checksum
        ];
        self.tx.rows(sql.into(), row).await?;
        if current.is_damaged || current.stored.as_ref().is_some_and(|stored| !stored.record.blobs.is_empty())
        {
            let sql = "DELETE FROM record_blobs WHERE workspace = $1 AND kind = $2 AND id = $3";
            self.tx.rows(sql.into(), args![workspace.id, kind.0.as_str(), id.as_str()]).await?;
        }
        if blobs != "[]" {
            self.tx.rows(NAME_BLOBS, args![workspace.id, kind.0.as_str(), id, blobs]).await?;
        }
        let seq = workspace.seq;
        self.n_applied += 1;
        self.stands = workspace;
        Ok(seq)
    }
}

const NAME_BLOBS: Sql = Sql {
    sqlite: "INSERT INTO record_blobs (workspace, kind, id, hash) SELECT $1, $2, $3, value FROM json_each($4)",
    postgres: "INSERT INTO record_blobs (workspace, kind, id, hash) \
        SELECT $1, $2, $3, value FROM jsonb_array_elements_text($4::text::jsonb)",
};

/// What the database has of a record. One that is damaged counts as none, and is replaced.
struct Current {
    stored: Option<Stored>,
    is_damaged: bool,
}

/// A record with what it costs.
struct Stored {
    record: Record,
    n_bytes: u64,
}

fn size(mutation: &Mutation) -> u64 {
    OVERHEAD + mutation.body.as_ref().map_or(0, |body| body.text().len() as u64)
}
