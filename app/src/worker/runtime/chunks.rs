//! The stored chunks of a sweep: listed, read, and put in order. Only one is in memory at a time.

use std::ops::Range;

use shared::id::JobId;
use shared::table::{Chunk, ChunkHead, TableHead};
use web_sys::FileSystemDirectoryHandle;

use super::failed;
use super::task::{Stop, Task};
use crate::storage::StorageError;
use crate::storage::opfs::{self, Opfs, SWEEPS};

/// A chunk that was whole when it was read.
pub(super) struct Stored {
    name: String,
    first: u64,
    n_cells: u64,
}

/// Chunks of another engine version are not mixed in: each version has a directory of its own.
pub(super) async fn directory(opfs: &Opfs, job: JobId) -> Result<FileSystemDirectoryHandle, StorageError> {
    opfs.dir(&[SWEEPS, &job.to_string(), engine::ENGINE_VERSION]).await
}

/// The file of a chunk.
pub(super) fn file_name(chunk: &Chunk) -> String {
    format!("{}-{}", chunk.first, chunk.n_cells())
}

/// A chunk of these columns; `None` if it is torn, of others, or not there.
async fn read(
    dir: &FileSystemDirectoryHandle,
    name: &str,
    columns: &[String],
) -> Result<Option<(ChunkHead, Chunk)>, StorageError> {
    let bytes = opfs::read(dir, name).await?;
    let chunk = bytes.and_then(|bytes| Chunk::decode(&bytes).ok());
    Ok(chunk.filter(|(_, chunk)| chunk.columns == columns))
}

/// The rows of some cells, all of which must be stored.
pub(super) async fn rows_of(
    dir: &FileSystemDirectoryHandle,
    task: &Task,
    cells: Range<u64>,
    columns: &[String],
) -> Result<Vec<f64>, Stop> {
    let (n, width) = ((cells.end - cells.start) as usize, columns.len());
    let (mut rows, mut is_there) = (vec![f64::NAN; n * width], vec![false; n]);
    for name in opfs::names(dir).await? {
        let is_near = cells_of(&name).is_some_and(|of| of.start < cells.end && of.end > cells.start);
        if !is_near {
            continue;
        }
        task.breathe().await?;
        let Some((_, chunk)) = read(dir, &name, columns).await? else { continue };
        for (cell, row) in (chunk.first..).zip(chunk.rows.chunks_exact(width)) {
            if cells.contains(&cell) {
                let at = (cell - cells.start) as usize;
                rows[at * width..(at + 1) * width].copy_from_slice(row);
                is_there[at] = true;
            }
        }
    }
    if is_there.contains(&false) { Err(missing()) } else { Ok(rows) }
}

/// The cells that the name of a file promises.
fn cells_of(name: &str) -> Option<Range<u64>> {
    let (first, n) = name.split_once('-')?;
    let first: u64 = first.parse().ok()?;
    Some(first..first.checked_add(n.parse().ok()?)?)
}

/// Reads every chunk and shows it. Gives those that are whole by their first cell, the longest first. What is torn is left for the end of the
/// sweep, which removes the directory: a worker may still be writing it.
pub(super) async fn survey(
    dir: &FileSystemDirectoryHandle,
    task: &Task,
    columns: &[String],
    mut see: impl FnMut(&Chunk),
) -> Result<Vec<Stored>, Stop> {
    let mut found = Vec::new();
    for name in opfs::names(dir).await? {
        task.breathe().await?;
        if let Some((head, chunk)) = read(dir, &name, columns).await? {
            see(&chunk);
            found.push(Stored { name, first: head.first, n_cells: head.n_cells });
        }
    }
    found.sort_unstable_by_key(|stored| (stored.first, std::cmp::Reverse(stored.n_cells)));
    Ok(found)
}

/// The cells in chunks, as ranges (first, number), ascending and apart. Chunks may overlap where a sweep went on with other chunk sizes.
pub(super) fn ranges(stored: &[Stored]) -> Vec<(u64, u64)> {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for Stored { first, n_cells, .. } in stored {
        match ranges.last_mut() {
            Some((from, n)) if *first <= *from + *n => *n = (*n).max(first + n_cells - *from),
            _ => ranges.push((*first, *n_cells)),
        }
    }
    ranges
}

/// Reads the chunks again and hands out their rows in the order of the cells, each once, from a first cell on.
pub(super) async fn in_order(
    dir: &FileSystemDirectoryHandle,
    task: &Task,
    stored: &[Stored],
    (columns, n_cells): (&[String], u64),
    mut take: impl AsyncFnMut(u64, &[f64]) -> Result<(), StorageError>,
) -> Result<(), Stop> {
    let mut next = 0;
    for Stored { name, first, n_cells: n } in stored {
        task.progress(next, n_cells);
        task.breathe().await?;
        if first + n <= next {
            continue;
        }
        let Some((_, chunk)) = read(dir, name, columns).await? else { return Err(missing()) };
        // Equal cells have equal rows, so that it does not matter from which chunk they come.
        let from = next.max(*first);
        take(from, &chunk.rows[(from - first) as usize * columns.len()..]).await?;
        next = first + n;
    }
    Ok(())
}

/// Reads the chunks again and hands out the rows of each stretch of the table, in the order of its file.
pub(super) async fn in_stretches(
    dir: &FileSystemDirectoryHandle,
    task: &Task,
    stored: &[Stored],
    head: &TableHead,
    mut take: impl AsyncFnMut(&[f64]) -> Result<(), StorageError>,
) -> Result<(), Stop> {
    let width = head.columns.len();
    let mut stretches =
        head.segments(0).into_iter().map(|segment| segment.n_cells as usize * width).peekable();
    let mut rows = Vec::new();
    in_order(dir, task, stored, (&head.columns, head.n_cells), async |_, of_chunk| {
        rows.extend_from_slice(of_chunk);
        let mut from = 0;
        while let Some(n) = stretches.next_if(|n| rows.len() - from >= *n) {
            take(&rows[from..from + n]).await?;
            from += n;
        }
        rows.drain(..from);
        Ok(())
    })
    .await?;
    if stretches.peek().is_some() { Err(missing()) } else { Ok(()) }
}

/// Not every cell that should be there is.
pub(super) fn missing() -> Stop {
    failed("cells_missing", "Stored combinations of this sweep have gone missing. Re-run the job.")
}
