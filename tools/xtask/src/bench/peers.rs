//! Other people's engines on the same bars, in a Python environment of their own under `target`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::setup::python::Environment;
use crate::{paths, shell};

/// One line of `tools/bench/peers.py` for each engine. `files` is where the native bench wrote bars and trades.
pub(super) fn measure(files: &Path) -> Result<Vec<Value>> {
    let requirements = fs::read_to_string(paths::root().join("tools/bench/requirements.txt"))
        .context("tools/bench/requirements.txt cannot be read")?;
    let python = Environment::ensure("bench/venv", &requirements)?.program("python");
    shell::say("measuring raptorbt and vectorbt (the first run compiles for a minute)");
    let lines = shell::read(shell::command(python).arg("tools/bench/peers.py").arg(files))?;
    lines
        .lines()
        .map(|line| serde_json::from_str(line).context("tools/bench/peers.py printed no JSON"))
        .collect()
}
