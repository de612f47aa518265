//! Backup and restore: everything in a folder, the same for every database and blob store, so that it is also the way from one
//! to another. `rows.jsonl` holds a line per row, the first and the last say what the file is and that it is whole; `blobs/` holds
//! the bytes by workspace and hash.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::bytes::{hash_of, hex};
use shared::id::BlobHash;
use tokio::fs::{self, File};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};
use uuid::Uuid;

use crate::blobs::Blobs;
use crate::store::dump::{Cell, Line, SCHEMA};
use crate::store::{Part, Store};

const FORMAT: u32 = 1;
const ROWS: &str = "rows.jsonl";
const BLOBS: &str = "blobs";

/// What went in or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Rows of the database.
    pub n_rows: u64,
    /// Blobs that are bytes, not chunks put together.
    pub n_blobs: u64,
}

#[derive(Serialize, Deserialize)]
struct Head {
    hindcast_backup: u32,
    schema: usize,
}

#[derive(Serialize, Deserialize)]
struct Tail {
    n_rows: u64,
    sha256: String,
}

/// Copies everything into a folder that does not exist yet. Everything is as it was at one moment.
///
/// # Errors
/// The folder is there already, cannot be written, or bytes are damaged; the message says which.
pub async fn save(store: &Store, blobs: &Blobs, folder: &Path) -> Result<Counted> {
    // Under another name until it is whole: a backup that was cut off must not look like one.
    let unfinished = folder.with_extension("unfinished");
    ensure!(!fs::try_exists(folder).await?, "{} is there already: name a new folder", folder.display());
    fs::create_dir_all(unfinished.join(BLOBS))
        .await
        .with_context(|| format!("cannot make {}", unfinished.display()))?;
    let mut counted = Counted { n_rows: 0, n_blobs: 0 };
    let mut rows = RowsOut::new(File::create(unfinished.join(ROWS)).await?);
    rows.line(&Head { hindcast_backup: FORMAT, schema: SCHEMA }).await?;
    let mut dump = store.dump().await?;
    while let Some(lines) = dump.next().await? {
        for line in lines {
            if let Some((workspace, part)) = bytes_of(&line)? {
                copy(blobs, part, &place(&unfinished, workspace, &line)?).await?;
                counted.n_blobs += 1;
            }
            rows.line(&line).await?;
            counted.n_rows += 1;
        }
    }
    rows.finish(counted.n_rows).await?;
    fs::rename(&unfinished, folder).await?;
    Ok(counted)
}

/// Fills an empty database and blob store from a backup. The server has a new identity then, so that devices compare what they have
/// with what it has, and send what it lost.
///
/// # Errors
/// The database is not empty, or the backup is damaged or of another version. The database stays empty then.
pub async fn restore(store: &Store, blobs: &Blobs, folder: &Path) -> Result<Counted> {
    let n_rows = checked(&folder.join(ROWS)).await?;
    let mut counted = Counted { n_rows: 0, n_blobs: 0 };
    let mut filling = store.fill().await?;
    let mut lines = BufReader::new(File::open(folder.join(ROWS)).await?).lines();
    lines.next_line().await?;
    while counted.n_rows < n_rows {
        let text = lines.next_line().await?.context("the backup is cut off")?;
        let mut line: Line = serde_json::from_str(&text)?;
        if let Some((workspace, part)) = bytes_of(&line)? {
            let file = place(folder, workspace, &line)?;
            let bytes = fs::read(&file).await.with_context(|| format!("{} is missing", file.display()))?;
            ensure!(hash_of(&bytes) == part.hash, "{} is damaged", file.display());
            // Where it lay before may be taken, and a location is never used twice.
            let location = Blobs::new_location(workspace, &part.hash);
            blobs.write(&location, bytes.into()).await?;
            line.row[LOCATION] = Cell::Text(location);
            counted.n_blobs += 1;
        }
        filling.add(line).await?;
        counted.n_rows += 1;
    }
    filling.commit().await?;
    Ok(counted)
}

/// Columns of a row of blobs.
const WORKSPACE: usize = 0;
const HASH: usize = 1;
const N_BYTES: usize = 2;
const LOCATION: usize = 4;

/// The workspace and the bytes that belong to a row, if it is one of blobs that has its own.
fn bytes_of(line: &Line) -> Result<Option<(Uuid, Part)>> {
    if line.table != "blobs" || line.row.get(LOCATION) == Some(&Cell::Null) {
        return Ok(None);
    }
    let [
        Some(Cell::Text(workspace)),
        Some(Cell::Text(hash)),
        Some(Cell::Int(n_bytes)),
        Some(Cell::Text(location)),
    ] = [WORKSPACE, HASH, N_BYTES, LOCATION].map(|at| line.row.get(at))
    else {
        bail!("a row of blobs that cannot be read");
    };
    let part =
        Part { hash: BlobHash(hash.clone()), n_bytes: (*n_bytes).try_into()?, location: location.clone() };
    ensure!(part.hash.is_well_formed(), "a blob that is not named by a hash");
    Ok(Some((workspace.parse()?, part)))
}

/// Where the bytes of a row lie in a backup.
fn place(folder: &Path, workspace: Uuid, line: &Line) -> Result<PathBuf> {
    let Some(Cell::Text(hash)) = line.row.get(HASH) else { bail!("a blob without a name") };
    Ok(folder.join(BLOBS).join(workspace.to_string()).join(hash))
}

async fn copy(blobs: &Blobs, part: Part, file: &Path) -> Result<()> {
    let hash = part.hash.clone();
    let pieces: Vec<_> = blobs.read(vec![part]).await?.try_collect().await?;
    let bytes = pieces.concat();
    ensure!(hash_of(&bytes) == hash, "the bytes of blob {hash} are damaged in the store");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).await?;
    }
    let mut out = File::create(file).await?;
    out.write_all(&bytes).await?;
    Ok(out.sync_all().await?)
}

/// Number of rows of a backup, after checking that it is whole and of this version.
async fn checked(file: &Path) -> Result<u64> {
    let reader = File::open(file).await.with_context(|| format!("{} cannot be read", file.display()))?;
    let mut lines = BufReader::new(reader).lines();
    let head = lines.next_line().await?.context("the backup is empty")?;
    let known: Head = serde_json::from_str(&head).context("this is no backup of Hindcast")?;
    ensure!(
        known.hindcast_backup == FORMAT && known.schema == SCHEMA,
        "the backup is of another version: restore it with the version that wrote it, then upgrade"
    );
    let mut hash = Sha256::new();
    let mut before = head;
    let mut n_lines = 0;
    while let Some(line) = lines.next_line().await? {
        hash.update(&before);
        hash.update("\n");
        n_lines += 1;
        before = line;
    }
    let tail: Tail = serde_json::from_str(&before).context("the backup is cut off")?;
    ensure!(tail.sha256 == hex(&hash.finalize()) && tail.n_rows + 1 == n_lines, "the backup is damaged");
    Ok(tail.n_rows)
}

/// Writes lines and keeps their hash.
struct RowsOut {
    out: BufWriter<File>,
    hash: Sha256,
}

impl RowsOut {
    fn new(file: File) -> Self {
        Self { out: BufWriter::new(file), hash: Sha256::new() }
    }

    async fn line(&mut self, line: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        Ok(self.out.write_all(&text).await?)
    }

    async fn finish(mut self, n_rows: u64) -> Result<()> {
        let sha256 = hex(&std::mem::take(&mut self.hash).finalize());
        self.line(&Tail { n_rows, sha256 }).await?;
        self.out.flush().await?;
        Ok(self.out.get_ref().sync_all().await?)
    }
}
