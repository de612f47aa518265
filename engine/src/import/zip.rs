//! The one file of bars in a zip archive, as a stream. Layout: PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.12.
//!
//! Folders, what macOS adds (`__MACOSX`, names that begin with a dot) and documents beside the data are passed over.

use std::io::Write;

use flate2::write::DeflateDecoder;

use super::error::{ImportError, shortened};
use super::unpack::damaged;

/// Bytes of a local header before the name.
const HEADER_BYTES: usize = 30;
/// The longest data descriptor, with the signature of what follows it.
const BETWEEN_BYTES: usize = 28;

/// Where in the archive the stream is.
#[derive(Default)]
pub(super) struct Unzipper {
    state: State,
    /// The file whose text is handed over.
    taken: Option<String>,
}

enum State {
    /// In front of a local header, or inside it.
    Header(Vec<u8>),
    /// Inside a file that is stored as it is; the bytes that are left.
    Stored(u64, bool),
    Deflated(Box<DeflateDecoder<Vec<u8>>>, bool),
    /// Behind a file.
    Between(Vec<u8>),
    /// The table of contents.
    End,
}

impl Default for State {
    fn default() -> Self {
        Self::Header(Vec::new())
    }
}

impl Unzipper {
    /// Hands the text of the file to `visit`.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        visit: &mut dyn FnMut(&[u8]) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::End => return Ok(()),
                State::Header(header) => {
                    header.extend_from_slice(bytes);
                    let header = std::mem::take(header);
                    let Some((state, start)) = self.entered(&header)? else {
                        self.state = State::Header(header);
                        return Ok(());
                    };
                    self.state = state;
                    return self.push(&header[start..], visit);
                }
                State::Stored(left, is_taken) => {
                    let n_here = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    if *is_taken {
                        visit(&bytes[..n_here])?;
                    }
                    *left -= n_here as u64;
                    bytes = &bytes[n_here..];
                    if *left == 0 {
                        self.state = State::Between(Vec::new());
                    }
                }
                State::Deflated(decoder, is_taken) => {
                    let n_taken = decoder.write(bytes).map_err(damaged)?;
                    decoder.flush().map_err(damaged)?;
                    let text = std::mem::take(decoder.get_mut());
                    if *is_taken {
                        visit(&text)?;
                    }
                    if n_taken == 0 {
                        self.state = State::Between(Vec::new());
                    }
                    bytes = &bytes[n_taken..];
                }
                State::Between(between) => {
                    between.extend_from_slice(bytes);
                    let Some((at, is_header)) = signature(between) else {
                        if between.len() < BETWEEN_BYTES {
                            return Ok(());
                        }
                        return Err(ImportError::Packed("the zip archive is damaged".to_owned()));
                    };
                    let rest = between.split_off(at);
                    self.state = if is_header { State::default() } else { State::End };
                    return self.push(&rest, visit);
                }
            }
        }
        Ok(())
    }

    /// What follows a complete header, and where the header ends.
    fn entered(&mut self, header: &[u8]) -> Result<Option<(State, usize)>, ImportError> {
        if header.len() < HEADER_BYTES {
            return Ok(None);
        }
        let half = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let whole = |at: usize| u32::from(half(at)) | u32::from(half(at + 2)) << 16;
        let (flags, method, size) = (half(6), half(8), whole(18));
        let name_end = HEADER_BYTES + usize::from(half(26));
        let start = name_end + usize::from(half(28));
        if header.len() < start {
            return Ok(None);
        }
        let name = String::from_utf8_lossy(&header[HEADER_BYTES..name_end]).into_owned();
        let is_taken = !is_beside_the_data(&name) && self.takes(&name)?;
        if is_taken && flags & 1 == 1 {
            return Err(ImportError::Packed("the zip archive is protected by a password".to_owned()));
        }
        let is_size_known = flags & 8 == 0 && size != u32::MAX;
        match method {
            8 => Ok(Some((State::Deflated(Box::new(DeflateDecoder::new(Vec::new())), is_taken), start))),
            0 if size == 0 && (is_size_known || name.ends_with('/')) => {
                Ok(Some((State::Between(Vec::new()), start)))
            }
            0 if is_size_known => Ok(Some((State::Stored(u64::from(size), is_taken), start))),
            0 => Err(ImportError::Packed("the zip archive does not say how long its file is".to_owned())),
            _ => Err(ImportError::Packed("the zip archive is packed by an unusual method".to_owned())),
        }
    }

    /// Whether this is the file of bars; a second one is an error.
    fn takes(&mut self, name: &str) -> Result<bool, ImportError> {
        let Some(first) = &self.taken else {
            self.taken = Some(name.to_owned());
            return Ok(true);
        };
        // Publishers put a report in words beside the data: EURUSD.csv and EURUSD.txt.
        let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
        if name.to_lowercase().ends_with(".txt")
            && !first.to_lowercase().ends_with(".txt")
            && stem(name) == stem(first)
        {
            return Ok(false);
        }
        let (first, second) = (shortened(first.as_bytes()), shortened(name.as_bytes()));
        Err(ImportError::Packed(format!("the zip archive holds more than one file ({first}, {second})")))
    }

    /// Says what is wrong with an archive that ends here.
    pub(super) fn finish(&self) -> Result<(), ImportError> {
        let wrong = match (&self.state, &self.taken) {
            (State::Header(_) | State::Stored(..) | State::Deflated(..), _) => "the zip archive is cut off",
            (_, None) => "the zip archive holds no file of bars",
            _ => return Ok(()),
        };
        Err(ImportError::Packed(wrong.to_owned()))
    }
}

