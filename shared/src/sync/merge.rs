//! Which of two versions of a record holds, part by part.
//!
//! Each part carries a stamp: the number of the server's change that brought it, or that it still waits. Of two values of a
//! field the later stamp wins, which is the order in which the server took them. What a job's owner writes (state, progress,
//! result) is one part, ordered by attempt, then rank of the state, then count of changes; of two devices that began the same
//! attempt, or ended it differently, the one that the server heard first keeps it. Of a script's texts none is lost ([`texts`]). All orders are total, so that [`joined`] is
//! commutative, associative and idempotent.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{Fields, RUN, SEQ, same};
use super::texts;
use crate::api::record::{JOB, RecordKind, SCRIPT};

/// When a part got its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stamp {
    /// By this change of the server.
    At(u64),
    /// The server has not taken it yet.
    Waits,
}

/// A value of one field; `None` where the field is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// When.
    pub at: Stamp,
    /// What.
    pub value: Option<Value>,
}

/// What orders two versions of a run, greatest wins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunOrder {
    /// The attempt.
    pub attempt: u64,
    /// When the attempt was begun: the first has it.
    pub begun: Reverse<Stamp>,
    /// How far the state is: queued, running, interrupted, ended.
    pub rank: u8,
    /// When it ended: the first has it.
    pub ended: Reverse<Stamp>,
    /// Count of changes.
    pub seq: u64,
    /// Makes equals of what nothing else orders, the same everywhere.
    pub text: String,
}

/// A version of a record, taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Version {
    /// The part that a job's owner writes.
    pub run: Option<(RunOrder, Fields)>,
    /// Every other field.
    pub parts: BTreeMap<String, Part>,
    /// The count of changes.
    pub seq: Option<u64>,
}

/// Both versions, each part from where it holds.
pub fn joined(a: &Version, b: &Version) -> Version {
    let run = match (&a.run, &b.run) {
        (Some(a), Some(b)) => Some(if a.0 >= b.0 { a } else { b }),
        (a, b) => a.as_ref().or(b.as_ref()),
    };
    let mut parts = a.parts.clone();
    for (name, part) in &b.parts {
        let wins = parts.get(name).is_none_or(|mine| order(part) > order(mine));
        if wins {
            parts.insert(name.clone(), part.clone());
        }
    }
    Version { run: run.cloned(), parts, seq: a.seq.max(b.seq) }
}

fn order(part: &Part) -> (Stamp, Option<String>) {
    (part.at, part.value.as_ref().map(Value::to_string))
}

/// What became of two versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The content that holds.
    pub fields: Fields,
    /// Whether something that was changed here does not hold.
    pub local_lost: bool,
    /// Whether something that was changed elsewhere does not hold.
    pub remote_lost: bool,
}

/// Merges what is here with what the server has. `base` is the version that both come from with its number, `None` if that is
/// not known: then of two jobs the one with more changes holds, of anything else what is here.
pub fn merged(
    kind: &RecordKind,
    base: Option<(&Fields, u64)>,
    local: &Fields,
    remote: (&Fields, u64),
) -> Merged {
    let (remote, at) = remote;
    let sides = Sides { is_job: kind.0 == JOB, base, local, remote, at };
    let (mine, theirs) = (sides.version(local, true), sides.version(remote, false));
    let both = joined(&mine, &theirs);
    let fields = put_together(&both);
    let texts =
        (kind.0 == SCRIPT).then(|| texts::kept(base.map(|(base, _)| base), local, remote, &fields)).flatten();
    let kept: &[&str] = if texts.is_some() { &texts::OF_TEXT } else { &[] };
    let local_lost = sides.lost(&mine, &both, local, kept);
    let remote_lost = sides.lost(&theirs, &both, remote, kept);
    match texts {
        Some(texts) => Merged {
            local_lost: local_lost || texts.local_lost,
            remote_lost: remote_lost || texts.remote_lost,
            fields: texts.fields,
        },
        None => Merged { fields, local_lost, remote_lost },
    }
}

struct Sides<'a> {
    is_job: bool,
    base: Option<(&'a Fields, u64)>,
    local: &'a Fields,
    remote: &'a Fields,
    at: u64,
}

