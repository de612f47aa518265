//! Times the workload natively and prints one line of JSON, in the shape of `tests/bench/run.js`. Given a folder, it also
//! writes there what `bench/peers.py` reads.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use bench::{Stages, Workload};
use engine::trade::Trade;

/// Repetitions; the fastest counts, because everything else a machine does only ever adds time.
const N_BACKTESTS: usize = 15;
const N_SWEEPS: usize = 3;

fn main() -> Result<()> {
    let workload = Workload::new()?;
    let (backtest_hash, backtest_ns) = fastest(N_BACKTESTS, || workload.backtest())?;
    let (long_only_hash, long_only_ns) = fastest(N_BACKTESTS, || Ok(workload.long_only()?.result_hash))?;
    let (sweep_hash, sweep_ns) = fastest(N_SWEEPS, || workload.sweep())?;
    let stages_ns = stages(workload.n_bars())?;
    let line = serde_json::json!({
        "backtest_hash": backtest_hash,
        "long_only_hash": long_only_hash,
        "sweep_hash": sweep_hash,
        "ns_per_bar": backtest_ns / workload.n_bars() as f64,
        "long_only_ns_per_bar": long_only_ns / workload.n_bars() as f64,
        "ns_per_bar_cell": sweep_ns / workload.n_bar_cells(),
        "stages_ns_per_bar": stages_ns,
    });
    println!("{line}");
    if let Some(folder) = std::env::args_os().nth(1) {
        write_files(&workload, Path::new(&folder))?;
    }
    Ok(())
}

/// The columns of the bars one after the other, and a line for each trade closed under the rules that the peers have too.
fn write_files(workload: &Workload, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let series = workload.in_ticks();
    let mut bars: Vec<u8> = series.time().iter().flat_map(|time| time.to_le_bytes()).collect();
    for column in [series.open(), series.high(), series.low(), series.close(), series.volume()] {
        bars.extend(column.iter().flat_map(|value| value.to_le_bytes()));
    }
    std::fs::write(folder.join("bars.bin"), bars)?;
    let mut trades = String::new();
    for trade in workload.long_only()?.trades.iter().filter(|trade| !trade.is_open()) {
        let Trade { entry_bar, exit_bar, entry_price, exit_price, .. } = trade;
        trades += &format!("{entry_bar} {exit_bar} {entry_price} {exit_price}\n");
    }
    std::fs::write(folder.join("trades.txt"), trades)?;
    Ok(())
}

/// Shortest time of each part of a backtest, by name, in nanoseconds per bar.
fn stages(n_bars: usize) -> Result<BTreeMap<&'static str, f64>> {
    let mut stages = Stages::new()?;
    let mut best = [f64::INFINITY; Stages::NAMES.len()];
    for _ in 0..N_BACKTESTS {
        for (index, best) in best.iter_mut().enumerate() {
            #[expect(clippy::disallowed_methods, reason = "a native program whose purpose is the time")]
            let start = Instant::now();
            stages.stage(index)?;
            *best = best.min(start.elapsed().as_nanos() as f64);
        }
    }
    Ok(Stages::NAMES.into_iter().zip(best.map(|ns| ns / n_bars as f64)).collect())
}

/// The result, which must be the same each time, and the shortest time in nanoseconds.
fn fastest(n: usize, run: impl Fn() -> Result<String>) -> Result<(String, f64)> {
    let expected = run()?;
    let mut best = f64::INFINITY;
    for _ in 0..n {
        #[expect(clippy::disallowed_methods, reason = "a native program whose purpose is the time")]
        let start = Instant::now();
        let hash = run()?;
        best = best.min(start.elapsed().as_nanos() as f64);
        ensure!(hash == expected, "two runs of the same workload differ: {expected} and {hash}");
    }
    Ok((expected, best))
}
