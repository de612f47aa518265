//! Backup and restore: everything in a folder, the same for every database and blob store, so that it is also the way from one
//! to another. `rows.jsonl` holds a line per row, the first and the last say what the file is and that it is whole; `blobs/` holds
//! the bytes by workspace and hash. Start with [`save`].

mod format;
mod restore;
mod save;

pub use restore::restore;
pub use save::{Saved, save};

/// What went in or out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Rows of the database.
    pub n_rows: u64,
    /// Blobs that are bytes, not chunks put together.
    pub n_blobs: u64,
}
