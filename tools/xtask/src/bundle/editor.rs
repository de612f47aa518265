//! The editor of scripts: CodeMirror and ours in one file, which the page loads with the first script that is opened.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{paths, shell};

/// Bundles what a script imports, and returns the text.
pub(super) fn build(entry: &Path) -> Result<Vec<u8>> {
    let out = paths::target().join("editor").join("editor.mjs");
    shell::run(
        shell::npm()
            .args(["run", "--silent", "editor", "--"])
            .arg(entry)
            .arg(format!("--outfile={}", out.display())),
    )?;
    fs::read(&out).with_context(|| format!("{} cannot be read", out.display()))
}
