//! Cells of a sweep: run some, store them as a chunk, and put all chunks together at the end.

use std::ops::Range;
use std::rc::Rc;

use engine::hash::TableHash;
use shared::bytes::BlobHasher;
use shared::id::JobId;
use shared::job::{JobSpec, ResultRef};
use shared::table::{Chunk, columns_of};
use shared::witnesses::{self, Witnesses};

use super::cell_runs::CellRuns;
use super::chunks::{self, directory, in_stretches};
use super::task::{SLICE_MS, Stop, Task, now};
use super::{Desk, failed, write};
use crate::storage::opfs::{self, RESULTS};
use crate::worker::protocol::Outcome;

/// Runs cells, all of one round, and stores them. Halted, it stores those that are done.
pub(super) async fn cells(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    range: Range<u64>,
) -> Result<Outcome, Stop> {
    let dir = directory(&desk.opfs, job).await?;
    let mut runs = desk.cells.take(job)?;
    runs.reach(range.start, &dir, task).await?;
    let total = range.end - range.start;
    let mut rows = Vec::with_capacity(total as usize * runs.columns.len());
    let (mut found, mut witnesses) = (runs.best(), Witnesses::new());
    let start = now();
    let mut began = start;
    let mut next = range.start;
    while next < range.end {
        for done in runs.run(next..range.end, &desk.opfs, &mut desk.bars).await? {
            found.see(&done.row);
            runs.witness(&done, &mut witnesses);
            rows.extend_from_slice(&done.row);
            next += 1;
        }
        if now() - began >= SLICE_MS {
            task.progress_with_best(next - range.start, total, found.value);
            task.breathe().await?;
            if task.is_halted() {
                break;
            }
            began = now();
        }
    }
    let seconds = (now() - start) / 1_000.0;
    let chunk = Chunk { first: range.start, columns: runs.columns.clone(), rows, witnesses };
    desk.cells.keep(runs);
    write::file(&dir, &chunks::file_name(&chunk), &chunk.encode()).await?;
    Ok(Outcome::Cells { n_cells: chunk.n_cells(), best: found.value, seconds })
}

/// Tells how many cells there are and which are stored.
pub(super) async fn survey(desk: &mut Desk, task: &Task, job: JobId) -> Result<Outcome, Stop> {
    let runs = desk.cells.take(job)?;
    let mut found = runs.best();
    let dir = directory(&desk.opfs, job).await?;
    let stored = chunks::survey(&dir, task, &runs.columns, |chunk| found.see(&chunk.rows)).await?;
    let (n_cells, n_round) = (runs.layout().n_cells(), runs.layout().cells(0).end);
    desk.cells.keep(runs);
    Ok(Outcome::Stored { n_cells, n_round, ranges: chunks::ranges(&stored), best: found.value })
}

/// Puts the chunks together and stores the table. The file is named by the hash of its bytes, so they are read once for that, and once more to
/// be written: no more than a chunk and a stretch is in memory, however many cells there are.
pub(super) async fn join(
    desk: &mut Desk,
    task: &Task,
    job: JobId,
    spec: Rc<JobSpec>,
    is_stopped: bool,
) -> Result<Outcome, Stop> {
    let runs = CellRuns::new(spec)?;
    let dir = directory(&desk.opfs, job).await?;
    let mut found = runs.best();
    let mut said = Vec::new();
    let see = |chunk: &Chunk| {
        found.see(&chunk.rows);
        said.push((chunk.first, chunk.n_cells(), chunk.witnesses.clone()));
    };
    let stored = chunks::survey(&dir, task, &runs.columns, see).await?;
    let head = runs.head(chunks::ranges(&stored), witnesses::joined(said));
    if head.n_stored() == 0 && is_stopped {
        return Err(failed(
            "no_cells",
            "The sweep was stopped before its first combination was done. Re-run the job.",
        ));
    }
    if !head.is_whole() && !is_stopped {
        return Err(chunks::missing());
    }
    let (header, n_columns) = (head.encode(), head.columns.len());
    let (mut blob, mut rows_hash) = (BlobHasher::default(), TableHash::default());
    blob.add(&header);
    in_stretches(&dir, task, &stored, &head, async |rows| {
        blob.add(&columns_of(rows, n_columns));
        rows_hash.add(rows);
        Ok(())
    })
    .await?;
    let (blob, result_hash) = (blob.finish(), head.result_hash(rows_hash));
    let results = desk.opfs.dir(&[RESULTS]).await?;
    if !opfs::is_whole(&results, &blob).await? {
        let mut file = write::Appender::open(&results, &blob.0).await?;
        file.append(&header).await?;
        let append = async |rows: &[f64]| file.append(&columns_of(rows, n_columns)).await;
        in_stretches(&dir, task, &stored, &head, append).await?;
        file.finish().await?;
    }
    let result = ResultRef { blob, n_bytes: head.n_bytes(header.len()), result_hash };
    let summary = runs.objective_key().zip(found.value).map(|(key, best)| (key.to_owned(), best));
    Ok(Outcome::Result { result, summary: summary.into_iter().collect(), units: head.n_stored() })
}
