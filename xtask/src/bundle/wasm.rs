//! From Rust to a wasm file and its JavaScript glue: cargo, wasm-bindgen, wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::Quality;
use crate::{paths, shell};

/// One of the two wasm modules.
pub(super) struct Module {
    /// The cargo binary.
    bin: &'static str,
    /// The feature that switches its half of the crate on.
    feature: &'static str,
    /// The cargo profile it ships with.
    profile: &'static str,
    /// What wasm-opt aims at.
    goal: &'static str,
}

/// The Leptos page: small.
pub(super) const PAGE: Module = Module { bin: "app", feature: "page", profile: "page", goal: "-Oz" };
/// The engine in its worker: fast.
pub(super) const WORKER: Module = Module { bin: "worker", feature: "worker", profile: "worker", goal: "-O3" };

/// What every browser we support has; naming each keeps wasm-opt from using anything else.
const FEATURES: [&str; 9] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
    "--enable-extended-const",
];

/// Where the parts of a built module lie.
pub(super) struct Built {
    pub(super) wasm: PathBuf,
    pub(super) glue: PathBuf,
    /// JavaScript that crates bring along; absent when there is none.
    pub(super) snippets: PathBuf,
}

/// Compiles a module and makes its glue.
pub(super) fn build(module: &Module, quality: Quality) -> Result<Built> {
    let (profile, profile_dir) = match quality {
        Quality::Dev => ("dev", "debug"),
        Quality::Release => (module.profile, module.profile),
    };
    shell::say(&format!("compiling the {} ({profile})", module.feature));
    shell::run(
        shell::cargo()
            .args(["build", "--locked", "--package", "app", "--bin", module.bin, "--profile", profile])
            .args(["--no-default-features", "--features", module.feature])
            .args(["--target", "wasm32-unknown-unknown"]),
    )?;
    let compiled =
        paths::target().join("wasm32-unknown-unknown").join(profile_dir).join(format!("{}.wasm", module.bin));
    let out = paths::target().join("bindgen").join(module.feature);
    glue(&compiled, &out, quality)
        .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
    let built =
        Built { wasm: out.join("out_bg.wasm"), glue: out.join("out.js"), snippets: out.join("snippets") };
    if quality == Quality::Release {
        optimise(&built.wasm, module.goal)?;
    }
    Ok(built)
}

fn glue(compiled: &Path, out: &Path, quality: Quality) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let keep = quality == Quality::Dev;
    Bindgen::new()
        .input_path(compiled)
        .out_name("out")
        .web(true)?
        .typescript(false)
        // The scripts in app/ say where the wasm is, under its hashed name.
        .omit_default_module_path(true)
        .remove_name_section(!keep)
        .remove_producers_section(!keep)
        .generate(out)
}

/// Shrinks or speeds up the file in place. Without binaryen the bundle still works, only larger and slower.
fn optimise(wasm: &Path, goal: &str) -> Result<()> {
    let wasm_opt = paths::node_modules().join("binaryen/bin/wasm-opt");
    if !wasm_opt.is_file() {
        shell::say("WARNING: wasm-opt is not in node_modules; shipping without it (`npm ci` brings it)");
        return Ok(());
    }
    let before = fs::metadata(wasm)?.len();
    let better = wasm.with_extension("opt.wasm");
    shell::run(
        shell::command("node").arg(wasm_opt).args(FEATURES).arg(goal).arg(wasm).arg("-o").arg(&better),
    )?;
    fs::rename(&better, wasm)?;
    let after = fs::metadata(wasm)?.len();
    shell::say(&format!("wasm-opt {goal}: {before} -> {after} bytes"));
    Ok(())
}
