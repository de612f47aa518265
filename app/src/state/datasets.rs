//! Datasets: their descriptions, and where bars come in.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::config::{Instrument, RunConfig};
use engine::import::ImportOptions;
use engine::series::Series;
use leptos::prelude::*;
use shared::bars_file;
use shared::dataset::{Dataset, DatasetSource};
use shared::id::{BlobHash, DatasetId};
use shared::library::{Entry, library};
use shared::store::Found;
use web_sys::File;

use shared::job::Progress;

use super::link::Link;
use super::{AppError, LoadState, Settings, library as files, set_if_new, twins};
use crate::jobs::driver::{Driver, wall_ms};
use crate::jobs::news::News;
use crate::names;
use crate::storage::opfs::BARS;
use crate::storage::records::Records;
use crate::worker::protocol::{BarsFacts, FilePreview, Outcome, Work};

/// Layout version of the descriptions.
const DATASET_SCHEMA: u32 = 1;

/// All datasets.
#[derive(Debug, Clone, Copy)]
pub struct Datasets {
    load_state: RwSignal<LoadState>,
    /// Every description; [`Datasets::rows`] are those that people see.
    all: StoredValue<BTreeMap<DatasetId, Dataset>>,
    rows: RwSignal<Vec<Dataset>>,
    progress: RwSignal<Option<Progress>>,
    settings: Settings,
    link: Link,
}

impl Datasets {
    pub(super) fn new(link: Link, settings: Settings) -> Self {
        Self {
            link,
            settings,
            load_state: RwSignal::new(LoadState::Loading),
            all: StoredValue::new(BTreeMap::new()),
            rows: RwSignal::new(Vec::new()),
            progress: RwSignal::new(None),
        }
    }

    /// The datasets from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether they could be read.
    pub fn load_state(&self) -> Signal<LoadState> {
        self.load_state.into()
    }

    /// All, newest first.
    pub fn rows(&self) -> Signal<Vec<Dataset>> {
        self.rows.into()
    }

    /// One, reactively, also by the name of a twin of it that is not shown.
    pub fn get(&self, id: DatasetId) -> Option<Dataset> {
        self.rows.track();
        let known = self.all.with_value(|all| all.get(&id).cloned())?;
        self.rows.with(|rows| rows.iter().find(|shown| twins::are_twins(shown, &known)).cloned())
    }

    /// Usual distance between the bars of one, reactively; 0 if it is gone and nobody here knows it.
    pub fn interval_ms(&self, id: DatasetId) -> i64 {
        self.get(id).map_or(0, |dataset| dataset.interval_ms)
    }

    /// What a dataset is called, reactively; the last name known of one that is gone.
    pub fn name_of(&self, dataset: &Dataset) -> Memo<String> {
        let (rows, id, first) = (self.rows, dataset.id, dataset.name.clone());
        Memo::new(move |before: Option<&String>| {
            let known = rows.with(|rows| rows.iter().find(|row| row.id == id).map(|row| row.name.clone()));
            let known = known.map(|known| names::shown(&known));
            known.or_else(|| before.cloned()).unwrap_or_else(|| names::shown(&first))
        })
    }

    /// Progress of the import under way.
    pub fn progress(&self) -> Signal<Option<Progress>> {
        self.progress.into()
    }

    /// Recognises files and reads their ends, before anything is stored.
    ///
    /// # Errors
    /// A file is not understood; the sentence names it.
    pub async fn inspect(
        &self,
        files: Vec<File>,
        options: ImportOptions,
    ) -> Result<Vec<FilePreview>, AppError> {
        let driver = self.link.driver().await?;
        match driver.errand(Work::Inspect { options }, files, |_| {}).await? {
            Outcome::Inspected { files } => Ok(files),
            other => Err(unexpected(&other)),
        }
    }

    /// Reads files of one market into a dataset.
    ///
    /// # Errors
    /// A file is refused, or there is no room.
    pub async fn import(
        &self,
        files: Vec<File>,
        options: ImportOptions,
        name: String,
    ) -> Result<DatasetId, AppError> {
        let names = files.iter().map(File::name).collect();
        let source = |format: &str| DatasetSource::Import { files: names, format: format.to_owned() };
        self.make(Work::Import { options }, files, name, source).await
    }

