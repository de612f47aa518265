//! Little-endian bytes of the stored columns: a writer that pads to 8, and a reader that never runs over the end.

use sha2::{Digest, Sha256};

use crate::id::BlobHash;

/// Why stored bytes cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// The first bytes are not those of the expected kind.
    #[error("the file is not of the expected kind ({0})")]
    Magic(&'static str),
    /// There are fewer bytes than the header announces.
    #[error("the file is cut off")]
    CutOff,
    /// There are more bytes than the header announces.
    #[error("the file is longer than its header says")]
    TooLong,
    /// The bytes are not those that were written.
    #[error("the file is damaged: its hash is {found}, it should be {expected}")]
    Hash {
        /// The hash that names the file.
        expected: BlobHash,
        /// The hash of the bytes found.
        found: BlobHash,
    },
    /// The header or a column holds something that makes no sense.
    #[error("the file makes no sense: {0}")]
    Content(String),
}

/// SHA-256 of bytes.
pub fn hash_of(bytes: &[u8]) -> BlobHash {
    BlobHash(const_hex::encode(Sha256::digest(bytes)))
}

/// SHA-256 of bytes that come in parts.
#[derive(Debug, Clone, Default)]
pub struct BlobHasher(Sha256);

impl BlobHasher {
    /// Takes the next bytes in.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that came.
    pub fn finish(self) -> BlobHash {
        BlobHash(const_hex::encode(self.0.finalize()))
    }
}

/// Checks bytes against the hash that names them.
///
/// # Errors
/// [`DecodeError::Hash`] if they differ.
pub fn verify(bytes: &[u8], expected: &BlobHash) -> Result<(), DecodeError> {
    let found = hash_of(bytes);
    if found == *expected { Ok(()) } else { Err(DecodeError::Hash { expected: expected.clone(), found }) }
}

/// Puts columns behind one another.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Begins with four letters and a JSON header, padded to 8.
    pub(crate) fn new(magic: &[u8; 4], header: &[u8], n_bytes: usize) -> Self {
        let mut bytes = Vec::with_capacity(16 + header.len() + n_bytes);
        bytes.extend_from_slice(magic);
        bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
        bytes.extend_from_slice(header);
        let mut writer = Self(bytes);
        writer.pad();
        writer
    }

    fn pad(&mut self) {
        self.0.resize(self.0.len().next_multiple_of(8), 0);
    }

    pub(crate) fn f64s(&mut self, values: impl IntoIterator<Item = f64>) {
        self.0.extend(values.into_iter().flat_map(f64::to_le_bytes));
    }

    pub(crate) fn i64s(&mut self, values: impl IntoIterator<Item = i64>) {
        self.0.extend(values.into_iter().flat_map(i64::to_le_bytes));
    }

    pub(crate) fn u32s(&mut self, values: impl IntoIterator<Item = u32>) {
        self.0.extend(values.into_iter().flat_map(u32::to_le_bytes));
        self.pad();
    }

    pub(crate) fn u8s(&mut self, values: impl IntoIterator<Item = u8>) {
        self.0.extend(values);
        self.pad();
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes columns off one another.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Checks the four letters and gives the JSON header.
    pub(crate) fn new(bytes: &'a [u8], magic: &'static [u8; 4]) -> Result<(Self, &'a [u8]), DecodeError> {
        let name = std::str::from_utf8(magic).unwrap_or("?");
        if bytes.get(..4) != Some(magic) {
            return Err(DecodeError::Magic(name));
        }
        let mut reader = Self { bytes, at: 4 };
        let n = reader.take(1, 4)?;
        let n = u32::from_le_bytes([n[0], n[1], n[2], n[3]]) as usize;
        let header = reader.take(n, 1)?;
        reader.pad();
        Ok((reader, header))
    }

    /// The next `n` values of `width` bytes each.
    fn take(&mut self, n: usize, width: usize) -> Result<&'a [u8], DecodeError> {
        let end = n.checked_mul(width).and_then(|len| self.at.checked_add(len)).ok_or(DecodeError::CutOff)?;
        let slice = self.bytes.get(self.at..end).ok_or(DecodeError::CutOff)?;
        self.at = end;
        Ok(slice)
    }

    fn pad(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }

    pub(crate) fn f64s(&mut self, n: usize) -> Result<Vec<f64>, DecodeError> {
        Ok(self.take(n, 8)?.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
    }

    pub(crate) fn i64s(&mut self, n: usize) -> Result<Vec<i64>, DecodeError> {
        Ok(self.take(n, 8)?.as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect())
    }

    pub(crate) fn u32s(&mut self, n: usize) -> Result<Vec<u32>, DecodeError> {
        let values = self.take(n, 4)?.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let values = values.collect();
        self.pad();
        Ok(values)
    }

    pub(crate) fn u8s(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let values = self.take(n, 1)?;
        self.pad();
        Ok(values)
    }

    pub(crate) fn finish(self) -> Result<(), DecodeError> {
        match self.at.cmp(&self.bytes.len()) {
            std::cmp::Ordering::Less => Err(DecodeError::TooLong),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(DecodeError::CutOff),
        }
    }
}

/// A header as JSON.
pub(crate) fn header<T: serde::Serialize>(header: &T) -> Vec<u8> {
    // Headers are structs with string keys and finite numbers: they always have a JSON form.
    serde_json::to_vec(header).unwrap_or_default()
}

/// Reads a JSON header.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    serde_json::from_slice(bytes).map_err(|error| DecodeError::Content(error.to_string()))
}
