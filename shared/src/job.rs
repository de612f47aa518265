//! The job record: everything that is known of a run, from queue to result.

use std::collections::BTreeMap;

use engine::config::RunConfig;
use engine::lookahead::LookAheadVerdict;
use engine::strategy::declaration::StrategyRef;
use engine::strategy::param::Params;
use engine::sweep::{Space, SweepSpec};
use engine::walk_forward::FoldPlan;
use serde::{Deserialize, Serialize};

use crate::dataset::DatasetRef;
use crate::id::{BlobHash, DeviceId, JobId, OwnerId};
use crate::script::RunScript;

/// Layout version of [`JobRecord`]. 2 has the look-ahead check, 3 margin and closing at the end, 4 pausing and sweeps that are more
/// than a grid, 5 walk-forward runs, 6 strategies from scripts and parameters that are no numbers; what a record lacks it did not ask
/// for.
pub const JOB_SCHEMA: u32 = 6;

/// A strategy with every parameter, a dataset with its hash, and all settings: what a run depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// The strategy: its id and version, or the hash of its source.
    #[serde(flatten)]
    pub strategy: StrategyRef,
    /// Every parameter, defaults resolved.
    pub params: Params,
    /// What it runs on.
    #[serde(flatten)]
    pub dataset: DatasetRef,
    /// Account, costs, fill rules, window.
    pub config: RunConfig,
    /// Engine version that made, or is to make, the result.
    pub engine_version: String,
    /// The script, if the strategy is one: a job brings along all that it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Box<RunScript>>,
}

impl RunSpec {
    /// The same run on another dataset.
    #[must_use]
    pub fn on(&self, other: &DatasetRef) -> Self {
        Self { dataset: other.clone(), ..self.clone() }
    }

    /// The run of one point of a sweep that shares these settings.
    #[must_use]
    pub fn at(&self, space: &Space, point: u64) -> Self {
        let engine::sweep::Setup { params, config } = space.setup(point);
        Self { params, config, ..self.clone() }
    }
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobSpec {
    /// One run.
    Backtest {
        /// The run.
        run: RunSpec,
    },
    /// One run per cell.
    Sweep {
        /// What all cells share, and the first dataset; `params` holds the values of parameters that are no axis.
        run: RunSpec,
        /// What is swept, how cells are chosen, what is looked for.
        #[serde(flatten)]
        sweep: SweepSpec,
        /// Datasets beside that of `run`; every point runs on each.
        #[serde(default)]
        more_datasets: Vec<DatasetRef>,
    },
    /// The best cell of a stretch of the past is traded on the stretch after it, again and again. Since version 5; an older build
    /// shows the record as one it cannot read, and keeps it as it is.
    WalkForward {
        /// What all cells share; `params` holds the values of parameters that are no axis.
        run: RunSpec,
        /// What is chosen from, and by what.
        #[serde(flatten)]
        sweep: SweepSpec,
        /// How the trading window is cut.
        folds: FoldPlan,
    },
}

impl JobRecord {
    /// Whether it is a sweep or a walk-forward run that was ended before all cells were done, with what it had.
    pub fn was_stopped(&self) -> bool {
        self.state == JobState::Completed && self.progress.done < self.progress.total
    }
}

impl JobSpec {
    /// The run, or what all cells of a sweep share.
    pub fn run(&self) -> &RunSpec {
        match self {
            Self::Backtest { run } | Self::Sweep { run, .. } | Self::WalkForward { run, .. } => run,
        }
    }

    /// As [`JobSpec::run`], to change it.
    pub fn run_mut(&mut self) -> &mut RunSpec {
        match self {
            Self::Backtest { run } | Self::Sweep { run, .. } | Self::WalkForward { run, .. } => run,
        }
    }

    /// What such a job is called in a sentence.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Backtest { .. } => "backtest",
            Self::Sweep { .. } => "sweep",
            Self::WalkForward { .. } => "walk-forward run",
        }
    }

    /// What is swept, where something is.
    pub fn sweep(&self) -> Option<&SweepSpec> {
        match self {
            Self::Backtest { .. } => None,
            Self::Sweep { sweep, .. } | Self::WalkForward { sweep, .. } => Some(sweep),
        }
    }

    /// How the time is cut, if it is a walk-forward run.
    pub fn folds(&self) -> Option<&FoldPlan> {
        match self {
            Self::Backtest { .. } | Self::Sweep { .. } => None,
            Self::WalkForward { folds, .. } => Some(folds),
        }
    }

    /// The datasets beside that of the run.
    pub fn more_datasets(&self) -> &[DatasetRef] {
        match self {
            Self::Backtest { .. } | Self::WalkForward { .. } => &[],
            Self::Sweep { more_datasets, .. } => more_datasets,
        }
    }

    /// The datasets it runs on, in the order of a sweep's cells.
    pub fn datasets(&self) -> Vec<DatasetRef> {
        std::iter::once(&self.run().dataset).chain(self.more_datasets()).cloned().collect()
    }

    /// The run on one of its datasets, by its number among [`JobSpec::datasets`].
    pub fn run_on(&self, dataset: u64) -> RunSpec {
        let other = (dataset as usize).checked_sub(1).and_then(|at| self.more_datasets().get(at));
        other.map_or_else(|| self.run().clone(), |other| self.run().on(other))
    }

    /// How often every point of a sweep runs: on each dataset, or in each fold.
    pub fn n_lanes(&self) -> u64 {
        self.folds().map_or(self.more_datasets().len() as u64 + 1, |folds| folds.n_folds.into())
    }
}

