//! Cells of a sweep: run some, store them as a chunk, and put all chunks together at the end.

use std::collections::BTreeMap;
use std::ops::Range;

use engine::sweep::{CELL_COLUMNS, CellRunner, Grid, Method, Space, SweepSpec};
use shared::id::JobId;
use shared::job::{ResultRef, RunSpec};
use shared::table::{CellTable, Chunk};
use web_sys::FileSystemDirectoryHandle;

use super::single::refused;
use super::task::{SLICE_MS, Stop, Task, now};
use super::{Desk, failed, write};
use crate::storage::StorageError;
use crate::storage::opfs::{self, Opfs, RESULTS, SWEEPS};
use crate::worker::protocol::Outcome;

/// The runner of the sweep worked on last, with the indicator columns it keeps.
#[derive(Default)]
pub(super) struct Runner(Option<(JobId, CellRunner)>);

/// Chunks of another engine version are not mixed in: each version has a directory of its own.
async fn directory(opfs: &Opfs, job: JobId) -> Result<FileSystemDirectoryHandle, StorageError> {
    opfs.dir(&[SWEEPS, &job.to_string(), engine::ENGINE_VERSION]).await
}

/// Runs cells and stores them.
pub(super) async fn cells(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    run: &RunSpec,
    sweep: &SweepSpec,
    range: Range<u64>,
) -> Result<Outcome, Stop> {
    let mut runner = match desk.cells.0.take() {
        Some((known, runner)) if known == job => runner,
        _ => {
            let series = desk.bars.get(&desk.opfs, run).await?;
            let space = Space::new(&run.strategy, &run.params, &run.config, sweep).map_err(refused)?;
            check(sweep)?;
            CellRunner::new(space, series).map_err(refused)?
        }
    };
    let total = range.end - range.start;
    let mut rows = Vec::with_capacity(total as usize * CELL_COLUMNS.len());
    let start = now();
    let mut began = start;
    for cell in range.clone() {
        rows.extend_from_slice(&runner.run_cell(cell));
        if now() - began >= SLICE_MS {
            task.progress(cell + 1 - range.start, total);
            task.breathe().await?;
            began = now();
        }
    }
    let seconds = (now() - start) / 1_000.0;
    desk.cells.0 = Some((job, runner));
    let best = best(&rows);
    let chunk = Chunk { first: range.start, rows };
    let dir = directory(&desk.opfs, job).await?;
    write::file(&dir, &format!("{}-{total}", range.start), &chunk.encode()).await?;
    Ok(Outcome::Cells { best, seconds })
}

/// Refuses what this worker cannot do.
fn check(sweep: &SweepSpec) -> Result<(), Stop> {
    if sweep.method == Method::Grid && sweep.columns() == CELL_COLUMNS {
        return Ok(());
    }
    Err(failed(
        "unsupported_sweep",
        "This version runs whole grids for the numbers of the report's headline only.",
    ))
}

/// The highest value of the first column, the net profit.
fn best(rows: &[f64]) -> Option<f64> {
    let profits = rows.iter().step_by(CELL_COLUMNS.len()).copied();
    profits.filter(|profit| profit.is_finite()).max_by(f64::total_cmp)
}

/// Reads every chunk and removes those that are torn.
async fn chunks(desk: &Desk, task: &Task, job: JobId) -> Result<BTreeMap<u64, Chunk>, Stop> {
    let dir = directory(&desk.opfs, job).await?;
    let mut chunks = BTreeMap::new();
    for name in opfs::names(&dir).await? {
        task.breathe().await?;
        match opfs::read(&dir, &name).await?.map(|bytes| Chunk::decode(&bytes)) {
            Some(Ok(chunk)) => {
                chunks.insert(chunk.first, chunk);
            }
            _ => opfs::remove(&dir, &name).await?,
        }
    }
    Ok(chunks)
}

/// Tells which cells are stored.
pub(super) async fn survey(desk: &Desk, task: &Task, job: JobId) -> Result<Outcome, Stop> {
    let chunks = chunks(desk, task, job).await?;
    let ranges = chunks.values().map(|chunk| (chunk.first, chunk.n_cells())).collect();
    let best = chunks.values().filter_map(|chunk| best(&chunk.rows)).max_by(f64::total_cmp);
    Ok(Outcome::Stored { ranges, best })
}

/// Puts the chunks together and stores the table.
pub(super) async fn join(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    run: RunSpec,
    sweep: SweepSpec,
) -> Result<Outcome, Stop> {
    let grid = Grid::new(sweep.axes).map_err(|error| refused(error.into()))?;
    let n_cells = grid.n_points();
    let mut rows = Vec::with_capacity(n_cells as usize * CELL_COLUMNS.len());
    for chunk in chunks(desk, task, job).await?.into_values() {
        // Chunks may overlap where a sweep went on with other chunk sizes; equal cells have equal rows.
        let have = (rows.len() / CELL_COLUMNS.len()) as u64;
        if chunk.first > have {
            break;
        }
        let skip = (have - chunk.first).min(chunk.n_cells()) as usize * CELL_COLUMNS.len();
        rows.extend_from_slice(&chunk.rows[skip..]);
    }
    let incomplete =
        |_| failed("cells_missing", "Stored cells of this sweep have gone missing. Re-run the job.");
    let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..run };
    let best = best(&rows);
    let table = CellTable::new(run, grid, rows).map_err(incomplete)?;
    let bytes = table.encode();
    let blob = write::blob(&desk.opfs, RESULTS, &bytes).await?;
    let result = ResultRef { blob, n_bytes: bytes.len() as u64, result_hash: table.result_hash };
    let summary = best.map(|best| (CELL_COLUMNS[0].to_owned(), best)).into_iter().collect();
    Ok(Outcome::Result { result, summary, units: n_cells })
}
