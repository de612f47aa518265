//! What people and workers do on a device, in short records that have the fields of the real ones, and what is remembered of it
//! for the checks at the end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::device::Device;
use super::dice::Dice;
use crate::api::record::{Body, DATASET, JOB};
use crate::job::JobState;
use crate::job_state::JobStep;
use crate::sync::fields::{self, Fields};
use crate::sync::rows::{Key, Row};

/// What was done, to be accounted for.
#[derive(Debug, Clone, Default)]
pub struct Deeds {
    /// Every record that was made.
    pub made: BTreeSet<Key>,
    /// Records that somebody deleted.
    pub deleted: BTreeSet<Key>,
    /// Every value that was written, with its record and field. Values are never written twice.
    pub written: BTreeMap<String, (Key, &'static str)>,
    /// Values that were overwritten, or deleted, by somebody who saw them.
    pub replaced: BTreeSet<String>,
    /// Where a job was submitted first, and under which names it was brought back.
    pub origins: BTreeMap<Key, String>,
    /// How often a job was brought back under a new name, by its origin.
    pub brought_back: BTreeMap<String, usize>,
    n_values: u64,
}

const LABELS: [&str; 4] = ["title", "note", "tags", "starred"];

impl Deeds {
    fn value(&mut self, key: &Key, field: &'static str) -> String {
        self.n_values += 1;
        let value = format!("{field}-{}", self.n_values);
        self.written.insert(value.clone(), (key.clone(), field));
        value
    }

