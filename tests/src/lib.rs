//! What the conformance tests share: the frozen jobs, and where reference data lies.

pub mod corpus;

use std::path::PathBuf;

/// The folder of reference data named by `HINDCAST_REFERENCE_DATA`, else `shared/data` beside the repository; `None` if it
/// is not there, in which case a test says that it was skipped.
pub fn reference_data(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HINDCAST_REFERENCE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let folder = root.join(name);
    folder.is_dir().then_some(folder)
}
