//! A model of the server: what it answers to a push and a pull, without database, blobs and quotas.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use uuid::Uuid;

use crate::api::digest::StateDigest;
use crate::api::error::ErrorCode;
use crate::api::pull::{DEFAULT_LIMIT, Page, Pull};
use crate::api::push::{Answer, Applied, Mutation, Push, Pushed, Refusal, Rejected};
use crate::api::record::{Body, JOB, Record, RecordKind, Revision};
use crate::api::seen::Seen;
use crate::id::DeviceId;
use crate::job::JobState;

/// What a world talks to.
pub trait Server {
    /// Applies mutations.
    ///
    /// # Errors
    /// The push is refused as a whole.
    fn push(&mut self, push: &Push) -> Result<Pushed, ErrorCode>;

    /// A page.
    ///
    /// # Errors
    /// There is none.
    fn pull(&mut self, pull: &Pull) -> Result<Page, ErrorCode>;
}

/// The model. A clone of it is a backup.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its identity.
    pub server_id: Uuid,
    records: BTreeMap<(RecordKind, Uuid), Record>,
    answers: BTreeMap<(DeviceId, u64), (String, Answer)>,
    acknowledged: BTreeMap<DeviceId, u64>,
    head: u64,
    floor: u64,
    /// Each start, and the last change before it.
    epochs: Vec<(Uuid, u64)>,
    /// Records on a page that is full.
    pub page: usize,
    /// Every body that was ever stored.
    pub history: Vec<(RecordKind, Uuid, Body)>,
    /// Every record that was ever deleted.
    pub buried: BTreeSet<(RecordKind, Uuid)>,
    state: StateDigest,
}

impl Model {
    /// An empty server.
    pub fn new(server_id: Uuid) -> Self {
        Self {
            server_id,
            records: BTreeMap::new(),
            answers: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            head: 0,
            floor: 0,
            epochs: vec![(server_id, 0)],
            page: DEFAULT_LIMIT as usize,
            history: Vec::new(),
            buried: BTreeSet::new(),
            state: StateDigest::default(),
        }
    }

    /// What a device that is up to date holds.
    pub fn state(&self) -> StateDigest {
        self.state
    }

    /// All records, deleted ones too.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// Starts again, in a new epoch.
    pub fn restart(&mut self, epoch: Uuid) {
        self.epochs.push((epoch, self.head));
    }

    fn epoch(&self) -> Option<Uuid> {
        self.epochs.last().map(|(epoch, _)| *epoch)
    }

    /// Whether what a device knows belongs to this history.
    fn is_known(&self, seen: Option<Seen>) -> bool {
        seen.is_none_or(|seen| {
            let at = self.epochs.iter().position(|(epoch, _)| *epoch == seen.epoch);
            at.is_some_and(|at| seen.seq <= self.epochs.get(at + 1).map_or(self.head, |(_, end)| *end))
        })
    }

    /// Forgets every deletion.
    pub fn forget_deletions(&mut self) {
        let deleted =
            self.records.values().filter(|record| record.body.is_none()).map(|record| record.seq).max();
        self.records.retain(|_, record| record.body.is_some());
        self.floor = self.floor.max(deleted.unwrap_or(0));
    }

    /// Whether the number was used for something else.
    fn is_reused(&self, device: DeviceId, acknowledged: u64, one: &Mutation) -> bool {
        let known = self.answers.get(&(device, one.number));
        one.number <= acknowledged || known.is_some_and(|(content, _)| *content != content_of(one))
    }

    fn answer(&mut self, device: DeviceId, one: &Mutation) -> Answer {
        if let Some((_, answer)) = self.answers.get(&(device, one.number)) {
            let mut answer = answer.clone();
            if let Some(stale) = &mut answer.stale {
                stale.current = self.records.get(&(one.kind.clone(), one.id)).cloned();
            }
            return answer;
        }
        let answer = self.apply(one, next_of(one));
        self.answers.insert((device, one.number), (content_of(one), answer.clone()));
        answer
    }

