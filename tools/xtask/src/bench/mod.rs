//! `cargo xtask bench`: the same workload natively and in Chromium, and in other people's engines. No time is printed unless
//! the results agree.

mod peers;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::suite::browser::node;
use crate::{bundle, paths, setup, shell};

/// Tells glibc to keep freed memory, as the memory of a wasm instance is kept: without it, half of the native time would be the
/// system's, handing out fresh pages for every run.
const KEEP_MEMORY: [(&str, &str); 2] =
    [("MALLOC_TRIM_THRESHOLD_", "1073741824"), ("MALLOC_MMAP_THRESHOLD_", "1073741824")];
const NATIVE: [&str; 6] = ["run", "--release", "--locked", "--quiet", "--package", "bench"];

pub(crate) fn run() -> Result<()> {
    setup::wasm_target::ensure()?;
    setup::npm::ensure()?;
    let chromium = setup::chromium::ensure()?;

    let files = paths::target().join("bench");
    shell::say("measuring natively");
    let native = shell::read(shell::cargo().args(NATIVE).arg("--").arg(&files).envs(KEEP_MEMORY))?;
    let native: Value = serde_json::from_str(&native).context("the native bench printed no JSON")?;

    let folder = bundle::bench_wasm()?;
    shell::say("measuring in Chromium");
    let sweeps =
        ["sweeps", "family_sweeps"].map(|key| native[key].as_array().cloned().unwrap_or_default()).concat();
    let sweeps = Value::from(sweeps).to_string();
    let browser = shell::read(node(&chromium).arg("tools/bench/browser/run.js").arg(&folder).arg(sweeps))?;
    let browser: Value = serde_json::from_str(&browser).context("the bench in Chromium printed no JSON")?;

    for key in ["backtest_hash", "long_only_hash"] {
        let (native, browser) = (&native[key], &browser[key]);
        ensure!(native.is_string() && native == browser, "{key}: natively {native}, in Chromium {browser}");
    }
    println!("{:<42} {:>9} {:>9} {:>7}", "", "native", "Chromium", "ratio");
    line("500,000 bars, SMA 30/150, ns per bar", "/ns_per_bar", &native, &browser)?;
    // Each part by itself: the cut costs a little, so that they do not quite add up.
    for (part, what) in [
        ("prepare", "  of which: calendar and where averages cross"),
        ("run", "  of which: the main loop"),
        ("report", "  of which: statistics and hash"),
    ] {
        line(what, &format!("/stages_ns_per_bar/{part}"), &native, &browser)?;
    }
    line("the first run on the bars", "/first_ns_per_bar", &native, &browser)?;
    line("long only, as the engines below", "/long_only_ns_per_bar", &native, &browser)?;

    print_sweeps(&native, &browser)?;
    print_families(&native, &browser)?;

    println!(
        "\nthe same bars in ticks, averages and statistics; long only, fills at the next open, no costs; ns per bar (and cell)"
    );
    match peers::measure(&files) {
        Ok(peers) => peers.iter().for_each(print_peer),
        Err(error) => shell::say(&format!("skipping raptorbt and vectorbt: {error:#}")),
    }
    Ok(())
}

