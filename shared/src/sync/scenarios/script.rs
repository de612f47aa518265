//! Short stories, told step by step.

use serde_json::{Value, json};

use super::*;
use crate::api::push::{Answer, Applied, Push, Pushed};
use crate::api::record::{Body, DATASET, JOB, Record, RecordKind, Revision};
use crate::id::{BlobHash, DeviceId};
use crate::sync::fields;
use crate::sync::machine::{Event, Failure, Machine, Phase};
use crate::sync::rows::{Held, Key, Lost, Row, Standing, Waiting};
use crate::sync::sim::device::{Device, Disk};
use crate::sync::sim::work;
use crate::sync::task::{Blobs, Outcome, Replica, Task};

/// A quiet world in which nothing goes wrong.
fn quiet() -> World<Model> {
    let mut world = World::new(1, Model::new(uuid(77)), NONE, None);
    world.settle();
    world
}

fn preset(n: u128) -> Key {
    Key::new("preset", uuid(n))
}

fn write(device: &mut Device, key: &Key, body: Value) {
    device.change(key, Body::of(&body).ok());
}

fn read(device: &Device, key: &Key) -> Option<Value> {
    device.disk.rows.get(key)?.live(&key.kind).map(|body| Value::Object(fields::of(body)))
}

fn job(title: &str, state: &str) -> Value {
    json!({"title": title, "attempt": 1, "state": state, "device": uuid(1), "seq": 1, "deleted_ms": null})
}

#[test]
fn s09_a_device_whose_storage_was_cleared_gets_everything_back_and_deletes_nothing() {
    on_each_seed("S9", |seed| {
        let mut world = world(seed, ALL, None);
        world.live(150);
        world.settle();
        let fresh = Device::new(crate::id::DeviceId(uuid(300)), crate::id::DeviceId(uuid(301)), None);
        let before = (world.server.state(), world.server.buried.len());
        // What could be brought back only there is gone with the storage.
        let gone = world.devices[0].disk.clone();
        let bodies = gone
            .rows
            .values()
            .filter_map(|row| row.body.as_ref())
            .chain(gone.trash.iter().map(|one| &one.body));
        for body in bodies {
            world
                .deeds
                .replaced
                .extend(fields::of(body).values().filter_map(Value::as_str).map(str::to_owned));
        }
        world.devices[0] = fresh;
        let rounds = ended_quietly(&mut world)?;
        let after = (world.server.state(), world.server.buried.len());
        if before == after { Ok(rounds) } else { Err(vec!["the server has changed".into()]) }
    });
}

fn ended_quietly(world: &mut World<Model>) -> Result<usize, Vec<String>> {
    let rounds = world.settle().ok_or_else(|| vec!["it never comes to rest".to_owned()])?;
    let found = broken(&world.devices, &world.server, &world.deeds);
    if found.is_empty() { Ok(rounds) } else { Err(found) }
}

#[test]
fn s10_what_one_device_deletes_while_another_edits_it_is_deleted_and_the_edit_is_in_the_trash() {
    for edit_first in [true, false] {
        let mut world = quiet();
        let key = Key::new(JOB, uuid(5));
        write(&mut world.devices[0], &key, job("made", "completed"));
        world.settle();
        assert!(read(&world.devices[1], &key).is_some(), "it has arrived");
        let mut deleted = job("made", "completed");
        deleted["deleted_ms"] = 5.into();
        write(&mut world.devices[0], &key, deleted);
        write(&mut world.devices[1], &key, job("edited", "completed"));
        for device in if edit_first { [1, 0] } else { [0, 1] } {
            world.tell(device, Event::Changed);
            world.pass(1_000);
        }
        world.settle();
        for device in &world.devices {
            assert_eq!(read(device, &key), None, "{edit_first}");
        }
        let kept = world.devices.iter().flat_map(|device| &device.disk.trash);
        let titles: Vec<_> = kept.map(|one| (one.why, fields::of(&one.body)["title"].clone())).collect();
        assert_eq!(titles, [(Lost::Deleted, "edited".into())], "{edit_first}");
    }
}

