//! `cargo xtask audit`: what is too slow for every run. Licences, sources and advisories by cargo-deny, dependencies that nobody uses by
//! cargo-machete. Both are compiled into target/audit the first time.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::{paths, shell};

/// Names and versions of the tools.
const TOOLS: [(&str, &str); 2] = [("cargo-deny", "0.20.2"), ("cargo-machete", "0.9.2")];

pub(crate) fn run() -> Result<()> {
    for (tool, version) in TOOLS {
        ensure(tool, version)?;
    }
    let deny = |what: &[&str]| shell::run(shell::command(program("cargo-deny")).arg("check").args(what));
    shell::say("licences, sources and bans");
    let rules = deny(&["licenses", "sources", "bans"]);
    shell::say("advisories, if their list can be fetched");
    let advisories = deny(&["advisories"]);
    shell::say("dependencies that nobody uses");
    let unused = shell::run(shell::command(program("cargo-machete")).arg("--skip-target-dir"));
    let failed: Vec<String> =
        [rules, advisories, unused].into_iter().filter_map(|done| Some(done.err()?.to_string())).collect();
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join("\n")) }
}

fn ensure(tool: &str, version: &str) -> Result<()> {
    let known = shell::command(program(tool)).arg("--version").output();
    if known.is_ok_and(|known| String::from_utf8_lossy(&known.stdout).contains(version)) {
        return Ok(());
    }
    shell::say(&format!("compiling {tool}, which takes some minutes"));
    let root = paths::target().join("audit");
    let mut cargo = shell::cargo();
    cargo.args(["install", "--locked", "--force", "--root"]).arg(root).arg(format!("{tool}@{version}"));
    shell::run(cargo.env("CARGO_TARGET_DIR", paths::target().join("audit/target")))
}

fn program(tool: &str) -> PathBuf {
    paths::target().join("audit/bin").join(format!("{tool}{}", std::env::consts::EXE_SUFFIX))
}
