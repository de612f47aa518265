//! How many cells were ever tried on a dataset: what the best of them has to be measured against.
//!
//! A try counts even when its job is deleted. Each device keeps an [`Entry`] for every job that it has heard of, and tells the
//! others one number per dataset, its own [`DeviceTrials`]: what a job tried is published by the device that has it. Entries and numbers join
//! in any order, any number of times.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::api::record::TRIALS;
use crate::id::{BlobHash, DeviceId, JobId};
use crate::job::{JobRecord, JobSpec, JobState};
use crate::sync::rows::Key;

/// What one job has tried on one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Cells.
    pub n_cells: u64,
    /// The attempt that was heard of last.
    pub attempt: u32,
    /// The device of that attempt: it tells the others of the job.
    pub device: DeviceId,
}

impl Entry {
    /// Both, put together. Running a job again tries the same cells again: no number is added, the highest counts, whoever has
    /// the job by now.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let (attempt, device) = (self.attempt, self.device).max((other.attempt, other.device));
        Self { n_cells: self.n_cells.max(other.n_cells), attempt, device }
    }
}

/// What one device's jobs have tried on one dataset in all, deleted ones too. A record that only this device writes, so that there is
/// nothing to merge; some hundred bytes, whatever the number of jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTrials {
    /// Hash of the dataset's bars.
    pub dataset: BlobHash,
    /// The device.
    pub device: DeviceId,
    /// Cells.
    pub n_cells: u64,
}