    /// Where a set of the library is, if it was added; reactively.
    pub fn of_library(&self, key: &str) -> Option<DatasetId> {
        let is_it = |dataset: &&Dataset| matches!(&dataset.source, DatasetSource::Sample { key: known, .. } if known == key);
        self.rows.with(|rows| rows.iter().find(is_it).map(|dataset| dataset.id))
    }

    /// Adds a set of the library. One that is there already is not added again.
    ///
    /// # Errors
    /// Its file could not be fetched, or its bars could not be read or stored or are not those that this version ships.
    pub async fn add_from_library(&self, entry: &'static Entry) -> Result<DatasetId, AppError> {
        if let Some(id) = untrack(|| self.of_library(&entry.key)) {
            return Ok(id);
        }
        let (work, given) = files::work(entry).await?;
        let source =
            |_: &str| DatasetSource::Sample { key: entry.key.clone(), attribution: library().credit(entry) };
        let added = match self.read(work, given).await {
            Ok(facts) if facts.hash == entry.measured.hash => {
                self.describe(facts, entry.name.clone(), source).await
            }
            Ok(facts) => Err(files::differs(entry, &facts.hash.0)),
            Err(error) => Err(error),
        };
        if added.is_err() {
            files::forget(entry).await;
        }
        added
    }

    /// Fetches the files of the library that are not in this browser yet. `false`: it cannot keep them.
    ///
    /// # Errors
    /// A file could not be fetched; the sentence names it.
    pub async fn keep_library(&self) -> Result<bool, AppError> {
        files::keep_all().await
    }

    /// Makes minute bars from a seed.
    ///
    /// # Errors
    /// They could not be stored.
    pub async fn add_synthetic(&self, seed: u64, n_bars: u32) -> Result<DatasetId, AppError> {
        let name = format!("Synthetic minutes, seed {seed}");
        let source = |_: &str| DatasetSource::Synthetic { seed };
        self.make(Work::Synthetic { seed, n_bars }, Vec::new(), name, source).await
    }

    async fn make(
        &self,
        work: Work,
        files: Vec<File>,
        name: String,
        source: impl FnOnce(&str) -> DatasetSource,
    ) -> Result<DatasetId, AppError> {
        let facts = self.read(work, files).await?;
        self.describe(facts, name, source).await
    }

    /// Has bars made or read by a worker; they are durable afterwards.
    async fn read(&self, work: Work, files: Vec<File>) -> Result<BarsFacts, AppError> {
        let driver = self.link.driver().await?;
        let progress = self.progress;
        progress.set(Some(Progress::default()));
        let made = driver.errand(work, files, move |now| progress.set(Some(now))).await;
        progress.set(None);
        match made? {
            Outcome::Bars(facts) => Ok(*facts),
            other => Err(unexpected(&other)),
        }
    }

    /// Stores the description of bars.
    async fn describe(
        &self,
        facts: BarsFacts,
        name: String,
        source: impl FnOnce(&str) -> DatasetSource,
    ) -> Result<DatasetId, AppError> {
        let driver = self.link.driver().await?;
        let dataset = Dataset {
            id: DatasetId(uuid::Uuid::now_v7()),
            name,
            source: source(&facts.format),
            hash: facts.hash,
            n_bytes: facts.n_bytes,
            n_bars: facts.n_bars,
            interval_ms: facts.interval_ms,
            first_time: facts.first_time,
            last_time: facts.last_time,
            last_close: Some(facts.last_close),
            instrument: Instrument {
                tick_size: facts.quality.suggested_tick,
                ..RunConfig::default().instrument
            },
            quality: facts.quality,
            created_ms: wall_ms(),
            schema: DATASET_SCHEMA,
        };
        let id = dataset.id;
        self.put(&driver, dataset).await?;
        self.settings.ask_to_persist();
        Ok(id)
    }

    async fn put(&self, driver: &Driver, dataset: Dataset) -> Result<(), AppError> {
        driver.records.put_dataset(&dataset).await?;
        driver.tell(&News::Datasets);
        driver.screen.changed();
        self.all.update_value(|all| {
            all.insert(dataset.id, dataset);
        });
        self.show();
        Ok(())
    }

