//! The faults of the scenario list that the client has to survive, named by their number, as simulations.
//!
//! Each runs 200 seeds, or as many as `HINDCAST_SEEDS` says; `HINDCAST_SEED` repeats one. A failure prints its seed.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::sim::check::broken;
use super::sim::device::Bug;
use super::sim::server::Model;
use super::sim::world::{ALL, Faults, World};
use crate::fixture::uuid;

mod bugs;
mod chaos;
mod script;

const NONE: Faults = Faults { lost: 0, doubled: 0, crash: 0, offline: 0, garbage: 0 };

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Seeds beyond the usual ones that have broken a story once.
const ONCE_BROKEN: [u64; 3] = [2_636, 6_659, 8_279];

/// Runs a story for each seed and reports the seeds that break it.
fn on_each_seed(name: &str, story: impl Fn(u64) -> Result<usize, Vec<String>>) {
    let only = number("HINDCAST_SEED");
    let seeds: BTreeSet<u64> = match only {
        Some(seed) => [seed].into(),
        None => (0..number("HINDCAST_SEEDS").unwrap_or(200)).chain(ONCE_BROKEN).collect(),
    };
    let (n_seeds, mut most_rounds, mut n_broken) = (seeds.len(), 0, 0);
    for seed in seeds {
        match catch_unwind(AssertUnwindSafe(|| story(seed))) {
            Ok(Ok(rounds)) => most_rounds = most_rounds.max(rounds),
            Ok(Err(found)) => {
                n_broken += 1;
                // The first few are enough to begin with.
                if n_broken > 5 {
                    continue;
                }
                println!("{name}: HINDCAST_SEED={seed}: {}", found.join("; "));
            }
            Err(_) => panic!("{name}: HINDCAST_SEED={seed} panicked"),
        }
    }
    println!("{name}: {n_seeds} seeds, {n_broken} broken, at most {most_rounds} rounds to converge");
    assert_eq!(n_broken, 0, "{name}: see the seeds above");
}

fn world(seed: u64, faults: Faults, bug: Option<Bug>) -> World<Model> {
    let mut server = Model::new(uuid(77));
    // Small pages, so that their borders matter.
    server.page = 1 + (seed % 7) as usize;
    World::new(seed, server, faults, bug)
}

/// The end of a story: quiet, then the checks.
fn ended(mut world: World<Model>) -> Result<usize, Vec<String>> {
    let Some(rounds) = world.settle() else {
        let states: Vec<_> = world
            .devices
            .iter()
            .map(|one| format!("{:?} {:?}", one.machine.phase(), one.disk.standing))
            .collect();
        return Err(vec![format!("it never comes to rest: {states:?}")]);
    };
    let found = broken(&world.devices, &world.server, &world.deeds);
    if found.is_empty() { Ok(rounds) } else { Err(found) }
}
