//! What must be true when everything is quiet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::device::Device;
use super::server::Model;
use super::work::Deeds;
use crate::api::record::Record;
use crate::sync::fields::{self, Fields};
use crate::sync::rows::Key;

/// Everything that is not as it must be, in words.
pub fn broken(devices: &[Device], server: &Model, deeds: &Deeds) -> Vec<String> {
    let mut found = Vec::new();
    let records: BTreeMap<Key, &Record> =
        server.records().map(|one| (Key { kind: one.kind.clone(), id: one.id }, one)).collect();
    let live: BTreeMap<&Key, Fields> =
        records.iter().filter_map(|(key, record)| Some((key, fields::of(record.body.as_ref()?)))).collect();
    for (n, device) in devices.iter().enumerate() {
        if device.disk.standing.state != server.state() {
            found.push(format!("device {n} has another digest than the server"));
        }
        let rows: BTreeMap<&Key, Fields> =
            device.live().filter_map(|(key, row)| Some((key, fields::of(row.body.as_ref()?)))).collect();
        for key in rows.keys().chain(live.keys()).collect::<BTreeSet<_>>() {
            let same = match (rows.get(*key), live.get(*key)) {
                (Some(mine), Some(theirs)) => fields::same_fields(mine, theirs),
                _ => false,
            };
            if !same {
                found.push(format!("device {n} has another {key} than the server"));
            }
        }
    }
    for key in &deeds.made {
        let is_live = live.contains_key(key);
        if !is_live && !deeds.deleted.contains(key) {
            found.push(format!("{key} is lost, and nobody deleted it"));
        }
    }
    found.extend(
        live.keys().filter(|key| !deeds.made.contains(**key)).map(|key| format!("nobody made {key}")),
    );
    for (kind, id) in &server.buried {
        let key = Key { kind: kind.clone(), id: *id };
        if live.contains_key(&key) {
            found.push(format!("{key} was deleted and is there again"));
        }
    }
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for origin in live.values().filter_map(|fields| fields.get("origin")?.as_str()) {
        *origins.entry(origin).or_default() += 1;
    }
    for (origin, n) in origins {
        // Two people may bring it back on two devices.
        if n > deeds.brought_back.get(origin).copied().unwrap_or(0).max(1) {
            found.push(format!("the job {origin} is there {n} times"));
        }
    }
    found.extend(unaccounted(devices, server, deeds, &live));
    found
}

/// Values that somebody wrote and nobody has any more, although nobody who saw them overwrote them.
fn unaccounted(
    devices: &[Device],
    server: &Model,
    deeds: &Deeds,
    live: &BTreeMap<&Key, Fields>,
) -> Vec<String> {
    let mut kept: BTreeSet<String> = deeds.replaced.clone();
    let mut keep =
        |fields: &Fields| kept.extend(fields.values().filter_map(Value::as_str).map(str::to_owned));
    live.values().for_each(&mut keep);
    for device in devices {
        device.disk.trash.iter().for_each(|one| keep(&fields::of(&one.body)));
        // What was deleted here and can be brought back here.
        device
            .disk
            .rows
            .values()
            .filter_map(|row| row.body.as_ref())
            .for_each(|body| keep(&fields::of(body)));
    }
    // Who deletes a record for good deletes the version that the server has.
    let deleted = |key: &Key| deeds.deleted.contains(key) && !live.contains_key(key);
    for (kind, id, body) in &server.history {
        if deleted(&Key { kind: kind.clone(), id: *id }) {
            keep(&fields::of(body));
        }
    }
    let lost = deeds.written.iter().filter(|(value, _)| !kept.contains(*value));
    lost.map(|(value, (key, field))| format!("{field} {value} of {key} is lost")).collect()
}
