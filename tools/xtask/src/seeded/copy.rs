//! A copy of the engine alone, so that a seed never touches the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;

pub(super) struct Copy {
    root: PathBuf,
}

impl Copy {
    /// A fresh copy in the folder of the builds.
    pub(super) fn new() -> Result<Self> {
        let root = paths::target().join("seeded/engine-copy");
        if root.exists() {
            fs::remove_dir_all(&root).context("the copy of last time cannot be removed")?;
        }
        let copy = Self { root };
        copy_dir(&paths::root().join("engine"), &copy.root.join("engine"))?;
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            copy.write(file, &fs::read_to_string(paths::root().join(file))?)?;
        }
        let manifest = fs::read_to_string(paths::root().join("Cargo.toml"))?;
        let alone = |line: &str| line.starts_with("members = ").then(|| r#"members = ["engine"]"#.to_owned());
        let lines: Vec<String> =
            manifest.lines().map(|line| alone(line).unwrap_or_else(|| line.to_owned())).collect();
        copy.write("Cargo.toml", &lines.join("\n"))?;
        Ok(copy)
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where it is built: kept from one time to the next.
    pub(super) fn target(&self) -> PathBuf {
        paths::target().join("seeded/build")
    }

    pub(super) fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.join(file)).with_context(|| format!("{file} cannot be read"))
    }

    pub(super) fn write(&self, file: &str, text: &str) -> Result<()> {
        fs::write(self.root.join(file), text).with_context(|| format!("the copy of {file} cannot be written"))
    }
}

fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_dir(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
