//! Packed files recognised by their first bytes and undone as a stream.

use std::io::{Read, Write};

use flate2::bufread::DeflateDecoder;
use flate2::write::MultiGzDecoder;
use serde::{Deserialize, Serialize};

use super::error::ImportError;
use super::zip::{Unzipper, contents, first_name};

/// How the text is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Plain text.
    None,
    /// Gzip, one or more members.
    Gzip,
    /// A zip archive with one file of bars.
    Zip,
    /// A workbook of a spreadsheet.
    Workbook,
}

impl Packing {
    /// By the first bytes, not by the file's name.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'P', b'K', 3, 4, ..] if is_workbook(head) => Self::Workbook,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            // What Excel wrote until 2003.
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Workbook,
            _ => Self::None,
        }
    }
}

/// Workbooks are zip archives of XML, with these in front.
fn is_workbook(head: &[u8]) -> bool {
    let name = first_name(head);
    let starts = |start: &[u8]| name.starts_with(start);
    name == b"[Content_Types].xml"
        || starts(b"xl/")
        || starts(b"_rels/")
        || starts(b"docProps/")
        || (name == b"mimetype" && head.windows(11).take(200).any(|text| text == b"spreadsheet"))
}

/// Refuses a workbook whose parts would unpack to more than `limit` bytes in all, whatever its table of contents says: it is unpacked, piece by
/// piece, and nothing of it is kept. What is no zip archive is passed over.
///
/// # Errors
/// It is too large.
pub fn refuse_large_workbook(bytes: &[u8], limit: u64) -> Result<(), ImportError> {
    let mut left = limit;
    for packed in contents(bytes) {
        let mut piece = [0; 16 << 10];
        let mut decoder = DeflateDecoder::new(packed);
        // Where it is damaged, its reader says so.
        while let Ok(n @ 1..) = decoder.read(&mut piece) {
            left = left.checked_sub(n as u64).ok_or_else(|| {
                ImportError::NotBars(format!(
                    "The workbook, {} KiB packed, would have more than {} MiB unpacked, more than can be read. Save its sheet as CSV and import \
                     that.",
                    bytes.len() >> 10,
                    limit >> 20
                ))
            })?;
        }
    }
    Ok(())
}

/// Names of packings that are not undone here, by their first bytes.
pub(super) fn unknown_packing(head: &[u8]) -> Option<&'static str> {
    [
        (&b"7z\xbc\xaf\x27\x1c"[..], "7-Zip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"Rar!", "RAR"),
    ]
    .into_iter()
    .find(|(magic, _)| head.starts_with(magic))
    .map(|(_, name)| name)
}

/// Undoes the packing of one file.
pub(super) enum Unpacker {
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Zip(Box<Unzipper>),
}

impl Unpacker {
    pub(super) fn new(packing: Packing) -> Self {
        match packing {
            Packing::None | Packing::Workbook => Self::Plain,
            Packing::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            Packing::Zip => Self::Zip(Box::default()),
        }
    }

    /// Hands text to `visit` piece by piece, so that a small packed chunk cannot fill the memory.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        visit: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        if let Self::Plain = self {
            return visit(bytes);
        }
        for piece in bytes.chunks(4096) {
            match self {
                Self::Plain => {}
                Self::Gzip(decoder) => gunzip(decoder, piece, visit)?,
                Self::Zip(unzipper) => unzipper.push(piece, visit)?,
            }
        }
        Ok(())
    }

    /// What is left at the end of the file; an incomplete archive is an error.
    pub(super) fn finish(
        &mut self,
        visit: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        match self {
            Self::Plain => Ok(()),
            Self::Gzip(decoder) => {
                decoder.try_finish().map_err(damaged)?;
                visit(&std::mem::take(decoder.get_mut()))
            }
            Self::Zip(unzipper) => unzipper.finish(),
        }
    }
}

fn gunzip(
    decoder: &mut MultiGzDecoder<Vec<u8>>,
    mut bytes: &[u8],
    visit: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    while !bytes.is_empty() {
        let n_taken = decoder.write(bytes).map_err(damaged)?;
        if n_taken == 0 {
            return Err(ImportError::Packed("something follows the packed text".to_owned()));
        }
        bytes = &bytes[n_taken..];
        decoder.flush().map_err(damaged)?;
        visit(&std::mem::take(decoder.get_mut()))?;
    }
    Ok(())
}

pub(super) fn damaged(error: std::io::Error) -> ImportError {
    ImportError::Packed(format!("it is damaged or cut off ({error})"))
}