#[test]
fn s12_a_record_that_the_server_refuses_holds_up_no_other() {
    let mut device = Device::new(crate::id::DeviceId(uuid(1)), crate::id::DeviceId(uuid(2)), None);
    let (bad, good) = (preset(1), preset(2));
    write(&mut device, &bad, json!({"a": 1}));
    write(&mut device, &good, json!({"a": 2}));
    let mut dice = crate::sync::sim::dice::Dice::new(1);
    let Outcome::Frozen(push) = device.commit(&Task::Freeze { blobs: Blobs::default() }, &mut dice) else {
        panic!()
    };
    let mut pushed = crate::sync::sim::server::Server::push(&mut Model::new(uuid(77)), &push).unwrap();
    let message = "too long".to_owned();
    let rejected = crate::api::push::Rejected {
        reason: crate::api::push::Refusal::TooLarge,
        message,
        missing: Vec::new(),
    };
    pushed.results[0] = crate::api::push::Answer::rejected(Some(1), rejected.clone());
    device.commit(&Task::Settle { push, pushed }, &mut dice);
    assert_eq!(device.disk.rows[&good].waiting, None);
    let waiting = device.disk.rows[&bad].waiting.clone().unwrap();
    assert_eq!(waiting.refused, Some(rejected));
    let again = device.commit(&Task::Freeze { blobs: Blobs::default() }, &mut dice);
    assert!(matches!(&again, Outcome::Frozen(push) if push.mutations.is_empty()), "{again:?}");
    assert_eq!(Waiting::noted(Some(waiting)).refused, None, "the next change is tried");
}

#[test]
fn s13_any_number_of_records_around_the_page_size_arrives_in_one_sync() {
    for n_records in [0, 1, 4, 5, 6, 10, 11, 250] {
        let mut world = quiet();
        world.server.page = 5;
        for n in 0..n_records {
            write(&mut world.devices[0], &preset(n), json!({"n": n.to_string()}));
        }
        for device in 0..2 {
            world.tell(device, Event::Go);
            world.pass(100_000);
        }
        assert_eq!(world.devices[1].live().count() as u128, n_records);
        assert!(world.devices[0].is_done());
    }
}

fn machine() -> (Machine, Disk) {
    let device = Device::new(crate::id::DeviceId(uuid(1)), crate::id::DeviceId(uuid(2)), None);
    (device.machine, device.disk)
}

#[test]
fn s16_whatever_comes_instead_of_an_answer_moves_nothing_and_is_tried_again_later() {
    on_each_seed("S16", |seed| {
        let mut world = world(seed, Faults { garbage: 60, ..NONE }, None);
        world.live(200);
        ended(world)
    });
    let mut world = quiet();
    write(&mut world.devices[0], &preset(1), json!({}));
    let before = world.devices[0].disk.standing.cursor;
    let mut dice = crate::sync::sim::dice::Dice::new(1);
    let mut device = std::mem::replace(
        &mut world.devices[0],
        Device::new(crate::id::DeviceId(uuid(1)), crate::id::DeviceId(uuid(2)), None),
    );
    let mut waits = Vec::new();
    for _ in 0..4 {
        device.on(Event::Go, &mut dice);
        device.on(Event::Prepared(Blobs::default()), &mut dice);
        let effect = device.on(Event::Failed(Failure::Unreachable("<!doctype html>".into())), &mut dice);
        let Some(crate::sync::machine::Effect::Wait(ms)) = effect else { panic!("{effect:?}") };
        waits.push(ms);
        assert!(matches!(device.machine.phase(), Phase::Waiting(_)));
        // What happens in between does not make it try sooner.
        assert_eq!(device.on(Event::Changed, &mut dice), None);
    }
    assert!(waits.is_sorted_by(|a, b| a < b), "{waits:?}");
    assert_eq!(device.disk.standing.cursor, before);
    assert!(!device.is_done(), "what waits still waits");
}

#[test]
fn s17_a_server_of_another_version_stops_sync_until_the_person_asks_and_nothing_here() {
    let (mut machine, _) = machine();
    machine.on(Event::Go, 0.5);
    assert_eq!(machine.on(Event::Failed(Failure::Protocol(vec![2, 3])), 0.5), None);
    assert_eq!(*machine.phase(), Phase::Stopped(Failure::Protocol(vec![2, 3])));
    assert_eq!(machine.on(Event::Changed, 0.5), None, "work here goes on and does not wake it");
    assert_eq!(machine.on(Event::Go, 0.5), Some(crate::sync::machine::Effect::Prepare));
}

