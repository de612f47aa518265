//! What runs the cells of a sweep: which point of the grid on which dataset each one is, and the engine's runner for it.

use std::ops::Range;

use engine::overfitting::{BlockSums, Unknown};
use engine::registry::AnySource;
use engine::sweep::{Cell, CellRunner, Layout, Objective, Place, Points, Space};
use shared::id::JobId;
use shared::table::{POINT, stored_columns};
use shared::witnesses::Witnesses;
use web_sys::FileSystemDirectoryHandle;

use super::bars::Cache;
use super::chunks;
use super::single::refused;
use super::strategies::strategy_of;
use super::task::{Stop, Task};
use crate::cells::SweepRun;
use crate::storage::opfs::Opfs;

/// The sweep worked on last, with the indicator columns that its runner keeps.
#[derive(Default)]
pub(super) struct Kept(Option<(JobId, CellRuns)>);

impl Kept {
    /// Takes what is kept of a sweep, or makes it.
    pub(super) fn take(&mut self, job: JobId, sweep: &SweepRun) -> Result<CellRuns, Stop> {
        match self.0.take() {
            Some((known, runs)) if known == job => Ok(runs),
            _ => CellRuns::new(sweep),
        }
    }

    pub(super) fn keep(&mut self, job: JobId, runs: CellRuns) {
        self.0 = Some((job, runs));
    }
}

/// A cell that has run.
pub(super) struct Done {
    dataset: u64,
    /// Of its point among those of the sweep.
    index: u64,
    /// In the order of the columns.
    pub(super) row: Vec<f64>,
    trial: Option<Result<BlockSums, Unknown>>,
}

/// The cells of a sweep, ready to run.
pub(super) struct CellRuns {
    strategy: AnySource,
    space: Space,
    points: Points,
    layout: Layout,
    objective: Option<Objective>,
    /// Keys of the columns of a row.
    pub(super) columns: Vec<String>,
    n_told: u64,
    /// One dataset at a time: its columns are large, and a chunk is mostly of one.
    runner: Option<(u64, CellRunner)>,
}

impl CellRuns {
    /// Checks the sweep.
    pub(super) fn new(of: &SweepRun) -> Result<Self, Stop> {
        let SweepRun { run, sweep, .. } = of;
        let strategy = strategy_of(run)?;
        let space = Space::new(strategy.declaration(), &run.params, &run.config, sweep).map_err(refused)?;
        let points = Points::new(&space, sweep).map_err(|error| refused(error.into()))?;
        let layout = points.layout(of.n_datasets());
        let (objective, columns) = (sweep.objective().cloned(), stored_columns(sweep));
        Ok(Self { strategy, space, points, layout, objective, columns, n_told: 0, runner: None })
    }

    /// How the cells are numbered.
    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// Tells a search the results of all rounds before that of a cell, from the chunks.
    pub(super) async fn reach(
        &mut self,
        cell: u64,
        dir: &FileSystemDirectoryHandle,
        task: &Task,
    ) -> Result<(), Stop> {
        let round = self.layout.place(cell).round;
        while self.points.is_search() && self.n_told < round {
            let Range { start, end } = self.layout.cells(self.n_told);
            let rows = chunks::rows_of(dir, task, start..end, &self.columns).await?;
            let wanted = self.objective.as_ref().map(|objective| (objective, self.column(&objective.stat)));
            let score = |index: u64| {
                let (objective, column) = wanted?;
                let number = |dataset: u64| {
                    let row = (self.layout.cell(index, dataset) - start) as usize;
                    rows[row * self.columns.len() + column]
                };
                objective.mean_score((0..self.layout.n_datasets()).map(number))
            };
            let scores: Vec<Option<f64>> = self.layout.points(self.n_told).map(score).collect();
            self.points.tell(&scores);
            self.n_told += 1;
        }
        Ok(())
    }

    fn column(&self, key: &str) -> usize {
        // A checked objective is among the columns.
        self.columns.iter().position(|column| column == key).unwrap_or(0)
    }

    /// Runs the next of some cells, all of one round: as many as are best run side by side, of one dataset.
    pub(super) async fn run(
        &mut self,
        cells: Range<u64>,
        sweep: &SweepRun,
        opfs: &Opfs,
        bars: &mut Cache,
    ) -> Result<Vec<Done>, Stop> {
        let Place { dataset, .. } = self.layout.place(cells.start);
        let runner = match self.runner.take() {
            Some((of, runner)) if of == dataset => &mut self.runner.insert((of, runner)).1,
            _ => {
                let series = bars.get(opfs, &sweep.on(dataset)).await?;
                let runner =
                    CellRunner::new(self.strategy.clone(), self.space.clone(), series).map_err(refused)?;
                &mut self.runner.insert((dataset, runner)).1
            }
        };
        let places = cells.map(|cell| self.layout.place(cell)).take_while(|place| place.dataset == dataset);
        let indices: Vec<u64> = places.take(runner.n_side_by_side()).map(|place| place.index).collect();
        let points: Option<Vec<u64>> = indices.iter().map(|index| self.points.get(*index)).collect();
        let points = points.ok_or_else(chunks::missing)?;
        let has_point = self.columns.first().is_some_and(|key| key == POINT);
        let ran = runner.run_cells(&points).into_iter();
        let done = ran.zip(&points).zip(indices).map(|((Cell { numbers, trial }, point), index)| {
            let row = has_point.then_some(*point as f64).into_iter().chain(numbers).collect();
            Done { dataset, index, row, trial }
        });
        Ok(done.collect())
    }

    /// Adds what a cell contributes to the overfitting check to the evidence of its dataset.
    pub(super) fn witness(&self, done: &Done, into: &mut Witnesses) {
        // A point that breaks a constraint did not run: it is no try.
        let (Some(sums), Some((_, runner))) = (done.trial, &self.runner) else { return };
        let score = self
            .objective
            .as_ref()
            .and_then(|objective| objective.score(done.row[self.column(&objective.stat)]));
        let evidence = into.entry(done.dataset).or_insert_with(|| runner.evidence(self.layout.n_points()));
        evidence.add(done.index, score, sums);
    }

    /// The best of what is looked for.
    pub(super) fn best(&self) -> Best {
        let column = self.objective.as_ref().map_or(0, |objective| self.column(&objective.stat));
        Best { column, width: self.columns.len(), objective: self.objective.clone(), value: None }
    }

    /// Key of what is looked for.
    pub(super) fn objective_key(&self) -> Option<&str> {
        self.objective.as_ref().map(|objective| objective.stat.as_str())
    }
}

/// The best value of the objective among rows.
pub(super) struct Best {
    column: usize,
    width: usize,
    objective: Option<Objective>,
    /// `None` until a row has one.
    pub(super) value: Option<f64>,
}

impl Best {
    /// Takes rows into account.
    pub(super) fn see(&mut self, rows: &[f64]) {
        let Some(objective) = &self.objective else { return };
        for value in rows.iter().skip(self.column).step_by(self.width) {
            let score = objective.score(*value).filter(|score| score.is_finite());
            let before = self.value.and_then(|value| objective.score(value));
            if score.is_some() && score > before {
                self.value = Some(*value);
            }
        }
    }
}
