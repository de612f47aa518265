//! Python packages below Cargo's folder for tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::{fs, io};

/// Held while a package is fetched: tests of one process run side by side.
static FETCHING: Mutex<()> = Mutex::new(());

/// Where the package is; pip fetches it the first time.
///
/// # Errors
/// There is no Python, or pip cannot get the package; the message is pip's.
pub(crate) fn folder(name: &str, version: &str, options: &[&str]) -> io::Result<PathBuf> {
    let _fetching = FETCHING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
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
