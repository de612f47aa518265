//! Durable writing, which only a worker can do: a sync access handle, flushed before anybody hears of the file.

use gloo::timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use shared::id::BlobHash;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemSyncAccessHandle,
};

use crate::storage::StorageError;
use crate::storage::opfs::{self, Opfs};

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

/// Writes a file and makes it durable.
pub(super) async fn file(
    dir: &FileSystemDirectoryHandle,
    name: &str,
    bytes: &[u8],
) -> Result<(), StorageError> {
    let mut file = Appender::open(dir, name).await?;
    file.append(bytes)?;
    file.finish()
}

/// A file that is written part by part. Dropped before [`Appender::finish`], it is removed: half a file is of no use to anybody, and there may be no
/// room for it.
pub(super) struct Appender {
    dir: FileSystemDirectoryHandle,
    name: String,
    access: FileSystemSyncAccessHandle,
    n_bytes: f64,
    is_done: bool,
}

impl Appender {
    /// Begins a file, empty.
    pub(super) async fn open(dir: &FileSystemDirectoryHandle, name: &str) -> Result<Self, StorageError> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            JsFuture::from(dir.get_file_handle_with_options(name, &options)).await?.unchecked_into();
        let access = exclusive(&handle).await?;
        let file = Self { dir: dir.clone(), name: name.to_owned(), access, n_bytes: 0.0, is_done: false };
        file.access.truncate_with_f64(0.0)?;
        Ok(file)
    }

    /// Writes the next bytes.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(self.n_bytes);
        let n = self.access.write_with_js_u8_array_and_options(&Uint8Array::from(bytes), &options)?;
        if n != bytes.len() as f64 {
            return Err(StorageError::Full(format!("{n} of {} bytes were written", bytes.len())));
        }
        self.n_bytes += n;
        Ok(())
    }

    /// Makes the file durable.
    pub(super) fn finish(mut self) -> Result<(), StorageError> {
        self.access.flush()?;
        self.is_done = true;
        Ok(())
    }
}

impl Drop for Appender {
    fn drop(&mut self) {
        self.access.close();
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
            Err(_) if tries < RETRIES => {
                tries += 1;
                TimeoutFuture::new(RETRY_MS).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
