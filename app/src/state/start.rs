//! The start of the page: open storage, read what is there, take a lock, start the workers, look after orphaned jobs.

use std::rc::Rc;

use futures::channel::oneshot;
use gloo::events::EventListener;
use shared::id::{DeviceId, JobId, OwnerId};
use shared::job::{JobRecord, Progress};
use shared::store::JobStore;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::PageTransitionEvent;

use super::link::Started;
use super::{AppError, Datasets, Jobs, Scripts, Settings, SyncState, Workers};
use crate::assets::Assets;
use crate::jobs::checks::CheckStage;
use crate::jobs::driver::Driver;
use crate::jobs::news::Channel;
use crate::jobs::owner::Locks;
use crate::jobs::rescue::Rescue;
use crate::jobs::screen::Screen;
use crate::jobs::slots::Slot;
use crate::pool::Pool;
use crate::storage::described;
use crate::storage::exchange::DEVICE;
use crate::storage::opfs::{Opfs, SWEEPS, names};
use crate::storage::place;
use crate::storage::records::Records;

/// Key of the mark, outside of the database, that there has been data.
const HAD_DATA: &str = "had_data";

/// Key of the mark that the jobs of a database from before trials were counted are noted.
const TRIES_NOTED: &str = "tries_noted";

/// All contexts.
#[derive(Clone, Copy)]
pub(super) struct Contexts {
    pub(super) jobs: Jobs,
    pub(super) workers: Workers,
    pub(super) datasets: Datasets,
    pub(super) scripts: Scripts,
    pub(super) settings: Settings,
    pub(super) sync: SyncState,
}

impl Screen for Contexts {
    fn record(&self, record: JobRecord) {
        self.jobs.show(record);
        self.sync.changed();
    }

    fn gone(&self, id: JobId) {
        self.jobs.remove(id);
    }

    fn progress(&self, id: JobId, attempt: Option<u32>, progress: Progress) {
        self.jobs.show_progress(id, attempt, progress);
        self.sync.progress(id, progress);
    }

    fn check(&self, id: JobId, stage: CheckStage) {
        self.jobs.show_check(id, stage);
    }

    fn workers(&self, slots: &[Slot]) {
        self.workers.show(slots);
    }

    fn warn(&self, code: &'static str, message: &str) {
        self.settings.warn(code, message);
    }

    fn server_changed(&self) {
        self.sync.reload();
    }

    fn changed(&self) {
        self.sync.changed();
    }

    fn datasets_changed(&self) {
        self.sync.changed();
        let datasets = self.datasets;
        spawn_local(async move { datasets.reload().await });
    }

    fn scripts_changed(&self) {
        self.sync.changed();
        let scripts = self.scripts;
        spawn_local(async move { scripts.reload().await });
    }

    fn auto_resume(&self) -> bool {
        self.settings.now().auto_resume
    }

    fn auto_check(&self) -> bool {
        self.settings.now().auto_check
    }
}

/// Starts everything; a failure shows in the load states.
pub(super) async fn start(contexts: Contexts, started: oneshot::Sender<Started>) {
    let opened = open(contexts).await;
    if let Err(error) = &opened {
        contexts.jobs.fail(error);
        contexts.datasets.fail(error);
        contexts.scripts.fail(error);
        // On every page: one that works but for storing would be found out late.
        contexts.settings.warn("start_failed", error.message.clone());
    }
    // The other end lives as long as the page.
    let _ = started.send(opened.clone());
    if let Ok(driver) = opened {
        contexts.settings.refresh_storage().await;
        if let Err(error) = contexts.sync.load(&driver).await {
            contexts.settings.warn("sync_failed", error.message);
        }
        warn_of_unreadable(&contexts.settings, &driver.records).await;
        if let Err(error) = collect(&driver).await {
            contexts.settings.warn("collect_failed", error.message);
        }
    }
}

