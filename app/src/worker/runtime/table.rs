//! The cells of a sweep as they are looked at: columns are read when they are asked for, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::overfitting::{Support, Unknown, judge, support};
use engine::sweep::{Grid, Layout, Method, SweepSpec};
use shared::bytes::{BlobHasher, DecodeError};
use shared::id::BlobHash;
use shared::job::JobSpec;
use shared::table::{PREFIX, Segment, TableHead, header_len};
use shared::witnesses::{self, Witnesses};
use web_sys::File;

use super::cell_runs::CellRuns;
use super::failed;
use super::task::{Stop, Task};
use crate::cells::{AxisLevels, CellOrder, Filter, Judged, Levels, TableSource, select};
use crate::storage::opfs::{self, Opfs, RESULTS, SWEEPS};

/// Cells by their number; columns have a place for every cell, NaN where it is not stored.
pub(super) struct Table {
    source: TableSource,
    pub(super) grid: Grid,
    layout: Layout,
    sweep: SweepSpec,
    /// What the stored cells contribute to the overfitting check.
    witnesses: Witnesses,
    /// Whether the first stored column is the point that a cell ran.
    has_points: bool,
    /// Keys of the stored columns.
    keys: Vec<String>,
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
            TableSource::Growing { spec, .. } => {
                let runs = CellRuns::new(Rc::new(JobSpec::clone(spec)))?;
                let head = runs.head(Vec::new(), Witnesses::new());
                Self::empty(source.clone(), &head).map_err(unreadable)?
            }
        };
        table.refresh(opfs, task).await?;
        Ok(table)
    }

    fn empty(source: TableSource, head: &TableHead) -> Result<Self, DecodeError> {
        Ok(Self {
            source,
            grid: head.grid()?,
            layout: head.layout(),
            sweep: head.sweep.clone(),
            witnesses: head.witnesses.clone(),
            has_points: head.has_points(),
            keys: head.columns.clone(),
            parts: Vec::new(),
            chunks: BTreeSet::new(),
            stored: vec![false; head.n_cells as usize],
            n_stored: 0,
            n_skipped: 0,
            columns: BTreeMap::new(),
            levels: BTreeMap::new(),
            selected: None,
        })
    }

    async fn of_file(opfs: &Opfs, blob: &BlobHash, source: TableSource) -> Result<Self, Stop> {
        let damaged = || {
            let message = "The result is missing or damaged in this browser. Re-run the job: equal settings give an \
                           equal result.";
            failed("result_missing", message)
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
        let mut table = Self::empty(source, &head).map_err(unreadable)?;
        let mut found = BlobHasher::default();
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
            if chunk.columns == self.keys {
                let cells = chunk.first as usize..(chunk.first + chunk.n_cells()) as usize;
                // A cell must not count twice.
                if !self.stored[cells].contains(&true) {
                    witnesses::merge(&mut self.witnesses, &chunk.witnesses);
                }
                self.add(file, head.segment(n_header), &chunk.rows);
            }
            self.chunks.insert(name);
        }
        Ok(())
    }

    fn add(&mut self, file: File, segment: Segment, rows: &[f64]) {
        let (first, width, skip) = (segment.first as usize, self.keys.len(), usize::from(self.has_points));
        for (at, row) in rows.chunks_exact(width).enumerate() {
            let is_new = !std::mem::replace(&mut self.stored[first + at], true);
            self.n_stored += u64::from(is_new);
            self.n_skipped += u64::from(is_new && row[skip..].iter().all(|number| number.is_nan()));
        }
        let n_axes = self.n_axes();
        if self.has_points {
            // What the parameters of these cells are is only known now.
            self.columns.retain(|at, _| *at >= n_axes);
            self.levels.clear();
        }
        for (at, column) in self.columns.range_mut(n_axes..) {
            let numbers = rows.iter().skip(at - n_axes + skip).step_by(width);
            for (place, number) in Rc::make_mut(column)[first..].iter_mut().zip(numbers) {
                *place = *number;
            }
        }
        self.parts.push((file, segment));
        self.selected = None;
    }

    /// Columns that say what a cell ran: the dataset, where there are several, and the parameters.
    fn n_axes(&self) -> usize {
        self.n_dataset_columns() + self.grid.axes().len()
    }

    fn n_dataset_columns(&self) -> usize {
        usize::from(self.layout.n_datasets() > 1)
    }

    /// Number of columns.
    pub(super) fn n_columns(&self) -> usize {
        self.n_axes() + self.keys.len() - usize::from(self.has_points)
    }

    /// Names of the columns, for files.
    pub(super) fn names(&self) -> Vec<String> {
        let dataset = (self.n_dataset_columns() == 1).then(|| "dataset".to_owned());
        let axes = self.grid.axes().iter().map(|axis| axis.param.clone());
        dataset
            .into_iter()
            .chain(axes)
            .chain(self.keys.iter().skip(usize::from(self.has_points)).cloned())
            .collect()
    }

    /// A column.
    pub(super) async fn column(&mut self, at: usize) -> Result<Rc<Vec<f64>>, Stop> {
        if let Some(column) = self.columns.get(&at) {
            return Ok(Rc::clone(column));
        }
        let (n_axes, n_stored_first) = (self.n_axes(), usize::from(self.has_points));
        let column = match at.checked_sub(n_axes) {
            None if at < self.n_dataset_columns() => self.datasets(),
            None => {
                let axis = at - self.n_dataset_columns();
                let value =
                    |point: f64| if point.is_nan() { point } else { self.grid.numbers(point as u64)[axis] };
                self.points().await?.into_iter().map(value).collect()
            }
            Some(statistic) if at < self.n_columns() => self.read(statistic + n_stored_first).await?,
            Some(_) => return Err(failed("no_column", "The table has no such column. Reload the page.")),
        };
        let column = Rc::new(column);
        self.columns.insert(at, Rc::clone(&column));
        Ok(column)
    }

    /// The dataset of each cell, from 0.
    pub(super) fn datasets(&self) -> Vec<f64> {
        (0..self.layout.n_cells()).map(|cell| self.layout.place(cell).dataset as f64).collect()
    }

    /// The point of the grid that each cell ran, NaN where that is not known yet.
    pub(super) async fn points(&self) -> Result<Vec<f64>, Stop> {
        if self.has_points {
            return self.read(0).await;
        }
        Ok((0..self.layout.n_cells()).map(|cell| self.layout.place(cell).index as f64).collect())
    }

    /// A stored column.
    async fn read(&self, at: usize) -> Result<Vec<f64>, Stop> {
        let mut column = vec![f64::NAN; self.stored.len()];
        for (file, segment) in &self.parts {
            let bytes = opfs::part(file, segment.column(at, self.keys.len())).await?;
            let numbers = segment.numbers(&bytes, at, self.keys.len());
            for (place, number) in column[segment.first as usize..].iter_mut().zip(numbers) {
                *place = number;
            }
        }
        Ok(column)
    }

    /// What is to be thought of the best cell on each dataset; `n_before` are the trials made on each outside this sweep.
    pub(super) async fn verdicts(&mut self, n_before: &[u64]) -> Result<Vec<Judged>, Stop> {
        let witnesses = self.witnesses.clone();
        let mut verdicts = Vec::new();
        for (dataset, evidence) in &witnesses {
            let support = match evidence.best() {
                Some(best) => self.support(*dataset, best.index).await?,
                None => Err(Unknown::NoBest),
            };
            let before = n_before.get(*dataset as usize).copied().unwrap_or(0);
            let best_cell = evidence.best().map(|best| self.layout.cell(best.index, *dataset));
            let mut best_values = Vec::new();
            if let Some(cell) = best_cell {
                for axis in 0..self.n_axes() {
                    best_values.push(self.column(axis).await?[cell as usize]);
                }
            }
            let verdict = judge(evidence, before, support);
            verdicts.push(Judged { dataset: *dataset, best_cell, best_values, verdict });
        }
        Ok(verdicts)
    }

    /// How the neighbours of the best point do, where every point of a grid is a cell.
    async fn support(&mut self, dataset: u64, best: u64) -> Result<Result<Support, Unknown>, Stop> {
        let Some(objective) = self.sweep.objective().cloned() else { return Ok(Err(Unknown::NoBest)) };
        let at = self.keys.iter().position(|key| *key == objective.stat);
        let Some(at) = at.filter(|_| self.sweep.method == Method::Grid) else {
            return Ok(Err(Unknown::NoGrid));
        };
        let column = self.column(self.n_axes() + at - usize::from(self.has_points)).await?;
        let value = |point: u64| {
            let cell = self.layout.cell(point, dataset) as usize;
            if self.stored[cell] { column[cell] } else { f64::NAN }
        };
        let around: Vec<f64> = self.grid.neighbours(best).into_iter().map(value).collect();
        Ok(support(value(best), &around, |value| objective.score(value)))
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

fn unreadable(error: DecodeError) -> Stop {
    let message = "The result cannot be read. Re-run the job: equal settings give an equal result.";
    let Stop::Failed(mut failure) = failed("result_unreadable", message) else { return Stop::Cancelled };
    failure.detail = Some(error.to_string());
    Stop::Failed(failure)
}
