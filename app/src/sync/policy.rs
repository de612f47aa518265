//! What is sent along with the records: a choice of this device alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use shared::api::record::{DATASET, JOB};
use shared::id::BlobHash;
use shared::job::JobRecord;
use shared::sync::fields::blob_of;
use shared::sync::rows::{Key, Row};

use crate::storage::opfs::{BARS, RESULTS};

/// Of which datasets something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Of every one.
    All,
    /// Of those that were chosen.
    Chosen,
    /// Of none.
    None,
}

/// What is sent along. Datasets are named by the hash of their bars, which all their descriptions and jobs share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Bars.
    #[serde(deserialize_with = "share")]
    pub datasets: Share,
    /// Results of the jobs that ran on a dataset.
    #[serde(deserialize_with = "share")]
    pub results: Share,
    /// Datasets whose bars were chosen.
    #[serde(default)]
    pub chosen_datasets: BTreeSet<BlobHash>,
    /// Datasets whose results were chosen.
    #[serde(default)]
    pub chosen_results: BTreeSet<BlobHash>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            datasets: Share::All,
            results: Share::All,
            chosen_datasets: BTreeSet::new(),
            chosen_results: BTreeSet::new(),
        }
    }
}

impl Policy {
    /// Whether the bars of a dataset are sent.
    pub fn sends_bars(&self, dataset: &BlobHash) -> bool {
        sends(self.datasets, &self.chosen_datasets, dataset)
    }

    /// Whether the results of jobs on a dataset are sent.
    pub fn sends_results(&self, dataset: &BlobHash) -> bool {
        sends(self.results, &self.chosen_results, dataset)
    }

    /// The bytes that go with a record, and the directory in which they lie; `None` if it goes without any.
    pub fn blob(&self, key: &Key, row: &Row) -> Option<(BlobHash, &'static str)> {
        let body = row.live(&key.kind)?;
        let blob = blob_of(&key.kind, body)?;
        match key.kind.0.as_str() {
            DATASET if self.sends_bars(&blob) => Some((blob, BARS)),
            JOB => {
                let is_sent = match self.results {
                    Share::All => true,
                    Share::None => false,
                    // A record that this version cannot read says not what it ran on; nothing is sent unasked.
                    Share::Chosen => body
                        .read::<JobRecord>()
                        .is_ok_and(|job| job.spec.datasets().iter().any(|of| self.sends_results(&of.hash))),
                };
                is_sent.then_some((blob, RESULTS))
            }
            _ => None,
        }
    }
}

fn sends(share: Share, chosen: &BTreeSet<BlobHash>, dataset: &BlobHash) -> bool {
    match share {
        Share::All => true,
        Share::Chosen => chosen.contains(dataset),
        Share::None => false,
    }
}

/// Before there was a choice by dataset, it was yes or no.
fn share<'de, D: Deserializer<'de>>(from: D) -> Result<Share, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Flag(bool),
        Share(Share),
    }
    Ok(match Written::deserialize(from)? {
        Written::Flag(true) => Share::All,
        Written::Flag(false) => Share::None,
        Written::Share(share) => share,
    })
}

#[cfg(test)]
mod tests {
    use shared::api::record::Body;
    use shared::fixture::{job, search};
    use shared::job::ResultRef;

    use super::*;

    fn hash(digit: char) -> BlobHash {
        BlobHash(digit.to_string().repeat(64))
    }

    fn completed() -> (Key, Row, Vec<BlobHash>) {
        let mut record = job(1);
        record.spec = search();
        record.result = Some(ResultRef { blob: hash('e'), n_bytes: 1, result_hash: String::new() });
        let datasets = record.spec.datasets().into_iter().map(|of| of.hash).collect();
        let row = Row { body: Some(Body::of(&record).unwrap()), ..Row::default() };
        (Key::new(JOB, record.id.0), row, datasets)
    }

    #[test]
    fn a_result_goes_along_if_one_of_its_datasets_was_chosen() {
        let (key, row, datasets) = completed();
        assert_eq!(datasets.len(), 2);
        let mut policy = Policy { results: Share::Chosen, datasets: Share::None, ..Policy::default() };
        assert_eq!(policy.blob(&key, &row), None);
        policy.chosen_datasets.insert(datasets[1].clone());
        assert_eq!(policy.blob(&key, &row), None, "bars and results are chosen apart");
        policy.chosen_results.insert(datasets[1].clone());
        assert_eq!(policy.blob(&key, &row), Some((hash('e'), RESULTS)));
        policy.results = Share::None;
        assert_eq!(policy.blob(&key, &row), None);
    }

    #[test]
    fn bars_go_along_as_chosen() {
        let body = Body::from_text(format!(r#"{{"hash":"{}"}}"#, hash('a'))).unwrap();
        let (key, row) = (Key::new(DATASET, uuid::Uuid::nil()), Row { body: Some(body), ..Row::default() });
        let mut policy = Policy::default();
        assert_eq!(policy.blob(&key, &row), Some((hash('a'), BARS)));
        policy.datasets = Share::Chosen;
        assert_eq!(policy.blob(&key, &row), None);
        policy.chosen_datasets.insert(hash('a'));
        assert_eq!(policy.blob(&key, &row), Some((hash('a'), BARS)));
    }

    #[test]
    fn a_choice_from_before_datasets_could_be_chosen_is_still_read() {
        let old: Policy = serde_json::from_str(r#"{"datasets":true,"results":false}"#).unwrap();
        assert_eq!(old, Policy { results: Share::None, ..Policy::default() });
        let text = serde_json::to_string(&old).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), old);
    }
}
