//! Making bars, from files or from a seed: their columns become durable, the page gets the facts.

use engine::import::{
    Format, ImportError, ImportOptions, Preview, Quality, Question, Reader, preview, readings, sniff_as,
    table,
};
use engine::series::Series;
use engine::synthetic::minute_series;
use web_sys::File;

use super::source::{self, Source};
use super::task::{Stop, Task};
use super::{Desk, failed, write};
use crate::worker::protocol::{BarsFacts, FilePreview, Outcome};

/// Bytes read between two looks at the messages.
const CHUNK_BYTES: f64 = 1_048_576.0;
/// Bytes of the end of a file that a preview reads.
const TAIL_BYTES: f64 = 8_192.0;

/// Recognises files and reads their ends. Where the columns of a table are not recognised, the person can say what they hold.
pub(super) async fn inspect(options: ImportOptions, files: &[File]) -> Result<Outcome, Stop> {
    let mut previews = Vec::with_capacity(files.len());
    for file in files {
        let source = Source::open(file, &options).await?;
        let (head, size) = (&source.head, source.size());
        let tail = if size > head.len() as f64 {
            source.bytes((size - TAIL_BYTES).max(head.len() as f64), size).await?
        } else {
            Vec::new()
        };
        let seen = format_of(&source, &options)
            .and_then(|format| preview(&format, &options, head, &tail).map(|bars| (format, bars)));
        previews.push(match seen {
            Ok((format, bars)) => {
                let mut asked = readings(&format, &options, head);
                // Of a workbook's sheets the readings are known already.
                asked.retain(|asked| !matches!(asked.question, Question::Sheet { .. }));
                asked.splice(0..0, source.asked.clone());
                let Preview { first, last, fields } = bars;
                FilePreview { format, first, last, fields, asked, problem: None }
            }
            Err(error) => {
                let (format, fields) =
                    table(head, &source.name, &options).map_err(|_| source.refused(&error))?;
                let asked = source.asked.iter().cloned().collect();
                let problem = Some(source::problem(&source.name, &error));
                FilePreview { format, first: Vec::new(), last: Vec::new(), fields, asked, problem }
            }
        });
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
    let mut last = None;
    for file in files {
        let source = Source::open(file, &options).await?;
        let format = format_of(&source, &options).map_err(|error| source.refused(&error))?;
        let (mut reader, publisher) = match open.take() {
            None => {
                let publisher = format.source.clone();
                let mut reader =
                    Reader::new(format, options.clone()).map_err(|error| source.refused(&error))?;
                reader.expect(total as u64);
                (reader, publisher)
            }
            Some((mut reader, publisher)) => {
                reader.next_file(format).map_err(|error| source.refused(&error))?;
                (reader, publisher)
            }
        };
        let size = source.size();
        let mut at = 0.0;
        while at < size {
            let end = (at + CHUNK_BYTES).min(size);
            reader.push(&source.bytes(at, end).await?).map_err(|error| source.refused(&error))?;
            // The text of a workbook is longer than its file.
            task.progress((done + end / size * file.size()) as u64, total as u64);
            at = end;
            task.breathe().await?;
        }
        done += file.size();
        open = Some((reader, publisher));
        last = Some(source);
    }
    let (Some((reader, publisher)), Some(last)) = (open, last) else {
        return Err(failed("no_files", "Choose at least one file with bars."));
    };
    let imported = reader.finish().map_err(|error| last.refused(&error))?;
    store(desk, task, &imported.series, imported.quality, publisher).await
}

/// What a file is, with the question which sheet of a workbook it is.
fn format_of(source: &Source, options: &ImportOptions) -> Result<Format, ImportError> {
    let mut format = sniff_as(&source.head, &source.name, options)?;
    format.questions.splice(0..0, source.asked.iter().map(|asked| asked.question.clone()));
    Ok(format)
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

/// Makes the bars of a set of the library and stores them.
pub(super) async fn made_up(desk: &Desk, task: &Task, key: &str, seed: u64) -> Result<Outcome, Stop> {
    let series = engine::synthetic::made_up(key, seed)
        .ok_or_else(|| failed("unknown_set", format!("This version cannot make up the set “{key}”.")))?;
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
    let (hash, n_bytes) = write::bars(&desk.opfs, task, series).await?;
    Ok(Outcome::Bars(Box::new(BarsFacts {
        hash,
        n_bytes,
        n_bars: series.len() as u32,
        interval_ms: series.interval_ms(),
        first_time: series.time()[0],
        last_time: series.time()[series.len() - 1],
        last_close: series.close()[series.len() - 1],
        quality,
        format,
    })))
}
