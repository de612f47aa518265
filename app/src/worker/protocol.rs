//! The whole protocol between page and worker.
//!
//! A message is an object `{kind, body}`: `body` is one of these enums as a value of JavaScript (see [`super::message`]). Numbers in
//! bulk never cross: bars, reports and cells go through files. A file to import travels beside the body as `files`. The page gives one task at a time to a worker; every answer names the task, and the page knows for which job and
//! attempt it was, so that a late answer of an old attempt finds no task.

use std::collections::BTreeMap;

use engine::comparison::Comparison;
use engine::config::RunConfig;
use engine::explain::Explanation;
use engine::import::{Asked, Format, ImportOptions, Quality};
use engine::lookahead::LookAheadVerdict;
use engine::overfitting::resample::Resampled;
use engine::series::Bar;
use engine::strategy::declaration::Declaration;
use engine::trade::Trade;
use serde::{Deserialize, Serialize};
use shared::id::{BlobHash, JobId};
use shared::job::{JobError, JobSpec, Progress, ResultRef, RunSpec};

use crate::cells::{Answer, Question, TableSource};
use crate::plots::{PlotList, PlotQuestion};

/// Version of this protocol; page and worker come from the same build, so a difference means a stale cache.
pub const PROTOCOL: u32 = 12;

/// `kind` of messages to the worker once it has started.
pub const REQUEST: &str = "request";
/// `kind` of messages from it.
pub const REPLY: &str = "reply";

/// Names one piece of work; never used twice by a page.
pub type TaskId = u32;

/// To the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToWorker {
    /// The directory of the origin's private files to work in. First message.
    Open {
        /// Its name.
        root: String,
    },
    /// A sweep or a walk-forward run, pieces of which follow and only name it. It takes the place of the last one.
    Sweep {
        /// Its name.
        job: JobId,
        /// What it does.
        #[serde(with = "shared::json_text")]
        spec: Box<JobSpec>,
    },
    /// Work to do.
    Run {
        /// Its name.
        task: TaskId,
        /// What to do.
        work: Box<Work>,
    },
    /// Stop working on a task.
    Cancel {
        /// Its name.
        task: TaskId,
    },
    /// Store the cells that are done and answer with them. Tasks that cannot end early go on.
    Halt {
        /// Its name.
        task: TaskId,
    },
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// One run; its report becomes durable before the answer.
    Backtest {
        /// The run.
        run: RunSpec,
    },
    /// Whether anything that a run did depends on later bars.
    LookAhead {
        /// The run.
        run: RunSpec,
        /// Where to cut the data.
        seed: u32,
    },
    /// Why a trade's entry and exit filled where they did.
    Explain {
        /// The run it is of.
        run: RunSpec,
        /// The trade.
        trade: Box<Trade>,
    },
    /// How else a stored result could have come out.
    Resample {
        /// Its settings.
        run: RunSpec,
        /// Its bytes: of a backtest or of a walk-forward run.
        result: BlobHash,
        /// Of the simulated paths that are made.
        seed: u32,
    },
    /// Compares a stored backtest with the list of trades beside the message.
    Compare {
        /// Its settings.
        run: RunSpec,
        /// Its bytes.
        result: BlobHash,
    },
    /// What the strategy of a run looked at; numbers come beside the answer.
    Plots {
        /// The run.
        run: Box<RunSpec>,
        /// Hash of its result: a script that is run again must give it again.
        result_hash: String,
        /// What is asked.
        question: PlotQuestion,
    },
    /// How many cells a sweep has, and which are stored already.
    Survey {
        /// The sweep, which the worker has ([`ToWorker::Sweep`]).
        job: JobId,
    },
    /// Some cells of a sweep; they become durable before the answer.
    Cells {
        /// The sweep, which the worker has ([`ToWorker::Sweep`]).
        job: JobId,
        /// First cell.
        first: u64,
        /// Number of cells.
        n_cells: u64,
    },
    /// Puts the stored cells of a sweep together; the table becomes durable before the answer.
    Join {
        /// The sweep, which the worker has ([`ToWorker::Sweep`]).
        job: JobId,
        /// Whether cells may be missing, because the person stopped the sweep.
        is_stopped: bool,
    },
    /// Looks into the cells of a sweep; numbers come beside the answer.
    Look {
        /// Which cells.
        table: TableSource,
        /// What is asked.
        question: Question,
    },
    /// Compiles a script.
    Compile {
        /// Its text.
        source: String,
    },
    /// Lists the scripts that ship with the product.
    Library,
    /// Lists what scripts can name.
    Words,
    /// Recognises the files beside the message and reads their ends.
    Inspect {
        /// The person's answers so far.
        options: ImportOptions,
    },
    /// Reads the files beside the message; the bars become durable before the answer.
    Import {
        /// The person's answers.
        options: ImportOptions,
    },
    /// Stores the file beside the message under its hash, for a page that cannot write.
    Keep {
        /// The directory.
        dir: String,
        /// What the bytes must be.
        hash: BlobHash,
    },
    /// Makes minute bars; they become durable before the answer.
    Synthetic {
        /// Seed.
        seed: u64,
        /// Number of bars.
        n_bars: u32,
    },
    /// Makes the bars of a set of the library; they become durable before the answer.
    MadeUp {
        /// Its key.
        key: String,
        /// Its seed.
        seed: u64,
    },
}

impl Work {
    /// The sweep that a worker must have for it.
    pub fn sweep(&self) -> Option<JobId> {
        match self {
            Self::Survey { job } | Self::Cells { job, .. } | Self::Join { job, .. } => Some(*job),
            _ => None,
        }
    }
}

