//! The cells of a sweep as bytes: the whole table (`results/<hash>`), and the chunks it is put together from.

use engine::sweep::{Axis, CELL_COLUMNS, Grid};
use serde::{Deserialize, Serialize};

use crate::bytes::{self, DecodeError, Reader, Writer};
use crate::job::RunSpec;

const TABLE: &[u8; 4] = b"HCT1";
const CHUNK: &[u8; 4] = b"HCC1";

/// The numbers of every cell of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct CellTable {
    /// What all cells share.
    pub run: RunSpec,
    /// The swept parameters.
    pub grid: Grid,
    /// Statistic key of each column.
    pub columns: Vec<String>,
    /// The engine's hash over all rows.
    pub result_hash: String,
    rows: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableHeader {
    run: RunSpec,
    axes: Vec<Axis>,
    columns: Vec<String>,
    n_cells: u64,
    result_hash: String,
}

impl CellTable {
    /// A table of all cells of `grid`, row after row in the order of the cells.
    ///
    /// # Errors
    /// There are fewer or more numbers than cells × columns.
    pub fn new(run: RunSpec, grid: Grid, rows: Vec<f64>) -> Result<Self, DecodeError> {
        let columns: Vec<String> = CELL_COLUMNS.iter().map(|key| (*key).to_owned()).collect();
        let result_hash = engine::hash::table_hash(&rows);
        Self { run, grid, columns, result_hash, rows }.checked()
    }

    fn checked(self) -> Result<Self, DecodeError> {
        if self.grid.n_points() as usize * self.columns.len() == self.rows.len() {
            Ok(self)
        } else {
            Err(DecodeError::Content(format!("{} cells, {} numbers", self.n_cells(), self.rows.len())))
        }
    }

    /// Number of cells.
    pub fn n_cells(&self) -> u64 {
        self.grid.n_points()
    }

    /// The numbers of a cell in the order of the columns, NaN where undefined.
    ///
    /// # Panics
    /// If there is no such cell.
    pub fn row(&self, cell: u64) -> &[f64] {
        let n = self.columns.len();
        &self.rows[cell as usize * n..][..n]
    }

    /// The parameters of a cell.
    pub fn params(&self, cell: u64) -> engine::strategy::param::Params {
        self.grid.params(cell, &self.run.params)
    }

    /// The bytes of the table.
    pub fn encode(&self) -> Vec<u8> {
        let header = TableHeader {
            run: self.run.clone(),
            axes: self.grid.axes().to_vec(),
            columns: self.columns.clone(),
            n_cells: self.n_cells(),
            result_hash: self.result_hash.clone(),
        };
        let mut writer = Writer::new(TABLE, &bytes::header(&header), self.rows.len() * 8);
        writer.f64s(self.rows.iter().copied());
        writer.finish()
    }

    /// Reads a table and checks that its hash is that of its rows.
    ///
    /// # Errors
    /// The bytes are not those of a table, or not those that were written.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (mut reader, header) = Reader::new(bytes, TABLE)?;
        let TableHeader { run, axes, columns, n_cells, result_hash } = bytes::parse(header)?;
        let grid = Grid::new(axes).map_err(|error| DecodeError::Content(error.to_string()))?;
        let n = (n_cells as usize).checked_mul(columns.len()).ok_or(DecodeError::CutOff)?;
        let rows = reader.f64s(n)?;
        reader.finish()?;
        if engine::hash::table_hash(&rows) != result_hash {
            return Err(DecodeError::Content("the numbers do not have the hash they came with".into()));
        }
        Self { run, grid, columns, result_hash, rows }.checked()
    }
}

/// The rows of some neighbouring cells, stored as soon as they are computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// First cell.
    pub first: u64,
    /// Rows of [`CELL_COLUMNS`], one after the other.
    pub rows: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChunkHeader {
    first: u64,
    columns: Vec<String>,
    n_cells: u64,
    hash: String,
}

impl Chunk {
    /// Number of cells.
    pub fn n_cells(&self) -> u64 {
        (self.rows.len() / CELL_COLUMNS.len()) as u64
    }

    /// The bytes of the chunk.
    pub fn encode(&self) -> Vec<u8> {
        let header = ChunkHeader {
            first: self.first,
            columns: CELL_COLUMNS.iter().map(|key| (*key).to_owned()).collect(),
            n_cells: self.n_cells(),
            hash: engine::hash::table_hash(&self.rows),
        };
        let mut writer = Writer::new(CHUNK, &bytes::header(&header), self.rows.len() * 8);
        writer.f64s(self.rows.iter().copied());
        writer.finish()
    }

    /// Reads a chunk and checks it.
    ///
    /// # Errors
    /// The bytes are torn, damaged, or of a version with other columns.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (mut reader, header) = Reader::new(bytes, CHUNK)?;
        let ChunkHeader { first, columns, n_cells, hash } = bytes::parse(header)?;
        if columns != CELL_COLUMNS {
            return Err(DecodeError::Content("the chunk has other columns than this version".into()));
        }
        let n = (n_cells as usize).checked_mul(columns.len()).ok_or(DecodeError::CutOff)?;
        let rows = reader.f64s(n)?;
        reader.finish()?;
        if engine::hash::table_hash(&rows) != hash {
            return Err(DecodeError::Content("the numbers do not have the hash they came with".into()));
        }
        Ok(Self { first, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn bits(rows: &[f64]) -> Vec<u64> {
        rows.iter().map(|number| number.to_bits()).collect()
    }

    fn rows(n_cells: usize) -> Vec<f64> {
        (0..n_cells * CELL_COLUMNS.len())
            .map(|i| if i % 5 == 0 { f64::NAN } else { i as f64 / 3.0 })
            .collect()
    }

    #[test]
    fn a_table_is_read_as_written_and_knows_its_cells() {
        let table = CellTable::new(fixture::run(), fixture::grid(), rows(6)).unwrap();
        let back = CellTable::decode(&table.encode()).unwrap();
        assert_eq!(bits(&back.rows), bits(&table.rows));
        assert_eq!((back.n_cells(), &back.run), (6, &table.run));
        assert_eq!(back.params(4), fixture::grid().params(4, &table.run.params));
        assert_eq!(bits(back.row(5)), bits(&rows(6)[5 * CELL_COLUMNS.len()..]));
    }

    #[test]
    fn a_table_with_too_few_rows_is_refused() {
        assert!(CellTable::new(fixture::run(), fixture::grid(), rows(5)).is_err());
    }

    #[test]
    fn a_torn_or_damaged_chunk_is_refused() {
        let chunk = Chunk { first: 7, rows: rows(3) };
        let bytes = chunk.encode();
        let back = Chunk::decode(&bytes).unwrap();
        assert_eq!((back.first, back.n_cells(), bits(&back.rows)), (7, 3, bits(&chunk.rows)));
        for cut in 0..bytes.len() {
            assert!(Chunk::decode(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        let mut damaged = bytes;
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert!(Chunk::decode(&damaged).is_err());
    }
}
