//! From a backup into an empty place.

use std::path::Path;

use anyhow::{Context, Result};

use super::Counted;
use super::format::{LOCATION, bytes, bytes_of, checked, rows};
use crate::blobs::Blobs;
use crate::store::Store;
use crate::store::dump::{Cell, Line};

/// Fills an empty database and blob store from a backup. The server has a new identity then, so that devices compare what they have
/// with what it has, and send what it lost. A blob that the backup lacks is restored as one whose bytes are gone: a device that has
/// them replaces them.
///
/// # Errors
/// The database is not empty, or the backup is damaged or of another version. The database stays empty then.
pub async fn restore(store: &Store, blobs: &Blobs, folder: &Path) -> Result<Counted> {
    let tail = checked(folder).await?;
    let mut counted = Counted::default();
    let mut filling = store.fill().await?;
    let mut lines = rows(folder).await?;
    while counted.n_rows < tail.n_rows {
        let text = lines.next_line().await?.context("the backup is cut off")?;
        let mut line: Line = serde_json::from_str(&text)?;
        if let Some((workspace, part)) = bytes_of(&line)? {
            // Where it was before may be taken, and a location is never used twice.
            let location = Blobs::new_location(workspace, &part.hash);
            if !tail.without_bytes.contains(&(workspace, part.hash.clone())) {
                blobs.write(&location, bytes(folder, workspace, &part.hash).await?.into()).await?;
                counted.n_blobs += 1;
            }
            line.row[LOCATION] = Cell::Text(location);
        }
        filling.add(line).await?;
        counted.n_rows += 1;
    }
    filling.commit().await?;
    Ok(counted)
}
