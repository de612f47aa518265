//! What the server has, put beside what is here.

use super::fields;
use super::merge::{count, merged};
use super::rows::{Held, Key, Lost, Row, Trashed};
use crate::api::record::{Body, Record};

/// What receiving a record did.
#[derive(Debug, Default)]
pub(super) struct Received {
    /// A live record was removed here.
    pub(super) removed: bool,
    /// A version that lost.
    pub(super) trash: Vec<Trashed>,
}

/// Whether receiving this would remove a live record.
pub(super) fn would_remove(row: &Row, record: &Record) -> bool {
    record.body.is_none() && row.live(&record.kind).is_some()
}

/// Takes a record over, merging it with what waits here. `trusts_base`: the version that the server is known to have is one it
/// really had before this one, as opposed to one of a server that was since replaced or restored.
pub(super) fn received(row: &mut Row, record: &Record, round: u64, trusts_base: bool) -> Received {
    let mut done = Received::default();
    // A version of the same name that is remembered as deleted is one that was deleted here while the server had lost it.
    let is_same =
        |held: &&mut Held| held.revision == record.revision && held.base.is_some() == record.body.is_some();
    if let Some(held) = row.held.as_mut().filter(is_same) {
        held.seq = record.seq;
        held.round = round;
        if let Some(waiting) = &mut row.waiting {
            waiting.sent = None;
        }
        return done;
    }
    let key = Key { kind: record.kind.clone(), id: record.id };
    let trusts_base = trusts_base && row.held.as_ref().is_none_or(|held| follows(held, record));
    let before = row.held.take();
    let was_buried = before.as_ref().is_some_and(|held| held.base.is_none());
    row.held = Some(Held {
        revision: record.revision.clone(),
        seq: record.seq,
        blobs: record.blobs.clone(),
        base: record.body.clone(),
        round,
    });
    let mut trash = |body, why| done.trash.push(Trashed { key: key.clone(), body, why });
    let Some(theirs) = &record.body else {
        if let Some(mine) = row.live(&record.kind).cloned() {
            if row.waiting.is_some() {
                trash(mine, Lost::Deleted);
            }
            row.body = None;
            done.removed = true;
        }
        row.waiting = None;
        return done;
    };
    let Some(mine) = row.live(&record.kind).cloned() else {
        match &mut row.waiting {
            // Deleted here: the deletion goes on, against what the server has now.
            Some(waiting) => {
                waiting.sent = None;
                trash(theirs.clone(), Lost::Deleted);
            }
            // Deleted for good, and yet the server has it: it was restored from before, or a copy of this profile has sent it.
            None if was_buried || row.body.is_some() => {
                if row.body.is_some() {
                    // Who brings it back brings back what is here, and has not seen this.
                    trash(theirs.clone(), Lost::Deleted);
                }
                row.waiting = Some(super::rows::Waiting::noted(None));
            }
            None => row.body = Some(theirs.clone()),
        }
        return done;
    };
    if row.waiting.is_none() && trusts_base && before.is_some() {
        row.body = Some(theirs.clone());
        return done;
    }
    let base =
        before.filter(|_| trusts_base).and_then(|held| Some((fields::of(held.base.as_ref()?), held.seq)));
    let base = base.as_ref().map(|(fields, seq)| (fields, *seq));
    let (local, remote) = (fields::of(&mine), fields::of(theirs));
    let merged = merged(&record.kind, base, &local, (&remote, record.seq));
    if merged.local_lost {
        trash(mine, Lost::Changed);
    }
    if merged.remote_lost {
        trash(theirs.clone(), Lost::Changed);
    }
    if fields::same_fields(&merged.fields, &remote) {
        row.body = Some(theirs.clone());
        row.waiting = None;
        return done;
    }
    if !fields::same_fields(&merged.fields, &local) {
        row.body = Some(fields::to_body(&merged.fields));
    }
    let waiting = row.waiting.get_or_insert_with(|| super::rows::Waiting::noted(None));
    waiting.sent = None;
    waiting.refused = None;
    done
}

/// Whether a version can have come after the one that the server is known to have. If not, the server was restored.
pub(super) fn follows(held: &Held, record: &Record) -> bool {
    let n = |body: Option<&Body>| body.map_or(0, |body| count(&fields::of(body)));
    record.seq > held.seq && (record.body.is_none() || n(record.body.as_ref()) >= n(held.base.as_ref()))
}
