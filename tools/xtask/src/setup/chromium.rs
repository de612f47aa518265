//! A Chromium for the browser tests: the one named by CHROMIUM, the system's, or Debian's package.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser's path.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        if !shell::answers(&named, "--version") {
            bail!("CHROMIUM is set to {}, which does not start", named.display());
        }
        return Ok(named.into());
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    if is_debian_root() {
        shell::say("installing Chromium from Debian's packages");
        let apt = || {
            let mut apt = shell::command("apt-get");
            apt.env("DEBIAN_FRONTEND", "noninteractive");
            apt
        };
        shell::run(apt().args(["update", "-qq"]))?;
        shell::run(apt().args(["install", "-y", "-qq", "--no-install-recommends", "chromium"]))?;
    }
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "Chromium is needed for the browser tests: install Chromium or Chrome from your system's packages, \
             or set CHROMIUM to its path"
        ),
    }
}

fn find() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .flat_map(|dir| NAMES.map(|name| dir.join(name)));
    on_path.chain(MAC.map(PathBuf::from)).find(|path| path.is_file())
}

fn is_debian_root() -> bool {
    let root = shell::read(shell::command("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0");
    root && Path::new("/etc/debian_version").is_file()
}
