//! How many cells were ever tried on a dataset: what the best of them has to be measured against.
//!
//! A try counts even when its job is deleted. Two devices, or two tabs, may note the same job: the higher number counts, so
//! ledgers join in any order, any number of times.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{BlobHash, JobId};
use crate::job::{JobRecord, JobSpec, JobState};

/// The tries on one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Hash of its bars.
    pub dataset: BlobHash,
    /// Cells tried by each job.
    pub jobs: BTreeMap<JobId, u64>,
}

impl Ledger {
    /// No tries yet.
    pub fn new(dataset: BlobHash) -> Self {
        Self { dataset, jobs: BTreeMap::new() }
    }

    /// Notes that a job has tried so many cells on this dataset by now. Running a job again tries the same cells again: no
    /// number is added, the highest counts.
    pub fn note(&mut self, job: JobId, n_cells: u64) {
        let known = self.jobs.entry(job).or_default();
        *known = n_cells.max(*known);
    }

    /// Takes in what was noted elsewhere about the same dataset.
    pub fn merge(&mut self, other: &Self) {
        if self.dataset == other.dataset {
            other.jobs.iter().for_each(|(job, n)| self.note(*job, *n));
        }
    }

    /// All tries.
    pub fn total(&self) -> u64 {
        self.jobs.values().sum()
    }

    /// All tries but those of one job.
    pub fn without(&self, job: JobId) -> u64 {
        self.total() - self.jobs.get(&job).copied().unwrap_or(0)
    }
}

impl JobRecord {
    /// What this job has tried on each of its datasets by now. A run opened from a cell tries nothing new; a sweep
    /// counts the cells it has done, in equal parts for its datasets, a walk-forward run those of one fold: the next one chooses
    /// from the same.
    pub fn tries(&self) -> Vec<(BlobHash, u64)> {
        let done = matches!(self.state, JobState::Completed);
        match &self.spec {
            JobSpec::Backtest { run } => {
                let n = u64::from(done && self.parent.is_none());
                vec![(run.dataset_hash.clone(), n)]
            }
            JobSpec::Sweep { .. } => {
                let datasets = self.spec.datasets();
                let each = self.progress.done.div_ceil(datasets.len() as u64);
                datasets.into_iter().map(|dataset| (dataset.dataset_hash, each)).collect()
            }
            JobSpec::WalkForward { run, folds, .. } => {
                // The traded stretch of a fold counts as a cell of the progress, and is none that was chosen from.
                let per_fold = self.progress.total / u64::from(folds.n_folds.max(1));
                let n = self.progress.done.min(per_fold.saturating_sub(1));
                vec![(run.dataset_hash.clone(), n)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{job, search, uuid};
    use crate::job::Progress;

    fn ledger(notes: &[(u128, u64)]) -> Ledger {
        let mut ledger = Ledger::new(BlobHash("ab".into()));
        notes.iter().for_each(|(id, n)| ledger.note(JobId(uuid(*id)), *n));
        ledger
    }

    proptest! {
        #[test]
        fn ledgers_join_in_any_order_and_any_number_of_times(
            a in prop::collection::vec((0u128..5, 0u64..100), 0..6),
            b in prop::collection::vec((0u128..5, 0u64..100), 0..6),
        ) {
            let (a, b) = (ledger(&a), ledger(&b));
            let (mut ab, mut ba) = (a.clone(), b.clone());
            ab.merge(&b);
            ba.merge(&a);
            prop_assert_eq!(&ab, &ba);
            ab.merge(&b);
            ab.merge(&a);
            prop_assert_eq!(&ab, &ba);
            prop_assert!(ab.total() >= a.total().max(b.total()));
        }
    }

    #[test]
    fn a_job_that_runs_again_is_no_further_try() {
        let mut ledger = ledger(&[(1, 60), (2, 40)]);
        ledger.note(JobId(uuid(1)), 10);
        assert_eq!((ledger.total(), ledger.without(JobId(uuid(1)))), (100, 40));
        ledger.merge(&Ledger { dataset: BlobHash("cd".into()), ..self::ledger(&[(9, 9)]) });
        assert_eq!(ledger.total(), 100, "another dataset is another ledger");
    }

    #[test]
    fn a_sweep_tries_its_cells_on_each_dataset_and_an_opened_cell_nothing() {
        let mut sweep = job(1);
        sweep.spec = search();
        sweep.progress = Progress { done: 31, total: 32, ..Progress::default() };
        let tries: Vec<u64> = sweep.tries().into_iter().map(|(_, n)| n).collect();
        assert_eq!(tries, [16, 16]);

        let mut run = job(2);
        assert_eq!(run.tries()[0].1, 0, "it has not run");
        run.state = JobState::Completed;
        assert_eq!(run.tries()[0].1, 1);
        run.parent = Some((JobId(uuid(1)), 3));
        assert_eq!(run.tries()[0].1, 0);
    }
}
