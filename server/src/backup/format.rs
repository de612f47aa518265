//! What the files of a backup look like, and whether they are whole.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::bytes::hash_of;
use shared::id::BlobHash;
use tokio::fs::{self, File};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter, Lines};
use uuid::Uuid;

use crate::store::Part;
use crate::store::dump::{Cell, Line, SCHEMA};

const FORMAT: u32 = 1;
const ROWS: &str = "rows.jsonl";
pub(super) const BLOBS: &str = "blobs";

#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    hindcast_backup: u32,
    schema: usize,
}

impl Head {
    pub(super) fn current() -> Self {
        Self { hindcast_backup: FORMAT, schema: SCHEMA }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tail {
    pub(super) n_rows: u64,
    sha256: String,
    /// Blobs whose bytes were damaged or gone when the backup was made.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) without_bytes: BTreeSet<(Uuid, BlobHash)>,
}

/// Columns of a row of blobs.
const WORKSPACE: usize = 0;
const HASH: usize = 1;
const N_BYTES: usize = 2;
pub(super) const LOCATION: usize = 4;

/// The workspace and the bytes that belong to a row, if it is one of blobs that has its own.
pub(super) fn bytes_of(line: &Line) -> Result<Option<(Uuid, Part)>> {
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

/// The file with the bytes of a blob in a backup.
pub(super) fn place(folder: &Path, workspace: Uuid, hash: &BlobHash) -> PathBuf {
    folder.join(BLOBS).join(workspace.to_string()).join(&hash.0)
}

/// The bytes of a blob from a backup.
///
/// # Errors
/// They are gone, or are not those that the hash names.
pub(super) async fn bytes(folder: &Path, workspace: Uuid, hash: &BlobHash) -> Result<Vec<u8>> {
    let file = place(folder, workspace, hash);
    let bytes = fs::read(&file).await.with_context(|| format!("{} cannot be read", file.display()))?;
    ensure!(hash_of(&bytes) == *hash, "{} is damaged", file.display());
    Ok(bytes)
}

/// The lines between head and tail, to be read after [`checked`].
pub(super) async fn rows(folder: &Path) -> Result<Lines<BufReader<File>>> {
    let mut lines = BufReader::new(File::open(folder.join(ROWS)).await?).lines();
    lines.next_line().await?;
    Ok(lines)
}

/// The end of a backup, after checking that its rows are whole and of this version.
pub(super) async fn checked(folder: &Path) -> Result<Tail> {
    let file = folder.join(ROWS);
    let reader = File::open(&file).await.with_context(|| format!("{} cannot be read", file.display()))?;
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
    ensure!(
        tail.sha256 == const_hex::encode(hash.finalize()) && tail.n_rows + 1 == n_lines,
        "the backup is damaged"
    );
    Ok(tail)
}

/// Writes lines and keeps their hash.
pub(super) struct RowsOut {
    out: BufWriter<File>,
    hash: Sha256,
}

impl RowsOut {
    /// Begins the file in a folder.
    pub(super) async fn create(folder: &Path) -> Result<Self> {
        let file = File::create_new(folder.join(ROWS)).await?;
        let mut rows = Self { out: BufWriter::new(file), hash: Sha256::new() };
        rows.line(&Head::current()).await?;
        Ok(rows)
    }

    pub(super) async fn line(&mut self, line: &impl Serialize) -> Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        Ok(self.out.write_all(&text).await?)
    }

    /// Ends it; it is durable then.
    pub(super) async fn finish(
        mut self,
        n_rows: u64,
        without_bytes: BTreeSet<(Uuid, BlobHash)>,
    ) -> Result<()> {
        let sha256 = const_hex::encode(std::mem::take(&mut self.hash).finalize());
        self.line(&Tail { n_rows, sha256, without_bytes }).await?;
        self.out.flush().await?;
        Ok(self.out.get_ref().sync_all().await?)
    }
}
