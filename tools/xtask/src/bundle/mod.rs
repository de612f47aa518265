//! The files a browser loads: two wasm modules with their glue, the style sheet, the chart library, the library of bars,
//! each named by its content, and the one page that names them all.

mod assets;
mod compressed;
mod editor;
mod page;
mod style;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use assets::Assets;

use crate::{paths, setup, shell};

/// How much work goes into the wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quality {
    /// Compiled quickly, for trying a change.
    Dev,
    /// Compiled as it ships.
    Release,
}

/// Builds the whole bundle into `out`, replacing what was there.
pub(crate) fn build(out: &Path, quality: Quality) -> Result<()> {
    setup::wasm_target::ensure()?;
    setup::npm::ensure()?;
    // Each ends in a long phase on one core; their profiles differ, so cargo lets them run beside each other.
    let (page, worker) =
        shell::beside(|| wasm::build(&wasm::PAGE, quality), || wasm::build(&wasm::WORKER, quality))?;

    shell::say(&format!("writing the bundle to {}", out.display()));
    let mut assets = Assets::into_empty(out)?;
    let app = paths::root().join("app");

    let worker_wasm = assets.add("worker_bg.wasm", &fs::read(&worker.wasm)?)?;
    assets.add_snippets(&worker.snippets)?;
    assets.add_script("worker-glue.js", &read(&worker.glue)?)?;
    let worker_js = assets.add_script("worker.js", &read(&app.join("worker.js"))?)?;

    assets.add("page_bg.wasm", &fs::read(&page.wasm)?)?;
    assets.add_snippets(&page.snippets)?;
    assets.add_script("page.js", &read(&page.glue)?)?;
    let boot_js = assets.add_script("boot.js", &read(&app.join("boot.js"))?)?;

    let charts =
        paths::node_modules().join("lightweight-charts/dist/lightweight-charts.standalone.production.mjs");
    let charts_js = assets.add("lightweight-charts.mjs", &fs::read(charts)?)?;
    let editor_js = assets.add("editor.mjs", &editor::build(&app.join("editor/index.js"))?)?;
    let style_css = assets.add("style.css", style::sheet(&paths::root().join("style"))?.as_bytes())?;
    let favicon = assets.add("favicon.svg", &fs::read(app.join("assets/favicon.svg"))?)?;
    let library = library(&mut assets, &app.join("assets/library"))?;

    let build = assets.fingerprint();
    let manifest = json!({
        "worker_js": worker_js,
        "worker_wasm": worker_wasm,
        "charts_js": charts_js,
        "editor_js": editor_js,
        "library": library,
        "build": build,
    });
    let template = read(&app.join("index.html"))?;
    let page = page::fill(
        &template,
        &[
            ("style", &style_css),
            ("favicon", &favicon),
            ("boot", &boot_js),
            ("assets", &page::json_in_script(&manifest)),
        ],
    )?;
    page::check_relative(&page)?;
    fs::write(out.join("index.html"), page)?;
    if quality == Quality::Release {
        compressed::write_copies(out)?;
    }
    assets.report();
    Ok(())
}

/// Builds the workload of the bench and returns the folder with its wasm and glue.
pub(crate) fn bench_wasm() -> Result<PathBuf> {
    folder_of(&wasm::BENCH)
}

/// The same for the frozen jobs.
pub(crate) fn corpus_wasm() -> Result<PathBuf> {
    folder_of(&wasm::CORPUS)
}

fn folder_of(module: &wasm::Module) -> Result<PathBuf> {
    let built = wasm::build(module, Quality::Release)?;
    built.wasm.parent().map(Path::to_path_buf).context("the module was built nowhere")
}

/// The addresses of the bars that ship, by the names their files have in the manifest.
fn library(assets: &mut Assets, dir: &Path) -> Result<serde_json::Map<String, serde_json::Value>> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut library = serde_json::Map::new();
    for file in files {
        let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
            bail!("{} has a name that is not text", file.display());
        };
        if name.ends_with(".csv.gz") {
            let hashed = assets.add(&format!("library/{name}"), &fs::read(&file)?)?;
            library.insert(name.to_owned(), hashed.into());
        }
    }
    Ok(library)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
