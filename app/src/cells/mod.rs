//! What a page asks of the cells of a sweep, and the answers.
//!
//! A page never holds a table: it may have a million cells. A worker holds the columns that were asked for and answers [`Question`]s about
//! them; how, is in the modules here, which are pure. Columns count the dataset first, where a sweep has several,
//! then the swept parameters, then the statistics.

#[cfg(any(feature = "worker", test))]
mod course;
#[cfg(any(feature = "worker", test))]
mod heat;
#[cfg(any(feature = "worker", test))]
mod levels;
#[cfg(any(feature = "worker", test))]
mod sample;
#[cfg(any(feature = "worker", test))]
mod select;
#[cfg(any(feature = "worker", test))]
mod spread;

use engine::overfitting::Verdict;
use serde::{Deserialize, Serialize};
use shared::id::{BlobHash, JobId};
use shared::job::JobSpec;

#[cfg(any(feature = "worker", test))]
pub(crate) use self::{
    course::course, heat::heat, levels::Levels, sample::sample, select::select, spread::spread,
};

/// Which cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableSource {
    /// Those of a sweep that is over.
    Stored {
        /// Names the file.
        blob: BlobHash,
    },
    /// Those stored so far of a sweep that is not.
    Growing {
        /// The sweep.
        job: JobId,
        /// What it does.
        #[serde(with = "shared::json_text")]
        spec: Box<JobSpec>,
    },
}

/// By which column, and how. Equal cells keep their order; what is no number comes last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellOrder {
    /// The column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

/// Cells with a number in these bounds, both included. Where there is a bound, what is no number is left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// The column.
    pub column: usize,
    /// Least number.
    pub min: Option<f64>,
    /// Largest number.
    pub max: Option<f64>,
}

/// A statistic, and which of its values are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The column.
    pub column: usize,
    /// Whether less is better.
    pub is_lower_better: bool,
}

impl Goal {
    /// Whether `a` is better than `b`. What is no number is never better; anything is better than what is no number.
    pub fn is_better(self, a: f64, b: f64) -> bool {
        if self.is_lower_better {
            a < b || (b.is_nan() && !a.is_nan())
        } else {
            a > b || (b.is_nan() && !a.is_nan())
        }
    }
}

/// What a page asks.
#[expect(missing_docs, reason = "each question names what it asks with")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Looks again which cells are stored. Levels of every parameter.
    Count,
    /// Rows `from .. from + n` in an order: cell, then every column.
    Rows { order: CellOrder, filters: Vec<Filter>, from: u64, n: u64 },
    /// One cell, as a row; no numbers if it is not stored.
    Row { cell: u64 },
    /// What a cell ran: its dataset and the point of the grid; no numbers if it is not stored.
    Point { cell: u64 },
    /// The best cell for every pair of levels of two parameters: all values, then the cells, x fastest. `fixed` holds a level for each
    /// parameter that is kept at one.
    Heat { x: usize, y: usize, goal: Goal, fixed: Vec<Option<usize>> },
    /// For each level of a parameter: number of cells, least, lower quartile, median, upper quartile, largest.
    Spread { axis: usize, column: usize },
    /// Cells, in their order, at which the best so far changes: number of cells up to it, the best.
    Course { goal: Goal },
    /// At most `n` of the cells that pass the filters, the best among them: least and largest number of each column asked for over all
    /// cells, then for each drawn cell its number and those columns.
    Sample { columns: Vec<usize>, goal: Goal, filters: Vec<Filter>, n: usize },
    /// What is to be thought of the best cell, where `n_before` trials were made on each dataset outside this sweep.
    Overfitting { n_before: Vec<u64> },
    /// A file of the rows in an order.
    Csv { order: CellOrder, filters: Vec<Filter> },
}

/// What a worker answers, with the numbers beside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Cells in all.
    pub n_cells: u64,
    /// Cells that are stored.
    pub n_stored: u64,
    /// Stored cells without any number, because their parameters make no sense together.
    pub n_skipped: u64,
    /// Cells that pass the filters.
    pub n_matched: u64,
    /// Levels of the parameters that the question is about.
    pub levels: Vec<AxisLevels>,
    /// What is to be thought of the best cells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Judged>,
}

/// The verdict on one dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Its number.
    pub dataset: u64,
    /// The best cell.
    pub best_cell: Option<u64>,
    /// Its parameters, one for each axis.
    #[serde(default)]
    pub best_values: Vec<f64>,
    /// What is to be thought of it.
    pub verdict: Verdict,
}

/// The values a parameter takes, or, where there are too many, the lower ends of ranges.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AxisLevels {
    /// Ascending.
    pub values: Vec<f64>,
    /// Width of the ranges; `None` where each level is one value.
    pub width: Option<f64>,
}