#[test]
fn s17_fields_of_a_newer_version_survive_edits_and_merges_by_an_older_one() {
    let mut world = quiet();
    let key = Key::new(DATASET, uuid(5));
    write(&mut world.devices[0], &key, json!({"name": "a", "newer": {"deep": [1, 2.5]}}));
    world.settle();
    write(&mut world.devices[0], &key, json!({"name": "a", "newer": {"deep": [1, 2.5]}, "newest": 1}));
    write(&mut world.devices[1], &key, json!({"name": "b", "newer": {"deep": [1, 2.5]}}));
    world.settle();
    for device in &world.devices {
        let expected = json!({"name": "b", "newer": {"deep": [1, 2.5]}, "newest": 1});
        assert_eq!(read(device, &key), Some(expected));
    }
}

#[test]
fn s15_a_copy_that_has_said_something_first_makes_the_original_take_a_new_name_and_nothing_is_dropped() {
    let mut world = quiet();
    let mut copy = Device::new(world.devices[0].disk.standing.device, crate::id::DeviceId(uuid(200)), None);
    copy.disk = world.devices[0].disk.clone();
    world.devices.push(copy);
    for device in [0, 3] {
        let mut dice = crate::sync::sim::dice::Dice::new(device as u64);
        work::make_job(&mut world.devices[device], &mut world.deeds, &mut dice);
    }
    world.settle().unwrap();
    let (original, copy) = (&world.devices[0].disk.standing.device, &world.devices[3].disk.standing.device);
    assert_ne!(original, copy);
    assert_eq!(broken(&world.devices, &world.server, &world.deeds), Vec::<String>::new());
    assert_eq!(world.deeds.made.len(), 2);
}

#[test]
fn a_pull_that_would_remove_more_than_a_fifth_and_more_than_ten_asks_first() {
    for (n_deleted, n_all, asks) in [(10, 20, false), (11, 100, false), (21, 100, true), (11, 20, true)] {
        let mut world = quiet();
        for n in 0..n_all {
            write(&mut world.devices[0], &preset(n), json!({}));
        }
        world.settle();
        for n in 0..n_deleted {
            world.devices[0].change(&preset(n), None);
        }
        for device in [0, 1] {
            world.tell(device, Event::Go);
            world.pass(10_000);
        }
        let asked =
            *world.devices[1].machine.phase() == Phase::Asks { n: n_deleted as u64, of: n_all as u64 };
        assert_eq!(asked, asks, "{n_deleted} of {n_all}: {:?}", world.devices[1].machine.phase());
        let left = world.devices[1].live().count() as u128;
        assert_eq!(left, if asks { n_all } else { n_all - n_deleted });
        world.tell(1, Event::MayRemove);
        world.pass(10_000);
        assert_eq!(world.devices[1].live().count() as u128, n_all - n_deleted);
    }
}

#[test]
fn a_version_that_meets_a_deletion_here_is_kept_for_whoever_brings_the_record_back() {
    let theirs = Body::of(&job("theirs", "queued")).unwrap();
    let mut mine = job("mine", "queued");
    mine["deleted_ms"] = 5.into();
    // Deleted before the server heard of it, while a copy of the profile has sent it and changed it.
    let mut row = Row { body: Body::of(&mine).ok(), held: None, waiting: None };
    let record = Record {
        kind: RecordKind(JOB.into()),
        id: uuid(5),
        seq: 1,
        revision: Revision::after(None, Some(&theirs), &[]),
        blobs: Vec::new(),
        body: Some(theirs.clone()),
        deleted_ms: None,
    };
    let done = crate::sync::receive::received(&mut row, &record, 0, true);
    assert!(row.is_ready() && row.may_come_back(), "the deletion goes on, and can be taken back: {row:?}");
    let kept: Vec<_> = done.trash.iter().map(|one| (one.why, &one.body)).collect();
    assert_eq!(kept, [(Lost::Deleted, &theirs)]);
}

