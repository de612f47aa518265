//! Which jobs are shown.

use shared::job::{JobRecord, JobState};

/// What the person asked for; empty parts let everything through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    /// Words that title, strategy, dataset, tags or note must contain, all of them.
    pub(super) text: String,
    /// State.
    pub(super) state: Option<JobState>,
    /// Key of a strategy.
    pub(super) strategy: Option<String>,
    /// Hash of a dataset's bars: two descriptions of the same bars are one choice.
    pub(super) dataset: Option<String>,
    /// Marked ones only.
    pub(super) is_starred: bool,
}

impl Filter {
    /// Whether nothing is filtered.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
            && self.state.is_none()
            && self.strategy.is_none()
            && self.dataset.is_none()
            && !self.is_starred
    }

    /// Whether a job is shown.
    pub(super) fn admits(&self, record: &JobRecord) -> bool {
        let run = record.spec.run();
        self.state.is_none_or(|state| state == record.state)
            && self.strategy.as_ref().is_none_or(|strategy| *strategy == run.strategy.key())
            && self.dataset.as_ref().is_none_or(|dataset| *dataset == run.dataset_hash.0)
            && (!self.is_starred || record.starred)
            && self.text.split_whitespace().all(|word| contains(record, &word.to_lowercase()))
    }
}

fn contains(record: &JobRecord, word: &str) -> bool {
    let run = record.spec.run();
    let strategy = run.strategy.to_string();
    let texts = [&record.title, &strategy, &run.dataset_name, &record.note];
    texts.into_iter().chain(&record.tags).any(|text| text.to_lowercase().contains(word))
}
