//! Cells of a sweep: run some, store them as a chunk, and put all chunks together at the end.

use std::ops::Range;

use engine::hash::TableHash;
use engine::sweep::{Axis, CELL_COLUMNS, CellRunner, Grid};
use shared::bytes::BlobHasher;
use shared::id::JobId;
use shared::job::{ResultRef, RunSpec};
use shared::table::{Chunk, TableHead, columns_of};

use super::chunks::{self, directory, in_stretches};
use super::single::refused;
use super::task::{SLICE_MS, Stop, Task, now};
use super::{Desk, failed, write};
use crate::storage::opfs::{self, RESULTS};
use crate::worker::protocol::Outcome;

/// The runner of the sweep worked on last, with the indicator columns it keeps.
#[derive(Default)]
pub(super) struct Runner(Option<(JobId, CellRunner)>);

/// Runs cells and stores them. Halted, it stores those that are done.
pub(super) async fn cells(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    run: &RunSpec,
    axes: Vec<Axis>,
    range: Range<u64>,
) -> Result<Outcome, Stop> {
    let mut runner = match desk.cells.0.take() {
        Some((known, runner)) if known == job => runner,
        _ => {
            let series = desk.bars.get(&desk.opfs, run).await?;
            let grid = Grid::new(axes).map_err(|error| refused(error.into()))?;
            CellRunner::new(&run.strategy, &run.params, &run.config, grid, series).map_err(refused)?
        }
    };
    let total = range.end - range.start;
    let mut rows = Vec::with_capacity(total as usize * CELL_COLUMNS.len());
    let mut found = Best::default();
    let start = now();
    let mut began = start;
    for cell in range.clone() {
        let row = runner.run_cell(cell);
        found.see(&row);
        rows.extend_from_slice(&row);
        if now() - began >= SLICE_MS {
            task.progress_with_best(cell + 1 - range.start, total, found.0);
            task.breathe().await?;
            if task.is_halted() {
                break;
            }
            began = now();
        }
    }
    let seconds = (now() - start) / 1_000.0;
    desk.cells.0 = Some((job, runner));
    let chunk = Chunk { first: range.start, rows };
    let dir = directory(&desk.opfs, job).await?;
    write::file(&dir, &chunks::file_name(&chunk), &chunk.encode()).await?;
    Ok(Outcome::Cells { n_cells: chunk.n_cells(), best: found.0, seconds })
}

/// The highest value of the first column, the net profit.
#[derive(Default)]
struct Best(Option<f64>);

impl Best {
    fn see(&mut self, rows: &[f64]) {
        let profits = rows.iter().step_by(CELL_COLUMNS.len()).copied().filter(|profit| profit.is_finite());
        self.0 = profits.chain(self.0).max_by(f64::total_cmp);
    }
}

/// Tells which cells are stored.
pub(super) async fn survey(desk: &Desk, task: &Task, job: JobId) -> Result<Outcome, Stop> {
    let mut found = Best::default();
    let stored =
        chunks::survey(&directory(&desk.opfs, job).await?, task, |chunk| found.see(&chunk.rows)).await?;
    Ok(Outcome::Stored { ranges: chunks::ranges(&stored), best: found.0 })
}

/// Puts the chunks together and stores the table. The file is named by the hash of its bytes, so they are read once for that, and once more to
/// be written: no more than a chunk and a stretch is in memory, however many cells there are.
pub(super) async fn join(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    run: RunSpec,
    axes: Vec<Axis>,
    is_stopped: bool,
) -> Result<Outcome, Stop> {
    let grid = Grid::new(axes).map_err(|error| refused(error.into()))?;
    let dir = directory(&desk.opfs, job).await?;
    let mut found = Best::default();
    let stored = chunks::survey(&dir, task, |chunk| found.see(&chunk.rows)).await?;
    let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..run };
    let head = TableHead::new(run, grid, chunks::ranges(&stored));
    if head.n_stored() == 0 && is_stopped {
        return Err(failed(
            "no_cells",
            "The sweep was stopped before its first cell was done. Re-run the job.",
        ));
    }
    if !head.is_whole() && !is_stopped {
        return Err(chunks::missing());
    }
    let header = head.encode();
    let (mut blob, mut rows_hash) = (BlobHasher::default(), TableHash::default());
    blob.add(&header);
    in_stretches(&dir, task, &stored, &head, |rows| {
        blob.add(&columns_of(rows, CELL_COLUMNS.len()));
        rows_hash.add(rows);
        Ok(())
    })
    .await?;
    let (blob, result_hash) = (blob.finish(), head.result_hash(rows_hash));
    let results = desk.opfs.dir(&[RESULTS]).await?;
    if !opfs::is_whole(&results, &blob).await? {
        let mut file = write::Appender::open(&results, &blob.0).await?;
        file.append(&header)?;
        let append = |rows: &[f64]| file.append(&columns_of(rows, CELL_COLUMNS.len()));
        in_stretches(&dir, task, &stored, &head, append).await?;
        file.finish()?;
    }
    let result = ResultRef { blob, n_bytes: head.n_bytes(header.len()), result_hash };
    let summary = found.0.map(|best| (CELL_COLUMNS[0].to_owned(), best)).into_iter().collect();
    Ok(Outcome::Result { result, summary, units: head.n_stored() })
}
