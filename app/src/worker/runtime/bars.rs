//! Bars in memory: read once per worker, kept while there is room.

use std::rc::Rc;

use engine::series::Series;
use shared::bars_file;
use shared::job::RunSpec;

use super::failed;
use super::task::Stop;
use crate::storage::opfs::{BARS, Opfs};

/// More than this is not kept between tasks.
const MAX_BYTES: usize = 256 << 20;
/// Six columns, the prices by bar, their ranges, and the logarithmic returns.
const BYTES_PER_BAR: usize = 48 + 32 + 2 + 8;

/// Series by hash, the last used last.
#[derive(Default)]
pub(super) struct Cache(Vec<(String, Rc<Series>)>);

impl Cache {
    /// The bars of a run.
    pub(super) async fn get(&mut self, opfs: &Opfs, run: &RunSpec) -> Result<Rc<Series>, Stop> {
        let hash = &run.dataset.hash;
        if let Some(at) = self.0.iter().position(|(key, _)| *key == hash.0) {
            let entry = self.0.remove(at);
            let series = Rc::clone(&entry.1);
            self.0.push(entry);
            return Ok(series);
        }
        let bytes = opfs.blob(BARS, hash).await?.ok_or_else(|| {
            failed(
                "dataset_missing",
                format!(
                    "The bars of “{}” are missing or damaged in this browser. Import the dataset again and re-run the job.",
                    run.dataset.name
                ),
            )
        })?;
        let series = bars_file::decode(&bytes).map_err(|error| {
            failed(
                "dataset_unreadable",
                format!("The bars cannot be read: {error}. Import the dataset again."),
            )
        })?;
        let series = Rc::new(series);
        self.0.push((hash.0.clone(), Rc::clone(&series)));
        while self.0.len() > 1 && self.n_bytes() > MAX_BYTES {
            self.0.remove(0);
        }
        Ok(series)
    }

    fn n_bytes(&self) -> usize {
        self.0.iter().map(|(_, series)| series.len() * BYTES_PER_BAR).sum()
    }
}
