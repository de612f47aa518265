//! The cells of a sweep as bytes: the whole table (`results/<hash>`), and the chunks it is put together from.
//!
//! Neither is ever held in memory as a whole. Numbers lie column by column within stretches of cells, so that one column of a million cells, or a few
//! rows, can be read by their places; see [`Segment`].

mod chunk;
mod head;

pub use chunk::{Chunk, ChunkHead};
pub use head::{Segment, TableHead};

use engine::sweep::{Method, SweepSpec};

use crate::bytes::DecodeError;

/// Key of the column that holds the point of the grid that a cell ran, where that is not the cell's own number.
pub const POINT: &str = "point";

/// Keys of the columns that are stored of a sweep: its numbers, after the point unless it is a whole grid, so that no later version of a draw or a
/// search can misread which point it was.
pub fn stored_columns(sweep: &SweepSpec) -> Vec<String> {
    let point = (sweep.method != Method::Grid).then_some(POINT);
    point.into_iter().chain(sweep.columns()).map(str::to_owned).collect()
}

/// First bytes that tell the length of a file's header.
pub const PREFIX: usize = 8;

/// Bytes of a file up to its numbers, told by its first [`PREFIX`] bytes.
///
/// # Errors
/// The file is shorter than that.
pub fn header_len(first: &[u8]) -> Result<usize, DecodeError> {
    let n = first.get(4..PREFIX).and_then(|n| <[u8; 4]>::try_from(n).ok()).ok_or(DecodeError::CutOff)?;
    Ok((PREFIX + u32::from_le_bytes(n) as usize).next_multiple_of(8))
}

/// Rows, one after the other, as columns, one after the other: the bytes of a stretch of cells.
pub fn columns_of(rows: &[f64], n_columns: usize) -> Vec<u8> {
    let n = rows.len() / n_columns.max(1);
    let mut bytes = Vec::with_capacity(rows.len() * 8);
    for column in 0..n_columns {
        bytes.extend((0..n).flat_map(|row| rows[row * n_columns + column].to_le_bytes()));
    }
    bytes
}

/// Little-endian numbers; what is left over at the end is left out.
pub fn numbers(bytes: &[u8]) -> impl Iterator<Item = f64> {
    bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes))
}
