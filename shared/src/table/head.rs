//! The head of a whole table: what its cells share, which cells it holds, and where their numbers lie.

use engine::hash::TableHash;
use engine::sweep::{Axis, CELL_COLUMNS, Grid};
use serde::{Deserialize, Serialize};

use crate::bytes::{self, BlobHasher, DecodeError, Reader, Writer};
use crate::job::RunSpec;

const MAGIC: &[u8; 4] = b"HCT2";

/// The first layout, row after row, always with every cell.
const MAGIC_1: &[u8; 4] = b"HCT1";

/// Cells of a stretch in a table: small enough to be read and hashed at once, large enough that a column is few reads.
const STRETCH: u64 = 16_384;

/// Everything of a table but its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TableHead {
    /// What all cells share.
    pub run: RunSpec,
    /// The swept parameters.
    pub grid: Grid,
    /// Statistic key of each column.
    pub columns: Vec<String>,
    /// The cells it holds, ascending and apart, as (first, number): all of the grid, unless the sweep was stopped.
    pub ranges: Vec<(u64, u64)>,
    is_by_row: bool,
}

/// Cells whose numbers lie together in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// First cell.
    pub first: u64,
    /// Number of cells.
    pub n_cells: u64,
    /// Byte at which the numbers begin.
    pub at: u64,
    /// Whether they lie row after row; else column after column.
    pub is_by_row: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    run: RunSpec,
    axes: Vec<Axis>,
    columns: Vec<String>,
    ranges: Vec<(u64, u64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header1 {
    run: RunSpec,
    axes: Vec<Axis>,
    columns: Vec<String>,
    n_cells: u64,
    #[serde(rename = "result_hash")]
    _result_hash: String,
}

impl TableHead {
    /// The head of a table of this version's columns.
    pub fn new(run: RunSpec, grid: Grid, ranges: Vec<(u64, u64)>) -> Self {
        let columns = CELL_COLUMNS.iter().map(|key| (*key).to_owned()).collect();
        Self { run, grid, columns, ranges, is_by_row: false }
    }

    /// The bytes before the numbers.
    pub fn encode(&self) -> Vec<u8> {
        let header = Header {
            run: self.run.clone(),
            axes: self.grid.axes().to_vec(),
            columns: self.columns.clone(),
            ranges: self.ranges.clone(),
        };
        Writer::new(MAGIC, &bytes::header(&header), 0).finish()
    }

    /// Reads the bytes before the numbers ([`super::header_len`] of them).
    ///
    /// # Errors
    /// They are not those of a table.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let is_by_row = bytes.get(..4) == Some(MAGIC_1);
        let (_, header) = Reader::new(bytes, if is_by_row { MAGIC_1 } else { MAGIC })?;
        let Header { run, axes, columns, ranges } = if is_by_row {
            let Header1 { run, axes, columns, n_cells, .. } = bytes::parse(header)?;
            Header { run, axes, columns, ranges: vec![(0, n_cells)] }
        } else {
            bytes::parse(header)?
        };
        let grid = Grid::new(axes).map_err(|error| DecodeError::Content(error.to_string()))?;
        let mut end = 0;
        for (first, n) in &ranges {
            if *first < end || *n == 0 || first.saturating_add(*n) > grid.n_cells() {
                return Err(DecodeError::Content(format!(
                    "cells {first} + {n} are out of order, or of no grid"
                )));
            }
            end = first + n;
        }
        Ok(Self { run, grid, columns, ranges, is_by_row })
    }

    /// Number of cells that the table holds.
    pub fn n_stored(&self) -> u64 {
        self.ranges.iter().map(|(_, n)| n).sum()
    }

    /// Whether it holds every cell of the grid.
    pub fn is_whole(&self) -> bool {
        self.n_stored() == self.grid.n_cells()
    }

    /// The stretches in the order of the file. Each has at most some ten thousand cells.
    pub fn segments(&self, header_len: usize) -> Vec<Segment> {
        let mut at = header_len as u64;
        let mut segments = Vec::new();
        for &(mut first, mut left) in &self.ranges {
            while left > 0 {
                let n_cells = left.min(STRETCH);
                segments.push(Segment { first, n_cells, at, is_by_row: self.is_by_row });
                at += n_cells * self.columns.len() as u64 * 8;
                first += n_cells;
                left -= n_cells;
            }
        }
        segments
    }

    /// Bytes of the whole file.
    pub fn n_bytes(&self, header_len: usize) -> u64 {
        header_len as u64 + self.n_stored() * self.columns.len() as u64 * 8
    }

    /// The result hash: the engine's hash over the rows. Where cells are missing, which ones there are is part of it.
    pub fn result_hash(&self, rows: TableHash) -> String {
        let rows = rows.finish();
        if self.is_whole() {
            return rows;
        }
        let mut hash = BlobHasher::default();
        hash.add(b"hindcast part of a table 1");
        hash.add(rows.as_bytes());
        for (first, n) in &self.ranges {
            hash.add(&first.to_le_bytes());
            hash.add(&n.to_le_bytes());
        }
        hash.finish().0
    }
}

impl Segment {
    /// The bytes of one column, or of every column where the rows lie one after the other.
    pub fn column(&self, column: usize, n_columns: usize) -> std::ops::Range<u64> {
        if self.is_by_row {
            return self.all(n_columns);
        }
        let n = self.n_cells * 8;
        let at = self.at + column as u64 * n;
        at..at + n
    }

