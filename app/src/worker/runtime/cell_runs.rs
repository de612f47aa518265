//! What runs the cells of a sweep: which point of the grid on which dataset each one is, and the engine's runner for it. The lanes of
//! a sweep are its datasets; those of a walk-forward run are its folds, each of which searches by itself.

use std::ops::Range;
use std::rc::Rc;

use engine::overfitting::{BlockSums, Unknown};
use engine::registry::AnySource;
use engine::sweep::{Cell, CellRunner, Layout, Objective, Place, Points, Space, SweepSpec};
use engine::walk_forward::{FoldPlan, Folds};
use shared::id::JobId;
use shared::job::{JobSpec, RunSpec};
use shared::table::{POINT, TableHead, stored_columns};
use shared::witnesses::Witnesses;
use web_sys::FileSystemDirectoryHandle;

use super::bars::Cache;
use super::chunks;
use super::failed;
use super::single::refused;
use super::strategies::strategy_of;
use super::task::{Stop, Task};
use crate::storage::opfs::Opfs;

/// The sweep that the page gave last, and what runs its cells, with the indicator columns of the runner.
#[derive(Default)]
pub(super) struct Kept {
    given: Option<(JobId, Rc<JobSpec>)>,
    runs: Option<CellRuns>,
}

impl Kept {
    /// Takes a sweep in the place of the last one. Where it is the same, resumed for instance, what is known of it stays.
    pub(super) fn give(&mut self, job: JobId, spec: JobSpec) {
        if !matches!(&self.given, Some((known, of)) if *known == job && **of == spec) {
            *self = Self { given: Some((job, Rc::new(spec))), runs: None };
        }
    }

    /// What a sweep does.
    pub(super) fn spec(&self, job: JobId) -> Result<Rc<JobSpec>, Stop> {
        match &self.given {
            Some((known, spec)) if *known == job => Ok(Rc::clone(spec)),
            _ => {
                Err(failed("sweep_unknown", "Internal error: the worker does not know this job. Re-run it."))
            }
        }
    }

    /// Takes what runs the cells of a sweep, or makes it.
    pub(super) fn take(&mut self, job: JobId) -> Result<CellRuns, Stop> {
        let spec = self.spec(job)?;
        self.runs.take().map_or_else(|| CellRuns::new(spec), Ok)
    }

    /// Puts it back.
    pub(super) fn keep(&mut self, runs: CellRuns) {
        self.runs = Some(runs);
    }
}

/// A cell that has run.
pub(super) struct Done {
    lane: u64,
    /// Of its point among those of the sweep.
    index: u64,
    /// In the order of the columns.
    pub(super) row: Vec<f64>,
    trial: Option<Result<BlockSums, Unknown>>,
}

/// The cells of a sweep, ready to run.
pub(super) struct CellRuns {
    spec: Rc<JobSpec>,
    sweep: SweepSpec,
    pub(super) strategy: AnySource,
    pub(super) space: Space,
    /// One for all lanes, or one for each fold of a walk-forward run.
    points: Vec<Points>,
    layout: Layout,
    folds: Option<FoldPlan>,
    pub(super) objective: Option<Objective>,
    /// Keys of the columns of a row.
    pub(super) columns: Vec<String>,
    n_told: u64,
    /// One lane at a time: the columns of a dataset are large, and a chunk is mostly of one.
    runner: Option<Runner>,
}

struct Runner {
    lane: u64,
    runner: CellRunner,
    folds: Option<Folds>,
}

impl CellRuns {
    /// Checks the sweep.
    pub(super) fn new(spec: Rc<JobSpec>) -> Result<Self, Stop> {
        let run = spec.run();
        let Some(sweep) = spec.sweep().cloned() else {
            return Err(failed(
                "no_sweep",
                "Internal error: a single run has no combinations. Re-run the job.",
            ));
        };
        let strategy = strategy_of(run)?;
        let space = Space::new(strategy.declaration(), &run.params, &run.config, &sweep).map_err(refused)?;
        let new_points = || Points::new(&space, &sweep).map_err(|error| refused(error.into()));
        let mut points = vec![new_points()?];
        let (folds, n_lanes) = (spec.folds().copied(), spec.n_lanes());
        let layout = points[0].layout(n_lanes);
        let n_searches = if folds.is_some() && points[0].is_search() { n_lanes } else { 1 };
        for _ in 1..n_searches {
            points.push(new_points()?);
        }
        let (objective, columns) = (sweep.objective().cloned(), stored_columns(&sweep));
        Ok(Self {
            spec,
            sweep,
            strategy,
            space,
            points,
            layout,
            folds,
            objective,
            columns,
            n_told: 0,
            runner: None,
        })
    }

