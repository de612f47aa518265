//! Jobs of tabs that are gone: found the moment their lock is free, marked, and put back into the queue.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use shared::change::Change;
use shared::id::OwnerId;
use shared::job::{JobRecord, JobState};
use shared::store::{Found, JobStore};
use wasm_bindgen_futures::spawn_local;

use super::driver::{Driver, wall_ms};
use super::news::News;
use super::owner::Locks;
use crate::storage::place;

/// An interrupted job is shown as such for so long before it goes on.
const PAUSE_MS: u32 = 2_000;
/// A job that was interrupted at this attempt waits for the person: it went on by itself twice.
const ASK_FROM_ATTEMPT: u32 = 3;

/// Watches over the jobs of other tabs.
pub struct Rescue {
    driver: Rc<Driver>,
    base: String,
    locks: Option<Locks>,
    watched: RefCell<BTreeSet<OwnerId>>,
}

impl Rescue {
    /// Begins to watch, with the records as they were read.
    pub fn begin(driver: Rc<Driver>, base: String, locks: Option<Locks>, records: &[JobRecord]) {
        let rescue = Rc::new(Self { driver, base, locks, watched: RefCell::default() });
        if let Some(channel) = &rescue.driver.channel {
            let listener = Rc::clone(&rescue);
            channel.listen(move |news| listener.hear(news));
        }
        for record in records {
            rescue.consider(record);
        }
    }

    /// Watches the tab that a record depends on.
    fn consider(self: &Rc<Self>, record: &JobRecord) {
        let depends = record.state.is_active() || goes_on(record);
        let owner = record.owner;
        // The tabs of another device have no locks here, and are none of this device's business.
        if !depends
            || record.device != self.driver.device
            || owner == self.driver.owner
            || !self.watched.borrow_mut().insert(owner)
        {
            return;
        }
        let rescue = Rc::clone(self);
        spawn_local(async move {
            let act = {
                let rescue = Rc::clone(&rescue);
                async move { rescue.take_over(owner).await }
            };
            match &rescue.locks {
                Some(locks) => {
                    let name = place::owner_lock(&rescue.base, owner);
                    if let Err(error) = locks.when_free(&name, act).await {
                        let message = crate::storage::described(&error);
                        rescue.driver.screen.warn("locks_failed", &message);
                    }
                }
                // Without locks there is one tab by agreement; the banner says so.
                None => act.await,
            }
        });
    }

    /// The tab is gone: what it ran is interrupted, what it had queued is ours.
    async fn take_over(self: &Rc<Self>, owner: OwnerId) {
        let driver = &self.driver;
        let found = match driver.records.all().await {
            Ok(found) => found,
            Err(error) => return driver.screen.warn(error.code(), &error.to_string()),
        };
        for found in found {
            let Found::Record(record) = found else { continue };
            if record.owner != owner || record.device != self.driver.device {
                continue;
            }
            let change = match record.state {
                JobState::Running => Change::Interrupt,
                JobState::Queued => Change::Adopt { by: driver.owner },
                JobState::Interrupted => {
                    self.requeue_later(record);
                    continue;
                }
                _ => continue,
            };
            // Another tab may have been first, which is as good.
            let changed = driver.records.change(record.id, record.expected(), &change, wall_ms()).await;
            let Ok(record) = changed else { continue };
            driver.publish(record.clone());
            match record.state {
                JobState::Queued => driver.enqueue(record),
                _ => self.requeue_later(record),
            }
        }
    }

    fn requeue_later(self: &Rc<Self>, record: JobRecord) {
        if !goes_on(&record) {
            return;
        }
        let driver = Rc::clone(&self.driver);
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            if driver.screen.auto_resume() {
                let change = Change::Requeue { by: driver.owner, on: driver.device };
                let changed = driver.records.change(record.id, record.expected(), &change, wall_ms());
                if let Ok(record) = changed.await {
                    driver.publish(record.clone());
                    driver.enqueue(record);
                }
            }
        });
    }

    fn hear(self: &Rc<Self>, news: News) {
        match news {
            News::Progress { id, attempt, progress } => {
                self.driver.screen.progress(id, Some(attempt), progress);
            }
            // A tab that does not have the sweep knows nothing of it, and does nothing.
            News::Wish { id, wish } => self.driver.wish(id, self.driver.owner, wish),
            News::Datasets => self.driver.screen.datasets_changed(),
            News::Scripts => self.driver.screen.scripts_changed(),
            News::Server => self.driver.screen.server_changed(),
            News::Job { id } => {
                let rescue = Rc::clone(self);
                spawn_local(async move {
                    if let Some(record) = rescue.driver.received(id).await {
                        rescue.consider(&record);
                    }
                });
            }
        }
    }
}

/// Whether an interrupted job is one to put back by itself.
fn goes_on(record: &JobRecord) -> bool {
    record.state == JobState::Interrupted
        && !record.is_paused
        && record.attempt < ASK_FROM_ATTEMPT
        && record.deleted_ms.is_none()
}
