//! The merge as an algebra.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::fields::Fields;
use super::merge::{Part, RunOrder, Stamp, Version, joined, merged};
use crate::api::record::{DATASET, JOB, RecordKind};

fn stamp() -> impl Strategy<Value = Stamp> {
    prop_oneof![(0..3_u64).prop_map(Stamp::At), Just(Stamp::Waits)]
}

fn part() -> impl Strategy<Value = Part> {
    (stamp(), proptest::option::of(0..3_u8))
        .prop_map(|(at, value)| Part { at, value: value.map(Value::from) })
}

fn run() -> impl Strategy<Value = (RunOrder, Fields)> {
    (1..3_u64, stamp(), 0..4_u8, stamp(), 0..3_u64, 0..3_u8).prop_map(
        |(attempt, begun, rank, ended, seq, text)| {
            // The block follows from the text, as in a real record.
            let block = json!({"attempt": attempt, "rank": rank, "text": text});
            let text = block.to_string();
            let order = RunOrder { attempt, begun: Reverse(begun), rank, ended: Reverse(ended), seq, text };
            (order, block.as_object().cloned().unwrap_or_default())
        },
    )
}

fn version() -> impl Strategy<Value = Version> {
    let parts = proptest::collection::btree_map("[a-c]", part(), 0..4);
    (proptest::option::of(run()), parts, proptest::option::of(0..5_u64))
        .prop_map(|(run, parts, seq)| Version { run, parts: BTreeMap::from_iter(parts), seq })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn joining_is_commutative_associative_and_idempotent(a in version(), b in version(), c in version()) {
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&a, &joined(&b, &c)), joined(&joined(&a, &b), &c));
        prop_assert_eq!(joined(&a, &a), a.clone());
        let ab = joined(&a, &b);
        prop_assert_eq!(joined(&ab, &b), ab);
    }
}

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default()
}

fn job(title: &str, attempt: u64, state: &str, device: u64, seq: u64) -> Fields {
    fields(
        json!({"title": title, "note": "", "attempt": attempt, "state": state, "device": device, "seq": seq}),
    )
}

/// Title, state, and whether what was changed here, and elsewhere, was lost.
fn told(base: Option<&Fields>, local: &Fields, remote: &Fields) -> (String, String, bool, bool) {
    let merged = merged(&RecordKind(JOB.into()), base.map(|base| (base, 5)), local, (remote, 9));
    let text = |name: &str| merged.fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("title"), text("state"), merged.local_lost, merged.remote_lost)
}

fn is(title: &str, state: &str, local_lost: bool, remote_lost: bool) -> (String, String, bool, bool) {
    (title.into(), state.into(), local_lost, remote_lost)
}

#[test]
fn a_title_changed_here_and_a_run_that_ended_there_both_hold() {
    let base = job("a", 1, "running", 2, 3);
    let (local, remote) = (job("b", 1, "running", 2, 4), job("a", 1, "completed", 2, 4));
    assert_eq!(told(Some(&base), &local, &remote), is("b", "completed", false, false));
}

#[test]
fn of_two_titles_the_one_that_the_server_gets_last_holds_and_the_other_is_kept() {
    let base = job("a", 1, "queued", 2, 3);
    assert_eq!(
        told(Some(&base), &job("b", 1, "queued", 2, 4), &job("c", 1, "queued", 2, 9)),
        is("b", "queued", false, true)
    );
}

#[test]
fn an_edit_from_afar_does_not_turn_back_the_state() {
    // Device 1 writes on a job that device 2 runs, again and again: its count of changes is higher, its state is old.
    let base = job("a", 1, "queued", 2, 3);
    assert_eq!(
        told(Some(&base), &job("b", 1, "queued", 2, 30), &job("a", 1, "running", 2, 4)),
        is("b", "running", false, false)
    );
}

#[test]
fn of_two_ends_of_one_attempt_the_first_at_the_server_holds() {
    let base = job("a", 1, "running", 2, 3);
    assert_eq!(
        told(Some(&base), &job("a", 1, "completed", 2, 4), &job("a", 1, "cancelled", 2, 4)),
        is("a", "cancelled", true, false)
    );
    assert_eq!(
        told(Some(&base), &job("a", 1, "cancelled", 2, 4), &job("a", 1, "completed", 2, 4)),
        is("a", "completed", true, false)
    );
}

#[test]
fn a_verdict_on_an_ended_run_holds() {
    let base = job("a", 1, "completed", 2, 3);
    let mut local = job("a", 1, "completed", 2, 4);
    local.insert("look_ahead".into(), json!("none"));
    let merged =
        merged(&RecordKind(JOB.into()), Some((&base, 5)), &local, (&job("b", 1, "completed", 2, 4), 9));
    assert_eq!(merged.fields.get("look_ahead"), Some(&json!("none")));
    assert_eq!(merged.fields.get("title"), Some(&json!("b")));
    assert_eq!((merged.local_lost, merged.remote_lost), (false, false));
}

#[test]
fn a_later_attempt_holds_and_of_two_that_take_over_the_first_at_the_server_has_it() {
    let base = job("a", 1, "interrupted", 2, 3);
    assert_eq!(
        told(Some(&base), &job("a", 2, "queued", 1, 4), &job("a", 1, "interrupted", 2, 3)),
        is("a", "queued", false, false)
    );
    let merged = merged(
        &RecordKind(JOB.into()),
        Some((&base, 5)),
        &job("a", 2, "running", 1, 8),
        (&job("a", 2, "queued", 3, 4), 9),
    );
    assert_eq!(merged.fields.get("device"), Some(&json!(3)));
}

#[test]
fn without_a_common_base_the_job_with_more_changes_holds_and_the_other_is_kept() {
    assert_eq!(
        told(None, &job("new", 1, "completed", 2, 7), &job("old", 1, "running", 2, 4)),
        is("new", "completed", false, true)
    );
    assert_eq!(
        told(None, &job("old", 1, "running", 2, 4), &job("new", 1, "completed", 2, 7)),
        is("new", "completed", true, false)
    );
}

#[test]
fn what_is_no_job_is_merged_field_by_field_with_what_nobody_here_knows() {
    let kind = RecordKind(DATASET.into());
    let base = fields(json!({"name": "a", "n_bars": 5, "newer": 1}));
    let local = fields(json!({"name": "b", "n_bars": 5, "newer": 1}));
    let remote = fields(json!({"name": "a", "n_bars": 5, "newer": 2, "newest": [1]}));
    let merged = merged(&kind, Some((&base, 5)), &local, (&remote, 9));
    assert_eq!(merged.fields, fields(json!({"name": "b", "n_bars": 5, "newer": 2, "newest": [1]})));
}
