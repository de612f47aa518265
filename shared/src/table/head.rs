//! The head of a whole table: what its cells share, which cells it holds, and where their numbers lie.

use engine::hash::TableHash;
use engine::sweep::{Axis, Grid, Layout, Method, SweepSpec};
use serde::{Deserialize, Serialize};

use super::{POINT, stored_columns};
use crate::bytes::{self, BlobHasher, DecodeError, Reader, Writer};
use crate::dataset::DatasetRef;
use crate::job::RunSpec;
use crate::witnesses::Witnesses;

const MAGIC: &[u8; 4] = b"HCT2";

/// The first layout, row after row, always with every cell.
const MAGIC_1: &[u8; 4] = b"HCT1";

/// Cells of a stretch in a table: small enough to be read and hashed at once, large enough that a column is few reads.
const STRETCH: u64 = 16_384;

/// Everything of a table but its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TableHead {
    /// What all cells share, and the first dataset.
    pub run: RunSpec,
    /// What was swept.
    pub sweep: SweepSpec,
    /// The other datasets.
    pub more_datasets: Vec<DatasetRef>,
    /// Key of each column.
    pub columns: Vec<String>,
    /// Cells of the sweep.
    pub n_cells: u64,
    /// The cells it holds, ascending and apart, as (first, number): all of the sweep, unless it was stopped.
    pub ranges: Vec<(u64, u64)>,
    /// What its cells contribute to the overfitting check; nothing in tables made before the check existed.
    pub witnesses: Witnesses,
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
    sweep: SweepSpec,
    more_datasets: Vec<DatasetRef>,
    columns: Vec<String>,
    n_cells: u64,
    ranges: Vec<(u64, u64)>,
    #[serde(default)]
    witnesses: Witnesses,
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
    pub fn new(
        run: RunSpec,
        sweep: SweepSpec,
        more_datasets: Vec<DatasetRef>,
        n_cells: u64,
        ranges: Vec<(u64, u64)>,
        witnesses: Witnesses,
    ) -> Self {
        let columns = stored_columns(&sweep);
        Self { run, sweep, more_datasets, columns, n_cells, ranges, witnesses, is_by_row: false }
    }

    /// The bytes before the numbers.
    pub fn encode(&self) -> Vec<u8> {
        let header = Header {
            run: self.run.clone(),
            sweep: self.sweep.clone(),
            more_datasets: self.more_datasets.clone(),
            columns: self.columns.clone(),
            n_cells: self.n_cells,
            ranges: self.ranges.clone(),
            witnesses: self.witnesses.clone(),
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
        let Header { run, sweep, more_datasets, columns, n_cells, ranges, witnesses } = if is_by_row {
            let Header1 { run, axes, columns, n_cells, .. } = bytes::parse(header)?;
            let (sweep, ranges) = (SweepSpec::grid(axes), vec![(0, n_cells)]);
            let (more_datasets, witnesses) = (Vec::new(), Witnesses::new());
            Header { run, sweep, more_datasets, columns, n_cells, ranges, witnesses }
        } else {
            bytes::parse(header)?
        };
        let of_grid = sweep.check().map_err(|error| DecodeError::Content(error.to_string()))?.n_points();
        let n_datasets = more_datasets.len() as u64 + 1;
        let is_possible = match sweep.method {
            Method::Grid => of_grid.checked_mul(n_datasets) == Some(n_cells),
            _ => n_cells % n_datasets == 0 && columns.first().is_some_and(|key| key == POINT),
        };
        if !is_possible || n_cells == 0 {
            return Err(DecodeError::Content(format!("a sweep of this kind does not have {n_cells} cells")));
        }
        let mut end = 0;
        for (first, n) in &ranges {
            if *first < end || *n == 0 || first.saturating_add(*n) > n_cells {
                return Err(DecodeError::Content(format!(
                    "cells {first} + {n} are out of order, or of no sweep"
                )));
            }
            end = first + n;
        }
        Ok(Self { run, sweep, more_datasets, columns, n_cells, ranges, witnesses, is_by_row })
    }

    /// The grid of the sweep.
    ///
    /// # Errors
    /// Its axes make none; those of a table that was read do.
    pub fn grid(&self) -> Result<Grid, DecodeError> {
        self.sweep.check().map_err(|error| DecodeError::Content(error.to_string()))
    }

    /// How its cells are numbered.
    pub fn layout(&self) -> Layout {
        let n_datasets = self.more_datasets.len() as u64 + 1;
        let n_points = self.n_cells / n_datasets;
        let round_len = match self.sweep.method {
            Method::Search { population, .. } => u64::from(population),
            Method::Grid | Method::Random { .. } => n_points,
        };
        Layout::new(n_points, round_len, n_datasets)
    }

    /// Whether the cells' points are the first column.
    pub fn has_points(&self) -> bool {
        self.columns.first().is_some_and(|key| key == POINT)
    }

    /// Number of cells that the table holds.
    pub fn n_stored(&self) -> u64 {
        self.ranges.iter().map(|(_, n)| n).sum()
    }

    /// Whether it holds every cell of the sweep.
    pub fn is_whole(&self) -> bool {
        self.n_stored() == self.n_cells
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
    use engine::sweep::CELL_COLUMNS;

    use super::*;
    use crate::fixture;
    use crate::table::{columns_of, header_len};

    fn rows(n_cells: usize) -> Vec<f64> {
        (0..n_cells * CELL_COLUMNS.len())
            .map(|i| if i % 5 == 0 { f64::NAN } else { i as f64 / 3.0 })
            .collect()
    }

    fn head(n_cells: u64, ranges: Vec<(u64, u64)>) -> TableHead {
        TableHead::new(
            fixture::run(),
            SweepSpec::grid(fixture::axes()),
            Vec::new(),
            n_cells,
            ranges,
            Witnesses::new(),
        )
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
        let head = head(6, vec![(0, 6)]);
        let (back, found) = read(&file(&head, &rows(6)));
        assert_eq!((&back, bits(&found)), (&head, bits(&rows(6))));
    }

    #[test]
    fn a_large_table_is_cut_into_stretches() {
        let axis = |param: &str, to| Axis::range(param, 1.0, to, 1.0);
        let sweep = SweepSpec::grid(vec![axis("fast", 200.0), axis("slow", 250.0)]);
        let head =
            TableHead::new(fixture::run(), sweep, Vec::new(), 50_000, vec![(0, 50_000)], Witnesses::new());
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
            let head = head(6, ranges);
            let mut hash = TableHash::default();
            hash.add(&rows(n_cells));
            head.result_hash(hash)
        };
        assert_eq!(of(vec![(0, 6)], 6), engine::sweep::table_hash(&rows(6)));
        assert_ne!(of(vec![(0, 2)], 2), of(vec![(1, 2)], 2));
        assert_ne!(of(vec![(0, 2)], 2), engine::sweep::table_hash(&rows(2)));
    }

    #[test]
    fn cells_out_of_order_or_of_no_sweep_are_refused() {
        for ranges in
            [vec![(0, 7)], vec![(2, 2), (0, 1)], vec![(0, 3), (2, 1)], vec![(0, 0)], vec![(u64::MAX, 2)]]
        {
            let head = head(6, ranges.clone());
            assert!(TableHead::decode(&head.encode()).is_err(), "{ranges:?}");
        }
    }

    #[test]
    fn a_search_on_two_datasets_keeps_its_points_and_numbers_its_cells_by_rounds() {
        let crate::job::JobSpec::Sweep { run, sweep, more_datasets } = fixture::search() else {
            unreachable!()
        };
        let head = TableHead::new(run, sweep, more_datasets, 32, vec![(0, 32)], Witnesses::new());
        let back = TableHead::decode(&head.encode()).unwrap();
        assert_eq!(back, head);
        assert_eq!(
            (back.columns[0].as_str(), back.columns.last().map(String::as_str)),
            (POINT, Some("ulcer_index"))
        );
        assert_eq!((back.layout().n_rounds(), back.layout().cells(1)), (2, 16..32));
        assert!(TableHead::decode(&TableHead { n_cells: 33, ..head }.encode()).is_err());
    }
}
