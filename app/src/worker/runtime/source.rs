//! What is read: a file as it is, or the text of a workbook's sheet.

use engine::import::{Asked, HEAD_BYTES, ImportError, ImportOptions, Packing};
use js_sys::Uint8Array;
use shared::job::{ErrorPlace, JobError};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::task::Stop;
use crate::storage::StorageError;
use crate::workbook::{choose, sheets};

/// A file, ready to be read.
pub(super) struct Source {
    /// For messages.
    pub(super) name: String,
    /// Its first bytes.
    pub(super) head: Vec<u8>,
    /// Which sheet of a workbook this is, where that is a question.
    pub(super) asked: Option<Asked>,
    held: Held,
}

enum Held {
    File(File),
    Text(Vec<u8>),
}

impl Source {
    /// Opens a file. A workbook is read whole and made into text.
    pub(super) async fn open(file: &File, options: &ImportOptions) -> Result<Self, Stop> {
        let name = file.name();
        let head = part(file, 0.0, file.size().min(HEAD_BYTES as f64)).await?;
        if Packing::of(&head) != Packing::Workbook {
            return Ok(Self { name, head, asked: None, held: Held::File(file.clone()) });
        }
        let whole = part(file, 0.0, file.size()).await?;
        let chosen = sheets(whole).and_then(|sheets| choose(sheets, &name, options));
        let chosen = chosen.map_err(|error| refused(&name, &error))?;
        let head = chosen.text[..chosen.text.len().min(HEAD_BYTES)].to_vec();
        Ok(Self { name: chosen.name, head, asked: chosen.asked, held: Held::Text(chosen.text) })
    }

    /// Bytes in all.
    pub(super) fn size(&self) -> f64 {
        match &self.held {
            Held::File(file) => file.size(),
            Held::Text(text) => text.len() as f64,
        }
    }

    /// Some of its bytes.
    pub(super) async fn bytes(&self, from: f64, to: f64) -> Result<Vec<u8>, Stop> {
        match &self.held {
            Held::File(file) => part(file, from, to).await,
            Held::Text(text) => Ok(text[from as usize..to as usize].to_vec()),
        }
    }

    /// The importer's sentence about it.
    pub(super) fn refused(&self, error: &ImportError) -> Stop {
        refused(&self.name, error)
    }
}

/// The importer's sentence, with the file's name where there could be doubt.
fn refused(name: &str, error: &ImportError) -> Stop {
    Stop::Failed(Box::new(problem(name, error)))
}

/// As [`refused`], for a preview that goes on.
pub(super) fn problem(name: &str, error: &ImportError) -> JobError {
    let message = format!("{name}: {error}");
    JobError { code: error.code().to_owned(), message, place: ErrorPlace::default(), detail: None }
}

/// Some bytes of a file.
pub(super) async fn part(file: &File, from: f64, to: f64) -> Result<Vec<u8>, Stop> {
    let part = file.slice_with_f64_and_f64(from, to).map_err(StorageError::from)?;
    let buffer = JsFuture::from(part.array_buffer()).await.map_err(|error| unreadable(file, error.into()))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn unreadable(file: &File, error: StorageError) -> Stop {
    let message =
        format!("{} can no longer be read. Choose it again; it may have been moved or changed.", file.name());
    let (place, detail) = (ErrorPlace::default(), error.detail());
    Stop::Failed(Box::new(JobError { code: "file_unreadable".into(), message, place, detail }))
}
