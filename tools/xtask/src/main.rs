//! The developer's commands, which are CI's commands. Start with [`Command`]; `setup` installs what a fresh machine
//! lacks, `bundle` makes the files a browser loads, `suite` holds the tests.

mod attack;
mod audit;
mod bench;
mod bundle;
mod content_hash;
mod dist;
mod fuzz;
mod load;
mod paths;
mod run;
mod seeded;
mod setup;
mod shell;
mod suite;
mod tradingview;

use std::process::ExitCode;

use clap::Parser;

/// Build, run and test Hindcast.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Build the page and the worker, start the server, print the address.
    Run(run::Args),
    /// Check format and lints, run every test natively and in Chromium, print one summary line.
    Test(suite::Args),
    /// Build the static bundle in dist/, for any sub-path of any static host.
    Dist,
    /// Measure the engine natively and in Chromium.
    Bench,
    /// Measure what the server carries, on SQLite and on Postgres.
    Load(load::Args),
    /// Attack the server: kills, full disks, damaged bytes, hostile clients, on both databases.
    Attack(attack::Args),
    /// Check the dependencies: licences, sources, advisories, and what nobody uses.
    Audit,
    /// Seed known wrong results into a copy of the engine and expect its tests to fail, one after the other.
    Seeded,
    /// Fuzz the file reader with libFuzzer.
    Fuzz(fuzz::Args),
    /// Say where TradingView's public trade lists are, and put your own download where the tests look for it.
    Tradingview(tradingview::Args),
    /// Take a picture of every page, light and dark, wide and narrow, into target/screenshots/.
    Screenshots,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Run(args) => run::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Test(args) => suite::run(&args),
        Command::Dist => dist::run().map(|()| ExitCode::SUCCESS),
        Command::Fuzz(args) => fuzz::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Bench => bench::run().map(|()| ExitCode::SUCCESS),
        Command::Load(args) => load::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Attack(args) => attack::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Audit => audit::run().map(|()| ExitCode::SUCCESS),
        Command::Seeded => seeded::run().map(|()| ExitCode::SUCCESS),
        Command::Tradingview(args) => tradingview::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Screenshots => suite::browser::screenshots().map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            shell::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
