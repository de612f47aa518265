//! What the conformance tests share: the frozen jobs, trades as lists state them, where reference data is, and how a test says that it was skipped.

pub mod corpus;
pub mod list_row;

use std::fmt::Display;
use std::path::PathBuf;

use anyhow::{Result, ensure};

/// The folder of reference data, below `HINDCAST_REFERENCE_DATA` or else below `shared/data` beside the repository.
///
/// # Errors
/// It is not there. A test that needs it is then skipped, with this error as the reason.
pub fn reference_data(name: &str) -> Result<PathBuf> {
    let root = std::env::var_os("HINDCAST_REFERENCE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let folder = root.join(name);
    ensure!(
        folder.is_dir(),
        "the reference data “{name}” are not on this machine; `cargo xtask tradingview` says how to get them"
    );
    Ok(folder)
}

/// Says that a test found nothing to test here, and why. `cargo xtask test` counts such a test as skipped, not as passed.
pub fn skip(reason: impl Display) {
    println!("skipped: {reason:#}");
}
