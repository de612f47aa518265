//! `cargo xtask load`: what the server carries. What is measured, and how, is V14 among the server's scenarios.

use anyhow::Result;
use clap::Args as ClapArgs;

use crate::shell;

/// What `load` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// How long each rate is held.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    shell::say("building the server; then some minutes for each database");
    let mut test = shell::cargo();
    test.args([
        "test",
        "--release",
        "--quiet",
        "--locked",
        "--package",
        "server",
        "--test",
        "server",
        "v14_every_",
    ]);
    // One after the other: each is to have the machine for itself.
    test.args(["--", "--nocapture", "--test-threads=1"]);
    shell::run(test.env("HINDCAST_LOAD_SECONDS", args.seconds.to_string()))
}
