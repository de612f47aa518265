//! Into a backup. It appears under its name only when it is whole and has been read back.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use shared::id::BlobHash;
use tokio::fs::{self, DirBuilder, File};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::Counted;
use super::format::{BLOBS, RowsOut, bytes, bytes_of, checked, place, rows};
use crate::blobs::{BlobError, Blobs};
use crate::store::dump::Line;
use crate::store::{Part, Store};

/// What a backup holds, and what it could not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// Rows and blobs in it.
    pub counted: Counted,
    /// Blobs that the store has lost: their bytes are damaged or gone. Everything else is saved.
    pub damaged: BTreeSet<(Uuid, BlobHash)>,
}

/// Copies everything into a folder that does not exist yet. Everything is as it was at one moment.
///
/// # Errors
/// The folder exists, or cannot be written, or what was written cannot be read back. A damaged blob is no error: see [`Saved`].
pub async fn save(store: &Store, blobs: &Blobs, folder: &Path) -> Result<Saved> {
    ensure!(!fs::try_exists(folder).await?, "{} exists: name a new folder", folder.display());
    let work = work_folder(folder).await?;
    let saved = match fill(store, blobs, &work).await {
        Ok(saved) => saved,
        Err(error) => {
            // Only what this run made: the name is its own.
            if let Err(left) = fs::remove_dir_all(&work).await {
                tracing::warn!("{} is left over and can be removed: {left}", work.display());
            }
            return Err(error);
        }
    };
    // Another backup may have taken the name meanwhile. A folder with something in it is never replaced.
    match fs::rename(&work, folder).await {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {
            fs::remove_dir_all(&work).await?;
            bail!("{} exists: name a new folder", folder.display());
        }
        Err(error) => return Err(error).with_context(|| format!("cannot rename {}", work.display())),
    }
    sync(parent(folder)).await?;
    Ok(saved)
}

/// A folder beside the backup's, for nobody else: no two runs share one, whatever the backups are called.
async fn work_folder(folder: &Path) -> Result<PathBuf> {
    let mut name = OsString::from(".");
    name.push(folder.file_name().with_context(|| format!("{} has no name", folder.display()))?);
    name.push(format!(".{}.unfinished", Uuid::now_v7()));
    let work = parent(folder).join(name);
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    fs::create_dir_all(parent(folder))
        .await
        .with_context(|| format!("cannot make {}", parent(folder).display()))?;
    builder.create(&work).await.with_context(|| format!("cannot make {}", work.display()))?;
    Ok(work)
}

fn parent(folder: &Path) -> &Path {
    match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Writes everything, then reads it back.
async fn fill(store: &Store, blobs: &Blobs, work: &Path) -> Result<Saved> {
    let mut saved = Saved::default();
    // In the file also what the housekeeping removed while this ran: a row whose bytes nobody needs is no damage.
    let mut without_bytes = BTreeSet::new();
    fs::create_dir(work.join(BLOBS)).await?;
    let mut out = RowsOut::create(work).await?;
    // What is damaged is kept as what it is, and not as a record.
    store.set_damaged_aside().await?;
    let mut dump = store.dump().await?;
    while let Some(lines) = dump.next().await? {
        for line in lines {
            if let Some((workspace, part)) = bytes_of(&line)? {
                let (location, hash) = (part.location.clone(), part.hash.clone());
                match copy(blobs, part, &place(work, workspace, &hash)).await {
                    Ok(()) => saved.counted.n_blobs += 1,
                    Err(Lost::Damaged) => {
                        without_bytes.insert((workspace, hash.clone()));
                        if store.is_named(&location).await? {
                            saved.damaged.insert((workspace, hash));
                        }
                    }
                    Err(Lost::Other(error)) => return Err(error),
                }
            }
            out.line(&line).await?;
            saved.counted.n_rows += 1;
        }
    }
    out.finish(saved.counted.n_rows, without_bytes).await?;
    verify(work, &saved).await.context("the backup cannot be read back; nothing was saved")?;
    Ok(saved)
}

/// Why bytes were not copied.
enum Lost {
    /// The store does not have them any more, or has others.
    Damaged,
    /// Something else, which may be otherwise at the next try.
    Other(anyhow::Error),
}

async fn copy(blobs: &Blobs, part: Part, file: &Path) -> Result<(), Lost> {
    let bytes = match blobs.bytes(&part).await {
        Ok(bytes) => bytes,
        Err(BlobError::Damaged { .. }) => return Err(Lost::Damaged),
        Err(error) => return Err(Lost::Other(error.into())),
    };
    write(file, &bytes).await.map_err(Lost::Other)
}

async fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).await?;
    }
    let mut out = File::create(file).await.with_context(|| format!("cannot make {}", file.display()))?;
    out.write_all(bytes).await?;
    Ok(out.sync_all().await?)
}

/// Reads a backup as a restore would: every row and every byte.
async fn verify(folder: &Path, saved: &Saved) -> Result<()> {
    let tail = checked(folder).await?;
    let mut lines = rows(folder).await?;
    let mut found = Counted::default();
    while found.n_rows < tail.n_rows {
        let text = lines.next_line().await?.context("the backup is cut off")?;
        let line: Line = serde_json::from_str(&text)?;
        if let Some((workspace, part)) = bytes_of(&line)?
            && !tail.without_bytes.contains(&(workspace, part.hash.clone()))
        {
            bytes(folder, workspace, &part.hash).await?;
            found.n_blobs += 1;
        }
        found.n_rows += 1;
    }
    ensure!(found == saved.counted, "{found:?} were read of {:?} written", saved.counted);
    // A rename is durable only if what it renames is.
    sync(&folder.join(BLOBS)).await?;
    sync(folder).await
}

/// Makes the entries of a folder durable, where the system can.
async fn sync(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(folder).await?.sync_all().await?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
