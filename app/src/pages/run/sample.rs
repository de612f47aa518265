//! The job that a new form of a built-in strategy would make, without a form on the page.

use engine::strategy::declaration::Declaration;
use shared::dataset::Dataset;

use super::draft::Draft;
use super::form::Start;
use super::parse::parse;
use super::submit::new_job;
use crate::format::number::Separators;
use crate::state::NewJob;

/// A run of a strategy on a dataset with the settings that a new form proposes, whatever was typed into an older one.
pub(in super::super) fn sample_job(info: &Declaration, dataset: Dataset) -> NewJob {
    let start = Start::built_in(info);
    let parsed = parse(&Draft::proposed(&start.info, &start.config), &start.info, &Separators::default());
    new_job(start, parsed, dataset, Vec::new())
}
