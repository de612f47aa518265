//! Times the workload natively and prints one line of JSON, in the shape of `browser/run.js`. Given a folder, it also
//! writes there what `peers.py` reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use anyhow::{Result, ensure};
use bench::{CHUNK, Families, NAMES, Stages, Sweep, Workload, repeat};
use engine::series::Series;
use engine::trade::Trade;

/// Repetitions; the fastest counts, because everything else a machine does only ever adds time.
const N_BACKTESTS: usize = 50;
const N_FIRST: usize = 10;
const N_SWEEPS: usize = 3;
/// Threads that share a sweep.
const THREADS: [usize; 2] = [1, 2];

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [first, of @ ..] = args.as_slice()
        && first == "repeat"
    {
        println!("{}", repeat(of)?);
        return Ok(());
    }
    let mut workload = Workload::new()?;
    let (_, first_ns) = fastest(N_FIRST, || {
        workload.renew()?;
        timed(|| workload.backtest())
    })?;
    let (backtest_hash, backtest_ns) = fastest(N_BACKTESTS, || timed(|| workload.backtest()))?;
    let (long_only_hash, long_only_ns) =
        fastest(N_BACKTESTS, || timed(|| Ok(workload.long_only()?.result_hash)))?;
    let pairs = NAMES.into_iter().flat_map(|name| THREADS.map(|n_threads| (name, n_threads)));
    let sweeps: Vec<serde_json::Value> =
        pairs.map(|(name, n_threads)| time_sweep(name, n_threads)).collect::<Result<_>>()?;
    let families = time_families(workload.n_bars())?;
    let family_sweeps: Vec<serde_json::Value> =
        Families::names().iter().map(|name| time_sweep(name, 1)).collect::<Result<_>>()?;
    let stages_ns = stages(workload.n_bars())?;
    let line = serde_json::json!({
        "backtest_hash": backtest_hash,
        "long_only_hash": long_only_hash,
        "first_ns_per_bar": first_ns / workload.n_bars() as f64,
        "ns_per_bar": backtest_ns / workload.n_bars() as f64,
        "long_only_ns_per_bar": long_only_ns / workload.n_bars() as f64,
        "sweeps": sweeps,
        "families": families,
        "family_sweeps": family_sweeps,
        "stages_ns_per_bar": stages_ns,
    });
    println!("{line}");
    if let Some(folder) = std::env::args_os().nth(1) {
        write_files(&workload, Path::new(&folder))?;
    }
    Ok(())
}

/// A run of each family: nanoseconds per bar, hash and number of trades. By turns, so that a machine that is slower for a second is
/// slower for all of them.
fn time_families(n_bars: usize) -> Result<Vec<serde_json::Value>> {
    let (families, names) = (Families::new()?, Families::names());
    (0..names.len()).try_for_each(|index| families.compare(index))?;
    let mut best = vec![(String::new(), f64::INFINITY); names.len()];
    for _ in 0..N_BACKTESTS {
        for (index, best) in best.iter_mut().enumerate() {
            let (hash, ns) = timed(|| Ok(families.report(index)?.result_hash))?;
            ensure!(best.0.is_empty() || best.0 == hash, "two runs of the same workload differ");
            *best = (hash, best.1.min(ns));
        }
    }
    let line = |(index, (hash, ns)): (usize, (String, f64))| -> Result<serde_json::Value> {
        Ok(serde_json::json!({
            "name": names[index],
            "hash": hash,
            "ns_per_bar": ns / n_bars as f64,
            "n_trades": families.report(index)?.trades.len(),
        }))
    };
    best.into_iter().enumerate().map(line).collect()
}

/// A sweep by so many threads: seconds and hash.
fn time_sweep(name: &str, n_workers: usize) -> Result<serde_json::Value> {
    let sweep = Sweep::new(name)?;
    let (n_cells, n_bars) = (sweep.n_cells(), sweep.n_bars());
    // The larger ones take seconds: once more will do.
    let n = if n_cells > 1_000 { 1 } else { N_SWEEPS };
    let (hash, ns) = fastest(n, || sweep_with(name, n_workers, n_cells))?;
    Ok(serde_json::json!({
        "name": name,
        "n_cells": n_cells,
        "n_bars": n_bars,
        "n_workers": n_workers,
        "seconds": ns / 1e9,
        "hash": hash,
    }))
}

