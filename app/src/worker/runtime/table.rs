//! The cells of a sweep as they are looked at: columns are read when they are asked for, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::sweep::Grid;
use shared::bytes::BlobHasher;
use shared::id::BlobHash;
use shared::table::{PREFIX, Segment, TableHead, header_len};
use web_sys::File;

use super::failed;
use super::single::refused;
use super::task::{Stop, Task};
use crate::cells::{AxisLevels, CellOrder, Filter, Levels, TableSource, select};
use crate::storage::opfs::{self, Opfs, RESULTS, SWEEPS};

/// Cells by their number; columns have a place for every cell, NaN where it is not stored.
pub(super) struct Table {
    source: TableSource,
    pub(super) grid: Grid,
    /// Statistic keys.
    pub(super) keys: Vec<String>,
    parts: Vec<(File, Segment)>,
    chunks: BTreeSet<String>,
    pub(super) stored: Vec<bool>,
    pub(super) n_stored: u64,
    pub(super) n_skipped: u64,
    columns: BTreeMap<usize, Rc<Vec<f64>>>,
    levels: BTreeMap<usize, Rc<Levels>>,
    selected: Option<Selected>,
}

type Selected = (Vec<Filter>, Option<CellOrder>, Rc<Vec<u32>>);

impl Table {
    /// Opens a table; a stored one is checked from its first to its last byte.
    pub(super) async fn open(opfs: &Opfs, task: &Task, source: TableSource) -> Result<Self, Stop> {
        let mut table = match &source {
            TableSource::Stored { blob } => Self::of_file(opfs, blob, source.clone()).await?,
            TableSource::Growing { run, axes, .. } => {
                let grid = Grid::new(axes.clone()).map_err(|error| refused(error.into()))?;
                Self::empty(source.clone(), TableHead::new(run.clone(), grid, Vec::new()))
            }
        };
        table.refresh(opfs, task).await?;
        Ok(table)
    }

    fn empty(source: TableSource, head: TableHead) -> Self {
        let TableHead { grid, columns: keys, .. } = head;
        Self {
            source,
            keys,
            parts: Vec::new(),
            chunks: BTreeSet::new(),
            stored: vec![false; grid.n_cells() as usize],
            n_stored: 0,
            n_skipped: 0,
            columns: BTreeMap::new(),
            levels: BTreeMap::new(),
            selected: None,
            grid,
        }
    }

    async fn of_file(opfs: &Opfs, blob: &BlobHash, source: TableSource) -> Result<Self, Stop> {
        let damaged = || {
            let message = "The result is missing or damaged in this browser. Re-run the job: equal settings give an \
                           equal result.";
            failed("result_missing", message)
        };
        let unreadable = |_| {
            failed(
                "result_unreadable",
                "The result cannot be read. Re-run the job: equal settings give an equal result.",
            )
        };
        let results = opfs.dir(&[RESULTS]).await?;
        let file = opfs::file(&results, &blob.0).await?.ok_or_else(damaged)?;
        let n_header = header_len(&opfs::part(&file, 0..PREFIX as u64).await?).map_err(unreadable)?;
        let header = opfs::part(&file, 0..n_header as u64).await?;
        let head = TableHead::decode(&header).map_err(unreadable)?;
        if head.n_bytes(n_header) != file.size() as u64 {
            return Err(damaged());
        }
        let segments = head.segments(n_header);
        let (mut table, mut found) = (Self::empty(source, head), BlobHasher::default());
        found.add(&header);
        for segment in segments {
            let n_columns = table.keys.len();
            let bytes = opfs::part(&file, segment.all(n_columns)).await?;
            found.add(&bytes);
            table.add(file.clone(), segment, &segment.rows(&bytes, n_columns));
        }
        if found.finish() == *blob { Ok(table) } else { Err(damaged()) }
    }

    pub(super) fn is_of(&self, source: &TableSource) -> bool {
        match (&self.source, source) {
            (TableSource::Growing { job: a, .. }, TableSource::Growing { job: b, .. }) => a == b,
            (a, b) => a == b,
        }
    }

