//! The developer's commands, which are CI's commands. Start with [`Command`]; `setup` installs what a fresh machine
//! lacks, `bundle` makes the files a browser loads, `suite` holds the tests.

mod bundle;
mod dist;
mod paths;
mod run;
mod setup;
mod shell;

use clap::Parser;

/// Build, run and test Hindcast.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Build the page and the worker, start the server, print the address.
    Run(run::Args),
    /// Build the static bundle in dist/, for any sub-path of any static host.
    Dist,
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Run(args) => run::run(&args),
        Command::Dist => dist::run(),
    }
}
