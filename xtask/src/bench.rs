//! `cargo xtask bench`: how long the engine takes.

use anyhow::Result;

use crate::shell;

pub(crate) fn run() -> Result<()> {
    shell::say("measuring the native engine");
    shell::run(shell::cargo().args([
        "run",
        "--release",
        "--locked",
        "--package",
        "engine",
        "--example",
        "bench",
    ]))
}
