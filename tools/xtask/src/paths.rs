//! Where things lie in the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where the conformance tests look for reference data, which may not be there.
pub(crate) fn reference_data() -> PathBuf {
    std::env::var_os("HINDCAST_REFERENCE_DATA")
        .map_or_else(|| root().join("../shared/data"), |dir| root().join(dir))
}

/// Where cargo keeps what it downloads.
pub(crate) fn cargo_home() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("CARGO_HOME") {
        return Ok(dir.into());
    }
    let home = std::env::home_dir().context("this user has no home folder: set CARGO_HOME")?;
    Ok(home.join(".cargo"))
}

/// What npm installed.
pub(crate) fn node_modules() -> PathBuf {
    root().join("node_modules")
}

/// A native binary that cargo built.
pub(crate) fn binary(profile_dir: &str, name: &str) -> PathBuf {
    target().join(profile_dir).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
