//! What waits here, made into numbered mutations, and what the server answered.

use std::collections::BTreeSet;

use super::fields;
use super::merge::with_run_of;
use super::receive::received;
use super::rows::{Held, Key, Lost, Row, Sent, Trashed};
use crate::api::push::{Answer, Mutation, Refusal};
use crate::id::BlobHash;

/// What is known of the blobs that waiting records need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Blobs {
    /// The server holds these.
    pub held: BTreeSet<BlobHash>,
    /// These are to be sent first: records that need them wait.
    pub awaited: BTreeSet<BlobHash>,
}

/// Makes a mutation of what waits in a row; `None` if nothing is left to send, or not yet.
pub(super) fn frozen(
    key: &Key,
    row: &mut Row,
    number: u64,
    blobs: &Blobs,
) -> (Option<Mutation>, Option<Trashed>) {
    let Some(waiting) = row.waiting.as_ref().filter(|waiting| waiting.refused.is_none()) else {
        return (None, None);
    };
    if let Some(sent) = &waiting.sent {
        return (Some(sent.mutation.clone()), None);
    }
    let body = row.live(&key.kind).cloned();
    if row.is_buried() {
        // It never comes back under this id.
        let trash = body.map(|body| Trashed { key: key.clone(), body, why: Lost::Deleted });
        if trash.is_some() {
            row.body = None;
        }
        row.waiting = None;
        return (None, trash);
    }
    let held = row.held.as_ref();
    let mut names = Vec::new();
    if let Some(blob) = body.as_ref().and_then(|body| fields::blob_of(&key.kind, body)) {
        let known = blobs.held.contains(&blob) || held.is_some_and(|held| held.blobs.contains(&blob));
        if !known && blobs.awaited.contains(&blob) {
            return (None, None);
        }
        names.extend(known.then_some(blob));
    }
    let nothing_new = match (&body, held) {
        (None, None) => true,
        (Some(body), Some(held)) => {
            held.blobs == names && held.base.as_ref().is_some_and(|base| fields::same_body(base, body))
        }
        _ => false,
    };
    if nothing_new {
        row.waiting = None;
        return (None, None);
    }
    let base = held.map(|held| held.revision.clone());
    let mutation = Mutation { number, kind: key.kind.clone(), id: key.id, base, blobs: names, body };
    let mark = waiting.mark;
    if let Some(waiting) = &mut row.waiting {
        waiting.sent = Some(Sent { mark, mutation: mutation.clone() });
    }
    (Some(mutation), None)
}

/// Takes the server's answer to the mutation under way. An answer to another one changes nothing.
pub(super) fn settled(row: &mut Row, key: &Key, answer: &Answer, round: u64) -> Vec<Trashed> {
    let Some(waiting) = &mut row.waiting else { return Vec::new() };
    let Some(sent) = waiting.sent.take_if(|sent| Some(sent.mutation.number) == answer.number) else {
        return Vec::new();
    };
    let Sent { mark, mutation } = sent;
    if let Some(applied) = &answer.applied {
        let is_all = waiting.mark == mark;
        row.held = Some(Held {
            revision: applied.revision.clone(),
            seq: applied.seq,
            blobs: mutation.blobs,
            base: mutation.body,
            round,
        });
        if is_all {
            row.waiting = None;
        }
        return Vec::new();
    }
    if let Some(stale) = &answer.stale {
        return match &stale.current {
            Some(current) => received(row, current, round, row.held.is_some()).trash,
            // It had one. Whether it was deleted, or the server was restored, shows when everything is compared.
            None => Vec::new(),
        };
    }
    let Some(rejected) = &answer.rejected else { return Vec::new() };
    match rejected.reason {
        // They were believed to be there; who uploads looks again.
        Refusal::BlobsMissing => {}
        Refusal::OldAttempt | Refusal::Ended => return yield_run(row, key),
        Refusal::Deleted => {
            let trash = row.live(&key.kind).cloned().map(|body| Trashed {
                key: key.clone(),
                body,
                why: Lost::Deleted,
            });
            row.body = None;
            row.waiting = None;
            return trash.into_iter().collect();
        }
        Refusal::Malformed | Refusal::TooLarge | Refusal::QuotaExceeded | Refusal::Unknown => {
            if waiting.mark == mark {
                waiting.refused = Some(rejected.clone());
            }
        }
    }
    Vec::new()
}

/// The server's guard is stricter than the merge: its run holds, what the person wrote stays.
fn yield_run(row: &mut Row, key: &Key) -> Vec<Trashed> {
    let base = row.held.as_ref().and_then(|held| held.base.as_ref());
    let (Some(base), Some(mine)) = (base, row.live(&key.kind).cloned()) else { return Vec::new() };
    let next = with_run_of(&fields::of(&mine), &fields::of(base));
    row.body = Some(fields::to_body(&next));
    vec![Trashed { key: key.clone(), body: mine, why: Lost::Changed }]
}