    /// The bytes of every column.
    pub fn all(&self, n_columns: usize) -> std::ops::Range<u64> {
        self.at..self.at + self.n_cells * n_columns as u64 * 8
    }

    /// The numbers of a column, from the bytes at [`Segment::column`].
    pub fn numbers(&self, bytes: &[u8], column: usize, n_columns: usize) -> Vec<f64> {
        let all = super::numbers(bytes);
        if self.is_by_row { all.skip(column).step_by(n_columns.max(1)).collect() } else { all.collect() }
    }

    /// Rows, one after the other, from the bytes at [`Segment::all`].
    pub fn rows(&self, bytes: &[u8], n_columns: usize) -> Vec<f64> {
        if self.is_by_row {
            return super::numbers(bytes).collect();
        }
        let n = self.n_cells as usize;
        let mut rows = vec![0.0; n * n_columns];
        for (at, number) in super::numbers(bytes).take(rows.len()).enumerate() {
            rows[at % n * n_columns + at / n] = number;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::table::{columns_of, header_len};

    fn rows(n_cells: usize) -> Vec<f64> {
        (0..n_cells * CELL_COLUMNS.len())
            .map(|i| if i % 5 == 0 { f64::NAN } else { i as f64 / 3.0 })
            .collect()
    }

    fn bits(rows: &[f64]) -> Vec<u64> {
        rows.iter().map(|number| number.to_bits()).collect()
    }

    /// The file of a table whose cells have the given rows.
    fn file(head: &TableHead, rows: &[f64]) -> Vec<u8> {
        let mut bytes = head.encode();
        let n_columns = head.columns.len();
        let mut from = 0;
        for segment in head.segments(bytes.len()) {
            assert_eq!(segment.at, bytes.len() as u64);
            let to = from + segment.n_cells as usize * n_columns;
            bytes.extend(columns_of(&rows[from..to], n_columns));
            from = to;
        }
        bytes
    }

    fn read(bytes: &[u8]) -> (TableHead, Vec<f64>) {
        let n_header = header_len(bytes).unwrap();
        let head = TableHead::decode(&bytes[..n_header]).unwrap();
        assert_eq!(head.n_bytes(n_header), bytes.len() as u64);
        let n = head.columns.len();
        let mut rows = Vec::new();
        for segment in head.segments(n_header) {
            let part = |range: std::ops::Range<u64>| &bytes[range.start as usize..range.end as usize];
            let whole = segment.rows(part(segment.all(n)), n);
            for column in 0..n {
                let numbers = segment.numbers(part(segment.column(column, n)), column, n);
                let expected: Vec<f64> = whole.iter().copied().skip(column).step_by(n).collect();
                assert_eq!(bits(&numbers), bits(&expected), "column {column}");
            }
            rows.extend(whole);
        }
        (head, rows)
    }

    #[test]
    fn a_table_is_read_as_written_by_rows_and_by_columns() {
        let head = TableHead::new(fixture::run(), fixture::grid(), vec![(0, 6)]);
        let (back, found) = read(&file(&head, &rows(6)));
        assert_eq!((&back, bits(&found)), (&head, bits(&rows(6))));
    }

    #[test]
    fn a_large_table_is_cut_into_stretches() {
        let axis = |param: &str, to| Axis { param: param.into(), from: 1.0, to, step: 1.0 };
        let grid = Grid::new(vec![axis("fast", 200.0), axis("slow", 250.0)]).unwrap();
        let head = TableHead::new(fixture::run(), grid, vec![(0, 50_000)]);
        assert_eq!(head.segments(80).len(), 4);
        let (_, found) = read(&file(&head, &rows(50_000)));
        assert_eq!(bits(&found), bits(&rows(50_000)));
    }

    #[test]
    fn a_table_of_the_first_layout_is_still_read() {
        let header = serde_json::json!({
            "run": fixture::run(), "axes": fixture::axes(), "columns": CELL_COLUMNS, "n_cells": 6, "result_hash": "x",
        });
        let mut writer = Writer::new(MAGIC_1, header.to_string().as_bytes(), 0);
        writer.f64s(rows(6));
        let (head, found) = read(&writer.finish());
        assert_eq!((head.ranges.as_slice(), bits(&found)), ([(0, 6)].as_slice(), bits(&rows(6))));
    }

    #[test]
    fn the_hash_of_a_whole_table_is_the_engines_and_that_of_a_part_tells_which_part() {
        let of = |ranges: Vec<(u64, u64)>, n_cells| {
            let head = TableHead::new(fixture::run(), fixture::grid(), ranges);
            let mut hash = TableHash::default();
            hash.add(&rows(n_cells));
            head.result_hash(hash)
        };
        assert_eq!(of(vec![(0, 6)], 6), engine::sweep::table_hash(&rows(6)));
        assert_ne!(of(vec![(0, 2)], 2), of(vec![(1, 2)], 2));
        assert_ne!(of(vec![(0, 2)], 2), engine::sweep::table_hash(&rows(2)));
    }

    #[test]
    fn cells_out_of_order_or_of_no_grid_are_refused() {
        for ranges in
            [vec![(0, 7)], vec![(2, 2), (0, 1)], vec![(0, 3), (2, 1)], vec![(0, 0)], vec![(u64::MAX, 2)]]
        {
            let head = TableHead::new(fixture::run(), fixture::grid(), ranges.clone());
            assert!(TableHead::decode(&head.encode()).is_err(), "{ranges:?}");
        }
    }
}
