//! The origin's private files: bars, results and the chunks of sweeps, below one directory per base path.
//!
//! Files are named by the hash of their bytes (chunks by their cells), so that a torn one is recognised when it is read.

use std::ops::Range;

use js_sys::{Reflect, Uint8Array};
use shared::bytes::BlobHasher;
use shared::id::BlobHash;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Crypto, File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemRemoveOptions, StorageManager,
};

use super::StorageError;
use super::error::{Refusal, name};

/// Directory of datasets' columns.
pub const BARS: &str = "bars";
/// Directory of reports and sweep tables.
pub const RESULTS: &str = "results";
/// Directory of unfinished sweeps, one directory per job.
pub const SWEEPS: &str = "sweeps";

/// Large files are read in parts of so many bytes.
const PART_BYTES: u64 = 4 << 20;

/// The product's directories.
#[derive(Debug, Clone)]
pub struct Opfs {
    root: FileSystemDirectoryHandle,
}

impl Opfs {
    /// Opens the directory `root`, made when missing.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn open(root: &str) -> Result<Self, StorageError> {
        let storage = storage_manager()?;
        let top: FileSystemDirectoryHandle = JsFuture::from(storage.get_directory()).await?.unchecked_into();
        Ok(Self { root: child(&top, root).await? })
    }

    /// A directory at a path below the root, made when missing.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn dir(&self, path: &[&str]) -> Result<FileSystemDirectoryHandle, StorageError> {
        let mut dir = self.root.clone();
        for part in path {
            dir = child(&dir, part).await?;
        }
        Ok(dir)
    }

    /// The bytes of a file named by their hash; `None` if there is no such file or its bytes are not those.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn blob(&self, dir: &str, hash: &BlobHash) -> Result<Option<Vec<u8>>, StorageError> {
        let dir = self.dir(&[dir]).await?;
        match view(&dir, &hash.0).await? {
            Some(view) if digest_of(&view).await? == *hash => Ok(Some(view.to_vec())),
            _ => Ok(None),
        }
    }

    /// Whether there is a file of this name, whole or not.
    pub async fn has(&self, dir: &str, hash: &BlobHash) -> bool {
        let Ok(dir) = self.dir(&[dir]).await else { return false };
        JsFuture::from(dir.get_file_handle(&hash.0)).await.is_ok()
    }

    /// Writes bytes that came from elsewhere under their hash, which was checked. From the page, where a file is written beside the
    /// old one and put in its place when it is whole. Only where the page [`can`] do `createWritable`.
    ///
    /// # Errors
    /// The browser refuses, or there is no room.
    #[cfg(feature = "page")]
    pub async fn put(&self, dir: &str, hash: &BlobHash, bytes: &[u8]) -> Result<(), StorageError> {
        let handle = create(&self.dir(&[dir]).await?, &hash.0).await?;
        let stream = JsFuture::from(handle.create_writable()).await?;
        let stream: web_sys::FileSystemWritableFileStream = stream.unchecked_into();
        JsFuture::from(stream.write_with_js_u8_array(&Uint8Array::from(bytes))?).await?;
        JsFuture::from(stream.close()).await?;
        Ok(())
    }

    /// A directory at a path below the root, `None` if it is not there.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn existing(&self, path: &[&str]) -> Result<Option<FileSystemDirectoryHandle>, StorageError> {
        let mut dir = self.root.clone();
        for part in path {
            dir = match JsFuture::from(dir.get_directory_handle(part)).await {
                Ok(child) => child.unchecked_into(),
                Err(error) if name(&error) == "NotFoundError" => return Ok(None),
                Err(error) => return Err(error.into()),
            };
        }
        Ok(Some(dir))
    }

    /// Removes a file or a directory with all it holds. One that is not there is not missed.
    ///
    /// # Errors
    /// The browser refuses, for instance while the file is being written.
    pub async fn remove(&self, dir: &str, entry: &str) -> Result<(), StorageError> {
        remove(&self.dir(&[dir]).await?, entry).await
    }
}

/// Removes an entry of a directory, as [`Opfs::remove`].
///
/// # Errors
/// As [`Opfs::remove`].
pub async fn remove(dir: &FileSystemDirectoryHandle, entry: &str) -> Result<(), StorageError> {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    match JsFuture::from(dir.remove_entry_with_options(entry, &options)).await {
        Err(error) if name(&error) != "NotFoundError" => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether handles of files have a method here.
pub fn can(method: &str) -> bool {
    let class = Reflect::get(&js_sys::global(), &"FileSystemFileHandle".into()).unwrap_or_default();
    let prototype = Reflect::get(&class, &"prototype".into()).unwrap_or_default();
    // Neither is an object where files are missing altogether.
    Reflect::has(&prototype, &method.into()).unwrap_or(false)
}

/// The handle of a file, made when missing.
///
/// # Errors
/// The browser refuses.
pub async fn create(
    dir: &FileSystemDirectoryHandle,
    file_name: &str,
) -> Result<FileSystemFileHandle, StorageError> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    Ok(JsFuture::from(dir.get_file_handle_with_options(file_name, &options)).await?.unchecked_into())
}

async fn child(
    dir: &FileSystemDirectoryHandle,
    name: &str,
) -> Result<FileSystemDirectoryHandle, StorageError> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    Ok(JsFuture::from(dir.get_directory_handle_with_options(name, &options)).await?.unchecked_into())
}

