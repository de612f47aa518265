//! Datasets: their descriptions, and where bars come in.

use std::rc::Rc;

use engine::series::Series;
use leptos::prelude::*;
use shared::dataset::Dataset;
use shared::id::DatasetId;

use super::{AppError, LoadState};

/// How far the reading of a dataset is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImportProgress {
    /// Bytes read, or bars made.
    pub done: u64,
    /// In all; 0 while unknown.
    pub total: u64,
}

/// All datasets.
#[derive(Debug, Clone, Copy)]
pub struct Datasets {
    load_state: RwSignal<LoadState>,
    rows: RwSignal<Vec<Dataset>>,
    progress: RwSignal<Option<ImportProgress>>,
}

impl Datasets {
    pub(super) fn new() -> Self {
        Self {
            load_state: RwSignal::new(LoadState::Loading),
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

    /// One, reactively.
    pub fn get(&self, id: DatasetId) -> Option<Dataset> {
        self.rows.with(|rows| rows.iter().find(|dataset| dataset.id == id).cloned())
    }

    /// Progress of the import under way.
    pub fn progress(&self) -> Signal<Option<ImportProgress>> {
        self.progress.into()
    }

    /// Adds a sample that ships with the product: `sp500` or `nasdaq`. One that is there already is not added again.
    ///
    /// # Errors
    /// It could not be fetched, read or stored.
    pub async fn add_sample(&self, key: &str) -> Result<DatasetId, AppError> {
        let _ = key;
        Err(AppError::not_ready())
    }

    /// Makes minute bars from a seed.
    ///
    /// # Errors
    /// They could not be stored.
    pub async fn add_synthetic(&self, seed: u64, n_bars: u32) -> Result<DatasetId, AppError> {
        let _ = (seed, n_bars);
        Err(AppError::not_ready())
    }

    /// Gives a dataset another name.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn rename(&self, id: DatasetId, name: String) -> Result<(), AppError> {
        let _ = (id, name);
        Err(AppError::not_ready())
    }

    /// Deletes a dataset. Jobs keep their settings and results.
    ///
    /// # Errors
    /// The record could not be deleted.
    pub async fn delete(&self, id: DatasetId) -> Result<(), AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// The bars of a dataset.
    ///
    /// # Errors
    /// They are missing or damaged.
    pub async fn bars(&self, id: DatasetId) -> Result<Rc<Series>, AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }
}
