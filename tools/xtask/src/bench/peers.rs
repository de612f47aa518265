//! Other people's engines on the same bars, in a Python environment of their own under `target`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bundle::content_hash;
use crate::{paths, shell};

/// One line of `tools/bench/peers.py` for each engine. `files` is where the native bench wrote bars and trades.
pub(super) fn measure(files: &Path) -> Result<Vec<Value>> {
    let python = environment()?;
    shell::say("measuring raptorbt and vectorbt (the first run compiles for a minute)");
    let lines = shell::read(shell::command(python).arg("tools/bench/peers.py").arg(files))?;
    lines
        .lines()
        .map(|line| serde_json::from_str(line).context("tools/bench/peers.py printed no JSON"))
        .collect()
}

/// The interpreter of an environment that holds what `tools/bench/requirements.txt` names.
fn environment() -> Result<PathBuf> {
    let wanted = paths::root().join("tools/bench/requirements.txt");
    let wanted_hash =
        content_hash(&fs::read(&wanted).context("tools/bench/requirements.txt cannot be read")?);
    let folder = paths::target().join("bench/venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join(".made-from");
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted_hash) {
        return Ok(python);
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    if !shell::answers(system, "--version") {
        bail!("Python 3.11 or newer is not installed");
    }
    shell::say("installing tools/bench/requirements.txt into target/bench/venv");
    shell::run(shell::command(system).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    shell::run(shell::command(&python).args(pip).arg(&wanted))?;
    fs::write(&stamp, wanted_hash).with_context(|| format!("{} cannot be written", stamp.display()))?;
    Ok(python)
}
