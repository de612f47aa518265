//! One wrong result: a name, a file, and a line of it to be replaced.
//!
//! ```text
//! # commission charged twice
//! engine/src/account.rs
//! - what stands there, exactly once
//! + what stands there instead
//! ```

use anyhow::{Context, Result, ensure};

#[derive(Debug)]
pub(super) struct Seed {
    pub(super) name: String,
    pub(super) file: String,
    search: String,
    replacement: String,
}

/// Reads the list; seeds are separated by blank lines.
pub(super) fn seeds(text: &str) -> Result<Vec<Seed>> {
    let is_comment = |text: &&str| text.lines().all(|line| line.starts_with("//"));
    text.split("\n\n").map(str::trim).filter(|text| !is_comment(text)).map(seed).collect()
}

fn seed(text: &str) -> Result<Seed> {
    let mut lines = text.lines().filter(|line| !line.starts_with("//"));
    let name = lines.next().and_then(|line| line.strip_prefix("# "));
    let name = name.with_context(|| format!("a seed begins with “# name”, not with:\n{text}"))?.to_owned();
    let file = lines.next().with_context(|| format!("“{name}” names no file"))?.to_owned();
    let (mut search, mut replacement) = (Vec::new(), Vec::new());
    for line in lines {
        match line.split_at_checked(2) {
            Some(("- ", rest)) => search.push(rest),
            Some(("+ ", rest)) => replacement.push(rest),
            _ => anyhow::bail!("“{name}”: a line begins with “- ” or “+ ”, not “{line}”"),
        }
    }
    Ok(Seed { name, file, search: search.join("\n"), replacement: replacement.join("\n") })
}

impl Seed {
    /// The file with the seed in it.
    pub(super) fn applied(&self, original: &str) -> Result<String> {
        let n_found = original.matches(&self.search).count();
        ensure!(
            n_found == 1 && !self.search.is_empty(),
            "“{}”: {} holds its text {n_found} times instead of once; the code has changed: seed the same wrong result \
             into what stands there now (tools/xtask/src/seeded/seeds.txt)",
            self.name,
            self.file
        );
        Ok(original.replacen(&self.search, &self.replacement, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::SEEDS;
    use super::*;
    use crate::paths;

    #[test]
    fn every_seed_still_fits_the_code() -> Result<()> {
        let seeds = seeds(SEEDS)?;
        for seed in &seeds {
            let text = std::fs::read_to_string(paths::root().join(&seed.file))?;
            ensure!(seed.applied(&text)? != text, "“{}” changes nothing", seed.name);
        }
        ensure!(seeds.len() >= 20, "only {} seeds", seeds.len());
        Ok(())
    }
}
