//! Twins: descriptions of the same bars from the same source, as when two devices each added a set of the library before they met. People see
//! one of them.

use std::collections::BTreeMap;

use shared::dataset::Dataset;
use shared::id::DatasetId;

/// Whether two descriptions are of the same bars from the same source.
pub(super) fn are_twins(a: &Dataset, b: &Dataset) -> bool {
    a.hash == b.hash && a.source == b.source
}

/// What is shown: of twins the one that was made first, which every device agrees on; newest first.
pub(super) fn shown(all: &BTreeMap<DatasetId, Dataset>) -> Vec<Dataset> {
    let mut shown: Vec<Dataset> = Vec::new();
    // Ids sort by creation.
    for dataset in all.values() {
        if !shown.iter().any(|known| are_twins(known, dataset)) {
            shown.push(dataset.clone());
        }
    }
    shown.reverse();
    shown
}

#[cfg(test)]
mod tests {
    use engine::config::RunConfig;
    use engine::import::Quality;
    use shared::dataset::DatasetSource;
    use shared::fixture::uuid;
    use shared::id::BlobHash;

    use super::*;

    fn sample(id: u128, hash: &str, key: &str) -> Dataset {
        Dataset {
            id: DatasetId(uuid(id)),
            name: format!("{key} {id}"),
            source: DatasetSource::Sample { key: key.into(), attribution: String::new() },
            hash: BlobHash(hash.into()),
            n_bytes: 0,
            n_bars: 0,
            interval_ms: 1,
            first_time: 0,
            last_time: 0,
            last_close: None,
            instrument: RunConfig::default().instrument,
            quality: Quality::default(),
            created_ms: 0,
            schema: 1,
        }
    }

    #[test]
    fn a_sample_that_two_devices_added_is_one_row() {
        let all = [
            sample(3, "ab", "sp500"),
            sample(1, "ab", "sp500"),
            sample(2, "cd", "sp500"),
            sample(4, "ab", "mine"),
        ];
        let all = all.into_iter().map(|dataset| (dataset.id, dataset)).collect();
        let names: Vec<String> = shown(&all).into_iter().map(|dataset| dataset.name).collect();
        // Other bars, or the same from another source, are another dataset.
        assert_eq!(names, ["mine 4", "sp500 2", "sp500 1"]);
    }
}