impl DeviceTrials {
    /// The record of a device and a dataset: always the same, so that a device finds its own again.
    pub fn key(dataset: &BlobHash, device: DeviceId) -> Key {
        let hash = Sha256::digest(format!("{TRIALS} {dataset} {device}"));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Key::new(TRIALS, uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// The trials on one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trials {
    dataset: BlobHash,
    jobs: BTreeMap<JobId, Entry>,
    told: BTreeMap<DeviceId, u64>,
}

impl Trials {
    /// No trials yet.
    pub fn new(dataset: BlobHash) -> Self {
        Self { dataset, jobs: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// Hash of the dataset's bars.
    pub fn dataset(&self) -> &BlobHash {
        &self.dataset
    }

    /// Notes what a job has tried by now. A job without trials leaves no entry.
    pub fn note(&mut self, job: JobId, entry: Entry) {
        if entry.n_cells > 0 {
            let known = self.jobs.entry(job).or_insert(entry);
            *known = known.joined(entry);
        }
    }

    /// Notes what a record says of this dataset.
    pub fn note_record(&mut self, record: &JobRecord) {
        if let Some(entry) = record.entries().remove(&self.dataset) {
            self.note(record.id, entry);
        }
    }

    /// Takes in what a device tells of itself.
    pub fn tell(&mut self, told: &DeviceTrials) {
        if told.dataset == self.dataset {
            let known = self.told.entry(told.device).or_default();
            *known = told.n_cells.max(*known);
        }
    }

    /// Takes in what was noted elsewhere about the same dataset.
    pub fn merge(&mut self, other: &Self) {
        if self.dataset == other.dataset {
            other.jobs.iter().for_each(|(job, entry)| self.note(*job, *entry));
            for (device, n_cells) in &other.told {
                let (dataset, device, n_cells) = (self.dataset.clone(), *device, *n_cells);
                self.tell(&DeviceTrials { dataset, device, n_cells });
            }
        }
    }

    /// What the known jobs of a device have tried.
    pub fn of_jobs(&self, device: DeviceId) -> u64 {
        let own = self.jobs.values().filter(|entry| entry.device == device);
        own.fold(0, |sum, entry| sum.saturating_add(entry.n_cells))
    }

    /// All trials. Of each device the higher number counts: what it tells, which knows its deleted jobs, or what its jobs show, which
    /// may be newer.
    pub fn total(&self) -> u64 {
        let mut shown: BTreeMap<DeviceId, u64> = BTreeMap::new();
        for entry in self.jobs.values() {
            let known = shown.entry(entry.device).or_default();
            *known = known.saturating_add(entry.n_cells);
        }
        for (device, n_cells) in &self.told {
            let known = shown.entry(*device).or_default();
            *known = (*n_cells).max(*known);
        }
        // Numbers of other devices may be any: too many trials make a verdict stricter, a sum that wraps around would make it kinder.
        shown.values().fold(0, |sum, n_cells| sum.saturating_add(*n_cells))
    }

    /// All trials but those of one job.
    pub fn without(&self, job: JobId) -> u64 {
        self.total().saturating_sub(self.jobs.get(&job).map_or(0, |entry| entry.n_cells))
    }
}

impl JobRecord {
    /// What is kept of this job, by the hash of the bars. Two datasets of a sweep may have the same bars.
    pub fn entries(&self) -> BTreeMap<BlobHash, Entry> {
        let mut entries = BTreeMap::new();
        for (hash, n_cells) in self.trials() {
            let none = Entry { n_cells: 0, attempt: self.attempt, device: self.device };
            let entry = entries.entry(hash).or_insert(none);
            entry.n_cells = entry.n_cells.saturating_add(n_cells);
        }
        entries
    }

    /// What this job has tried on each of its datasets by now. A run opened from a cell adds no trial; a sweep
    /// counts the cells it has done, in equal parts for its datasets, a walk-forward run those of one fold: the next one chooses
    /// from the same.
    pub fn trials(&self) -> Vec<(BlobHash, u64)> {
        let done = matches!(self.state, JobState::Completed);
        match &self.spec {
            JobSpec::Backtest { run } => {
                let n = u64::from(done && self.parent.is_none());
                vec![(run.dataset.hash.clone(), n)]
            }
            JobSpec::Sweep { .. } => {
                let datasets = self.spec.datasets();
                let each = self.progress.done.div_ceil(datasets.len() as u64);
                datasets.into_iter().map(|dataset| (dataset.hash, each)).collect()
            }
            JobSpec::WalkForward { run, folds, .. } => {
                // The traded stretch of a fold counts as a cell of the progress, and is none that was chosen from.
                let per_fold = self.progress.total / u64::from(folds.n_folds.max(1));
                let n = self.progress.done.min(per_fold.saturating_sub(1));
                vec![(run.dataset.hash.clone(), n)]
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

    /// Job, cells, attempt and device; device and what it tells.
    type Notes = (Vec<(u128, u64, u32, u128)>, Vec<(u128, u64)>);

    fn device(n: u128) -> DeviceId {
        DeviceId(uuid(n))
    }

    fn entry(n_cells: u64, attempt: u32, on: u128) -> Entry {
        Entry { n_cells, attempt, device: device(on) }
    }

    fn made((jobs, told): &Notes) -> Trials {
        let mut trials = Trials::new(BlobHash("ab".into()));
        for (id, n_cells, attempt, on) in jobs {
            trials.note(JobId(uuid(*id)), entry(*n_cells, *attempt, *on));
        }
        for (on, n_cells) in told {
            let dataset = trials.dataset.clone();
            trials.tell(&DeviceTrials { dataset, device: device(*on), n_cells: *n_cells });
        }
        trials
    }

    fn notes() -> impl Strategy<Value = Notes> {
        let jobs = prop::collection::vec((0u128..5, 0u64..100, 1u32..4, 0u128..3), 0..6);
        (jobs, prop::collection::vec((0u128..3, 0u64..100), 0..4))
    }

    #[test]
    fn absurd_numbers_of_other_devices_never_make_fewer_trials() {
        let most = u64::MAX;
        let trials =
            made(&(vec![(1, most, 1, 1), (2, most, 1, 1), (3, 4, 1, 2)], vec![(2, most), (3, most)]));
        assert_eq!(trials.total(), most);
        assert_eq!(trials.of_jobs(device(1)), most);
        assert_eq!(trials.without(JobId(uuid(3))), most - 4);
        assert_eq!(trials.without(JobId(uuid(1))), 0);
    }

    fn joined(a: &Trials, b: &Trials) -> Trials {
        let mut both = a.clone();
        both.merge(b);
        both
    }

    proptest! {
        #[test]
        fn ledgers_join_in_any_order_and_any_number_of_times(a in notes(), b in notes(), c in notes()) {
            let (a, b, c) = (made(&a), made(&b), made(&c));
            let ab = joined(&a, &b);
            prop_assert_eq!(&ab, &joined(&b, &a));
            prop_assert_eq!(&joined(&ab, &c), &joined(&a, &joined(&b, &c)));
            prop_assert_eq!(&joined(&ab, &ab), &ab);
            prop_assert_eq!(&joined(&ab, &a), &ab);
        }

        #[test]
        fn no_job_is_counted_more_than_all_tries(a in notes(), job in 0u128..5) {
            let a = made(&a);
            prop_assert!(a.without(JobId(uuid(job))) <= a.total());
        }
    }

    #[test]
    fn a_job_that_runs_again_is_no_further_try() {
        let mut trials = made(&(vec![(1, 60, 1, 1), (2, 40, 1, 1)], vec![]));
        trials.note(JobId(uuid(1)), entry(10, 2, 1));
        assert_eq!((trials.total(), trials.without(JobId(uuid(1)))), (100, 40));
        let other = Trials { dataset: BlobHash("cd".into()), ..made(&(vec![(9, 9, 1, 1)], vec![])) };
        trials.merge(&other);
        assert_eq!(trials.total(), 100, "another dataset has its own trials");
    }

    #[test]
    fn what_a_device_tells_counts_beyond_its_known_jobs_and_never_twice() {
        // Device 1 has published 100 trials, of which one job of 60 is known here; device 2 has a job that it has not told of yet.
        let trials = made(&(vec![(1, 60, 1, 1), (2, 7, 1, 2)], vec![(1, 100), (2, 0)]));
        assert_eq!((trials.total(), trials.without(JobId(uuid(1)))), (107, 47));
    }

    #[test]
    fn a_job_that_was_taken_over_is_counted_by_the_device_that_has_it() {
        let trials = made(&(vec![(1, 50, 1, 1), (1, 100, 2, 2)], vec![]));
        assert_eq!((trials.of_jobs(device(1)), trials.of_jobs(device(2)), trials.total()), (0, 100, 100));
    }

    #[test]
    fn a_job_that_was_taken_over_and_cancelled_early_is_not_counted_by_both_devices() {
        // Device 2 has the greater name and more cells; whoever knows both attempts must leave the telling to device 1 all the same.
        let trials = made(&(vec![(1, 50, 1, 2), (1, 30, 2, 1)], vec![]));
        assert_eq!((trials.of_jobs(device(1)), trials.of_jobs(device(2)), trials.total()), (50, 0, 50));
    }

    #[test]
    fn a_sweep_over_two_datasets_with_the_same_bars_counts_its_cells_on_both_whether_its_record_is_there_or_not()
     {
        let mut sweep = job(1);
        sweep.spec = search();
        if let JobSpec::Sweep { run, more_datasets, .. } = &mut sweep.spec {
            more_datasets.iter_mut().for_each(|dataset| dataset.hash = run.dataset.hash.clone());
        }
        sweep.progress = Progress { done: 32, total: 32, ..Progress::default() };
        let hash = sweep.spec.run().dataset.hash.clone();
        assert_eq!(
            sweep.entries(),
            BTreeMap::from([(hash.clone(), Entry { n_cells: 32, attempt: 1, device: sweep.device })])
        );
        let mut trials = Trials::new(hash);
        trials.note_record(&sweep);
        assert_eq!(trials.total(), 32);
    }

    #[test]
    fn the_record_of_a_device_and_a_dataset_is_always_the_same_and_no_other_one_s() {
        let key = |dataset: &str, n| DeviceTrials::key(&BlobHash(dataset.into()), device(n));
        assert_eq!(key("ab", 1), key("ab", 1));
        assert!(key("ab", 1) != key("ab", 2) && key("ab", 1) != key("cd", 1));
        assert_eq!(key("ab", 1).to_string(), "tries/2dbe9069-b1f2-8c67-8d9e-35fb78f06e92");
    }

    #[test]
    fn trials_on_disk_and_on_the_wire() {
        let told = DeviceTrials { dataset: BlobHash("ab".into()), device: device(1), n_cells: 7 };
        insta::assert_json_snapshot!(told);
        insta::assert_json_snapshot!(entry(7, 1, 1));
    }

    #[test]
    fn a_sweep_tries_its_cells_on_each_dataset_and_an_opened_cell_nothing() {
        let mut sweep = job(1);
        sweep.spec = search();
        sweep.progress = Progress { done: 31, total: 32, ..Progress::default() };
        let counts: Vec<u64> = sweep.trials().into_iter().map(|(_, n)| n).collect();
        assert_eq!(counts, [16, 16]);

        let mut run = job(2);
        assert_eq!(run.trials()[0].1, 0, "it has not run");
        run.state = JobState::Completed;
        assert_eq!(run.trials()[0].1, 1);
        run.parent = Some((JobId(uuid(1)), 3));
        assert_eq!(run.trials()[0].1, 0);
    }
}
