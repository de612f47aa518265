//! The wire, written down: a change of any of these is a change of the protocol.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::blob::{Manifest, Missing, ToSend};
use super::device::{Device, Devices, Pair, Paired, PairingCode, Rename};
use super::digest::StateDigest;
use super::error::{ApiError, Detail, ErrorCode};
use super::event::{Event, Live, LiveJob};
use super::pull::{Page, Pull};
use super::push::{Answer, Applied, Mutation, Push, Pushed, Refusal, Rejected};
use super::record::{Body, JOB, Record, RecordKind, Revision};
use super::seen::Seen;
use super::workspace::{Health, Workspace};
use super::{path, version};
use crate::bytes::hash_of;
use crate::fixture::uuid;
use crate::id::{DeviceId, JobId};
use crate::job::Progress;

/// JSON of a value, after checking that it comes back.
fn wire<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) -> String {
    let text = serde_json::to_string_pretty(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value);
    text
}

fn body(text: &str) -> Body {
    Body::from_text(text.to_owned()).unwrap()
}

fn record() -> Record {
    let body = body(r#"{"attempt":1,"state":"queued","future":[1e400,{"b":1,"a":12345678901234567890123}]}"#);
    let blobs = vec![hash_of(b"bars")];
    let revision = Revision::after(None, Some(&body), &blobs);
    let kind = RecordKind(JOB.into());
    Record { kind, id: uuid(1), seq: 7, revision, blobs, body: Some(body), deleted_ms: None }
}

fn device() -> Device {
    Device { id: "0123456789abcdef".into(), name: "Laptop".into(), created_ms: 1, seen_ms: 2, this: true }
}

#[test]
fn a_push() {
    let Record { kind, id, blobs, body, revision, .. } = record();
    let make = Mutation { number: 4, kind: kind.clone(), id, base: None, blobs, body };
    let delete = Mutation { number: 5, kind, id, base: Some(revision), blobs: Vec::new(), body: None };
    let push = Push {
        server_id: Some(uuid(9)),
        device: DeviceId(uuid(2)),
        acknowledged: 3,
        mutations: vec![make, delete],
        seen: Some(Seen { epoch: uuid(6), seq: 7 }),
    };
    insta::assert_snapshot!(wire(push));
}

#[test]
fn the_answer_to_a_push() {
    let revision = record().revision;
    let missing = vec![hash_of(b"bars")];
    let rejected = Rejected { reason: Refusal::BlobsMissing, message: "Send the blobs.".into(), missing };
    let malformed =
        Rejected { reason: Refusal::Malformed, message: "No number.".into(), missing: Vec::new() };
    let results = vec![
        Answer::applied(4, Applied { revision, seq: 8 }),
        Answer::stale(5, Some(record())),
        Answer::stale(6, None),
        Answer::rejected(Some(7), rejected),
        Answer::rejected(None, malformed),
    ];
    insta::assert_snapshot!(wire(Pushed { server_id: uuid(9), head: 8, results, epoch: Some(uuid(6)) }));
}

#[test]
fn a_page() {
    let deleted = Record { seq: 8, body: None, blobs: Vec::new(), deleted_ms: Some(5), ..record() };
    let mut state = StateDigest::default();
    state.add(&deleted.kind, deleted.id, &deleted.revision);
    let page = Page {
        server_id: uuid(9),
        records: vec![record(), deleted],
        to: 8,
        head: 8,
        floor: 2,
        state: Some(state),
        epoch: Some(uuid(6)),
    };
    insta::assert_snapshot!(wire(page));
    insta::assert_snapshot!(wire(Pull {
        since: 8,
        limit: Some(10),
        server_id: Some(uuid(9)),
        floor: Some(2),
        epoch: Some(uuid(6)),
        seen: Some(8),
    }));
}

#[test]
fn blobs() {
    insta::assert_snapshot!(wire(Missing { hashes: vec![hash_of(b"a"), hash_of(b"b")] }));
    insta::assert_snapshot!(wire(ToSend { missing: vec![hash_of(b"b")] }));
    insta::assert_snapshot!(wire(Manifest { n_bytes: 2, chunks: vec![hash_of(b"a"), hash_of(b"b")] }));
}

#[test]
fn devices() {
    insta::assert_snapshot!(wire(Pair { code: "7K3M-0000-1111-2222".into(), name: "Laptop".into() }));
    let token = "hc1_0123456789abcdef_secret".into();
    insta::assert_snapshot!(wire(Paired { token, device: device(), server_id: uuid(9) }));
    insta::assert_snapshot!(wire(PairingCode { code: "7K3M-0000-1111-2222".into(), expires_ms: 600_000 }));
    insta::assert_snapshot!(wire(Devices { devices: vec![device()] }));
    insta::assert_snapshot!(wire(Rename { name: "Desktop".into() }));
}

#[test]
fn where_a_device_stands() {
    let health = Health {
        status: "ok".into(),
        version: "0.1.0".into(),
        protocols: version::PROTOCOLS.into(),
        problem: None,
    };
    insta::assert_snapshot!(wire(health));
    let workspace = Workspace {
        server_id: uuid(9),
        id: uuid(8),
        name: "default".into(),
        head: 8,
        floor: 2,
        state: StateDigest::default(),
        used_bytes: 1,
        quota_bytes: 2,
        now_ms: 3,
    };
    insta::assert_snapshot!(wire(workspace));
}

#[test]
fn events() {
    insta::assert_snapshot!(wire(Event::Head { seq: 8 }));
    let progress = Progress { done: 1, total: 2, per_second: 0.5, best: None };
    let jobs = vec![LiveJob { job: JobId(uuid(1)), attempt: 1, progress }];
    insta::assert_snapshot!(wire(Event::Live { live: Live { device: DeviceId(uuid(2)), jobs } }));
}

#[test]
fn every_error_with_its_status() {
    let words = ErrorCode::ALL.iter().map(|code| format!("{} {}\n", code.status(), wire(*code)));
    insta::assert_snapshot!(words.collect::<String>());
    let detail = Detail { missing: vec![hash_of(b"a")], retry_after_s: Some(1), protocols: vec![1] };
    let error = ApiError { code: ErrorCode::NotFound, message: "Gone.".into(), detail: Some(detail) };
    insta::assert_snapshot!(wire(error));
}

#[test]
fn every_address() {
    let all = [
        path::HEALTH,
        path::WORKSPACE,
        path::RECORDS,
        path::PUSH,
        path::MISSING,
        path::BLOB,
        path::EVENTS,
        path::PROGRESS,
        path::PAIRING_CODES,
        path::PAIRINGS,
        path::DEVICES,
        path::DEVICE,
        path::OPENAPI,
        path::DOCS,
    ];
    insta::assert_snapshot!(all.map(|path| format!("{}{path}\n", path::BASE)).concat());
    assert_eq!(path::blob(&hash_of(b"")).len(), path::BASE.len() + "/blobs/".len() + 64);
    assert_eq!(path::device("a"), "/api/v1/devices/a");
}

#[test]
fn the_words_of_a_newer_server_are_unknown_and_no_error() {
    assert_eq!(serde_json::from_str::<ErrorCode>("\"brand_new\"").unwrap(), ErrorCode::Unknown);
    assert_eq!(serde_json::from_str::<Refusal>("\"brand_new\"").unwrap(), Refusal::Unknown);
}

#[test]
fn a_version_is_spoken_or_not() {
    for (value, expected) in
        [("1", true), (" 1 ", true), ("2", false), ("0", false), ("", false), ("1, 2", false)]
    {
        assert_eq!(version::is_spoken(value), expected, "{value:?}");
    }
    assert_eq!(version::spoken(), "1");
}

#[test]
fn a_body_comes_back_letter_by_letter() {
    let text = r#"{ "z":1.10, "a" : 18446744073709551617, "z": "\u0000é" }"#;
    let record = Record { body: Some(body(text)), ..record() };
    let back: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(back.body.unwrap().text(), text);
}

#[test]
fn a_revision_names_the_content_and_what_was_before() {
    let (a, b) = (body("{\"a\":1}"), body("{\"a\":2}"));
    let blobs = [hash_of(b"a"), hash_of(b"b")];
    let first = Revision::after(None, Some(&a), &[]);
    let all = [
        first.clone(),
        Revision::after(None, Some(&b), &[]),
        Revision::after(None, None, &[]),
        Revision::after(Some(&first), Some(&a), &[]),
        Revision::after(None, Some(&a), &blobs),
    ];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[at + 1..].contains(one), "{at}");
    }
    let swapped = [blobs[1].clone(), blobs[0].clone(), blobs[1].clone()];
    assert_eq!(Revision::after(None, Some(&a), &swapped), all[4]);
}

