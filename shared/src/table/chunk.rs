//! Some neighbouring cells in a file of their own, stored as soon as they are computed.

use serde::{Deserialize, Serialize};

use super::{Segment, columns_of, header_len, numbers};
use crate::bytes::{self, BlobHasher, DecodeError, Reader, Writer};
use crate::witnesses::Witnesses;

const MAGIC: &[u8; 4] = b"HCC2";

/// The rows of some neighbouring cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// First cell.
    pub first: u64,
    /// Keys of the columns, see [`super::stored_columns`].
    pub columns: Vec<String>,
    /// Rows of the columns, one after the other.
    pub rows: Vec<f64>,
    /// What these cells contribute to the overfitting check.
    pub witnesses: Witnesses,
}

/// What a chunk says of itself before its numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChunkHead {
    /// First cell.
    pub first: u64,
    /// Number of cells.
    pub n_cells: u64,
    columns: Vec<String>,
    /// Of the bytes after the header.
    hash: String,
    witnesses: Witnesses,
}

impl ChunkHead {
    /// Where the numbers lie, of a chunk that has been checked.
    pub fn segment(&self, header_len: usize) -> Segment {
        Segment { first: self.first, n_cells: self.n_cells, at: header_len as u64, is_by_row: false }
    }
}

impl Chunk {
    /// Number of cells.
    pub fn n_cells(&self) -> u64 {
        (self.rows.len() / self.columns.len().max(1)) as u64
    }

    /// The bytes of the chunk.
    pub fn encode(&self) -> Vec<u8> {
        let body = columns_of(&self.rows, self.columns.len());
        let mut hash = BlobHasher::default();
        hash.add(&body);
        let head = ChunkHead {
            first: self.first,
            n_cells: self.n_cells(),
            columns: self.columns.clone(),
            hash: hash.finish().0,
            witnesses: self.witnesses.clone(),
        };
        let mut bytes = Writer::new(MAGIC, &bytes::header(&head), body.len()).finish();
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads a chunk and checks it.
    ///
    /// # Errors
    /// The bytes are torn or damaged.
    pub fn decode(bytes: &[u8]) -> Result<(ChunkHead, Self), DecodeError> {
        let (_, header) = Reader::new(bytes, MAGIC)?;
        let head: ChunkHead = bytes::parse(header)?;
        let width = head.columns.len();
        let body = bytes.get(header_len(bytes)?..).ok_or(DecodeError::CutOff)?;
        let n = head.n_cells as usize;
        let expected = n.checked_mul(width * 8).ok_or(DecodeError::CutOff)?;
        match body.len().cmp(&expected) {
            std::cmp::Ordering::Less => return Err(DecodeError::CutOff),
            std::cmp::Ordering::Greater => return Err(DecodeError::TooLong),
            std::cmp::Ordering::Equal => {}
        }
        let mut hash = BlobHasher::default();
        hash.add(body);
        if hash.finish().0 != head.hash {
            return Err(DecodeError::Content("the numbers do not have the hash they came with".into()));
        }
        let mut rows = vec![0.0; n * width];
        for (at, number) in numbers(body).enumerate() {
            rows[at % n * width + at / n] = number;
        }
        let (first, columns, witnesses) = (head.first, head.columns.clone(), head.witnesses.clone());
        Ok((head, Self { first, columns, rows, witnesses }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_or_damaged_chunk_is_refused() {
        let rows: Vec<f64> = (0..12).map(|i| if i % 5 == 0 { f64::NAN } else { i as f64 / 3.0 }).collect();
        let columns = ["a", "b", "c", "d"].map(String::from).to_vec();
        let chunk = Chunk { first: 7, columns, rows, witnesses: Witnesses::new() };
        let bytes = chunk.encode();
        let (head, back) = Chunk::decode(&bytes).unwrap();
        let bits = |chunk: &Chunk| chunk.rows.iter().map(|number| number.to_bits()).collect::<Vec<u64>>();
        assert_eq!((head.first, head.n_cells, back.first, bits(&back)), (7, 3, 7, bits(&chunk)));
        for cut in 0..bytes.len() {
            assert!(Chunk::decode(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(Chunk::decode(&longer).is_err());
        let mut damaged = bytes;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert!(Chunk::decode(&damaged).is_err());
    }
}