    /// Takes in what has been stored since.
    pub(super) async fn refresh(&mut self, opfs: &Opfs, task: &Task) -> Result<(), Stop> {
        let TableSource::Growing { job, .. } = self.source else { return Ok(()) };
        let path = [SWEEPS, &job.to_string(), engine::ENGINE_VERSION];
        let Some(dir) = opfs.existing(&path).await? else { return Ok(()) };
        for name in opfs::names(&dir).await? {
            if self.chunks.contains(&name) {
                continue;
            }
            task.breathe().await?;
            // One that is being written is not whole yet, and is looked at again the next time.
            let Some(file) = opfs::file(&dir, &name).await? else { continue };
            let Ok(bytes) = opfs::part(&file, 0..file.size() as u64).await else { continue };
            let (Ok((head, chunk)), Ok(n_header)) =
                (shared::table::Chunk::decode(&bytes), header_len(&bytes))
            else {
                continue;
            };
            self.add(file, head.segment(n_header), &chunk.rows);
            self.chunks.insert(name);
        }
        Ok(())
    }

    fn add(&mut self, file: File, segment: Segment, rows: &[f64]) {
        let (first, width, n_axes) = (segment.first as usize, self.keys.len(), self.n_axes());
        for (at, row) in rows.chunks_exact(width).enumerate() {
            let is_new = !std::mem::replace(&mut self.stored[first + at], true);
            self.n_stored += u64::from(is_new);
            self.n_skipped += u64::from(is_new && row.iter().all(|number| number.is_nan()));
        }
        for (at, column) in self.columns.range_mut(n_axes..) {
            let numbers = rows.iter().skip(at - n_axes).step_by(width);
            for (place, number) in Rc::make_mut(column)[first..].iter_mut().zip(numbers) {
                *place = *number;
            }
        }
        self.parts.push((file, segment));
        self.selected = None;
    }

    pub(super) fn n_axes(&self) -> usize {
        self.grid.axes().len()
    }

    /// Number of columns, parameters first.
    pub(super) fn n_columns(&self) -> usize {
        self.n_axes() + self.keys.len()
    }

    /// A column.
    pub(super) async fn column(&mut self, at: usize) -> Result<Rc<Vec<f64>>, Stop> {
        if let Some(column) = self.columns.get(&at) {
            return Ok(Rc::clone(column));
        }
        let column = match at.checked_sub(self.n_axes()) {
            None => (0..self.grid.n_cells()).map(|cell| self.grid.values(cell)[at]).collect(),
            Some(statistic) if statistic < self.keys.len() => self.read(statistic).await?,
            Some(_) => return Err(failed("no_column", "The table has no such column. Reload the page.")),
        };
        let column = Rc::new(column);
        self.columns.insert(at, Rc::clone(&column));
        Ok(column)
    }

    async fn read(&self, statistic: usize) -> Result<Vec<f64>, Stop> {
        let mut column = vec![f64::NAN; self.stored.len()];
        for (file, segment) in &self.parts {
            let bytes = opfs::part(file, segment.column(statistic, self.keys.len())).await?;
            let numbers = segment.numbers(&bytes, statistic, self.keys.len());
            for (place, number) in column[segment.first as usize..].iter_mut().zip(numbers) {
                *place = number;
            }
        }
        Ok(column)
    }

    /// The levels of a parameter.
    pub(super) async fn levels(&mut self, axis: usize) -> Result<Rc<Levels>, Stop> {
        if let Some(levels) = self.levels.get(&axis) {
            return Ok(Rc::clone(levels));
        }
        let levels = Rc::new(Levels::new(&self.column(axis).await?));
        self.levels.insert(axis, Rc::clone(&levels));
        Ok(levels)
    }

    /// The levels of every parameter.
    pub(super) async fn all_levels(&mut self) -> Result<Vec<AxisLevels>, Stop> {
        let mut all = Vec::new();
        for axis in 0..self.n_axes() {
            all.push(self.levels(axis).await?.axis.clone());
        }
        Ok(all)
    }

    /// Cells that pass filters, in an order.
    pub(super) async fn select(
        &mut self,
        filters: &[Filter],
        order: Option<CellOrder>,
    ) -> Result<Rc<Vec<u32>>, Stop> {
        if let Some((known, by, cells)) = &self.selected
            && known == filters
            && *by == order
        {
            return Ok(Rc::clone(cells));
        }
        let mut columns = BTreeMap::new();
        for at in filters.iter().map(|filter| filter.column).chain(order.map(|order| order.column)) {
            columns.insert(at, self.column(at).await?);
        }
        let cells = Rc::new(select(&self.stored, filters, order, |at| columns[&at].as_slice()));
        self.selected = Some((filters.to_vec(), order, Rc::clone(&cells)));
        Ok(cells)
    }
}
