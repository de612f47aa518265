//! The content of a record as fields, so that those of a newer version survive: nothing here knows the whole layout.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::field_texts;
use crate::api::record::{Body, DATASET, JOB, RecordKind};
use crate::id::BlobHash;

/// The fields of a record by name.
pub type Fields = Map<String, Value>;

/// What a job's owner alone writes, always together.
pub(super) const RUN: [&str; 13] = [
    "attempt",
    "device",
    "error",
    "finished_ms",
    "history",
    "is_paused",
    "look_ahead",
    "owner",
    "progress",
    "result",
    "started_ms",
    "state",
    "summary",
];
/// Rises with every change of a job on one device; not a field that anybody writes.
pub(super) const SEQ: &str = "seq";
/// Says that a job was deleted here and may still be brought back. It does not travel: a deleted record is a tombstone.
const DELETED: &str = "deleted_ms";

/// Only what says so, read without building the rest.
#[derive(serde::Deserialize)]
struct Deleted {
    #[serde(default)]
    deleted_ms: Option<f64>,
}

/// The fields of a body; none if it is no object.
pub fn of(body: &Body) -> Fields {
    body.read().unwrap_or_default()
}

/// A body of fields.
pub(super) fn to_body(fields: &Fields) -> Body {
    match Body::of(fields) {
        Ok(body) => body,
        Err(error) => unreachable!("fields are JSON already: {error}"),
    }
}

/// Whether two contents say the same, however it is written: 1 and 1.0 are one number.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => same_fields(a, b),
        _ => a == b,
    }
}

/// As [`same`], for fields.
pub fn same_fields(a: &Fields, b: &Fields) -> bool {
    a.len() == b.len() && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
}

/// As [`same`], for bodies.
pub fn same_body(a: &Body, b: &Body) -> bool {
    a.text() == b.text() || same_fields(&of(a), &of(b))
}

/// Whether the content says that it was deleted here.
pub fn is_deleted(kind: &RecordKind, body: &Body) -> bool {
    kind.0 == JOB && body.read::<Deleted>().is_ok_and(|read| read.deleted_ms.is_some())
}

/// The blob that a record needs: the result of a job, the bars of a dataset.
pub fn blob_of(kind: &RecordKind, body: &Body) -> Option<BlobHash> {
    let fields = of(body);
    let hash = match kind.0.as_str() {
        JOB => fields.get("result")?.get("blob")?,
        DATASET => fields.get("hash")?,
        _ => return None,
    };
    let hash = BlobHash(hash.as_str()?.to_owned());
    hash.is_well_formed().then_some(hash)
}

/// The text of a record after a change by code that does not know all of its fields: what the code changed, on top of what was
/// there. `before` and `after` are what the code read and what it made of it. No digit of what it left is touched.
///
/// # Errors
/// One of them is no JSON object.
pub fn carried_over<T: Serialize>(stored: &str, before: &T, after: &T) -> serde_json::Result<String> {
    let (before, after) = (field_texts::of(before)?, field_texts::of(after)?);
    let mut next: BTreeMap<String, &RawValue> = serde_json::from_str(stored)?;
    next.retain(|name, _| after.contains_key(name) || !before.contains_key(name));
    for (name, value) in &after {
        if before.get(name).is_none_or(|known| known.get() != value.get()) {
            next.insert(name.clone(), value);
        }
    }
    serde_json::to_string(&next)
}

/// The same record under another id, as new: for what was deleted elsewhere and is wanted back.
pub fn with_id(body: &Body, id: Uuid) -> Body {
    let mut fields = of(body);
    fields.insert("id".to_owned(), Value::String(id.to_string()));
    fields.remove(DELETED);
    to_body(&fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert!(same_fields(
            &fields(r#"{"a":1,"b":[1.5,{"c":2.0}]}"#),
            &fields(r#"{"b":[1.5,{"c":2}],"a":1.0}"#)
        ));
        assert!(!same_fields(&fields(r#"{"a":1}"#), &fields(r#"{"a":1,"b":null}"#)));
        let (near, nearer) =
            (fields(r#"{"a":18446744073709551615}"#), fields(r#"{"a":18446744073709551614}"#));
        assert!(!same_fields(&near, &nearer), "digits that a float does not have count");
    }

    #[test]
    fn s17_what_an_older_version_does_not_know_survives_its_changes() {
        let stored = r#"{"title":"a","spec":{"run":1,"newer":[1.0]},"state":"queued","newest":7e0,"gone":1}"#;
        let before = fields(r#"{"title":"a","spec":{"run":1},"state":"queued","gone":1}"#);
        let after = fields(r#"{"title":"b","spec":{"run":1},"state":"queued"}"#);
        let expected = r#"{"newest":7e0,"spec":{"run":1,"newer":[1.0]},"state":"queued","title":"b"}"#;
        assert_eq!(carried_over(stored, &before, &after).unwrap(), expected);
    }

    #[test]
    fn a_zero_that_loses_its_sign_is_a_change() {
        let (plain, signed) = (fields(r#"{"a":[0.0]}"#), fields(r#"{"a":[-0.0]}"#));
        assert_eq!(carried_over(r#"{"a":[0]}"#, &plain, &signed).unwrap(), r#"{"a":[-0.0]}"#);
    }
}
