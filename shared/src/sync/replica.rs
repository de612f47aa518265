//! What each transaction does to its rows.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::compare::{Fate, carried_out, fate};
use super::fields;
use super::outcome::{Outcome, Received};
use super::receive::{follows, received, would_remove};
use super::rows::{Compare, Key, Reason, Row, Standing, Trashed, Waiting};
use super::send::{Blobs, frozen, settled};
use crate::api::digest::StateDigest;
use crate::api::pull::Page;
use crate::api::push::{Answer, Push, Pushed};
use crate::api::record::{Record, Revision};
use crate::api::seen::Seen;

/// Most mutations of one push: its answer should come soon, and its body must stay below a megabyte.
const MAX_PUSH: usize = 100;
/// Bytes of bodies after which a push ends.
const PUSH_BYTES: usize = 512 << 10;
/// So many records may be removed without asking.
const FEW: u64 = 10;

/// The rows of a transaction. What is different afterwards is to be written, all or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Replica {
    /// Where the device stands.
    pub standing: Standing,
    /// The rows in scope; a key without any data has an empty row.
    pub rows: BTreeMap<Key, Row>,
    /// Versions that lost, to be added to the trash.
    pub trash: Vec<Trashed>,
    /// Number of live records in all.
    pub n_live: u64,
}

impl Replica {
    pub(super) fn revisions(&self) -> BTreeMap<Key, Revision> {
        self.rows.iter().filter_map(|(key, row)| Some((key.clone(), live_revision(row)?.clone()))).collect()
    }

    /// Keeps the digest in step with the rows.
    pub(super) fn count(&mut self, before: &BTreeMap<Key, Revision>) {
        for (key, row) in &self.rows {
            let was = before.get(key);
            let is = live_revision(row);
            if was == is {
                continue;
            }
            if let Some(was) = was {
                self.standing.state.remove(&key.kind, key.id, was);
            }
            if let Some(is) = is {
                self.standing.state.add(&key.kind, key.id, is);
            }
        }
    }

    pub(super) fn enroll(&mut self, server_id: Uuid) -> Outcome {
        for (key, row) in &mut self.rows {
            if row.held.is_none() && row.waiting.is_none() && row.live(&key.kind).is_some() {
                row.waiting = Some(Waiting::noted(None));
            }
        }
        let known = self.standing.server_id;
        if known.is_some_and(|known| known != server_id) {
            return self.compare(Reason::OtherServer);
        }
        self.standing.server_id = Some(server_id);
        Outcome::Done
    }

    pub(super) fn offer(&mut self) -> Outcome {
        for (key, row) in &mut self.rows {
            let Some(blob) = row.live(&key.kind).and_then(|body| fields::blob_of(&key.kind, body)) else {
                continue;
            };
            // What travels counts as held: once it is answered, that is what the server has.
            let sent = row.waiting.as_ref().and_then(|waiting| waiting.sent.as_ref());
            let named = sent.map(|sent| &sent.mutation.blobs).or(row.held.as_ref().map(|held| &held.blobs));
            if named.is_some_and(|named| !named.contains(&blob)) {
                row.waiting = Some(Waiting::noted(row.waiting.take()));
            }
        }
        Outcome::Done
    }

    pub(super) fn freeze(&mut self, blobs: &Blobs) -> Outcome {
        let mut mutations = Vec::new();
        // While everything is compared nothing is sent: what it would go on from is not known yet.
        let rows = if self.standing.compare.is_some() { &BTreeMap::new() } else { &self.rows };
        let mut n_bytes = 0;
        // What may be under way already goes first, in its order.
        let mut keys: Vec<(u64, Key)> = Vec::new();
        for (key, row) in rows {
            let sent = row.waiting.as_ref().and_then(|waiting| waiting.sent.as_ref());
            keys.push((sent.map_or(u64::MAX, |sent| sent.mutation.number), key.clone()));
        }
        keys.sort();
        let is_under_way = keys.first().is_some_and(|(number, _)| *number != u64::MAX);
        for (number, key) in keys {
            if mutations.len() == MAX_PUSH || n_bytes > PUSH_BYTES || is_under_way && number == u64::MAX {
                break;
            }
            let Some(row) = self.rows.get_mut(&key) else { continue };
            let (mutation, trash) = frozen(&key, row, self.standing.next_number, blobs);
            self.trash.extend(trash);
            if let Some(mutation) = mutation {
                self.standing.next_number = self.standing.next_number.max(mutation.number + 1);
                n_bytes += mutation.body.as_ref().map_or(0, |body| body.text().len());
                mutations.push(mutation);
            }
        }
        let first = mutations.first().map_or(self.standing.next_number, |one| one.number);
        Outcome::Frozen(Push {
            server_id: self.standing.server_id,
            device: self.standing.device,
            acknowledged: first - 1,
            mutations,
            seen: self.standing.seen,
        })
    }

    pub(super) fn settle(&mut self, push: &Push, pushed: &Pushed) -> Outcome {
        self.standing.server_id.get_or_insert(pushed.server_id);
        self.saw(pushed.epoch, pushed.head);
        let mut is_doubtful = false;
        for (mutation, answer) in push.mutations.iter().zip(&pushed.results) {
            let key = Key { kind: mutation.kind.clone(), id: mutation.id };
            if let Some(row) = self.rows.get_mut(&key) {
                is_doubtful |= is_older(row, answer);
                self.trash.extend(settled(row, &key, answer, self.standing.round));
            }
        }
        if is_doubtful { Outcome::Doubtful } else { Outcome::Done }
    }

