//! Gzip and zip recognised by their first bytes and undone as a stream.

use std::io::Write;

use flate2::write::{DeflateDecoder, MultiGzDecoder};
use serde::{Deserialize, Serialize};

use super::error::ImportError;

/// How the text is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Packing {
    /// Plain text.
    None,
    /// Gzip, one or more members.
    Gzip,
    /// A zip archive with one file.
    Zip,
}

impl Packing {
    /// By the first bytes, not by the file's name.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            _ => Self::None,
        }
    }
}

/// Undoes the packing of one file.
pub(super) enum Unpacker {
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    /// The local header is still incomplete.
    ZipHeader(Vec<u8>),
    ZipBody(Box<DeflateDecoder<Vec<u8>>>),
    /// What follows the first file in the archive, at most [`ZIP_TAIL`] bytes.
    ZipTail(Vec<u8>),
}

/// Enough for a data descriptor and the signature of what follows it.
const ZIP_TAIL: usize = 64;

impl Unpacker {
    pub(super) fn new(packing: Packing) -> Self {
        match packing {
            Packing::None => Self::Plain,
            Packing::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            Packing::Zip => Self::ZipHeader(Vec::new()),
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
            self.push_packed(piece, visit)?;
        }
        Ok(())
    }

    fn push_packed(
        &mut self,
        mut bytes: &[u8],
        visit: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        while !bytes.is_empty() {
            match self {
                Self::Plain => return visit(bytes),
                Self::Gzip(decoder) => {
                    let n_taken = decoder.write(bytes).map_err(damaged)?;
                    if n_taken == 0 {
                        return Err(ImportError::Packed("something follows the packed text".to_owned()));
                    }
                    bytes = &bytes[n_taken..];
                    decoder.flush().map_err(damaged)?;
                    visit(&std::mem::take(decoder.get_mut()))?;
                }
                Self::ZipHeader(header) => {
                    header.extend_from_slice(bytes);
                    let Some(rest) = zip_body(header)? else { return Ok(()) };
                    *self = Self::ZipBody(Box::new(DeflateDecoder::new(Vec::new())));
                    return self.push(&rest, visit);
                }
                Self::ZipBody(decoder) => {
                    let n_taken = decoder.write(bytes).map_err(damaged)?;
                    decoder.flush().map_err(damaged)?;
                    visit(&std::mem::take(decoder.get_mut()))?;
                    if n_taken == 0 {
                        *self = Self::ZipTail(Vec::new());
                    }
                    bytes = &bytes[n_taken..];
                }
                Self::ZipTail(tail) => {
                    let room = ZIP_TAIL - tail.len();
                    tail.extend_from_slice(&bytes[..bytes.len().min(room)]);
                    if tail.windows(4).any(|four| four == b"PK\x03\x04") {
                        return Err(ImportError::Packed(
                            "the zip archive holds more than one file".to_owned(),
                        ));
                    }
                    return Ok(());
                }
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
            Self::Plain | Self::ZipTail(_) => Ok(()),
            Self::Gzip(decoder) => {
                decoder.try_finish().map_err(damaged)?;
                visit(&std::mem::take(decoder.get_mut()))
            }
            Self::ZipHeader(_) => Err(ImportError::Packed("the zip archive is cut off".to_owned())),
            Self::ZipBody(decoder) => {
                decoder.try_finish().map_err(damaged)?;
                visit(&std::mem::take(decoder.get_mut()))
            }
        }
    }
}

/// The bytes after the local file header, once it is complete. Layout: PKWARE APPNOTE 6.3.10, section 4.3.7.
fn zip_body(header: &[u8]) -> Result<Option<Vec<u8>>, ImportError> {
    if header.len() < 30 {
        return Ok(None);
    }
    let number = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
    if number(6) & 1 == 1 {
        return Err(ImportError::Packed("the zip archive is protected by a password".to_owned()));
    }
    if number(8) != 8 {
        return Err(ImportError::Packed("the zip archive does not begin with a deflated file".to_owned()));
    }
    let start = 30 + number(26) + number(28);
    Ok(header.get(start..).map(<[u8]>::to_vec))
}

fn damaged(error: std::io::Error) -> ImportError {
    ImportError::Packed(format!("it is damaged or cut off ({error})"))
}