#[test]
fn a_record_whose_blob_is_not_up_yet_waits_and_no_other_does() {
    let hash = crate::bytes::hash_of(b"bars");
    let with = |name: &str| Row {
        body: Body::of(&json!({"name": name, "hash": hash})).ok(),
        held: None,
        waiting: Some(Waiting::noted(None)),
    };
    let rows = [(Key::new(DATASET, uuid(1)), with("bars")), (preset(2), with("preset"))];
    let standing = crate::sync::rows::Standing::new(crate::id::DeviceId(uuid(1)));
    let mut replica = Replica { standing, rows: rows.into(), trash: Vec::new(), n_live: 2 };
    let mut blobs = Blobs { awaited: [hash.clone()].into(), ..Blobs::default() };
    let Outcome::Frozen(push) = (Task::Freeze { blobs: blobs.clone() }).run(&mut replica) else { panic!() };
    assert_eq!(push.mutations.iter().map(|one| one.id).collect::<Vec<_>>(), [uuid(2)]);
    replica.rows.remove(&preset(2));
    (blobs.held, blobs.awaited) = (blobs.awaited, blobs.held);
    let Outcome::Frozen(push) = (Task::Freeze { blobs }).run(&mut replica) else { panic!() };
    assert_eq!((push.mutations[0].number, &push.mutations[0].blobs), (2, &vec![hash]));
}

/// A dataset that the server has without its bars, and the hash of those.
fn held_without_bars() -> (Replica, Key, BlobHash) {
    let (key, blob) = (Key::new(DATASET, uuid(5)), BlobHash("ab".repeat(32)));
    let body = Body::of(&json!({ "hash": blob })).unwrap();
    let held = Held {
        revision: Revision("r".into()),
        seq: 1,
        blobs: Vec::new(),
        base: Some(body.clone()),
        round: 0,
    };
    let mut standing = Standing::new(DeviceId(uuid(1)));
    standing.state.add(&key.kind, key.id, &held.revision);
    let row = Row { body: Some(body), held: Some(held), waiting: None };
    let replica = Replica { standing, rows: [(key.clone(), row)].into(), trash: Vec::new(), n_live: 1 };
    (replica, key, blob)
}

fn push_of(replica: &mut Replica, held: &[BlobHash]) -> Push {
    let blobs = Blobs { held: held.iter().cloned().collect(), ..Blobs::default() };
    match (Task::Freeze { blobs }).run(replica) {
        Outcome::Frozen(push) => push,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_shared_from_now_on_is_sent_for_records_that_went_without_it() {
    let (mut replica, key, blob) = held_without_bars();
    assert_eq!(Task::Offer.run(&mut replica), Outcome::Done);
    let mut without = replica.clone();
    assert_eq!(push_of(&mut without, &[]).mutations, [], "bytes that are not there change nothing");
    assert_eq!(without.rows[&key].waiting, None);
    let sent = push_of(&mut replica, std::slice::from_ref(&blob)).mutations;
    assert_eq!(sent.iter().map(|one| &one.blobs[..]).collect::<Vec<_>>(), [&[blob][..]]);
}

#[test]
fn what_is_shared_while_its_record_travels_without_it_is_sent_after_that() {
    let (mut replica, key, blob) = held_without_bars();
    let row = replica.rows.get_mut(&key).unwrap();
    row.body = Body::of(&json!({ "hash": blob, "name": "renamed" })).ok();
    row.waiting = Some(Waiting::noted(None));
    let push = push_of(&mut replica, &[]);
    assert_eq!(push.mutations[0].blobs, [], "the policy of that moment");
    Task::Offer.run(&mut replica);
    let (revision, seq) = (Revision("s".into()), 2);
    let applied = Answer::applied(push.mutations[0].number, Applied { revision, seq });
    let pushed = Pushed { server_id: uuid(77), epoch: None, head: 2, results: vec![applied] };
    Task::Settle { push, pushed }.run(&mut replica);
    let sent = push_of(&mut replica, std::slice::from_ref(&blob)).mutations;
    assert_eq!(sent.iter().map(|one| &one.blobs[..]).collect::<Vec<_>>(), [&[blob][..]]);
}
