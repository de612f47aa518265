//! `cargo xtask load`: the server under load at fixed rates. What is measured and how is in `server/benches/load`.

use anyhow::Result;

use crate::shell;

pub(crate) fn run() -> Result<()> {
    shell::say("building the server; then each rate is held for ten seconds (HINDCAST_LOAD_SECONDS)");
    shell::run(shell::cargo().args([
        "bench",
        "--quiet",
        "--locked",
        "--package",
        "server",
        "--bench",
        "load",
    ]))
}
