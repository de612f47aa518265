//! What the pages see: small `Copy` contexts of signals with methods.
//!
//! They own the state; pages and components only read signals and call methods. Start with [`Jobs`].

mod datasets;
mod error;
mod jobs;
mod settings;
mod workers;

use leptos::prelude::provide_context;

pub use datasets::{Datasets, ImportProgress};
pub use error::{AppError, LoadState};
pub use jobs::{JobHandle, JobLabels, JobRow, Jobs, NewJob};
pub use settings::{Banner, SettingValues, Settings, StorageUse, Theme, TimeZone};
pub use workers::{WorkerPhase, WorkerView, Workers};

/// Provides all contexts and starts reading the stored data.
pub fn provide() {
    let settings = Settings::new();
    let workers = Workers::new();
    let datasets = Datasets::new();
    let jobs = Jobs::new();
    provide_context(settings);
    provide_context(workers);
    provide_context(datasets);
    provide_context(jobs);
}
