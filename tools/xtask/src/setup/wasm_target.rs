//! The standard library for WebAssembly.

use std::path::Path;

use anyhow::{Context, Result};

use crate::shell;

const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that rustc can compile for the browser.
pub(crate) fn ensure() -> Result<()> {
    // rustup's own list knows nothing of a standard library that came another way, so look where rustc looks.
    let libdir = shell::read(shell::command("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if has_core(Path::new(libdir.trim())) {
        return Ok(());
    }
    shell::say(&format!("adding Rust's standard library for {TARGET}"));
    shell::run(shell::command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!("install the Rust target {TARGET}: with rustup, `rustup target add {TARGET}`; else from your system's packages")
    })
}

fn has_core(libdir: &Path) -> bool {
    std::fs::read_dir(libdir).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}
