//! Making bars, from files or from a seed: their columns become durable, the page gets the facts.

use engine::import::{
    Format, HEAD_BYTES, ImportError, ImportOptions, Quality, Reader, preview, readings, sniff_as,
};
use engine::series::Series;
use engine::synthetic::minute_series;
use js_sys::Uint8Array;
use shared::bars_file;
use shared::job::{ErrorPlace, JobError};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::task::{Stop, Task};
use super::{Desk, failed, write};
use crate::storage::StorageError;
use crate::storage::opfs::BARS;
use crate::worker::protocol::{BarsFacts, FilePreview, Outcome};

/// Bytes read between two looks at the messages.
const CHUNK_BYTES: f64 = 1_048_576.0;
/// Bytes of the end of a file that a preview reads.
const TAIL_BYTES: f64 = 8_192.0;

/// Recognises files and reads their ends.
pub(super) async fn inspect(options: ImportOptions, files: &[File]) -> Result<Outcome, Stop> {
    let mut previews = Vec::with_capacity(files.len());
    for file in files {
        let (head, format) = recognised(file, &options).await?;
        let size = file.size();
        let tail = if size > head.len() as f64 {
            bytes(file, (size - TAIL_BYTES).max(head.len() as f64), size).await?
        } else {
            Vec::new()
        };
        let bars = preview(&format, &options, &head, &tail).map_err(|error| refused(file, &error))?;
        let asked = readings(&format, &options, &head);
        previews.push(FilePreview { format, first: bars.first, last: bars.last, fields: bars.fields, asked });
    }
    Ok(Outcome::Inspected { files: previews })
}

/// Reads files of one market as a stream and stores the bars.
pub(super) async fn import(
    desk: &Desk,
    task: &Task,
    options: ImportOptions,
    files: &[File],
) -> Result<Outcome, Stop> {
    let total: f64 = files.iter().map(|file| file.size()).sum();
    let mut done = 0.0;
    let mut open: Option<(Reader, String)> = None;
    for file in files {
        let (_, format) = recognised(file, &options).await?;
        let (mut reader, source) = match open.take() {
            None => {
                let source = format.source.clone();
                (Reader::new(format, options.clone()).map_err(|error| refused(file, &error))?, source)
            }
            Some((mut reader, source)) => {
                reader.next_file(format).map_err(|error| refused(file, &error))?;
                (reader, source)
            }
        };
        let size = file.size();
        let mut at = 0.0;
        while at < size {
            let end = (at + CHUNK_BYTES).min(size);
            reader.push(&bytes(file, at, end).await?).map_err(|error| refused(file, &error))?;
            done += end - at;
            at = end;
            task.progress(done as u64, total as u64);
            task.breathe().await?;
        }
        open = Some((reader, source));
    }
    let (Some((reader, source)), Some(last)) = (open, files.last()) else {
        return Err(failed("no_files", "Choose at least one file with bars."));
    };
    let imported = reader.finish().map_err(|error| refused(last, &error))?;
    store(desk, task, &imported.series, imported.quality, source).await
}

/// Makes minute bars and stores them.
pub(super) async fn synthetic(desk: &Desk, task: &Task, seed: u64, n_bars: u32) -> Result<Outcome, Stop> {
    if n_bars == 0 {
        return Err(failed("no_bars", "A series needs at least one bar."));
    }
    let series = minute_series(seed, n_bars as usize);
    task.breathe().await?;
    store(desk, task, &series, Quality::of(&series), String::new()).await
}

async fn store(
    desk: &Desk,
    task: &Task,
    series: &Series,
    quality: Quality,
    format: String,
) -> Result<Outcome, Stop> {
    let bytes = bars_file::encode(series);
    task.breathe().await?;
    let hash = write::blob(&desk.opfs, BARS, &bytes).await?;
    Ok(Outcome::Bars(Box::new(BarsFacts {
        hash,
        n_bytes: bytes.len() as u64,
        n_bars: series.len() as u32,
        interval_ms: series.interval_ms(),
        first_time: series.time()[0],
        last_time: series.time()[series.len() - 1],
        last_close: series.close()[series.len() - 1],
        quality,
        format,
    })))
}

/// The head of a file and what it is.
async fn recognised(file: &File, options: &ImportOptions) -> Result<(Vec<u8>, Format), Stop> {
    let head = bytes(file, 0.0, file.size().min(HEAD_BYTES as f64)).await?;
    let format = sniff_as(&head, &file.name(), options).map_err(|error| refused(file, &error))?;
    Ok((head, format))
}

async fn bytes(file: &File, from: f64, to: f64) -> Result<Vec<u8>, Stop> {
    let part = file.slice_with_f64_and_f64(from, to).map_err(StorageError::from)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(|error| unreadable(file, error.into()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The importer's sentence, with the file's name where there could be doubt.
fn refused(file: &File, error: &ImportError) -> Stop {
    let message = format!("{}: {error}", file.name());
    Stop::Failed(Box::new(JobError {
        code: error.code().to_owned(),
        message,
        place: ErrorPlace::default(),
        detail: None,
    }))
}

fn unreadable(file: &File, error: StorageError) -> Stop {
    let message =
        format!("{} can no longer be read. Choose it again; it may have been moved or changed.", file.name());
    let (place, detail) = (ErrorPlace::default(), error.detail());
    Stop::Failed(Box::new(JobError { code: "file_unreadable".into(), message, place, detail }))
}
