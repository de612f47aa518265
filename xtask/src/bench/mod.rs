//! `cargo xtask bench`: the same workload natively and in Chromium, and in other people's engines. No time is printed unless
//! the results agree.

mod peers;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::suite::browser::node;
use crate::{bundle, paths, setup, shell};

const NATIVE: [&str; 6] = ["run", "--release", "--locked", "--quiet", "--package", "bench"];

pub(crate) fn run() -> Result<()> {
    setup::wasm_target::ensure()?;
    setup::npm::ensure()?;
    let chromium = setup::chromium::ensure()?;

    let files = paths::target().join("bench");
    shell::say("measuring natively");
    let native = shell::read(shell::cargo().args(NATIVE).arg("--").arg(&files))?;
    let native: Value = serde_json::from_str(&native).context("the native bench printed no JSON")?;

    let folder = bundle::bench_wasm()?;
    shell::say("measuring in Chromium");
    let browser = shell::read(node(&chromium).arg("tests/bench/run.js").arg(&folder))?;
    let browser: Value = serde_json::from_str(&browser).context("the bench in Chromium printed no JSON")?;

    for key in ["backtest_hash", "long_only_hash", "sweep_hash"] {
        let (native, browser) = (&native[key], &browser[key]);
        ensure!(native.is_string() && native == browser, "{key}: natively {native}, in Chromium {browser}");
    }
    println!("{:<42} {:>9} {:>9} {:>7}", "", "native", "Chromium", "ratio");
    line("500,000 bars, SMA 30/150, ns per bar", "/ns_per_bar", &native, &browser)?;
    // Each part by itself: the cut costs a little, so that they do not quite add up.
    for (part, what) in [
        ("prepare", "  of which: calendar and averages"),
        ("columns", "    of these: the two averages"),
        ("run", "  of which: the main loop"),
        ("report", "  of which: statistics and hash"),
    ] {
        line(what, &format!("/stages_ns_per_bar/{part}"), &native, &browser)?;
    }
    line("sweep of 64 cells, ns per bar and cell", "/ns_per_bar_cell", &native, &browser)?;
    line("long only, as the engines below", "/long_only_ns_per_bar", &native, &browser)?;

    println!(
        "\nthe same bars in ticks, averages and statistics; long only, fills at the next open, no costs; ns per bar"
    );
    match peers::measure(&files) {
        Ok(peers) => peers.iter().for_each(print_peer),
        Err(error) => shell::say(&format!("skipping raptorbt and vectorbt: {error:#}")),
    }
    Ok(())
}

fn print_peer(peer: &Value) {
    let text = |key: &str| peer[key].as_str().unwrap_or_default();
    let name = format!("{} {}", text("name"), text("version"));
    match peer["ns_per_bar"].as_f64() {
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
