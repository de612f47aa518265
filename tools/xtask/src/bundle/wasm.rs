//! From Rust to a wasm file and its JavaScript glue: cargo, wasm-bindgen, wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::Quality;
use crate::{paths, shell};

/// One wasm module.
pub(super) struct Module {
    /// What people call it, and the folder its parts go to.
    name: &'static str,
    /// What cargo shall build.
    cargo: &'static [&'static str],
    /// The file cargo makes.
    file: &'static str,
    /// The cargo profile it ships with.
    profile: &'static str,
    /// Flags for rustc.
    flags: &'static [&'static str],
    /// What wasm-opt aims at.
    goal: &'static str,
    /// Source files that must have no code inside. Rust leaves the path of each file that can panic.
    without: &'static [&'static str],
}

/// The Leptos page: small.
pub(super) const PAGE: Module = Module {
    name: "page",
    cargo: &["--package", "app", "--bin", "app", "--no-default-features", "--features", "page"],
    file: "app.wasm",
    profile: "page",
    // Leptos then gives every component one type: much smaller, and not noticeably slower.
    flags: &["--cfg=erase_components"],
    goal: "-Oz",
    without: &[
        "engine/src/backtest.rs",
        "engine/src/broker/",
        "engine/src/indicator/",
        "engine/src/lookahead/check.rs",
    ],
};
/// The engine in its worker: fast.
pub(super) const WORKER: Module = Module {
    name: "worker",
    cargo: &["--package", "app", "--bin", "worker", "--no-default-features", "--features", "worker"],
    file: "worker.wasm",
    profile: "worker",
    flags: &[],
    goal: "-O3",
    without: &["/leptos-", "/tachys-"],
};
/// The workload of `cargo xtask bench`, built the way the worker is.
pub(super) const BENCH: Module = Module {
    name: "bench",
    cargo: &["--package", "bench", "--lib"],
    file: "bench.wasm",
    profile: "worker",
    flags: &[],
    goal: "-O3",
    without: &[],
};

/// The frozen jobs, built the way the worker is.
pub(super) const CORPUS: Module = Module {
    name: "corpus",
    cargo: &["--package", "tests", "--lib"],
    file: "tests.wasm",
    profile: "worker",
    flags: &[],
    goal: "-O3",
    without: &[],
};

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
    shell::say(&format!("compiling the {} ({profile})", module.name));
    shell::run(
        shell::cargo()
            .args(["build", "--locked", "--profile", profile, "--target", "wasm32-unknown-unknown"])
            .args(["--config", &flags(module)?])
            .args(module.cargo),
    )?;
    let compiled = paths::target().join("wasm32-unknown-unknown").join(profile_dir).join(module.file);
    if quality == Quality::Release {
        check_contents(module, &compiled)?;
    }
    let out = paths::target().join("bindgen").join(module.name);
    glue(&compiled, &out, module.name, quality)
        .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
    let built = Built {
        wasm: out.join(format!("{}_bg.wasm", module.name)),
        glue: out.join(format!("{}.js", module.name)),
        snippets: out.join("snippets"),
    };
    if quality == Quality::Release {
        optimise(&built.wasm, module.goal)?;
    }
    Ok(built)
}

/// Rust writes the path of each source file that can panic into the wasm. Without this machine's folders in front, the
/// same sources give the same bundle on every machine, and the bundle tells nothing about where it was made.
fn flags(module: &Module) -> Result<String> {
    let mut prefixes = vec![(paths::root(), "hindcast")];
    let registry = paths::cargo_home()?.join("registry/src");
    if let Ok(sources) = fs::read_dir(&registry) {
        prefixes.extend(sources.flatten().map(|source| (source.path(), "crates")));
    }
    let flags = prefixes.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    let flags = flags.chain(module.flags.iter().map(|flag| (*flag).to_owned()));
    // cargo adds these to the flags of .cargo/config.toml. JSON strings are TOML strings.
    let flags = serde_json::to_string(&flags.collect::<Vec<_>>())?;
    Ok(format!("target.wasm32-unknown-unknown.rustflags={flags}"))
}

/// The page stays small because the engine's loop is not in it, and the worker because Leptos is not.
fn check_contents(module: &Module, compiled: &Path) -> Result<()> {
    let bytes = fs::read(compiled)?;
    for path in module.without {
        if bytes.windows(path.len()).any(|window| window == path.as_bytes()) {
            bail!(
                "the {} contains code from {path}, which belongs to the other half: look for the use that pulls it in",
                module.name
            );
        }
    }
    Ok(())
}

fn glue(compiled: &Path, out: &Path, name: &str, quality: Quality) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let keep = quality == Quality::Dev;
    Bindgen::new()
        .input_path(compiled)
        .out_name(name)
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
    let before = fs::metadata(wasm).with_context(|| format!("{} is missing", wasm.display()))?.len();
    let better = wasm.with_extension("opt.wasm");
    shell::run(
        shell::command("node").arg(wasm_opt).args(FEATURES).arg(goal).arg(wasm).arg("-o").arg(&better),
    )?;
    fs::rename(&better, wasm).with_context(|| format!("wasm-opt made no {}", better.display()))?;
    let after = fs::metadata(wasm)?.len();
    shell::say(&format!("wasm-opt {goal}: {before} -> {after} bytes"));
    Ok(())
}