    fn show(&self) {
        let shown = self.all.with_value(twins::shown);
        set_if_new(self.rows, shown);
    }

    /// A dataset and its twins: what is done to what people see is done to all of them.
    fn with_twins(&self, id: DatasetId) -> Result<Vec<Dataset>, AppError> {
        let known = self.known(id)?;
        Ok(self.all.with_value(|all| {
            all.values().filter(|other| twins::are_twins(&known, other)).cloned().collect()
        }))
    }

    /// Gives a dataset another name.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn rename(&self, id: DatasetId, name: String) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        for twin in self.with_twins(id)? {
            self.put(&driver, Dataset { name: name.clone(), ..twin }).await?;
        }
        Ok(())
    }

    /// Deletes a dataset. Jobs keep their settings and results.
    ///
    /// # Errors
    /// The record could not be deleted.
    pub async fn delete(&self, id: DatasetId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let hash = self.known(id)?.hash;
        for twin in self.with_twins(id)? {
            driver.records.delete_dataset(twin.id).await?;
            self.all.update_value(|all| drop(all.remove(&twin.id)));
        }
        driver.tell(&News::Datasets);
        driver.screen.changed();
        self.show();
        // The same bars may have been imported another way, too.
        let is_shared = self.rows.with_untracked(|rows| rows.iter().any(|other| other.hash == hash));
        if !is_shared {
            driver.opfs.remove(BARS, &hash.0).await?;
        }
        self.settings.refresh_storage().await;
        Ok(())
    }

    /// The bars of a dataset.
    ///
    /// # Errors
    /// They are missing or damaged.
    pub async fn bars(&self, id: DatasetId) -> Result<Rc<Series>, AppError> {
        self.bars_of(&self.known(id)?.hash).await
    }

    /// The bars with this hash.
    ///
    /// # Errors
    /// As [`Datasets::bars`].
    pub async fn bars_of(&self, hash: &BlobHash) -> Result<Rc<Series>, AppError> {
        let driver = self.link.driver().await?;
        let bytes = driver.blob(BARS, hash).await?.ok_or_else(|| {
            AppError::new(
                "dataset_missing",
                "The bars of this dataset are missing or damaged in this browser. Import it again.",
            )
        })?;
        let series = bars_file::decode(&bytes).map_err(|error| {
            AppError::new("dataset_unreadable", "The bars of this dataset cannot be read. Import it again.")
                .with_detail(error.to_string())
        })?;
        Ok(Rc::new(series))
    }

    fn known(&self, id: DatasetId) -> Result<Dataset, AppError> {
        let found = self.all.with_value(|all| all.get(&id).cloned());
        found.ok_or_else(|| AppError::new("dataset_missing", "This dataset is no longer in this browser."))
    }

    /// Reads all descriptions.
    pub(super) async fn load(&self, records: &Records) -> Result<(), AppError> {
        let found = match records.datasets().await {
            Ok(found) => found,
            Err(error) => {
                let error = AppError::from(error);
                self.fail(&error);
                return Err(error);
            }
        };
        let mut all = BTreeMap::new();
        for found in found {
            match found {
                Found::Record(dataset) => drop(all.insert(dataset.id, dataset)),
                Found::Unreadable { key, reason, .. } => {
                    self.settings.warn(
                        "dataset_unreadable",
                        format!(
                            "The description of a dataset cannot be read ({key}: {reason}). Import it again."
                        ),
                    );
                }
            }
        }
        self.all.set_value(all);
        self.show();
        set_if_new(self.load_state, LoadState::Ready);
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.with_untracked(Vec::is_empty)
    }

    pub(super) fn fail(&self, error: &AppError) {
        set_if_new(self.load_state, LoadState::Failed(error.clone()));
    }

    /// Reads all again, after another tab changed them.
    pub(super) async fn reload(&self) {
        if let Ok(driver) = self.link.driver().await {
            // A failure shows in the load state.
            let _ = self.load(&driver.records).await;
        }
    }
}

pub(super) fn unexpected(outcome: &Outcome) -> AppError {
    AppError::new("wrong_answer", "Internal error: unexpected reply from a worker. Reload the page.")
        .with_detail(format!("{outcome:?}"))
}