/// Each sweep by one and by two workers: nanoseconds of one core per bar and cell, seconds, and the memory of the page with its
/// workers.
fn print_sweeps(native: &Value, browser: &Value) -> Result<()> {
    println!("\nsweeps, ns per bar and cell on each core (seconds)");
    for (native, browser) in list(native, "sweeps")?.iter().zip(list(browser, "sweeps")?) {
        let (here, there) = (&native["hash"], &browser["hash"]);
        ensure!(here.is_string() && here == there, "a sweep: natively {here}, in Chromium {there}");
        let number =
            |of: &Value, key: &str| of[key].as_f64().with_context(|| format!("a sweep has no {key}"));
        let n_workers = number(native, "n_workers")?;
        let bar_cells = number(native, "n_cells")? * number(native, "n_bars")?;
        let of = |run: &Value| -> Result<String> {
            let seconds = number(run, "seconds")?;
            Ok(format!("{:.2} ({seconds:.2})", seconds * 1e9 * n_workers / bar_cells))
        };
        let s = if n_workers == 1.0 { "" } else { "s" };
        let (n_cells, n_bars) = (&native["n_cells"], &native["n_bars"]);
        let what = format!("{n_cells} cells x {n_bars} bars, {n_workers} worker{s}");
        let memory = browser["peak_mb"].as_f64().map(|peak| format!("{peak:>8.0} MB")).unwrap_or_default();
        println!("{what:<42} {:>14} {:>14}{memory}", of(native)?, of(browser)?);
    }
    Ok(())
}

/// One strategy of each family, built in or a script: a run, and a sweep by one worker, in nanoseconds per bar (and cell), each with its ratio to
/// the cross.
fn print_families(native: &Value, browser: &Value) -> Result<()> {
    println!(
        "\none strategy of each family, 500,000 bars; ns per bar (and cell), in brackets as a multiple of the cross"
    );
    println!(
        "{:<28} {:>7} {:>15} {:>15} {:>15} {:>15}",
        "", "trades", "run", "in Chromium", "sweep", "in Chromium"
    );
    let ns = |of: &Value| of["ns_per_bar"].as_f64().context("a family has no time");
    let per_cell = |of: &Value, like: &Value| -> Result<f64> {
        let number =
            |of: &Value, key: &str| of[key].as_f64().with_context(|| format!("a sweep has no {key}"));
        Ok(number(of, "seconds")? * 1e9 / (number(like, "n_cells")? * number(like, "n_bars")?))
    };
    let sweeps =
        list(native, "family_sweeps")?.iter().zip(&list(browser, "sweeps")?[list(native, "sweeps")?.len()..]);
    let runs = list(native, "families")?.iter().zip(list(browser, "families")?);
    let mut of_cross = None;
    for ((run, run_there), (sweep, sweep_there)) in runs.zip(sweeps) {
        for (here, there) in [(run, run_there), (sweep, sweep_there)] {
            let (here, there) = (&here["hash"], &there["hash"]);
            ensure!(here.is_string() && here == there, "a family: natively {here}, in Chromium {there}");
        }
        let times = [ns(run)?, ns(run_there)?, per_cell(sweep, sweep)?, per_cell(sweep_there, sweep)?];
        let of_cross = *of_cross.get_or_insert(times);
        let [a, b, c, d] =
            std::array::from_fn(|k| format!("{:.2} ({:.2})", times[k], times[k] / of_cross[k]));
        let name = run["name"].as_str().context("a family has no name")?;
        println!("{name:<28} {:>7} {a:>15} {b:>15} {c:>15} {d:>15}", run["n_trades"].to_string());
    }
    Ok(())
}

fn list<'a>(of: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    of[key].as_array().with_context(|| format!("the bench measured no {key}"))
}

fn print_peer(peer: &Value) {
    let text = |key: &str| peer[key].as_str().unwrap_or_default();
    let name = format!("{} {}, {}", text("name"), text("version"), text("what"));
    match peer["ns"].as_f64() {
        Some(ns) => println!("{name:<42} {ns:>9.2}    {} trades, all equal", peer["n_trades"]),
        None => println!("{name:<42} {:>9}    {}", "no time", text("difference")),
    }
}

fn line(what: &str, pointer: &str, native: &Value, browser: &Value) -> Result<()> {
    let ns = |of: &Value| {
        of.pointer(pointer)
            .and_then(Value::as_f64)
            .with_context(|| format!("the bench measured no {pointer}"))
    };
    let (native, browser) = (ns(native)?, ns(browser)?);
    println!("{what:<42} {native:>9.2} {browser:>9.2} {:>7.2}", browser / native);
    Ok(())
}