#[test]
fn a_digest_forgets_the_order_and_what_was_taken_out() {
    let kind = RecordKind(JOB.into());
    let revisions = ["a", "b", "c"].map(|text| Revision(text.into()));
    let mut forth = StateDigest::default();
    let mut back = StateDigest::default();
    for (n, revision) in revisions.iter().enumerate() {
        forth.add(&kind, uuid(n as u128), revision);
    }
    for (n, revision) in revisions.iter().enumerate().rev() {
        back.add(&kind, uuid(n as u128), revision);
    }
    assert_eq!(forth, back);
    back.remove(&kind, uuid(0), &revisions[0]);
    assert_ne!(forth.digest, back.digest);
    back.add(&kind, uuid(0), &revisions[1]);
    assert_ne!(forth.digest, back.digest, "the revision counts");
}

#[test]
fn only_hashes_and_kinds_of_the_right_form_are_well_formed() {
    for (text, expected) in [("job", true), ("run_preset", true), ("", false), ("Job", false), ("a/b", false)]
    {
        assert_eq!(RecordKind(text.into()).is_well_formed(), expected, "{text}");
    }
    assert!(!RecordKind("a".repeat(33)).is_well_formed());
    let hash = hash_of(b"a");
    assert!(hash.is_well_formed());
    for wrong in ["", &hash.0[1..], &hash.0.to_uppercase(), "../"] {
        assert!(!crate::id::BlobHash(wrong.into()).is_well_formed(), "{wrong}");
    }
}
