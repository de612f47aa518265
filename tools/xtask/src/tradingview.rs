//! `cargo xtask tradingview`: where TradingView's trade lists are, and a person's own download put where the tests look for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;
use sha2::{Digest, Sha256};

use crate::{paths, shell};

/// What `tradingview` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folder of your download of the collection. Without it, nothing is written.
    #[arg(long)]
    from: Option<PathBuf>,
}

/// Names by SHA-256, as `sha256sum` writes them.
const FILES: &str = "tests/conformance/tradingview/files.sha256";

pub(crate) fn run(args: &Args) -> Result<()> {
    let root = paths::root();
    let wanted = read_list(&fs::read_to_string(root.join(FILES))?)?;
    let to = paths::reference_data();
    if let Some(from) = &args.from {
        let n = arrange(from, &to, &wanted)?;
        shell::say(&format!("{n} files of {} are now below {}", from.display(), to.display()));
    } else {
        println!("{}", fs::read_to_string(root.join("tests/conformance/tradingview/README.md"))?);
    }
    let missing = missing(&to, &wanted);
    if missing.is_empty() {
        shell::say(&format!(
            "all files are below {}: `cargo test -p tests --test tradingview`",
            to.display()
        ));
        return Ok(());
    }
    missing.iter().for_each(|name| println!("missing: {name}"));
    bail!("{} of {} files are not below {}", missing.len(), wanted.len(), to.display())
}

/// Hash by name.
fn read_list(text: &str) -> Result<BTreeMap<String, String>> {
    text.lines()
        .map(|line| {
            let (hash, name) = line.split_once("  ").with_context(|| format!("{FILES}: “{line}”"))?;
            Ok((name.to_owned(), hash.to_owned()))
        })
        .collect()
}

/// Copies what is recognised by its contents; returns how many files were written.
fn arrange(from: &Path, to: &Path, wanted: &BTreeMap<String, String>) -> Result<usize> {
    let mut n = 0;
    for path in csv_files(from)? {
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        // git may have changed the line ends on the way.
        let unix = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        for bytes in [unix.replace('\n', "\r\n").into_bytes(), unix.into_bytes(), bytes] {
            let hash = sha256(&bytes);
            for (name, _) in wanted.iter().filter(|(_, wanted)| **wanted == hash) {
                let target = to.join(name);
                if fs::read(&target).is_ok_and(|there| there == bytes) {
                    continue;
                }
                let folder = target.parent().context("a file outside of every folder")?;
                fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
                fs::write(&target, &bytes)
                    .with_context(|| format!("{} cannot be written", target.display()))?;
                n += 1;
            }
        }
    }
    Ok(n)
}

/// What is not there, or not with the right contents.
fn missing<'a>(to: &Path, wanted: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let is_there = |name: &str, hash: &str| fs::read(to.join(name)).is_ok_and(|bytes| sha256(&bytes) == hash);
    wanted.iter().filter(|(name, hash)| !is_there(name, hash)).map(|(name, _)| name.as_str()).collect()
}

/// Every CSV file of a folder and of those within, in the order of their names.
fn csv_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            found.extend(csv_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "csv") {
            found.push(path);
        }
    }
    Ok(found)
}

fn sha256(bytes: &[u8]) -> String {
    const_hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder for one test.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("hindcast-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the test");
        folder
    }

    #[test]
    fn a_download_is_arranged_by_content_with_either_line_end() -> Result<()> {
        let (from, to) = (folder("download"), folder("arranged"));
        fs::create_dir_all(from.join("validation/one"))?;
        fs::write(from.join("validation/one/tv_trades.csv"), "a,b\n1,2\n")?;
        fs::write(from.join("bars.csv"), "bars\r\n")?;
        fs::write(from.join("other.csv"), "not asked for")?;
        let wanted = read_list(&format!(
            "{}  set/trades/one.csv\n{}  set/bars.csv\n{}  again/bars.csv\n{}  set/trades/two.csv\n",
            sha256(b"a,b\r\n1,2\r\n"),
            sha256(b"bars\r\n"),
            sha256(b"bars\r\n"),
            sha256(b"nowhere")
        ))?;
        assert_eq!(missing(&to, &wanted).len(), 4);
        assert_eq!(arrange(&from, &to, &wanted)?, 3);
        assert_eq!(fs::read(to.join("set/trades/one.csv"))?, b"a,b\r\n1,2\r\n");
        assert_eq!(missing(&to, &wanted), ["set/trades/two.csv"]);
        assert_eq!(arrange(&from, &to, &wanted)?, 0, "what is there is left alone");
        fs::write(to.join("again/bars.csv"), "spoilt")?;
        assert_eq!(missing(&to, &wanted), ["again/bars.csv", "set/trades/two.csv"]);
        fs::remove_dir_all(from)?;
        fs::remove_dir_all(to)?;
        Ok(())
    }

    #[test]
    fn the_list_names_the_bars_and_every_list() -> Result<()> {
        let wanted = read_list(&fs::read_to_string(paths::root().join(FILES))?)?;
        let lists =
            |set: &str| wanted.keys().filter(|name| name.starts_with(&format!("{set}/trades/"))).count();
        assert_eq!((lists("tradingview"), lists("tradingview2")), (15, 30));
        assert_eq!(wanted["tradingview/ETHUSDT_15m.csv"], wanted["tradingview2/ETHUSDT_15m.csv"]);
        Ok(())
    }
}