    fn apply(&mut self, one: &Mutation, next: Revision) -> Answer {
        let key = (one.kind.clone(), one.id);
        let current = self.records.get(&key);
        if one.body.is_none() && one.base.is_none() {
            return refused(one.number, Refusal::Malformed);
        }
        if let Some(current) = current.filter(|current| current.revision == next) {
            return Answer::applied(one.number, Applied { revision: next, seq: current.seq });
        }
        if current.map(|current| &current.revision) != one.base.as_ref() {
            return Answer::stale(one.number, current.cloned());
        }
        if let Some(current) = current {
            let Some(stored) = &current.body else { return refused(one.number, Refusal::Deleted) };
            if let Some(refusal) = one.body.as_ref().and_then(|next| guard(&one.kind, stored, next)) {
                return refused(one.number, refusal);
            }
        }
        self.head += 1;
        if let Some(live) = current.filter(|current| current.body.is_some()) {
            self.state.remove(&one.kind, one.id, &live.revision);
        }
        match &one.body {
            Some(body) => {
                self.history.push((one.kind.clone(), one.id, body.clone()));
                self.state.add(&one.kind, one.id, &next);
            }
            None => {
                self.buried.insert(key.clone());
            }
        }
        let record = Record {
            kind: one.kind.clone(),
            id: one.id,
            seq: self.head,
            revision: next.clone(),
            blobs: if one.body.is_some() { one.blobs.clone() } else { Vec::new() },
            body: one.body.clone(),
            deleted_ms: one.body.is_none().then_some(0),
        };
        self.records.insert(key, record);
        Answer::applied(one.number, Applied { revision: next, seq: self.head })
    }
}

impl Server for Model {
    fn push(&mut self, push: &Push) -> Result<Pushed, ErrorCode> {
        if push.server_id.is_some_and(|id| id != self.server_id) {
            return Err(ErrorCode::OtherServer);
        }
        if !self.is_known(push.seen) {
            return Err(ErrorCode::CursorAhead);
        }
        // All or nothing, like the transaction of the real one.
        let known = self.acknowledged.get(&push.device).copied().unwrap_or(0);
        let up_to = known.max(push.acknowledged);
        if push.mutations.iter().any(|one| self.is_reused(push.device, up_to, one)) {
            return Err(ErrorCode::MutationReused);
        }
        self.acknowledged.insert(push.device, up_to);
        self.answers.retain(|(device, number), _| *device != push.device || *number > up_to);
        let results = push.mutations.iter().map(|one| self.answer(push.device, one)).collect();
        Ok(Pushed { server_id: self.server_id, head: self.head, results, epoch: self.epoch() })
    }

    fn pull(&mut self, pull: &Pull) -> Result<Page, ErrorCode> {
        if pull.server_id.is_some_and(|id| id != self.server_id) {
            return Err(ErrorCode::OtherServer);
        }
        if pull.since > self.head || !self.is_known(pull.known()) {
            return Err(ErrorCode::CursorAhead);
        }
        if pull.since != 0 && pull.since < self.floor && pull.floor != Some(self.floor) {
            return Err(ErrorCode::CursorTooOld);
        }
        let limit = pull.limit.map_or(self.page, |limit| limit as usize);
        let mut records: Vec<Record> =
            self.records.values().filter(|record| record.seq > pull.since).cloned().collect();
        records.sort_by_key(|record| record.seq);
        records.truncate(limit);
        let to =
            if records.len() < limit { self.head } else { records.last().map_or(self.head, |last| last.seq) };
        let state = (to == self.head).then(|| self.state());
        let (server_id, head, floor, epoch) = (self.server_id, self.head, self.floor, self.epoch());
        Ok(Page { server_id, records, to, head, floor, state, epoch })
    }
}

fn next_of(one: &Mutation) -> Revision {
    Revision::after(one.base.as_ref(), one.body.as_ref(), &one.blobs)
}

fn content_of(one: &Mutation) -> String {
    format!("{} {} {}", one.kind, one.id, next_of(one))
}

fn refused(number: u64, reason: Refusal) -> Answer {
    Answer::rejected(Some(number), Rejected { reason, message: String::new(), missing: Vec::new() })
}

#[derive(Deserialize)]
struct Run {
    attempt: u64,
    state: JobState,
}

fn guard(kind: &RecordKind, stored: &Body, next: &Body) -> Option<Refusal> {
    let (true, Ok(stored), Ok(next)) = (kind.0 == JOB, stored.read::<Run>(), next.read::<Run>()) else {
        return None;
    };
    if next.attempt < stored.attempt {
        return Some(Refusal::OldAttempt);
    }
    let is_other = next.state != stored.state;
    (next.attempt == stored.attempt && stored.state.is_final() && is_other).then_some(Refusal::Ended)
}