/// State of a job. The legal changes are in the module `job_state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// A tab runs it.
    Running,
    /// Done, its result is durable.
    Completed,
    /// Ended by an error.
    Failed,
    /// Ended by the person, result discarded.
    Cancelled,
    /// Its tab is gone.
    Interrupted,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Units done: bars of a backtest, cells of a sweep or of a walk-forward run.
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_u64))]
    pub done: u64,
    /// Units in all.
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_u64))]
    pub total: u64,
    /// Units per second over the last seconds.
    pub per_second: f64,
    /// Best objective so far (sweep).
    pub best: Option<f64>,
}

impl Progress {
    /// The share that is done, from 0 to 1; 0 while the number of units is unknown.
    pub fn share(&self) -> f64 {
        if self.total == 0 { 0.0 } else { (self.done as f64 / self.total as f64).min(1.0) }
    }

    /// The same without what JSON cannot carry: a speed or a best that is not finite would come back as null, and a record with a null
    /// in the place of a number cannot be read.
    #[must_use]
    pub fn storable(self) -> Self {
        let per_second = if self.per_second.is_finite() { self.per_second } else { 0.0 };
        Self { per_second, best: self.best.filter(|best| best.is_finite()), ..self }
    }
}

/// Where in the data an error happened.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ErrorPlace {
    /// Bar index.
    pub bar: Option<u32>,
    /// Open time of that bar, UTC milliseconds.
    pub time: Option<i64>,
    /// Setting at fault, named as in the run form (`account.initial_cash`, `params.fast`).
    pub field: Option<String>,
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobError {
    /// Stable code, for instance `dataset_missing`.
    pub code: String,
    /// A plain sentence that says what went wrong and what to do.
    pub message: String,
    /// Where.
    pub place: ErrorPlace,
    /// Technical detail, folded away on the page.
    pub detail: Option<String>,
}

/// Where the result lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultRef {
    /// Hash of the stored bytes.
    pub blob: BlobHash,
    /// Their number.
    pub n_bytes: u64,
    /// The engine's result hash: of the report, or of the sweep's table.
    pub result_hash: String,
}

/// One change of state, kept for the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobEvent {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// The new state.
    pub state: JobState,
    /// The attempt it belongs to.
    pub attempt: u32,
    /// What happened, in words, where the state alone does not tell.
    pub note: Option<String>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// Identity, sortable by creation.
    pub id: JobId,
    /// Layout version.
    pub schema: u32,
    /// What it does.
    pub spec: JobSpec,
    /// Name in the list.
    pub title: String,
    /// Labels of the person.
    pub tags: Vec<String>,
    /// Text of the person.
    pub note: String,
    /// Marked by the person.
    pub starred: bool,
    /// State.
    pub state: JobState,
    /// Counts runs of this job, from 1.
    pub attempt: u32,
    /// The page load that runs it, or made it while queued.
    pub owner: OwnerId,
    /// Rises with every change of the record.
    pub seq: u64,
    /// How far it was when the record was last written.
    pub progress: Progress,
    /// Why it failed.
    pub error: Option<JobError>,
    /// Headline numbers by statistic key; undefined and infinite ones are left out.
    pub summary: BTreeMap<String, f64>,
    /// The stored result.
    pub result: Option<ResultRef>,
    /// Whether the run looked ahead, once that was checked. Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_ahead: Option<LookAheadVerdict>,
    /// Whether an interrupted job was paused by the person and waits for them. Since version 4.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_paused: bool,
    /// The sweep that this run was opened from, and its cell.
    pub parent: Option<(JobId, u64)>,
    /// Where it was made.
    pub device: DeviceId,
    /// When it was made, UTC milliseconds.
    pub created_ms: i64,
    /// When the current attempt began.
    pub started_ms: Option<i64>,
    /// When it ended.
    pub finished_ms: Option<i64>,
    /// Every change of state.
    pub history: Vec<JobEvent>,
    /// When it was deleted (kept for undo).
    pub deleted_ms: Option<i64>,
    /// Fields of a newer version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, serde_json::Value>,
}
