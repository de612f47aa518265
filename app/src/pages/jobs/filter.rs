//! Which jobs are shown, and in which order.

use std::cmp::Ordering;

use shared::job::JobRecord;
use shared::run_time::RunTime;

use crate::router::{JobSort, JobsView, SortKey};

/// Whether a job is shown.
pub(super) fn admits(view: &JobsView, record: &JobRecord) -> bool {
    let run = record.spec.run();
    view.state.is_none_or(|state| state == record.state)
        && view.strategy.as_ref().is_none_or(|strategy| *strategy == run.strategy.key())
        && view.dataset.as_ref().is_none_or(|dataset| *dataset == run.dataset.hash.0)
        && (!view.is_starred || record.starred)
        && view.text.split_whitespace().all(|word| contains(record, &word.to_lowercase()))
}

fn contains(record: &JobRecord, word: &str) -> bool {
    let run = record.spec.run();
    let strategy = run.strategy.to_string();
    let texts = [&record.title, &strategy, &run.dataset.name, &record.note];
    texts.into_iter().chain(&record.tags).any(|text| text.to_lowercase().contains(word))
}

/// What a job is compared by. What has none comes last either way round.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SortValue {
    /// A moment, a duration or a statistic.
    Number(f64),
    /// A title, without regard to case.
    Text(String),
    /// Nothing to compare: no such number, or a job that has not ended.
    None,
}

impl SortValue {
    /// The value of a job.
    pub(super) fn of(record: &JobRecord, by: &SortKey) -> Self {
        let number = match by {
            SortKey::Title => return Self::Text(record.title.to_lowercase()),
            SortKey::Created => Some(record.created_ms as f64),
            SortKey::Took => RunTime::of(record).map(|time| time.ms as f64),
            SortKey::Number(key) => record.summary.get(key).copied(),
        };
        number.filter(|number| !number.is_nan()).map_or(Self::None, Self::Number)
    }

    /// Which of two comes first. Equal ones keep their places: the newer first.
    pub(super) fn compare(&self, other: &Self, sort: &JobSort) -> Ordering {
        let order = match (self, other) {
            (Self::None, Self::None) => return Ordering::Equal,
            (Self::None, _) => return Ordering::Greater,
            (_, Self::None) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            // One key gives all jobs the same kind of value.
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        if sort.is_descending { order.reverse() } else { order }
    }
}

#[cfg(test)]
mod tests {
    use shared::fixture::job;

    use super::*;

    #[test]
    fn a_job_without_the_number_comes_last_in_both_orders() {
        let with = |n: u128, sharpe: Option<f64>| {
            let mut record = job(n);
            record.summary = sharpe.map(|sharpe| ("sharpe".to_owned(), sharpe)).into_iter().collect();
            record
        };
        let records =
            [with(1, None), with(2, Some(-1.0)), with(3, Some(2.0)), with(4, None), with(5, Some(2.0))];
        let sorted = |is_descending| {
            let sort = JobSort { by: SortKey::Number("sharpe".into()), is_descending };
            let mut order: Vec<usize> = (0..records.len()).collect();
            let value = |at: usize| SortValue::of(&records[at], &sort.by);
            order.sort_by(|a, b| value(*a).compare(&value(*b), &sort));
            order
        };
        assert_eq!(sorted(true), [2, 4, 1, 0, 3]);
        assert_eq!(sorted(false), [1, 2, 4, 0, 3]);
    }

    #[test]
    fn titles_sort_without_regard_to_case() {
        let mut records = [job(1), job(2), job(3)];
        for (record, title) in records.iter_mut().zip(["beta", "Alpha", "Zeta"]) {
            record.title = title.to_owned();
        }
        let sort = JobSort { by: SortKey::Title, is_descending: false };
        records.sort_by(|a, b| SortValue::of(a, &sort.by).compare(&SortValue::of(b, &sort.by), &sort));
        assert_eq!(records.map(|record| record.title), ["Alpha", "beta", "Zeta"]);
    }
}