/// The bytes of a file, `None` if there is none.
///
/// # Errors
/// The browser refuses.
pub async fn read(dir: &FileSystemDirectoryHandle, file_name: &str) -> Result<Option<Vec<u8>>, StorageError> {
    Ok(view(dir, file_name).await?.map(|view| view.to_vec()))
}

/// The bytes of a file, still on JavaScript's side.
async fn view(dir: &FileSystemDirectoryHandle, file_name: &str) -> Result<Option<Uint8Array>, StorageError> {
    let Some(file) = file(dir, file_name).await? else { return Ok(None) };
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Some(Uint8Array::new(&buffer)))
}

/// A file to read parts of, `None` if there is none.
///
/// # Errors
/// The browser refuses.
pub async fn file(dir: &FileSystemDirectoryHandle, file_name: &str) -> Result<Option<File>, StorageError> {
    let handle: FileSystemFileHandle = match JsFuture::from(dir.get_file_handle(file_name)).await {
        Ok(handle) => handle.unchecked_into(),
        Err(error) if name(&error) == "NotFoundError" => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(JsFuture::from(handle.get_file()).await?.unchecked_into()))
}

/// Some bytes of a file; fewer where it ends before.
///
/// # Errors
/// The browser refuses, for instance because the file was removed or changed meanwhile.
pub async fn part(file: &File, range: Range<u64>) -> Result<Vec<u8>, StorageError> {
    let part = file.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Whether a directory has a file of this name and its bytes have this hash. It is read part by part.
///
/// # Errors
/// The browser refuses.
pub async fn is_whole(dir: &FileSystemDirectoryHandle, hash: &BlobHash) -> Result<bool, StorageError> {
    let Some(file) = file(dir, &hash.0).await? else { return Ok(false) };
    let (mut found, mut at, end) = (BlobHasher::default(), 0, file.size() as u64);
    while at < end {
        let next = end.min(at + PART_BYTES);
        found.add(&part(&file, at..next).await?);
        at = next;
    }
    Ok(found.finish() == *hash)
}

/// Names of the entries of a directory.
///
/// # Errors
/// The browser refuses.
pub async fn names(dir: &FileSystemDirectoryHandle) -> Result<Vec<String>, StorageError> {
    let keys = dir.keys();
    let mut names = Vec::new();
    loop {
        let step = JsFuture::from(keys.next_iterator()?).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(names);
        }
        names.extend(Reflect::get(&step, &"value".into())?.as_string());
    }
}

/// SHA-256 by the browser: faster than our own, and beside our thread.
///
/// # Errors
/// The page is not in a secure context.
pub async fn digest(bytes: &[u8]) -> Result<BlobHash, StorageError> {
    // A copy on JavaScript's side: the wasm memory may move while the digest is under way.
    digest_of(&Uint8Array::from(bytes)).await
}

async fn digest_of(view: &Uint8Array) -> Result<BlobHash, StorageError> {
    let crypto: Crypto = Reflect::get(&js_sys::global(), &"crypto".into())?.unchecked_into();
    if Reflect::get(&crypto, &"subtle".into())?.is_undefined() {
        return Err(StorageError::Unavailable(Refusal::of_missing(), "crypto.subtle is missing".into()));
    }
    let promise = crypto.subtle().digest_with_str_and_buffer_source("SHA-256", view)?;
    let digest = Uint8Array::new(&JsFuture::from(promise).await?).to_vec();
    Ok(BlobHash(const_hex::encode(digest)))
}

/// The storage manager of the window or the worker.
///
/// # Errors
/// The page is not in a secure context.
pub fn storage_manager() -> Result<StorageManager, StorageError> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let storage = Reflect::get(&navigator, &"storage".into())?;
    if storage.is_undefined() || !Reflect::has(&storage, &"getDirectory".into())? {
        return Err(StorageError::Unavailable(
            Refusal::of_missing(),
            "navigator.storage.getDirectory is missing".into(),
        ));
    }
    Ok(JsValue::unchecked_into(storage))
}
