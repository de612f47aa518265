//! Times the workload natively and prints one line of JSON, in the shape of `tests/bench/run.js`.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, ensure};
use bench::{Stages, Workload};

/// Repetitions; the fastest counts, because everything else a machine does only ever adds time.
const N_BACKTESTS: usize = 15;
const N_SWEEPS: usize = 3;

fn main() -> Result<()> {
    let workload = Workload::new()?;
    let (backtest_hash, backtest_ns) = fastest(N_BACKTESTS, || workload.backtest())?;
    let (sweep_hash, sweep_ns) = fastest(N_SWEEPS, || workload.sweep())?;
    let stages_ns = stages(workload.n_bars())?;
    let line = serde_json::json!({
        "backtest_hash": backtest_hash,
        "sweep_hash": sweep_hash,
        "ns_per_bar": backtest_ns / workload.n_bars() as f64,
        "ns_per_bar_cell": sweep_ns / workload.n_bar_cells(),
        "stages_ns_per_bar": stages_ns,
    });
    println!("{line}");
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
