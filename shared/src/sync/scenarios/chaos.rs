//! Random lives of three devices.

use super::*;
use crate::id::DeviceId;
use crate::sync::sim::device::Device;

#[test]
fn s02_a_crash_at_any_step_loses_and_doubles_nothing() {
    on_each_seed("S2", |seed| {
        let mut world = world(seed, Faults { crash: 15, ..NONE }, None);
        world.live(200);
        ended(world)
    });
}

#[test]
fn s03_lost_doubled_reordered_and_delayed_messages_lead_to_the_same_end() {
    on_each_seed("S3", |seed| {
        let mut world = world(seed, Faults { lost: 20, doubled: 30, ..NONE }, None);
        world.live(200);
        ended(world)
    });
}

#[test]
fn s04_three_devices_with_everything_going_wrong_hold_the_same_in_the_end() {
    on_each_seed("S4", |seed| {
        let mut world = world(seed, ALL, None);
        world.live(300);
        ended(world)
    });
}

#[test]
fn s07_clocks_that_jump_by_years_change_nothing() {
    // Clocks jump in every world; here nothing else goes wrong, so that they alone can.
    on_each_seed("S7", |seed| {
        let mut world = world(seed, NONE, None);
        world.live(200);
        ended(world)
    });
}

#[test]
fn s08_a_server_restored_from_a_backup_gets_back_what_it_lost() {
    on_each_seed("S8", |seed| restored(seed, uuid(78)));
}

#[test]
fn s08_yesterdays_file_in_the_place_of_todays_loses_no_edit() {
    // The server has the same identity, and after a while more changes than before: what tells is the epoch.
    on_each_seed("S8 file", |seed| restored(seed, uuid(77)));
}

#[test]
fn s08_a_server_that_is_only_started_again_makes_nobody_compare() {
    on_each_seed("S8 started again", |seed| {
        let mut world = world(seed, ALL, None);
        for n in 0..5 {
            world.live(60);
            world.server.restart(uuid(500 + n));
        }
        world.settle();
        let compared = world.devices.iter().any(|device| device.disk.standing.compared.is_some());
        if compared { Err(vec!["somebody compared".into()]) } else { ended(world) }
    });
}

fn restored(seed: u64, server_id: uuid::Uuid) -> Result<usize, Vec<String>> {
    ended(put_back(world(seed, ALL, None), server_id))
}

/// A backup is put in the place of the server, under this identity.
pub(super) fn put_back(mut world: World<Model>, server_id: uuid::Uuid) -> World<Model> {
    world.live(100);
    let mut backup = world.server.clone();
    world.live(100);
    backup.server_id = server_id;
    backup.history = world.server.history.clone();
    backup.buried.clear();
    backup.restart(uuid(400));
    world.server = backup;
    world.live(100);
    world
}

#[test]
fn s08_a_server_that_was_wiped_deletes_nothing_here() {
    on_each_seed("S8 wiped", |seed| {
        let mut world = world(seed, ALL, None);
        world.live(150);
        let mut empty = Model::new(uuid(79));
        empty.history = world.server.history.clone();
        world.server = empty;
        world.live(100);
        ended(world)
    });
}

#[test]
fn s11_a_device_that_was_away_longer_than_deletions_are_remembered_brings_nothing_back() {
    on_each_seed("S11", |seed| {
        let mut world = world(seed, Faults { offline: 10, ..ALL }, None);
        for _ in 0..4 {
            world.live(75);
            world.server.forget_deletions();
        }
        ended(world)
    });
}

#[test]
fn s15_a_copied_profile_goes_on_under_a_name_of_its_own() {
    on_each_seed("S15", |seed| {
        let mut world = world(seed, ALL, None);
        world.live(100);
        let mut copy = Device::new(world.devices[0].disk.standing.device, DeviceId(uuid(200)), None);
        copy.disk = world.devices[0].disk.clone();
        world.devices.push(copy);
        world.live(200);
        ended(world)
    });
}