    /// The head of the table of these cells as this engine makes them.
    pub(super) fn head(&self, stored: Vec<(u64, u64)>, witnesses: Witnesses) -> TableHead {
        let run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..self.spec.run().clone() };
        let more_datasets = self.spec.more_datasets().to_vec();
        TableHead::new(run, self.sweep.clone(), more_datasets, self.layout.n_cells(), stored, witnesses)
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
        while self.points[0].is_search() && self.n_told < round {
            let Range { start, end } = self.layout.cells(self.n_told);
            let rows = chunks::rows_of(dir, task, start..end, &self.columns).await?;
            let wanted = self.objective.as_ref().map(|objective| (objective, self.goal_column()));
            let score = |index: u64, lanes: Range<u64>| {
                let (objective, column) = wanted?;
                let number = |lane: u64| {
                    let row = (self.layout.cell(index, lane) - start) as usize;
                    rows[row * self.columns.len() + column]
                };
                objective.mean_score(lanes.map(number))
            };
            let scores = |lanes: Range<u64>| -> Vec<Option<f64>> {
                self.layout.points(self.n_told).map(|index| score(index, lanes.clone())).collect()
            };
            let told: Vec<_> = match self.points.len() as u64 {
                1 => vec![scores(0..self.layout.n_datasets())],
                n => (0..n).map(|fold| scores(fold..fold + 1)).collect(),
            };
            for (points, scores) in self.points.iter_mut().zip(&told) {
                points.tell(scores);
            }
            self.n_told += 1;
        }
        Ok(())
    }

    /// The place of a column in a row.
    pub(super) fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == key)
    }

    /// A checked objective is among the columns.
    fn goal_column(&self) -> usize {
        self.objective.as_ref().and_then(|objective| self.column(&objective.stat)).unwrap_or(0)
    }

    /// The point of the grid that a row is of, which is the cell's own number where every point runs.
    pub(super) fn point(&self, index: u64, row: &[f64]) -> u64 {
        if self.has_point() { row[0] as u64 } else { index }
    }

    fn has_point(&self) -> bool {
        self.columns.first().is_some_and(|key| key == POINT)
    }

    /// Makes the runner that of a lane. The folds share one, with its columns.
    async fn stand_at(&mut self, lane: u64, opfs: &Opfs, bars: &mut Cache) -> Result<(), Stop> {
        let mut at = match self.runner.take() {
            Some(at) if at.lane == lane => {
                self.runner = Some(at);
                return Ok(());
            }
            Some(at) if at.folds.is_some() => at,
            _ => {
                let series = bars.get(opfs, &self.spec.run_on(lane)).await?;
                let runner = CellRunner::new(self.strategy.clone(), self.space.clone(), series.clone())
                    .map_err(refused)?;
                let folds = self
                    .folds
                    .map(|plan| Folds::new(&plan, &self.spec.run().config, runner.window(), series));
                Runner { lane, runner, folds: folds.transpose().map_err(refused)? }
            }
        };
        if let Some(folds) = &at.folds {
            at.runner.look_at(folds.seen(lane as usize)).map_err(refused)?;
        }
        self.runner = Some(Runner { lane, ..at });
        Ok(())
    }

    /// Runs the next of some cells, all of one round: as many as are best run side by side, of one lane.
    pub(super) async fn run(
        &mut self,
        cells: Range<u64>,
        opfs: &Opfs,
        bars: &mut Cache,
    ) -> Result<Vec<Done>, Stop> {
        let Place { dataset: lane, .. } = self.layout.place(cells.start);
        self.stand_at(lane, opfs, bars).await?;
        let Some(Runner { runner, .. }) = &mut self.runner else { return Err(chunks::missing()) };
        let places = cells.map(|cell| self.layout.place(cell)).take_while(|place| place.dataset == lane);
        let indices: Vec<u64> = places.take(runner.n_side_by_side()).map(|place| place.index).collect();
        let of_lane = self.points.get(lane as usize).unwrap_or(&self.points[0]);
        let points: Option<Vec<u64>> = indices.iter().map(|index| of_lane.get(*index)).collect();
        let points = points.ok_or_else(chunks::missing)?;
        let ran = runner.run_cells(&points).into_iter();
        let has_point = self.has_point();
        let done = ran.zip(&points).zip(indices).map(|((Cell { numbers, trial }, point), index)| {
            let row = has_point.then_some(*point as f64).into_iter().chain(numbers).collect();
            Done { lane, index, row, trial }
        });
        Ok(done.collect())
    }

    /// Adds what a cell contributes to the overfitting check to the evidence of its dataset. A walk-forward run has no such check: it is
    /// one itself.
    pub(super) fn witness(&self, done: &Done, into: &mut Witnesses) {
        // A point that breaks a constraint did not run: it is no try.
        let (Some(sums), Some(Runner { runner, folds: None, .. })) = (done.trial, &self.runner) else {
            return;
        };
        let score =
            self.objective.as_ref().and_then(|objective| objective.score(done.row[self.goal_column()]));
        let evidence = into.entry(done.lane).or_insert_with(|| runner.evidence(self.layout.n_points()));
        evidence.add(done.index, score, sums);
    }

    /// The best of what is looked for. The cells of a walk-forward run have none: they are of different times.
    pub(super) fn best(&self) -> Best {
        let objective = self.objective.clone().filter(|_| self.folds.is_none());
        Best { column: self.goal_column(), width: self.columns.len(), objective, value: None }
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
