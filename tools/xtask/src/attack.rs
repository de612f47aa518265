//! `cargo xtask attack`: what a bad disk, a bad moment and a bad neighbour can do to the server, at length. The attacks are the server's
//! scenarios; every run of the tests has a short form of each.

use anyhow::Result;
use clap::Args as ClapArgs;

use crate::shell;

/// The scenarios, by part of their names: kills, full and read-only disks, clients that hang up, slow ones and greedy ones, hostile
/// bodies, guesses, backups while writing, a bucket that goes away, damaged bytes of database and blobs.
const ATTACKS: [&str; 15] = [
    "::v01_",
    "::v02_",
    "::v03_",
    "::v04_",
    "::v05_",
    "::v06_",
    "::v07_",
    "::v10_",
    "::v15_backup::",
    "::s06_",
    "::s3_",
    "::bounds::",
    "::neighbours::",
    "::damage::",
    "::damaged_records::",
];

/// What `attack` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// How many times as many rounds as in a run of the tests; 10 alters 300 places of a blob on each database and 600 of a database.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Repeats the dice of one run.
    #[arg(long)]
    seed: Option<u64>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    shell::say("building the server; then some minutes");
    let mut test = shell::cargo();
    // With the features that the tests of the whole workspace have, so that nothing is compiled a second time.
    test.args(["test", "--locked", "--workspace", "--test", "server", "--"]);
    // Two at once: what they measure is to be the server's time, not that of its neighbours.
    test.args(ATTACKS).args(["--show-output", "--test-threads=2"]);
    test.env("HINDCAST_ROUNDS", args.rounds.to_string());
    if let Some(seed) = args.seed {
        test.env("HINDCAST_SEED", seed.to_string());
    }
    shell::run(&mut test)
}