    fn replace(&mut self, fields: &Fields, field: &str) {
        self.replaced.extend(fields.get(field).and_then(Value::as_str).map(str::to_owned));
    }
}

/// Does something on a device.
pub fn work(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let n_live = device.live().count();
    match dice.below(100) {
        // Few records, so that devices meet.
        0..15 if n_live < 12 => make_job(device, deeds, dice),
        15..20 if n_live < 12 => make_dataset(device, deeds, dice),
        20..50 => label(device, deeds, dice),
        50..85 => run(device, deeds, dice),
        85..92 => delete(device, deeds, dice),
        92..95 => bring_back(device, deeds, dice),
        _ => take_over(device, deeds, dice),
    }
}

fn fresh(dice: &mut Dice) -> Uuid {
    Uuid::from_u64_pair(dice.any(), dice.any())
}

/// Submits a job.
pub fn make_job(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let key = Key::new(JOB, fresh(dice));
    let (title, tab) = (deeds.value(&key, "title"), device.n_crashes);
    let body = json!({
        "id": key.id, "origin": key.id, "title": title, "note": null, "tags": null, "starred": null,
        "attempt": 1, "state": "queued", "device": device.disk.standing.device, "owner": tab, "seq": 1,
        "result": null, "error": null, "created_ms": device.clock_ms, "deleted_ms": null, "spec": {"newer": 1.0},
    });
    deeds.origins.insert(key.clone(), key.id.to_string());
    deeds.made.insert(key.clone());
    put(device, &key, body);
}

fn make_dataset(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let key = Key::new(DATASET, fresh(dice));
    let title = deeds.value(&key, "title");
    deeds.made.insert(key.clone());
    put(device, &key, json!({"id": key.id, "title": title, "bars": 7}));
}

fn put(device: &mut Device, key: &Key, body: Value) {
    device.change(key, Body::of(&body).ok());
}

fn some(device: &Device, dice: &mut Dice, wanted: impl Fn(&Key, &Row) -> bool) -> Option<(Key, Fields)> {
    let keys: Vec<&Key> =
        device.disk.rows.iter().filter(|(key, row)| wanted(key, row)).map(|(key, _)| key).collect();
    let key = (*dice.pick(&keys)?).clone();
    let fields = fields::of(device.disk.rows.get(&key)?.body.as_ref()?);
    Some((key, fields))
}

fn is_live(key: &Key, row: &Row) -> bool {
    row.live(&key.kind).is_some()
}

fn is_job(key: &Key, row: &Row) -> bool {
    key.kind.0 == JOB && is_live(key, row)
}

fn store(device: &mut Device, key: &Key, mut fields: Fields) {
    if let Some(seq) = fields.get("seq").and_then(Value::as_u64) {
        fields.insert("seq".into(), (seq + 1).into());
    }
    put(device, key, Value::Object(fields));
}

fn label(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let Some((key, mut fields)) = some(device, dice, is_live) else { return };
    let names = if key.kind.0 == JOB { &LABELS[..] } else { &LABELS[..1] };
    let Some(name) = dice.pick(names) else { return };
    deeds.replace(&fields, name);
    fields.insert((*name).into(), deeds.value(&key, name).into());
    store(device, &key, fields);
}

fn state(fields: &Fields) -> JobState {
    fields
        .get("state")
        .and_then(|state| serde_json::from_value(state.clone()).ok())
        .unwrap_or(JobState::Failed)
}

/// A step of a job: by its own device what it likes, from afar only a cancel.
pub fn run(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let Some((key, mut fields)) = some(device, dice, is_job) else { return };
    let own = fields.get("device") == Some(&json!(device.disk.standing.device));
    let Some(step) = dice.pick(&JobStep::ALL).copied() else { return };
    let Some(next) = state(&fields).after(step) else { return };
    if !own && (step != JobStep::Cancel || dice.percent(50)) {
        return;
    }
    match step {
        JobStep::Requeue => {
            let attempt = fields.get("attempt").and_then(Value::as_u64).unwrap_or(0);
            fields.insert("attempt".into(), (attempt + 1).into());
            deeds.replace(&fields, "result");
        }
        JobStep::Complete => {
            fields.insert("result".into(), deeds.value(&key, "result").into());
        }
        _ => {}
    }
    fields.insert("state".into(), next.word().into());
    store(device, &key, fields);
}

fn take_over(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let Some((key, mut fields)) = some(device, dice, is_job) else { return };
    if state(&fields).is_final() {
        return;
    }
    let attempt = fields.get("attempt").and_then(Value::as_u64).unwrap_or(0);
    deeds.replace(&fields, "result");
    fields.insert("attempt".into(), (attempt + 1).into());
    fields.insert("state".into(), "queued".into());
    fields.insert("device".into(), json!(device.disk.standing.device));
    store(device, &key, fields);
}

/// Deletes: a job so that it can be brought back, a dataset at once.
pub fn delete(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let Some((key, mut fields)) = some(device, dice, is_live) else { return };
    for name in LABELS.iter().chain(&["result"]) {
        deeds.replace(&fields, name);
    }
    deeds.deleted.insert(key.clone());
    if key.kind.0 != JOB {
        return device.change(&key, None);
    }
    fields.insert("deleted_ms".into(), device.clock_ms.into());
    store(device, &key, fields);
}

/// Brings a deleted job back: under its own name while nobody can have heard of the deletion, under a new one after that.
fn bring_back(device: &mut Device, deeds: &mut Deeds, dice: &mut Dice) {
    let is_deleted = |key: &Key, row: &Row| row.body.is_some() && !is_live(key, row);
    let Some((key, mut fields)) = some(device, dice, is_deleted) else { return };
    let Some(row) = device.disk.rows.get(&key) else { return };
    if row.may_come_back() {
        fields.insert("deleted_ms".into(), Value::Null);
        return store(device, &key, fields);
    }
    let copy = Key::new(JOB, fresh(dice));
    let Some(body) = &row.body else { return };
    let body = fields::with_id(body, copy.id);
    let origin = deeds.origins.get(&key).cloned().unwrap_or_default();
    *deeds.brought_back.entry(origin.clone()).or_default() += 1;
    deeds.origins.insert(copy.clone(), origin);
    deeds.made.insert(copy.clone());
    device.change(&key, None);
    device.change(&copy, Some(body));
}