/// The first signature of a header or of the table of contents, and whether it is of a header.
fn signature(bytes: &[u8]) -> Option<(usize, bool)> {
    bytes.windows(4).enumerate().find_map(|(at, four)| match four {
        b"PK\x03\x04" => Some((at, true)),
        b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" => Some((at, false)),
        _ => None,
    })
}

/// Folders, hidden files and documents.
fn is_beside_the_data(name: &str) -> bool {
    let lower = name.to_lowercase();
    let file = lower.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    file.is_empty()
        || lower.split('/').any(|part| part.starts_with('.') || part == "__macosx")
        || matches!(
            ending,
            "pdf" | "html" | "htm" | "md" | "rtf" | "doc" | "docx" | "png" | "jpg" | "ini" | "db" | "url"
        )
        || ["readme", "license", "licence", "notice", "copying"].iter().any(|word| stem.starts_with(word))
}

/// Name of the first file of an archive.
pub(super) fn first_name(head: &[u8]) -> &[u8] {
    let Some(&[low, high]) = head.get(26..28) else { return &[] };
    let end = HEADER_BYTES + usize::from(u16::from_le_bytes([low, high]));
    head.get(HEADER_BYTES..end).unwrap_or_default()
}

/// Bytes of an entry of the table of contents before the name.
const ENTRY_BYTES: usize = 46;

/// The packed bytes of each file that the table of contents names, up to the end of the archive: where they end is known from themselves.
/// Sections 4.3.12 and 4.3.16; files that are not packed are left out.
pub(super) fn contents(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let half = |at: usize| bytes.get(at..at + 2).map(|b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    let whole = move |at: usize| Some(half(at)? | half(at + 2)? << 16);
    // The end of the table, behind which there may be a comment.
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06");
    let mut next = end.and_then(|end| whole(end + 16));
    std::iter::from_fn(move || {
        loop {
            let at = next?;
            if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
                return None;
            }
            next = Some(at + ENTRY_BYTES + half(at + 28)? + half(at + 30)? + half(at + 32)?);
            let header = whole(at + 42)?;
            if header >= bytes.len() {
                continue;
            }
            if half(at + 10)? == 8
                && let (Some(name), Some(extra)) = (half(header + 26), half(header + 28))
                && let Some(packed) = bytes.get(header + HEADER_BYTES + name + extra..)
            {
                return Some(packed);
            }
        }
    })
}
