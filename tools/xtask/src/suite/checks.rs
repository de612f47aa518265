//! The parts that need no browser.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::tally::Tally;
use crate::setup::python::Environment;
use crate::{paths, setup, shell};

/// The spelling checker, as pip names it.
const TYPOS: &str = "typos==1.52.0";

/// The two halves of the web crate, as they are built.
const WEB_HALVES: [&str; 2] = ["page", "worker"];

pub(super) fn fmt() -> Result<Tally> {
    shell::say("checking the format");
    let status = shell::cargo().args(["fmt", "--all", "--check"]).status()?;
    Ok(Tally::one("rustfmt", status.success()))
}

/// clippy over everything natively, then over each half of the web crate for the browser.
pub(super) fn lint() -> Result<Tally> {
    setup::wasm_target::ensure()?;
    let mut tally = Tally::default();
    shell::say("linting, natively");
    tally += check(&["--workspace", "--all-targets"])?;
    for half in WEB_HALVES {
        shell::say(&format!("linting the {half} for the browser"));
        tally += check(&[
            "--package",
            "app",
            "--no-default-features",
            "--features",
            half,
            "--target",
            "wasm32-unknown-unknown",
        ])?;
    }
    Ok(tally)
}

/// rustdoc over every crate, and typos over every file.
pub(super) fn words() -> Result<Tally> {
    shell::say("building the documentation");
    let mut doc = shell::cargo();
    // A room's page may name the private rooms below it: its readers have the source.
    doc.args(["doc", "--locked", "--quiet", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-Dwarnings -Arustdoc::private-intra-doc-links");
    let mut tally = Tally::one("rustdoc", doc.status()?.success());
    match Environment::ensure("typos", TYPOS) {
        Ok(environment) => {
            shell::say("checking the spelling");
            tally += Tally::one("typos", shell::command(environment.program("typos")).status()?.success());
        }
        // Python is no requirement of the project: its absence takes the check away, never the suite.
        Err(reason) => {
            shell::say(&format!("spelling not checked: {reason:#}"));
            tally += Tally::skipped();
        }
    }
    Ok(tally)
}

pub(super) fn native() -> Result<Tally> {
    shell::say("running the native tests");
    // --show-output: a test that skips itself says so on standard output, and that must reach the count.
    Tally::of(
        "cargo test",
        shell::cargo().args(["test", "--locked", "--workspace", "--no-fail-fast", "--", "--show-output"]),
    )
}

/// The tests that compare with data from outside the repository, without them: what is made here or in the repository is
/// compared all the same, and the rest says that it was skipped.
pub(super) fn bare() -> Result<Tally> {
    if !paths::reference_data().is_dir() {
        shell::say("there are no reference data on this machine: the native tests ran without them");
        return Ok(Tally::default());
    }
    shell::say("running the conformance tests without the reference data");
    let mut tally = Tally::default();
    for (name, program) in compiled(&["ta_lib", "tradingview", "backtesting_py"])? {
        let mut test = shell::command(program);
        test.env("HINDCAST_REFERENCE_DATA", paths::target().join("no-reference-data"));
        tally += Tally::of(&name, test.arg("--show-output").current_dir(paths::root().join("tests")))?;
    }
    Ok(tally)
}

/// Names and programs of tests that `native` has compiled. Cargo is asked for all, as it was then: for some alone it would choose other
/// features of what they are built on, and compile that anew.
fn compiled(wanted: &[&str]) -> Result<Vec<(String, PathBuf)>> {
    let messages = shell::read(
        shell::cargo()
            .args(["test", "--locked", "--workspace", "--no-run"])
            .args(["--message-format", "json-render-diagnostics"]),
    )?;
    let mut found = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).context("cargo printed a line that is not JSON")?;
        let name = message["target"]["name"].as_str().filter(|name| wanted.contains(name));
        if let (Some(name), Some(program)) = (name, message["executable"].as_str()) {
            found.push((name.to_owned(), PathBuf::from(program)));
        }
    }
    ensure!(found.len() == wanted.len(), "cargo names {} of the tests {}", found.len(), wanted.join(", "));
    Ok(found)
}

fn check(what: &[&str]) -> Result<Tally> {
    let status =
        shell::cargo().args(["clippy", "--locked"]).args(what).args(["--", "-D", "warnings"]).status()?;
    Ok(Tally::one(&format!("clippy {}", what.join(" ")), status.success()))
}
