//! Files named by their content, so that a browser may keep them for ever and never mixes two builds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::content_hash::content_hash;
use crate::shell;

/// A folder being filled.
pub(super) struct Assets {
    dir: PathBuf,
    /// Plain name → name with the hash in it, both relative to the folder.
    names: BTreeMap<String, String>,
}

impl Assets {
    /// Starts with an empty folder.
    pub(super) fn into_empty(dir: &Path) -> Result<Self> {
        if dir.exists() {
            fs::remove_dir_all(dir).with_context(|| format!("{} cannot be emptied", dir.display()))?;
        }
        fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
        Ok(Self { dir: dir.to_path_buf(), names: BTreeMap::new() })
    }

    /// Writes a file and returns its hashed name.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
        let (stem, ending) = file.split_once('.').with_context(|| format!("{name} has no ending"))?;
        let file = format!("{stem}-{}.{ending}", content_hash(bytes));
        let hashed = if folder.is_empty() { file } else { format!("{folder}/{file}") };
        self.write(&hashed, bytes)?;
        self.names.insert(name.to_owned(), hashed.clone());
        Ok(hashed)
    }

    /// Writes a script whose quoted relative names ("./page.js") become the hashed names of files added before.
    pub(super) fn add_script(&mut self, name: &str, text: &str) -> Result<String> {
        let mut text = text.to_owned();
        for (plain, hashed) in &self.names {
            for quote in ['"', '\''] {
                text =
                    text.replace(&format!("{quote}./{plain}{quote}"), &format!("{quote}./{hashed}{quote}"));
            }
        }
        self.add(name, text.as_bytes())
    }

    /// Adds the JavaScript that crates bring along. A script that imports another one is not expected here.
    pub(super) fn add_snippets(&mut self, dir: &Path) -> Result<()> {
        for file in files_below(dir)? {
            let below = file.strip_prefix(dir)?.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&file)?;
            if text.contains(" from './") || text.contains(" from \"./") {
                bail!("{} imports another file: bundle that file too, or inline it", file.display());
            }
            self.add(&format!("snippets/{below}"), text.as_bytes())?;
        }
        Ok(())
    }

    /// One hash over everything added so far.
    pub(super) fn fingerprint(&self) -> String {
        let names: Vec<&str> = self.names.values().map(String::as_str).collect();
        content_hash(names.join("\n").as_bytes())
    }

    /// Says how large the parts are.
    pub(super) fn report(&self) {
        for hashed in self.names.values() {
            let size = |name: &str| Some(fs::metadata(self.dir.join(name)).ok()?.len() as f64 / 1000.0);
            let compressed = size(&format!("{hashed}.br"))
                .map_or(String::new(), |size| format!("{size:.1} kB with brotli"));
            shell::say(&format!("{:>8.1} kB {compressed:>22}  {hashed}", size(hashed).unwrap_or_default()));
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.dir.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// Every file below a folder, sorted by path; none where there is no such folder.
pub(super) fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(dir) else { return Ok(files) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