/// The driver.
async fn open(contexts: Contexts) -> Started {
    let Contexts { jobs, datasets, scripts, settings, .. } = contexts;
    let base = place::base_path();
    let superseded = "A newer version of Hindcast is open in another tab. Reload this tab.";
    let records =
        Records::open(&place::database(&base), move || settings.warn("superseded", superseded)).await?;
    // Before anything is written over it. Where the browser refuses that, it refuses what follows as well.
    if let Err(error) = records.set_unreadable_aside().await {
        settings.warn("aside_failed", error.to_string());
    }
    settings.load(&records).await?;
    let device = device(&records).await?;
    jobs.set_device(device);
    let channel = Channel::open(&place::channel(&base)).ok();
    let read = jobs.load(&records).await?;
    if records.setting::<bool>(TRIES_NOTED).await? != Some(true) {
        records.note_trials(&read).await?;
        records.put_setting(TRIES_NOTED, &true).await?;
    }
    datasets.load(&records).await?;
    scripts.load(&records).await?;
    warn_of_loss(&settings, &base, read.is_empty() && datasets.is_empty());

    let owner = OwnerId(uuid::Uuid::now_v7());
    let locks = Locks::of_browser();
    match &locks {
        Some(locks) => {
            let held = locks.hold(&place::owner_lock(&base, owner)).await;
            held.map_err(|error| AppError::new("locks_failed", "The browser refused a lock. Reload the page.").with_detail(described(&error)))?;
        }
        None => settings.warn(
            "no_locks",
            "This browser cannot tell whether another tab is alive. Use Hindcast in one tab only, over https or on localhost.",
        ),
    }
    let directory = place::directory(&base);
    let opfs = Opfs::open(&directory).await?;
    let assets = Assets::of_document().map_err(|message| AppError::new("no_assets", message))?;
    let pool = Pool::new(&assets, directory).await;
    let driver = Driver::new(owner, device, records, opfs, channel, pool, Rc::new(contexts));
    driver.resize(settings.now().pool_size());
    reload_when_thawed();
    Rescue::begin(Rc::clone(&driver), base, locks, &read);
    Ok(driver)
}

/// The name of this browser profile, made at the first start.
async fn device(records: &Records) -> Result<DeviceId, AppError> {
    if let Some(device) = records.setting(DEVICE).await? {
        return Ok(device);
    }
    let device = DeviceId(uuid::Uuid::now_v7());
    records.put_setting(DEVICE, &device).await?;
    Ok(device)
}

/// Says so when entries of sync or of the trials could not be read.
async fn warn_of_unreadable(settings: &Settings, records: &Records) {
    match records.set_aside().await {
        Ok(entries) if entries.is_empty() => {}
        Ok(entries) => {
            let n = match entries.len() {
                1 => "1 entry".to_owned(),
                n => format!("{n} entries"),
            };
            let words = format!(
                "{n} of sync could not be read and are set aside. Everything else goes on. You can save or forget them under Settings, Sync."
            );
            settings.warn("sync_set_aside", words);
        }
        Err(error) => settings.warn("sync_failed", error.to_string()),
    }
}

/// The store of the mark, and its name there.
fn mark(base: &str) -> Option<(web_sys::Storage, String)> {
    let storage = web_sys::window()?.local_storage().ok().flatten()?;
    Some((storage, format!("hindcast:{base}:{HAD_DATA}")))
}

/// Whether there has been data, as far as a mark outside of the database tells: it is read at once, the database is not.
pub fn had_data() -> bool {
    mark(&place::base_path()).is_some_and(|(storage, key)| storage.get_item(&key).ok().flatten().is_some())
}

/// Says so when the browser has cleared the database: an empty list alone would look as if there had never been anything.
fn warn_of_loss(settings: &Settings, base: &str, is_empty: bool) {
    let Some((storage, key)) = mark(base) else { return };
    if !is_empty {
        // Without the mark the banner would be missing one day, and a start page would move once; nothing else depends on it.
        let _ = storage.set_item(&key, "yes");
    } else if had_data() {
        settings.warn(
            "cleared",
            "The browser has cleared the jobs and datasets that were stored here. Import your data again.",
        );
    }
}

/// A page brought back by the back button has lost its lock and its workers: start over.
fn reload_when_thawed() {
    let Some(window) = web_sys::window() else { return };
    let reload = |event: &web_sys::Event| {
        let is_back = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
        if is_back && let Some(window) = web_sys::window() {
            // Reloading one's own document is always allowed.
            let _ = window.location().reload();
        }
    };
    EventListener::new(&window, "pageshow", reload).forget();
}

/// Removes the chunks of sweeps that are over, or that no record names any more.
async fn collect(driver: &Driver) -> Result<(), AppError> {
    let sweeps = driver.opfs.dir(&[SWEEPS]).await?;
    for name in names(&sweeps).await? {
        // A record is there before its first chunk. One that cannot be read may be a newer version's: its chunks stay.
        let is_garbage = match name.parse() {
            Ok(id) => match driver.records.get(id).await {
                Ok(record) => record.is_none_or(|record| record.state.is_final()),
                Err(_) => false,
            },
            Err(_) => true,
        };
        if is_garbage {
            driver.opfs.remove(SWEEPS, &name).await?;
        }
    }
    Ok(())
}
