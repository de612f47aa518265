//! A full comparison: everything is listed from the beginning, and what was not listed is decided at the end.

use super::rows::{Key, Lost, Reason, Row, Trashed, Waiting};

/// What the end of a listing does to a record that was not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is there, or the server never had it.
    Stays,
    /// The server lost it: it is sent again.
    SendAgain,
    /// It was deleted so long ago that the server has forgotten.
    Remove,
    /// It was deleted here, and is not there: only that is left to remember.
    Bury,
}

pub(super) fn fate(row: &Row, key: &Key, round: u64, reason: Reason) -> Fate {
    match &row.held {
        None => Fate::Stays,
        Some(held) if held.round == round => Fate::Stays,
        // Should somebody send it again, it was deleted.
        Some(held) if held.base.is_none() => Fate::Stays,
        // Only a server that itself says that it forgot deletions may mean one by its silence.
        Some(_) if reason == Reason::Forgotten && row.live(&key.kind).is_some() => Fate::Remove,
        Some(_) if row.live(&key.kind).is_some() => Fate::SendAgain,
        Some(_) => Fate::Bury,
    }
}

pub(super) fn carried_out(row: &mut Row, key: &Key, fate: Fate) -> Option<Trashed> {
    match fate {
        Fate::Stays => None,
        Fate::SendAgain => {
            row.held = None;
            row.waiting = Some(Waiting::noted(row.waiting.take()));
            None
        }
        Fate::Remove => {
            let body = row.live(&key.kind).cloned();
            *row = Row::default();
            body.map(|body| Trashed { key: key.clone(), body, why: Lost::Forgotten })
        }
        Fate::Bury => {
            if let Some(held) = &mut row.held {
                held.base = None;
                held.blobs.clear();
            }
            row.waiting = None;
            None
        }
    }
}
