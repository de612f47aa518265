//! What runs the cells of a sweep: which point of the grid on which dataset each one is, and the engine's runner for it.

use std::ops::Range;

use engine::sweep::{CellRunner, Layout, Objective, Place, Points, Space};
use shared::id::JobId;
use shared::table::{POINT, stored_columns};
use shared::witnesses::Witnesses;
use web_sys::FileSystemDirectoryHandle;

use super::bars::Cache;
use super::chunks;
use super::single::refused;
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

/// The cells of a sweep, ready to run.
pub(super) struct CellRuns {
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
        let space = Space::new(&run.strategy, &run.params, &run.config, sweep).map_err(refused)?;
        let points = Points::new(&space, sweep).map_err(|error| refused(error.into()))?;
        let layout = points.layout(of.n_datasets());
        let (objective, columns) = (sweep.objective().cloned(), stored_columns(sweep));
        Ok(Self { space, points, layout, objective, columns, n_told: 0, runner: None })
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

    /// Runs a cell; its row in the order of the columns.
    pub(super) async fn run(
        &mut self,
        cell: u64,
        sweep: &SweepRun,
        opfs: &Opfs,
        bars: &mut Cache,
    ) -> Result<Vec<f64>, Stop> {
        let Place { dataset, index, .. } = self.layout.place(cell);
        let point = self.points.get(index).ok_or_else(chunks::missing)?;
        let runner = match self.runner.take() {
            Some((of, runner)) if of == dataset => self.runner.insert((of, runner)),
            _ => {
                let series = bars.get(opfs, &sweep.on(dataset)).await?;
                let runner = CellRunner::new(self.space.clone(), series).map_err(refused)?;
                self.runner.insert((dataset, runner))
            }
        };
        let numbers = runner.1.run_cell(point);
        let has_point = self.columns.first().is_some_and(|key| key == POINT);
        Ok(has_point.then_some(point as f64).into_iter().chain(numbers).collect())
    }

    /// Takes what the cell that ran last says about luck into the evidence of its dataset.
    pub(super) fn witness(&self, cell: u64, row: &[f64], into: &mut Witnesses) {
        // A point that breaks a constraint did not run: it is no try.
        let Some((dataset, runner)) = &self.runner else { return };
        let Some(sums) = runner.trial() else { return };
        let score =
            self.objective.as_ref().and_then(|objective| objective.score(row[self.column(&objective.stat)]));
        let index = self.layout.place(cell).index;
        let evidence = into.entry(*dataset).or_insert_with(|| runner.evidence(self.layout.n_points()));
        evidence.add(index, score, sums);
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
