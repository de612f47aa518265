//! `cargo xtask load`: the server under load at fixed rates. What is measured and how is in V14 among the server's scenarios.

use anyhow::Result;

use crate::shell;

/// How long each rate is held, unless the variable says otherwise.
const SECONDS: (&str, &str) = ("HINDCAST_LOAD_SECONDS", "10");

pub(crate) fn run() -> Result<()> {
    let seconds = std::env::var(SECONDS.0).unwrap_or_else(|_| SECONDS.1.to_owned());
    shell::say(&format!("building the server; then each rate is held for {seconds} s"));
    let test =
        ["test", "--release", "--quiet", "--locked", "--package", "server", "--test", "server", "v14_"];
    shell::run(
        shell::cargo().args(test).args(["--", "--nocapture", "--test-threads=1"]).env(SECONDS.0, seconds),
    )
}