impl Sides<'_> {
    fn version(&self, side: &Fields, is_local: bool) -> Version {
        let own = if is_local { Stamp::Waits } else { Stamp::At(self.at) };
        let names = self
            .local
            .keys()
            .chain(self.remote.keys())
            .chain(self.base.iter().flat_map(|(base, _)| base.keys()));
        let mut parts = BTreeMap::new();
        for name in names.filter(|name| !self.is_run(name)) {
            let value = side.get(name);
            let at = match self.base {
                Some((base, at)) if same_value(base.get(name), value) => Stamp::At(at),
                None if self.is_job => Stamp::At(count(side)),
                _ => own,
            };
            parts.insert(name.clone(), Part { at, value: value.cloned() });
        }
        if !self.is_job {
            return Version { run: None, parts, seq: None };
        }
        Version { run: Some(self.run(side, own)), parts, seq: Some(count(side)) }
    }

    fn is_run(&self, name: &str) -> bool {
        self.is_job && (name == SEQ || RUN.contains(&name))
    }

    fn run(&self, side: &Fields, own: Stamp) -> (RunOrder, Fields) {
        let block: Fields =
            RUN.iter().filter_map(|name| Some(((*name).to_owned(), side.get(*name)?.clone()))).collect();
        // Against the common base, or, without one, against each other: what is alike did not happen twice.
        let (against, at, untouched) = match self.base {
            Some((base, at)) => {
                (vec![base], at, RUN.iter().all(|name| same_value(base.get(*name), side.get(*name))))
            }
            None => (vec![self.local, self.remote], 0, false),
        };
        let alike = |names: &[&str]| {
            against.iter().all(|other| names.iter().all(|name| same_value(other.get(*name), side.get(*name))))
        };
        let stamp = |alike: bool| Reverse(if alike { Stamp::At(at) } else { own });
        let rank = match side.get("state").and_then(Value::as_str) {
            Some("queued") => 0,
            Some("running") => 1,
            Some("interrupted") => 2,
            // States of a later version are taken for ends: nothing is lost by not running them.
            _ => 3,
        };
        let begun = ["attempt", "device"];
        let ended =
            if rank == 3 { stamp(alike(&["attempt", "device", "state"])) } else { Reverse(Stamp::At(0)) };
        let seq = match self.base {
            Some((base, _)) if untouched => count(base),
            _ => count(side),
        };
        let attempt = side.get("attempt").and_then(Value::as_u64).unwrap_or(0);
        let text = Value::Object(block.clone()).to_string();
        (RunOrder { attempt, begun: stamp(alike(&begun)), rank, ended, seq, text }, block)
    }

    /// Whether a side loses something that it had changed, beside the fields that are kept in another way.
    fn lost(&self, version: &Version, both: &Version, side: &Fields, kept: &[&str]) -> bool {
        let changed =
            |name: &str| self.base.is_none_or(|(base, _)| !same_value(base.get(name), side.get(name)));
        let is_kept = |name: &String| kept.contains(&name.as_str());
        let parts = version.parts.iter().filter(|(name, _)| !is_kept(name)).any(|(name, part)| {
            let holds = both.parts.get(name).and_then(|part| part.value.as_ref());
            changed(name) && !same_value(part.value.as_ref(), holds)
        });
        // Progress is no loss, and neither is a state that an end, or a later attempt of the same device, has overtaken.
        let run = match (&version.run, &both.run) {
            (Some((mine, block)), Some((_, holds))) => {
                let differs = ["attempt", "device", "state", "result"]
                    .iter()
                    .any(|name| !same_value(block.get(*name), holds.get(*name)));
                mine.rank == 3 && differs && (changed("state") || changed("attempt"))
            }
            _ => false,
        };
        parts || run
    }
}

fn same_value(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// The count of changes of a job; 0 of anything else.
pub(super) fn count(fields: &Fields) -> u64 {
    fields.get(SEQ).and_then(Value::as_u64).unwrap_or(0)
}

fn put_together(version: &Version) -> Fields {
    let mut whole = Fields::new();
    for (name, part) in &version.parts {
        if let Some(value) = &part.value {
            whole.insert(name.clone(), value.clone());
        }
    }
    if let Some((_, block)) = &version.run {
        whole.extend(block.clone());
    }
    if let Some(seq) = version.seq {
        whole.insert(SEQ.to_owned(), seq.into());
    }
    whole
}

/// The content with the part of the run that the server has: what is left of a change that the server refuses because the
/// attempt is over.
pub(super) fn with_run_of(local: &Fields, base: &Fields) -> Fields {
    let mut next = local.clone();
    for name in RUN {
        match base.get(name) {
            Some(value) => next.insert(name.to_owned(), value.clone()),
            None => next.remove(name),
        };
    }
    next
}