/// What a piece of work brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Of a backtest, or of joining a sweep or a walk-forward run.
    Result {
        /// Where it lies.
        result: ResultRef,
        /// Headline numbers that are defined.
        summary: BTreeMap<String, f64>,
        /// Bars or cells.
        units: u64,
    },
    /// Of a look-ahead check.
    Judged {
        /// What it says.
        verdict: LookAheadVerdict,
    },
    /// Of an explanation.
    Explained {
        /// `None` if the report was made by a version that did not keep why.
        reasons: Option<Box<FillReasons>>,
    },
    /// Of shaking a result.
    Resampled(Box<Resampled>),
    /// Of a comparison.
    Compared(Box<Comparison>),
    /// Of a question about the series of a run.
    Plots(PlotList),
    /// Of a survey: ranges (first, number) of cells that are stored.
    Stored {
        /// Cells of the sweep.
        n_cells: u64,
        /// Cells of a round.
        n_round: u64,
        /// Ascending, none overlapping.
        ranges: Vec<(u64, u64)>,
        /// The best objective among them.
        best: Option<f64>,
    },
    /// Of some cells.
    Cells {
        /// How many of those asked for are stored, from the first: all, unless the task was halted.
        n_cells: u64,
        /// The best objective among them.
        best: Option<f64>,
        /// How long they took.
        seconds: f64,
    },
    /// Of a look into a sweep's cells.
    Looked(Answer),
    /// Of compiling a script.
    Compiled(Box<Compiled>),
    /// Of listing the library.
    Library(Vec<LibraryScript>),
    /// Of listing what scripts can name.
    Words(Vec<Word>),
    /// Of an inspection.
    Inspected {
        /// One per file.
        files: Vec<FilePreview>,
    },
    /// Of keeping a file.
    Kept,
    /// Of anything that makes bars.
    Bars(Box<BarsFacts>),
}

/// What a compiler says of a script.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Compiled {
    /// What it declares, if it can run.
    pub script: Option<Declared>,
    /// What is wrong with it or should be looked at, in the order of the text.
    pub remarks: Vec<Remark>,
}

/// What a script can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Its name with its library.
    pub name: String,
    /// The ways to call it.
    pub signatures: Vec<String>,
    /// What it does or is, in a sentence; empty where the name says it.
    pub doc: String,
    /// Whether it is called.
    pub is_function: bool,
}

/// A script that ships with the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryScript {
    /// Its title.
    pub name: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// Where its rules come from.
    pub origin: String,
    /// Its text.
    pub source: String,
}

/// What a script that can run says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// As any strategy's.
    pub declaration: Declaration,
    /// The settings that its `strategy()` proposes.
    pub config: RunConfig,
    /// Whether it cannot run without the size of a tick.
    pub needs_tick: bool,
    /// What was accepted and has no effect, or another than one might expect.
    pub notes: Vec<String>,
}

/// What a compiler says of a place in a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Whether the script cannot run because of it.
    pub is_error: bool,
    /// What is wrong.
    pub sentence: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Characters of the place.
    pub length: u32,
    /// The cause, or what to do.
    pub note: Option<String>,
    /// A name that was probably meant.
    pub suggestion: Option<String>,
    /// The text of that line.
    pub excerpt: String,
}

/// Why a trade's two fills happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FillReasons {
    /// The one that opened it.
    pub entry: FillReason,
    /// The one that closed it.
    pub exit: FillReason,
}

/// Why a fill happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FillReason {
    /// What the engine says.
    pub explanation: Explanation,
    /// Open time of the bar at whose close the order was made, UTC milliseconds.
    pub decided_time: i64,
}

/// A file as it is understood, before it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilePreview {
    /// What it is, with the questions only the person can answer.
    pub format: Format,
    /// Its first bars.
    pub first: Vec<Bar>,
    /// Its last bars; empty for packed files.
    pub last: Vec<Bar>,
    /// The fields of its first row, as written.
    pub fields: Vec<String>,
    /// Its questions, with the bars that each answer would give.
    pub asked: Vec<Asked>,
    /// Why it is not understood; the person may say what its columns hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<JobError>,
}

/// What is known of bars that have just been stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BarsFacts {
    /// Hash of the encoded columns.
    pub hash: BlobHash,
    /// Their size in bytes.
    pub n_bytes: u64,
    /// Number of bars.
    pub n_bars: u32,
    /// Usual distance between bars.
    pub interval_ms: i64,
    /// Open time of the first bar.
    pub first_time: i64,
    /// Open time of the last bar.
    pub last_time: i64,
    /// Close of the last bar.
    pub last_close: f64,
    /// What was found while reading.
    pub quality: Quality,
    /// The recognised format, empty for made-up bars.
    pub format: String,
}

/// From the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromWorker {
    /// The engine is there.
    Ready {
        /// Its [`PROTOCOL`].
        protocol: u32,
        /// Its engine version.
        build: String,
    },
    /// How far a task is; at most about ten a second.
    Progress {
        /// The task.
        task: TaskId,
        /// Bars, cells or bytes.
        progress: Progress,
    },
    /// A task is done.
    Done {
        /// The task.
        task: TaskId,
        /// What it brought.
        outcome: Outcome,
    },
    /// A task failed; the worker is fit for the next.
    Failed {
        /// The task.
        task: TaskId,
        /// Why.
        error: JobError,
    },
    /// A task was stopped as asked.
    Cancelled {
        /// The task.
        task: TaskId,
    },
    /// The engine panicked; the worker is good for nothing any more.
    Panicked {
        /// Message and place.
        message: String,
    },
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
