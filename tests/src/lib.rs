//! What the conformance tests share: where reference data and Python packages lie.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// The folder of reference data named by `HINDCAST_REFERENCE_DATA`, else `shared/data` beside the repository; `None` if it
/// is not there, in which case a test says that it was skipped.
pub fn reference_data(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HINDCAST_REFERENCE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let folder = root.join(name);
    folder.is_dir().then_some(folder)
}

/// Where a Python package is below `target`, Cargo's folder for tests; pip fetches it the first time.
///
/// # Errors
/// There is no Python, or pip cannot get the package; the message is pip's.
pub fn python_package(target: &Path, name: &str, version: &str, options: &[&str]) -> io::Result<PathBuf> {
    let folder = target.join(format!("{name}-{version}"));
    if !folder.exists() {
        // Another name first: what was only half fetched is not taken for the package.
        let partial = target.join(format!("{name}-{version}-{}", std::process::id()));
        let output = Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--no-input", "--target"])
            .arg(&partial)
            .args(options)
            .arg(format!("{name}=={version}"))
            .output()?;
        if !output.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        if let Err(error) = fs::rename(&partial, &folder) {
            // Another process was quicker.
            if !folder.exists() {
                return Err(error);
            }
            fs::remove_dir_all(&partial)?;
        }
    }
    Ok(folder)
}
