//! Times the workload natively and prints one line of JSON, in the shape of `tests/bench/run.js`.

use std::time::Instant;

use anyhow::{Result, ensure};
use bench::Workload;

/// Repetitions; the fastest counts, because everything else a machine does only ever adds time.
const N_BACKTESTS: usize = 15;
const N_SWEEPS: usize = 3;

fn main() -> Result<()> {
    let workload = Workload::new()?;
    let (backtest_hash, backtest_ns) = fastest(N_BACKTESTS, || workload.backtest())?;
    let (sweep_hash, sweep_ns) = fastest(N_SWEEPS, || workload.sweep())?;
    let line = serde_json::json!({
        "backtest_hash": backtest_hash,
        "sweep_hash": sweep_hash,
        "ns_per_bar": backtest_ns / workload.n_bars() as f64,
        "ns_per_bar_cell": sweep_ns / workload.n_bar_cells(),
    });
    println!("{line}");
    Ok(())
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