/// Each thread makes its own bars beforehand, as a worker has them before a sweep; the time goes from when all are ready.
fn sweep_with(name: &str, n_threads: usize, n_cells: u32) -> Result<(String, f64)> {
    let (next, barrier) = (AtomicU32::new(0), Barrier::new(n_threads + 1));
    std::thread::scope(|scope| {
        let work = || -> Result<Vec<(u32, Vec<f64>)>> {
            let made = Sweep::new(name);
            barrier.wait();
            let mut sweep = made?;
            let mut done = Vec::new();
            loop {
                let first = next.fetch_add(CHUNK, Ordering::Relaxed);
                if first >= n_cells {
                    return Ok(done);
                }
                done.push((first, sweep.run(first, n_cells.min(first + CHUNK))));
            }
        };
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        barrier.wait();
        #[expect(clippy::disallowed_methods, reason = "a native program whose purpose is the time")]
        let start = Instant::now();
        let mut chunks = Vec::new();
        for thread in threads {
            chunks.extend(thread.join().map_err(|_| anyhow::anyhow!("a thread of the sweep panicked"))??);
        }
        let ns = start.elapsed().as_nanos() as f64;
        chunks.sort_by_key(|(first, _)| *first);
        let rows: Vec<f64> = chunks.into_iter().flat_map(|(_, rows)| rows).collect();
        Ok((Sweep::hash(&rows), ns))
    })
}

/// The columns of the bars one after the other, and a line for each trade closed under the rules that the peers have too; the same
/// for each cell of the sweep.
fn write_files(workload: &Workload, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("bars.bin"), bytes_of(workload.in_ticks()))?;
    let mut trades = String::new();
    for trade in workload.long_only()?.trades.iter().filter(|trade| !trade.is_open()) {
        let Trade { entry_bar, exit_bar, entry_price, exit_price, .. } = trade;
        trades += &format!("{entry_bar} {exit_bar} {entry_price} {exit_price}\n");
    }
    fs::write(folder.join("trades.txt"), trades)?;

    let sweep = Sweep::new("as others")?;
    fs::write(folder.join("sweep-bars.bin"), bytes_of(sweep.series()))?;
    let mut cells = String::new();
    for cell in 0..sweep.n_cells() {
        let [fast, slow] = sweep.lengths(cell);
        for (entry_bar, exit_bar, entry_price, exit_price) in sweep.trades(cell)? {
            cells += &format!("{fast} {slow} {entry_bar} {exit_bar} {entry_price} {exit_price}\n");
        }
    }
    fs::write(folder.join("sweep-trades.txt"), cells)?;
    Ok(())
}

/// Columns one after the other.
fn bytes_of(series: &Series) -> Vec<u8> {
    let mut bytes: Vec<u8> = series.time().iter().flat_map(|time| time.to_le_bytes()).collect();
    for column in [series.open(), series.high(), series.low(), series.close(), series.volume()] {
        bytes.extend(column.iter().flat_map(|value| value.to_le_bytes()));
    }
    bytes
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

/// The result, which must be the same each time, and the shortest time in nanoseconds. `run` gives a hash and its time.
fn fastest(n: usize, mut run: impl FnMut() -> Result<(String, f64)>) -> Result<(String, f64)> {
    let (expected, mut best) = run()?;
    for _ in 0..n {
        let (hash, ns) = run()?;
        best = best.min(ns);
        ensure!(hash == expected, "two runs of the same workload differ: {expected} and {hash}");
    }
    Ok((expected, best))
}

fn timed(run: impl Fn() -> Result<String>) -> Result<(String, f64)> {
    #[expect(clippy::disallowed_methods, reason = "a native program whose purpose is the time")]
    let start = Instant::now();
    let hash = run()?;
    Ok((hash, start.elapsed().as_nanos() as f64))
}
