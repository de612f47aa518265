//! The file of a backup: a tar archive, which any computer can open, of a manifest, the records as lines of JSON, and files named by
//! their SHA-256.
//!
//! Only headers are made and read here; contents stay with the browser, so that a backup may be larger than the memory.

use serde::{Deserialize, Serialize};
use shared::id::BlobHash;
use tar::Header;

/// Contents begin and end at multiples of this.
pub(super) const BLOCK: u64 = 512;
/// Empty blocks behind the last entry.
pub(super) const END: [u8; 2 * BLOCK as usize] = [0; 2 * BLOCK as usize];
/// The first entry.
pub(super) const MANIFEST: &str = "hindcast-backup.json";
/// The second.
pub(super) const RECORDS: &str = "records.jsonl";
/// Version of this layout.
pub(super) const VERSION: u32 = 1;
const KIND: &str = "hindcast-backup";

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    kind: String,
    version: u32,
    /// When it was made, UTC milliseconds.
    pub(super) made_ms: i64,
    /// SHA-256 of the records.
    pub(super) records: BlobHash,
    /// Files behind the records.
    pub(super) n_files: usize,
}

/// Why a file is no backup that can be restored. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ArchiveError {
    #[error("This file is no backup of Hindcast.")]
    Foreign,
    #[error(
        "This backup was made by a newer version of Hindcast. Reload the page to get the newest, then try again."
    )]
    Newer,
    #[error("This backup is incomplete: it ends within its contents. Use another copy of the file.")]
    CutOff,
    #[error("This backup is damaged. Use another copy of the file.")]
    Damaged,
}

impl Manifest {
    pub(super) fn new(made_ms: i64, records: BlobHash, n_files: usize) -> Self {
        Self { kind: KIND.to_owned(), version: VERSION, made_ms, records, n_files }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, ArchiveError> {
        #[derive(Deserialize)]
        struct Version {
            kind: String,
            version: u32,
        }
        match serde_json::from_slice::<Version>(bytes) {
            Ok(found) if found.kind != KIND => Err(ArchiveError::Foreign),
            Ok(found) if found.version > VERSION => Err(ArchiveError::Newer),
            Ok(_) => serde_json::from_slice(bytes).map_err(|_| ArchiveError::Damaged),
            Err(_) => Err(ArchiveError::Foreign),
        }
    }
}

/// An entry as its header describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Bytes of its contents.
    pub(super) size: u64,
}

impl Entry {
    /// The header.
    ///
    /// # Errors
    /// The name is too long for one; ours are not.
    pub(super) fn header(&self, made_ms: i64) -> std::io::Result<Vec<u8>> {
        let mut header = Header::new_ustar();
        header.set_path(&self.name)?;
        header.set_size(self.size);
        header.set_mode(0o644);
        header.set_mtime(made_ms.div_euclid(1_000).max(0).unsigned_abs());
        header.set_cksum();
        Ok(header.as_bytes().to_vec())
    }

    /// Reads a header; `None` behind the last entry.
    pub(super) fn read(bytes: &[u8]) -> Result<Option<Self>, ArchiveError> {
        if (bytes.len() as u64) < BLOCK {
            return Err(ArchiveError::CutOff);
        }
        if bytes.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let header = Header::from_byte_slice(bytes);
        let mut again = header.clone();
        again.set_cksum();
        if header.cksum().ok() != again.cksum().ok() {
            return Err(ArchiveError::Damaged);
        }
        let name = String::from_utf8(header.path_bytes().into_owned()).map_err(|_| ArchiveError::Damaged)?;
        let size = header.entry_size().map_err(|_| ArchiveError::Damaged)?;
        Ok(Some(Self { name, size }))
    }

    /// Empty bytes behind the contents.
    pub(super) fn padding(&self) -> u64 {
        (BLOCK - self.size % BLOCK) % BLOCK
    }

    /// Directory and hash of a file, if it is one.
    pub(super) fn file(&self) -> Option<(&str, BlobHash)> {
        let (dir, name) = self.name.split_once('/')?;
        let is_hash = name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        (super::DIRECTORIES.contains(&dir) && is_hash).then(|| (dir, BlobHash(name.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_header_says_what_it_was_made_of() {
        for (name, size) in [(MANIFEST.to_owned(), 0), (format!("bars/{HASH}"), 8_589_934_592)] {
            let entry = Entry { name, size };
            let header = entry.header(1_764_500_000_000).unwrap();
            assert_eq!(header.len() as u64, BLOCK);
            assert_eq!(Entry::read(&header).unwrap(), Some(entry));
        }
        assert_eq!(Entry::read(&END[..BLOCK as usize]).unwrap(), None);
    }

    #[test]
    fn contents_are_followed_by_the_rest_of_a_block() {
        for (size, padding) in [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)] {
            assert_eq!(Entry { name: String::new(), size }.padding(), padding, "{size}");
        }
    }

    #[test]
    fn damage_is_found_and_files_elsewhere_are_none_of_ours() {
        let good = Entry { name: format!("results/{HASH}"), size: 7 };
        let header = good.header(0).unwrap();
        for at in [0, 120, 130, 300] {
            let mut bad = header.clone();
            bad[at] ^= 1;
            assert_ne!(Entry::read(&bad), Ok(Some(good.clone())), "{at}");
        }
        assert_eq!(Entry::read(&header[..100]), Err(ArchiveError::CutOff));
        assert_eq!(good.file(), Some(("results", BlobHash(HASH.to_owned()))));
        for name in [format!("../{HASH}"), format!("sweeps/{HASH}"), "bars/../x".to_owned(), HASH.to_owned()]
        {
            assert_eq!(Entry { name, size: 0 }.file(), None);
        }
    }

    #[test]
    fn a_backup_of_a_newer_version_and_a_foreign_file_are_told_apart() {
        let manifest = Manifest::new(5, BlobHash(HASH.to_owned()), 3);
        let text = serde_json::to_string(&manifest).unwrap();
        assert_eq!(Manifest::read(text.as_bytes()), Ok(manifest));
        let newer = text.replace("\"version\":1", "\"version\":2,\"more\":true");
        assert_eq!(Manifest::read(newer.as_bytes()), Err(ArchiveError::Newer));
        assert_eq!(Manifest::read(b"{\"kind\":\"x\",\"version\":1}"), Err(ArchiveError::Foreign));
        assert_eq!(Manifest::read(b"PK"), Err(ArchiveError::Foreign));
    }
}
