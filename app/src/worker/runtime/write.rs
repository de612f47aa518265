//! Durable writing in the worker: finished before anybody hears of the file.
//!
//! By a sync access handle, flushed; where the browser has none (WebKitGTK), by a stream that replaces the file when it is
//! closed. Each worker tries once which of them works, on a separate file.

use std::cell::Cell;

use engine::series::Series;
use gloo::timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use shared::bars_file;
use shared::bytes::BlobHasher;
use shared::id::BlobHash;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle, FileSystemWritableFileStream,
};

use super::failed;
use super::task::{Stop, Task};
use crate::storage::opfs::{self, BARS, Opfs};
use crate::storage::{StorageError, error_name};
use crate::worker::protocol::Outcome;

/// A file being written by another worker is tried again after so long, so often.
const RETRY_MS: u32 = 50;
const RETRIES: u32 = 40;

/// Writes bytes under their hash; what is there already is left alone, so that a good file is never torn.
pub(super) async fn blob(opfs: &Opfs, dir: &str, bytes: &[u8]) -> Result<BlobHash, StorageError> {
    let hash = opfs::digest(bytes).await?;
    if opfs.blob(dir, &hash).await?.is_none() {
        file(&opfs.dir(&[dir]).await?, &hash.0, bytes).await?;
    }
    Ok(hash)
}

/// Writes bars under the hash of their bytes. Those are made piece by piece, once for the name and once for the file: of millions of bars they
/// would take as much memory as the bars themselves. Says the hash, and how many bytes there are.
pub(super) async fn bars(opfs: &Opfs, task: &Task, series: &Series) -> Result<(BlobHash, u64), Stop> {
    let (mut hash, mut n_bytes) = (BlobHasher::default(), 0);
    for piece in bars_file::pieces(series) {
        hash.add(&piece);
        n_bytes += piece.len() as u64;
        task.breathe().await?;
    }
    let hash = hash.finish();
    let dir = opfs.dir(&[BARS]).await?;
    if !opfs::is_whole(&dir, &hash).await? {
        let mut file = Appender::open(&dir, &hash.0).await?;
        for piece in bars_file::pieces(series) {
            file.append(&piece).await?;
        }
        file.finish().await?;
    }
    Ok((hash, n_bytes))
}

/// Writes a file and makes it durable.
pub(super) async fn file(
    dir: &FileSystemDirectoryHandle,
    name: &str,
    bytes: &[u8],
) -> Result<(), StorageError> {
    let mut file = Appender::open(dir, name).await?;
    file.append(bytes).await?;
    file.finish().await
}

/// Writes what a page hands over that cannot write itself. Other bytes than those that were named are refused.
pub(super) async fn keep(opfs: &Opfs, dir: &str, hash: &BlobHash, files: &[File]) -> Result<Outcome, Stop> {
    let Some(file) = files.first() else { return Err(failed("no_files", "There is nothing to store.")) };
    let bytes = opfs::part(file, 0..file.size() as u64).await?;
    if blob(opfs, dir, &bytes).await? != *hash {
        return Err(failed("damaged", "What came from the server is damaged. Reload the page."));
    }
    Ok(Outcome::Kept)
}

/// How this browser lets a worker write.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Sync,
    Stream,
}

thread_local! {
    static WAY: Cell<Option<Way>> = const { Cell::new(None) };
}

/// The way that works here, found with a file that no other worker has.
async fn way(dir: &FileSystemDirectoryHandle) -> Result<Way, StorageError> {
    if let Some(way) = WAY.get() {
        return Ok(way);
    }
    let way = match opfs::can("createSyncAccessHandle") {
        false => Way::Stream,
        true => {
            let name = format!("probe-{}", uuid::Uuid::now_v7());
            let handle = opfs::create(dir, &name).await?;
            let opened = JsFuture::from(handle.create_sync_access_handle()).await;
            let way = match opened {
                Ok(access) => {
                    access.unchecked_into::<FileSystemSyncAccessHandle>().close();
                    Way::Sync
                }
                Err(_) if opfs::can("createWritable") => Way::Stream,
                Err(error) => return Err(error.into()),
            };
            opfs::remove(dir, &name).await?;
            way
        }
    };
    WAY.set(Some(way));
    Ok(way)
}

/// A file that is written part by part. Dropped before [`Appender::finish`], it is removed: half a file is of no use to anybody, and there may be no
/// room for it.
pub(super) struct Appender {
    dir: FileSystemDirectoryHandle,
    name: String,
    open: Open,
    n_bytes: f64,
    is_done: bool,
}

enum Open {
    Sync(FileSystemSyncAccessHandle),
    Stream(FileSystemWritableFileStream),
}

impl Appender {
    /// Begins a file, empty.
    pub(super) async fn open(dir: &FileSystemDirectoryHandle, name: &str) -> Result<Self, StorageError> {
        let way = way(dir).await?;
        let handle = opfs::create(dir, name).await?;
        let open = match way {
            Way::Sync => Open::Sync(exclusive(&handle).await?),
            Way::Stream => Open::Stream(JsFuture::from(handle.create_writable()).await?.unchecked_into()),
        };
        let file = Self { dir: dir.clone(), name: name.to_owned(), open, n_bytes: 0.0, is_done: false };
        if let Open::Sync(access) = &file.open {
            access.truncate_with_f64(0.0)?;
        }
        Ok(file)
    }

    /// Writes the next bytes.
    pub(super) async fn append(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        match &self.open {
            Open::Sync(access) => {
                let options = FileSystemReadWriteOptions::new();
                options.set_at(self.n_bytes);
                let n = access.write_with_js_u8_array_and_options(&Uint8Array::from(bytes), &options)?;
                if n != bytes.len() as f64 {
                    return Err(StorageError::Full(format!("{n} of {} bytes were written", bytes.len())));
                }
            }
            Open::Stream(stream) => {
                JsFuture::from(stream.write_with_js_u8_array(&Uint8Array::from(bytes))?).await?;
            }
        }
        self.n_bytes += bytes.len() as f64;
        Ok(())
    }

    /// Makes the file durable.
    pub(super) async fn finish(mut self) -> Result<(), StorageError> {
        match &self.open {
            Open::Sync(access) => access.flush()?,
            Open::Stream(stream) => drop(JsFuture::from(stream.close()).await?),
        }
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Appender {
    fn drop(&mut self) {
        match &self.open {
            Open::Sync(access) => access.close(),
            Open::Stream(stream) if !self.is_done => drop(stream.abort()),
            Open::Stream(_) => {}
        }
        if !self.is_done {
            // Asked for and not waited for: who reads it before it is gone sees by its hash that it is torn.
            let _ = self.dir.remove_entry(&self.name);
        }
    }
}

async fn exclusive(handle: &FileSystemFileHandle) -> Result<FileSystemSyncAccessHandle, StorageError> {
    let mut tries = 0;
    loop {
        match JsFuture::from(handle.create_sync_access_handle()).await {
            Ok(access) => return Ok(access.unchecked_into()),
            // Another worker has it; whatever else is wrong will not go away.
            Err(error) if tries < RETRIES && error_name(&error) == "NoModificationAllowedError" => {
                tries += 1;
                TimeoutFuture::new(RETRY_MS).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
