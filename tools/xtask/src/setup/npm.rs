//! What the build takes from npm, exactly as the lock file says.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::content_hash::content_hash;
use crate::{paths, shell};

/// Runs `npm ci` when node_modules is missing or was made from another lock file.
pub(crate) fn ensure() -> Result<()> {
    let lock =
        fs::read(paths::root().join("package-lock.json")).context("package-lock.json cannot be read")?;
    let wanted = content_hash(&lock);
    let stamp = paths::node_modules().join(".made-from");
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
        return Ok(());
    }
    if !shell::answers("node", "--version") {
        bail!("Node.js 20 or newer is needed: install it from your system's packages or from nodejs.org");
    }
    shell::say("installing the npm packages of package-lock.json");
    shell::run(shell::npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(&stamp, wanted).with_context(|| format!("{} cannot be written", stamp.display()))
}
