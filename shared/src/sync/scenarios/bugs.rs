//! Each check is seen to find a fault that is put into the client.

use super::*;

/// The first seed of some whose checks find the fault, and what they say.
fn caught(bug: Bug, story: impl Fn(World<Model>) -> World<Model>) -> Option<(u64, String)> {
    (0..100).find_map(|seed| {
        let world = story(world(seed, ALL, Some(bug)));
        ended(world).err().map(|found| (seed, found.join("; ")))
    })
}

fn lived(mut world: World<Model>) -> World<Model> {
    world.live(300);
    world
}

fn says(bug: Bug, words: &str, story: impl Fn(World<Model>) -> World<Model>) {
    let Some((seed, found)) = caught(bug, story) else { panic!("{bug:?} is not caught") };
    println!("{bug:?}: caught at seed {seed}: {found}");
    assert!(found.contains(words), "{bug:?}: {found}");
}

#[test]
fn a_cursor_written_without_its_rows_is_caught() {
    // The digest finds it, and the repair mends it: what must show is that there were repairs.
    let mut world = world(1, ALL, Some(Bug::CursorAlone));
    world.live(300);
    let _ = world.settle();
    let n_repairs: u64 = world.devices.iter().map(|device| device.disk.standing.n_repairs).sum();
    assert!(n_repairs > 0, "the digest does not see rows that are missing");
}

#[test]
fn no_repair_is_ever_needed_without_a_fault() {
    for seed in 0..50 {
        let mut world = world(seed, ALL, None);
        world.live(300);
        let _ = world.settle();
        let n_repairs: u64 = world.devices.iter().map(|device| device.disk.standing.n_repairs).sum();
        assert_eq!(n_repairs, 0, "seed {seed}");
    }
}

#[test]
fn a_change_forgotten_because_an_older_one_was_sent_is_caught() {
    says(Bug::SentIsAll, "than the server", lived);
}

#[test]
fn a_lost_edit_that_is_not_kept_is_caught() {
    says(Bug::NoTrash, "is lost", lived);
}

#[test]
fn absence_taken_for_deletion_is_caught() {
    says(Bug::AbsenceIsDeletion, "nobody deleted it", |mut world| {
        world.live(100);
        world.server = Model::new(uuid(79));
        world.live(50);
        world
    });
}

#[test]
fn a_deleted_record_that_comes_back_is_caught() {
    says(Bug::Zombie, "nobody made", lived);
}

#[test]
fn a_deletion_that_is_not_heard_is_caught() {
    says(Bug::DeafToDeletion, "than the server", lived);
}

#[test]
fn numbers_used_again_are_caught() {
    // The server refuses the numbers and the client takes a new name each time: nothing is lost, but it shows.
    let mut world = world(3, ALL, Some(Bug::SendsAnew));
    world.live(300);
    let _ = world.settle();
    let renamed =
        world.devices.iter().zip(1..).filter(|(device, n)| device.disk.standing.device.0 != uuid(*n)).count();
    assert!(renamed > 0, "numbers were used twice and nobody noticed");
}

#[test]
fn an_edit_that_the_server_sweeps_away_is_caught() {
    says(Bug::ServerAlwaysWins, "is lost", lived);
}

#[test]
fn yesterdays_file_that_nobody_notices_is_caught() {
    says(Bug::NoHistory, "is lost", |world| super::chaos::put_back(world, uuid(77)));
}
