//! One style sheet out of style/: tokens, then base, then components and pages by name.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Files and folders of style/ in the order of the cascade.
const ORDER: [&str; 4] = ["tokens.css", "base.css", "components", "pages"];

/// The whole sheet. Anything in style/ that [`ORDER`] does not know comes last, by name.
pub(super) fn sheet(dir: &Path) -> Result<String> {
    let mut parts: Vec<PathBuf> =
        ORDER.iter().map(|name| dir.join(name)).filter(|path| path.exists()).collect();
    parts.extend(sorted(dir)?.into_iter().filter(|path| !ORDER.iter().any(|name| path.ends_with(name))));
    let mut sheet = String::new();
    for part in parts {
        let files = if part.is_dir() { sorted(&part)? } else { vec![part] };
        for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "css")) {
            sheet.push_str(
                &fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?,
            );
            sheet.push('\n');
        }
    }
    Ok(sheet)
}

fn sorted(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("{} cannot be read", dir.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
