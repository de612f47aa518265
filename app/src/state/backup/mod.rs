//! Backups: everything of this browser in one file, and such a file put back.
//!
//! [`archive`] is the file's form (pure). A backup is made of what lies in the browser without reading it into memory; every file in it is
//! checked by its hash on both ways.

mod archive;

use std::rc::Rc;

use shared::id::BlobHash;
use web_sys::{Blob, File};

use self::archive::{ArchiveError, BLOCK, END, Entry, MANIFEST, Manifest, RECORDS};
use super::{AppError, Jobs};
use crate::jobs::driver::{Driver, wall_ms};
use crate::storage::StorageError;
use crate::storage::backup::{Heir, RestoreError, Restored};
use crate::storage::opfs::{self, BARS, RESULTS};
use crate::sync::session::show;
use crate::worker::protocol::Work;

/// Directories whose files are part of a backup. Parts of unfinished sweeps are not: such a sweep begins again.
const DIRECTORIES: [&str; 2] = [BARS, RESULTS];

/// A backup that was made.
#[derive(Debug)]
pub struct Backup {
    /// The file.
    pub blob: Blob,
    /// Jobs, datasets, strategies and whatever else is recorded.
    pub n_records: usize,
    /// Files of bars and results.
    pub n_files: usize,
    /// Records and files that are damaged here and could not be taken along.
    pub n_damaged: usize,
}

/// A backup that was put back.
#[derive(Debug)]
pub struct PutBack {
    /// What came of the records.
    pub records: Restored,
    /// Files that were missing and are here now.
    pub n_files: usize,
    /// Files that are damaged in the backup.
    pub n_damaged: usize,
}

/// Files done, and all of them.
pub type FilesDone = (usize, usize);

impl Jobs {
    /// Makes a backup of everything but settings and pairing.
    ///
    /// # Errors
    /// The browser refuses to read.
    pub async fn back_up(&self, told: impl Fn(FilesDone)) -> Result<Backup, AppError> {
        let driver = self.link.driver().await?;
        // Records first: a file that one of them names is there by then.
        let recorded = driver.records.recorded().await?;
        let (files, n_bad) = files(&driver, told).await?;
        let made_ms = wall_ms();
        let mut text = recorded.lines.join("\n");
        text.push('\n');
        let manifest = Manifest::new(made_ms, opfs::digest(text.as_bytes()).await?, files.len());
        let manifest = serde_json::to_vec(&manifest).map_err(|error| unwritable(&error))?;
        let parts = js_sys::Array::new();
        add(&parts, MANIFEST.to_owned(), &bytes_of(&manifest)?, made_ms)?;
        add(&parts, RECORDS.to_owned(), &bytes_of(text.as_bytes())?, made_ms)?;
        for (name, file) in &files {
            add(&parts, name.clone(), file, made_ms)?;
        }
        parts.push(&js_sys::Uint8Array::from(END.as_slice()));
        let blob = Blob::new_with_blob_sequence(&parts).map_err(StorageError::from)?;
        Ok(Backup {
            blob,
            n_records: recorded.lines.len(),
            n_files: files.len(),
            n_damaged: recorded.n_unreadable + n_bad,
        })
    }

    /// Puts a backup back. What is here already stays as it is.
    ///
    /// # Errors
    /// The file is no whole backup, or the browser refuses. No record is changed then; files that were stored by then are found again
    /// by the next attempt.
    pub async fn put_back(&self, file: &File, told: impl Fn(FilesDone)) -> Result<PutBack, AppError> {
        let driver = self.link.driver().await?;
        let contents = Contents::read(file).await?;
        let n_all = contents.files.len();
        let (mut n_files, mut n_damaged) = (0, 0);
        for (at, (entry, start)) in contents.files.iter().enumerate() {
            told((at, n_all));
            let Some((dir, hash)) = entry.file() else { return Err(refused(&ArchiveError::Damaged)) };
            if opfs::is_whole(&driver.opfs.dir(&[dir]).await?, &hash).await? {
                continue;
            }
            match keep(&driver, dir, hash, &slice(file, *start, entry.size)?).await {
                Ok(()) => n_files += 1,
                Err(error) if error.code == "damaged" => n_damaged += 1,
                Err(error) => return Err(error),
            }
        }
        let heir = Heir { owner: driver.owner, device: driver.device, now_ms: wall_ms() };
        let records = driver.records.restore(&contents.records, heir).await.map_err(|error| match error {
            RestoreError::Storage(error) => error.into(),
            RestoreError::Line { .. } => refused(&ArchiveError::Damaged).with_detail(error.to_string()),
        })?;
        show(&driver, &records.added).await;
        Ok(PutBack { records, n_files, n_damaged })
    }
}

