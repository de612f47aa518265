//! The parts that need Chromium; Playwright drives it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use super::tally::Tally;
use crate::bundle::{self, Quality};
use crate::{paths, run, setup, shell};

const TEST_PREFIX: &[u8] = b"__wbgt_";

/// Compiles the web crate's own tests and runs each of their binaries in a fresh page.
pub(super) fn wasm() -> Result<Tally> {
    setup::wasm_target::ensure()?;
    setup::npm::ensure()?;
    let chromium = setup::chromium::ensure()?;
    shell::say("compiling the tests of the web crate");
    let mut tally = Tally::default();
    for (name, compiled) in wasm_tests()? {
        // wasm-bindgen-test exports each test under a name that starts so.
        let bytes = fs::read(&compiled)?;
        if !bytes.windows(TEST_PREFIX.len()).any(|window| window == TEST_PREFIX) {
            shell::say(&format!("{name} has no tests for the browser"));
            continue;
        }
        shell::say(&format!("running {name} in Chromium"));
        let out = paths::target().join("wasm-tests").join(&name);
        Bindgen::new()
            .input_path(&compiled)
            .out_name("suite")
            .web(true)?
            .typescript(false)
            // The test binary's own main would be cargo's harness, which has no place in a page.
            .emit_start(false)
            .generate(&out)
            .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
        tally += Tally::of(&name, node(&chromium).arg("tests/wasm/run.js").arg(&out))?;
    }
    Ok(tally)
}

/// The frozen jobs, from one wasm file, in Chromium and under node.
pub(super) fn corpus() -> Result<Tally> {
    setup::wasm_target::ensure()?;
    setup::npm::ensure()?;
    let chromium = setup::chromium::ensure()?;
    let folder = bundle::corpus_wasm()?;
    shell::say("running the frozen jobs in Chromium and under node");
    Tally::of("the corpus", node(&chromium).arg("tests/corpus/run.js").arg(&folder))
}

/// The stories of the whole product, against the bundle as it ships.
pub(super) fn e2e() -> Result<Tally> {
    let product = Product::build()?;
    let stories = |options: &[&str]| {
        let mut npm = shell::npm();
        Tally::of("the stories", product.env(npm.args(["run", "--silent", "e2e", "--"]).args(options)))
    };
    shell::say("running the stories in Chromium, two at a time");
    let mut tally = stories(&["--workers=2", "--grep-invert=@alone"])?;
    shell::say("running the stories that measure the page, one at a time");
    tally += stories(&["--grep=@alone"])?;
    Ok(tally)
}

/// `cargo xtask screenshots`.
pub(crate) fn screenshots() -> Result<()> {
    let product = Product::build()?;
    shell::say("taking pictures into target/screenshots/");
    shell::run(product.env(shell::npm().args(["run", "--silent", "screenshots"])))
}

/// What a browser test needs: the bundle, a server, a browser.
pub(crate) struct Product {
    dist: PathBuf,
    server: PathBuf,
    chromium: PathBuf,
}

impl Product {
    pub(crate) fn build() -> Result<Self> {
        let chromium = setup::chromium::ensure()?;
        let dist = paths::target().join("dist");
        let ((), server) =
            shell::beside(|| bundle::build(&dist, Quality::Release), run::build_server_beside_tests)?;
        Ok(Self { dist, server, chromium })
    }

    /// Tells the scripts in tests/ where things are.
    pub(crate) fn env<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("HINDCAST_DIST", &self.dist)
            .env("HINDCAST_SERVER", &self.server)
            .env("CHROMIUM", &self.chromium)
    }
}

/// A script of tests/ that needs the browser.
pub(crate) fn node(chromium: &Path) -> Command {
    let mut node = shell::command("node");
    node.env("CHROMIUM", chromium);
    node
}

/// Name and wasm file of each test binary of the web crate.
fn wasm_tests() -> Result<Vec<(String, PathBuf)>> {
    let messages =
        shell::read(
            shell::cargo()
                .args(["test", "--locked", "--no-run", "--package", "app", "--lib", "--tests"])
                .args(["--target", "wasm32-unknown-unknown", "--message-format", "json-render-diagnostics"]),
        )?;
    let mut tests = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).context("cargo printed a line that is not JSON")?;
        // The two binaries have no tests of their own, but cargo builds their harness along with --tests.
        let kind = &message["target"]["kind"][0];
        if message["profile"]["test"] == true
            && kind != "bin"
            && let (Some(name), Some(file)) =
                (message["target"]["name"].as_str(), message["executable"].as_str())
        {
            tests.push((name.to_owned(), PathBuf::from(file)));
        }
    }
    if tests.is_empty() {
        bail!("cargo built no test of the web crate");
    }
    Ok(tests)
}
