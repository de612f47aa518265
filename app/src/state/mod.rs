//! What the pages see: small `Copy` contexts of signals with methods.
//!
//! They own the state; pages and components only read signals and call methods. Start with [`Jobs`].

mod apart;
mod backup;
mod cell_reader;
mod compiler;
mod datasets;
mod error;
mod job_list;
mod job_results;
mod job_row;
mod jobs;
mod kept;
mod library;
mod link;
mod plot_reader;
mod scripts;
mod settings;
mod start;
mod sync;
pub(crate) mod theme;
mod twins;
mod version;
mod workers;

use leptos::prelude::{RwSignal, Set, WithUntracked, provide_context};
use wasm_bindgen_futures::spawn_local;

use self::link::Link;
use self::start::Contexts;

pub use crate::jobs::checks::CheckStage;
pub use crate::worker::protocol::{
    Compiled, Declared, FilePreview, FillReason, FillReasons, LibraryScript, Remark, Word,
};
pub use backup::{Backup, FilesDone, PutBack};
pub use cell_reader::{CellReader, Cells};
pub use compiler::Compiler;
pub use datasets::Datasets;
pub use error::{AppError, LoadState};
pub use job_row::{JobHandle, JobLabels, JobRow, NewJob};
pub use jobs::Jobs;
pub use kept::{Shown, arriving, known};
pub use plot_reader::PlotReader;
pub use scripts::Scripts;
pub use settings::{Banner, SettingValues, Settings, StorageUse, Theme, TimeZone};
pub use start::had_data;
pub use sync::{Pairing, SyncState, SyncView, in_words};
pub use theme::IsDark;
pub use version::other_version;
pub use workers::{WorkerPhase, WorkerView, Workers};

/// Provides all contexts and starts reading the stored data.
pub fn provide() {
    let (link, started) = Link::new();
    let settings = Settings::new(link);
    let workers = Workers::new();
    let datasets = Datasets::new(link, settings);
    let scripts = Scripts::new(link, settings);
    let jobs = Jobs::new(link);
    let sync = SyncState::new(link, jobs);
    provide_context(settings);
    provide_context(workers);
    provide_context(datasets);
    provide_context(scripts);
    provide_context(jobs);
    provide_context(sync);
    spawn_local(start::start(Contexts { jobs, workers, datasets, scripts, settings, sync }, started));
}

/// Sets a signal to what was read anew. News that change nothing wake nobody: whoever listens may have something open.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, read: T) {
    if signal.with_untracked(|shown| *shown != read) {
        signal.set(read);
    }
}