/// The whole files of the browser by their names in the backup, and how many are damaged.
async fn files(
    driver: &Rc<Driver>,
    told: impl Fn(FilesDone),
) -> Result<(Vec<(String, Blob)>, usize), AppError> {
    let mut names = Vec::new();
    for dir in DIRECTORIES {
        names.extend(opfs::names(&driver.opfs.dir(&[dir]).await?).await?.into_iter().map(|name| (dir, name)));
    }
    let (mut files, mut n_bad) = (Vec::new(), 0);
    for (at, (dir, name)) in names.iter().enumerate() {
        told((at, names.len()));
        let path = format!("{dir}/{name}");
        // Files that are being written have other names.
        let Some((_, hash)) = (Entry { name: path.clone(), size: 0 }).file() else { continue };
        let handle = driver.opfs.dir(&[dir]).await?;
        if !opfs::is_whole(&handle, &hash).await? {
            n_bad += 1;
        } else if let Some(file) = opfs::file(&handle, name).await? {
            files.push((path, file.into()));
        }
    }
    Ok((files, n_bad))
}

/// Adds an entry to the parts of which the backup is made.
fn add(parts: &js_sys::Array, name: String, contents: &Blob, made_ms: i64) -> Result<(), AppError> {
    let entry = Entry { name, size: contents.size() as u64 };
    let header = entry.header(made_ms).map_err(|error| unwritable(&error))?;
    parts.push(&js_sys::Uint8Array::from(header.as_slice()));
    parts.push(contents);
    parts.push(&js_sys::Uint8Array::new_with_length(entry.padding() as u32));
    Ok(())
}

/// What a backup holds. The files stay where they are.
struct Contents {
    records: String,
    /// Each with where its contents begin.
    files: Vec<(Entry, u64)>,
}

impl Contents {
    async fn read(file: &File) -> Result<Self, AppError> {
        let size = file.size() as u64;
        let (mut entries, mut at) = (Vec::new(), 0);
        loop {
            let header = opfs::part(file, at..size.min(at + BLOCK)).await?;
            let entry = match Entry::read(&header) {
                Ok(Some(entry)) => entry,
                Ok(None) => break,
                // Whatever it is, it did not begin as one of ours.
                Err(_) if entries.is_empty() => return Err(refused(&ArchiveError::Foreign)),
                Err(error) => return Err(refused(&error)),
            };
            let start = at + BLOCK;
            let end = start.checked_add(entry.size).filter(|end| *end <= size);
            let Some(end) = end else { return Err(refused(&ArchiveError::CutOff)) };
            at = end + entry.padding();
            entries.push((entry, start));
        }
        let mut entries = entries.into_iter();
        let manifest = bytes(file, entries.next(), MANIFEST).await?;
        let manifest = Manifest::read(&manifest).map_err(|error| refused(&error))?;
        let records = bytes(file, entries.next(), RECORDS).await?;
        let files: Vec<(Entry, u64)> = entries.collect();
        if opfs::digest(&records).await? != manifest.records || files.len() != manifest.n_files {
            return Err(refused(&ArchiveError::Damaged));
        }
        let records = String::from_utf8(records).map_err(|_| refused(&ArchiveError::Damaged))?;
        Ok(Self { records, files })
    }
}

async fn bytes(file: &File, found: Option<(Entry, u64)>, name: &str) -> Result<Vec<u8>, AppError> {
    match found {
        Some((entry, start)) if entry.name == name => Ok(opfs::part(file, start..start + entry.size).await?),
        _ => Err(refused(&ArchiveError::Foreign)),
    }
}

async fn keep(driver: &Rc<Driver>, dir: &str, hash: BlobHash, blob: &Blob) -> Result<(), AppError> {
    let parts = js_sys::Array::of1(blob);
    let file = File::new_with_blob_sequence(&parts, &hash.0).map_err(StorageError::from)?;
    driver.errand(Work::Keep { dir: dir.to_owned(), hash }, vec![file], |_| {}).await?;
    Ok(())
}

fn slice(file: &File, start: u64, size: u64) -> Result<Blob, AppError> {
    Ok(file.slice_with_f64_and_f64(start as f64, (start + size) as f64).map_err(StorageError::from)?)
}

fn bytes_of(bytes: &[u8]) -> Result<Blob, AppError> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    Ok(Blob::new_with_u8_array_sequence(&parts).map_err(StorageError::from)?)
}

fn refused(error: &ArchiveError) -> AppError {
    AppError::new("backup_unreadable", error.to_string())
}

fn unwritable(error: &dyn std::error::Error) -> AppError {
    AppError::new("backup_failed", "The backup could not be written.").with_detail(error.to_string())
}