    pub(super) fn receive(
        &mut self,
        since: u64,
        page: &Page,
        may_remove: bool,
        before: &BTreeMap<Key, Revision>,
    ) -> Outcome {
        let is_other = self.standing.server_id.is_some_and(|known| known != page.server_id);
        if since != self.standing.cursor || is_other {
            return Outcome::Received(Received::Late);
        }
        let empty = Row::default();
        let row = |record: &Record| {
            let key = Key { kind: record.kind.clone(), id: record.id };
            self.rows.get(&key).unwrap_or(&empty)
        };
        let n = page.records.iter().filter(|record| would_remove(row(record), record)).count() as u64;
        if self.standing.removed == 0 {
            self.standing.before = self.n_live;
        }
        if let Some(refused) = self.too_many(n, may_remove) {
            return refused;
        }
        let (round, trusts_base) = (self.standing.round, self.trusts_base());
        for record in &page.records {
            let key = Key { kind: record.kind.clone(), id: record.id };
            let done = received(self.rows.entry(key).or_default(), record, round, trusts_base);
            self.standing.removed += u64::from(done.removed);
            self.trash.extend(done.trash);
        }
        if since == 0 {
            self.standing.floor = Some(page.floor);
        }
        if !page.more() {
            self.standing.floor = None;
        }
        self.standing.server_id = Some(page.server_id);
        self.standing.cursor = page.to;
        self.saw(page.epoch, page.head);
        self.count(before);
        let Some(expected) = page.state.filter(|_| !page.more()) else {
            return Outcome::Received(Received::More);
        };
        Outcome::Received(match &mut self.standing.compare {
            Some(compare) => {
                compare.expected = Some(expected);
                Received::Listed
            }
            None => {
                self.standing.removed = 0;
                if self.standing.state == expected {
                    Received::All { again: self.rows.values().any(Row::is_ready) }
                } else {
                    Received::Differs
                }
            }
        })
    }

    /// Remembers how far the server's history is known. It has confirmed what was known before, or it would not have answered.
    fn saw(&mut self, epoch: Option<Uuid>, head: u64) {
        if let Some(epoch) = epoch {
            self.standing.seen = Some(Seen { epoch, seq: head });
        }
    }

    /// Whether what the server was known to have is what it went on from.
    fn trusts_base(&self) -> bool {
        self.standing.compare.is_none_or(|compare| compare.reason == Reason::Forgotten)
    }

    /// The refusal, if removing so many more is too much to do unasked.
    fn too_many(&self, n: u64, may_remove: bool) -> Option<Outcome> {
        let (n, of) = (self.standing.removed + n, self.standing.before);
        (!may_remove && n > FEW && 5 * n > of).then_some(Outcome::WouldRemove { n, of })
    }

    pub(super) fn unsend(&mut self) {
        for waiting in self.rows.values_mut().filter_map(|row| row.waiting.as_mut()) {
            waiting.sent = None;
        }
    }

    pub(super) fn compare(&mut self, reason: Reason) -> Outcome {
        self.unsend();
        let standing = &mut self.standing;
        // One that begins anew keeps the graver reason: what a restored server does not list is no deletion.
        let reason = match standing.compare.map(|under_way| under_way.reason) {
            Some(graver @ (Reason::OtherServer | Reason::Ahead)) => graver,
            _ => reason,
        };
        standing.compare = Some(Compare { reason, expected: None });
        standing.compared = Some(reason);
        standing.cursor = 0;
        standing.floor = None;
        standing.removed = 0;
        standing.round += 1;
        standing.n_repairs += u64::from(reason == Reason::Digest);
        if reason != Reason::Forgotten {
            standing.server_id = None;
            standing.seen = None;
        }
        Outcome::Done
    }

    pub(super) fn end_compare(&mut self, may_remove: bool) -> Outcome {
        let Some(compare) = self.standing.compare else { return Outcome::Received(Received::Late) };
        let round = self.standing.round;
        let fates: Vec<(Key, Fate)> =
            self.rows.iter().map(|(key, row)| (key.clone(), fate(row, key, round, compare.reason))).collect();
        let n = fates.iter().filter(|(_, fate)| *fate == Fate::Remove).count() as u64;
        if self.standing.removed == 0 {
            self.standing.before = self.n_live;
        }
        if let Some(refused) = self.too_many(n, may_remove) {
            return refused;
        }
        for (key, fate) in fates {
            let Some(row) = self.rows.get_mut(&key) else { continue };
            self.trash.extend(carried_out(row, &key, fate));
        }
        let mut state = StateDigest::default();
        for (key, row) in &self.rows {
            if let Some(revision) = live_revision(row) {
                state.add(&key.kind, key.id, revision);
            }
        }
        self.standing.state = state;
        self.standing.compare = None;
        self.standing.removed = 0;
        if compare.expected == Some(state) {
            Outcome::Received(Received::All { again: self.rows.values().any(Row::is_ready) })
        } else {
            Outcome::Received(Received::Differs)
        }
    }
}

/// Whether the server has less of a record than it is known to have had.
fn is_older(row: &Row, answer: &Answer) -> bool {
    let (Some(held), Some(stale)) = (&row.held, &answer.stale) else { return false };
    stale.current.as_ref().is_none_or(|current| current.revision != held.revision && !follows(held, current))
}

fn live_revision(row: &Row) -> Option<&Revision> {
    row.held.as_ref().filter(|held| held.base.is_some()).map(|held| &held.revision)
}
