//! Does what the [`Queue`] asks: changes records, speaks to workers, tells other tabs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;
use gloo::timers::callback::{Interval, Timeout};
use gloo::timers::future::TimeoutFuture;
use shared::change::{Change, Expected};
use shared::id::{BlobHash, DeviceId, JobId, OwnerId};
use shared::job::{JobError, JobRecord, Progress};
use shared::store::JobStore;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::checks::CheckStage;
use super::news::{Channel, News};
use super::plan::Wish;
use super::queue::{Effect, ErrandId, Event, Queue, error};
use super::screen::Screen;
use super::slots::Slot;
use crate::pool::{Pool, now_ms};
use crate::remote::server::{Server, Trouble};
use crate::remote::transfer;
use crate::storage::StorageError;
use crate::storage::opfs::{self, Opfs, SWEEPS};
use crate::storage::records::{ChangeError, Records};
use crate::worker::client::Heard;
use crate::worker::protocol::{FromWorker, Outcome, PROTOCOL, ToWorker, Work};

/// A worker that was asked to stop is ended after so long.
const STOP_MS: u32 = 2_000;
/// A worker has so long to load the engine.
const START_MS: f64 = 5_000.0;
/// A worker at work has so long between two messages.
const SILENCE_MS: f64 = 20_000.0;
/// How often silence is looked for.
const WATCH_MS: u32 = 1_000;
/// Other tabs hear of progress at most so often.
const NEWS_MS: f64 = 250.0;

/// What a page needs to write files; Safari has it since version 26.
const PAGE_WRITES: &str = "createWritable";
/// Bytes that were cut off on their way from the server are asked for again after so long each.
const TRY_AGAIN_MS: [u32; 2] = [300, 1_000];

struct Errand {
    files: Vec<File>,
    answer: oneshot::Sender<Result<Outcome, JobError>>,
    progress: Box<dyn Fn(Progress)>,
}

/// Everything a tab needs to run jobs.
pub struct Driver {
    /// This page load.
    pub owner: OwnerId,
    /// This browser profile.
    pub device: DeviceId,
    /// Records.
    pub records: Records,
    /// Files.
    pub opfs: Opfs,
    /// Where changes are shown.
    pub screen: Rc<dyn Screen>,
    /// The server that this device is paired with.
    pub server: RefCell<Option<Server>>,
    /// The other tabs, if the browser lets us speak to them.
    pub(super) channel: Option<Channel>,
    /// Workers.
    pub pool: Pool,
    queue: RefCell<Queue>,
    errands: RefCell<BTreeMap<ErrandId, Errand>>,
    next_errand: Cell<ErrandId>,
    told_ms: Cell<f64>,
}

impl Driver {
    /// A driver without workers; [`Driver::resize`] starts them.
    pub fn new(
        owner: OwnerId,
        device: DeviceId,
        records: Records,
        opfs: Opfs,
        channel: Option<Channel>,
        pool: Pool,
        screen: Rc<dyn Screen>,
    ) -> Rc<Self> {
        let driver = Rc::new(Self {
            owner,
            device,
            records,
            opfs,
            screen,
            server: RefCell::default(),
            channel,
            pool,
            queue: RefCell::default(),
            errands: RefCell::default(),
            next_errand: Cell::new(0),
            told_ms: Cell::new(0.0),
        });
        driver.watch_silence();
        driver
    }

    /// Sets the number of workers.
    pub fn resize(self: &Rc<Self>, size: usize) {
        self.feed(Event::Resize(size));
    }

    /// Has a worker do something that is no job.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn errand(
        self: &Rc<Self>,
        work: Work,
        files: Vec<File>,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Outcome, JobError> {
        let id = self.next_errand.get();
        self.next_errand.set(id + 1);
        let (answer, wait) = oneshot::channel();
        self.errands.borrow_mut().insert(id, Errand { files, answer, progress: Box::new(progress) });
        self.feed(Event::Errand(id, Box::new(work)));
        wait.await
            .unwrap_or_else(|_| Err(error("interrupted", "This work was interrupted. Try again.", None)))
    }

    /// Takes an event and does what follows from it.
    pub(super) fn feed(self: &Rc<Self>, event: Event) {
        let effects = self.queue.borrow_mut().on(event);
        for effect in effects {
            self.perform(effect);
        }
        self.screen.workers(self.queue.borrow().slots());
    }

    /// As [`Driver::feed`], after what is under way.
    fn feed_later(self: &Rc<Self>, event: Event) {
        let driver = Rc::clone(self);
        spawn_local(async move { driver.feed(event) });
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Claim(id, expected) => spawn_local(Rc::clone(self).claim(id, expected)),
            Effect::Save(id, expected, change) => spawn_local(Rc::clone(self).save(id, expected, change)),
            Effect::Give { worker, job, spec } => {
                // One that cannot be told cannot be given the piece that follows either, which is how it is noticed.
                let _ = self.pool.send(worker, &ToWorker::Sweep { job, spec }, &[]);
            }
            Effect::Send { worker, task, work, errand } => {
                let files = errand.and_then(|id| self.errands.borrow().get(&id).map(|e| e.files.clone()));
                let message = ToWorker::Run { task, work };
                if let Err(detail) = self.pool.send(worker, &message, &files.unwrap_or_default()) {
                    self.feed_later(Event::Lost(worker, broken(detail)));
                }
            }
            Effect::Stop { worker, task } => {
                // A worker that cannot be told is ended like one that does not listen.
                let _ = self.pool.send(worker, &ToWorker::Cancel { task }, &[]);
                let driver = Rc::clone(self);
                let overdue = move || driver.feed(Event::StopOverdue { worker, task });
                Timeout::new(STOP_MS, overdue).forget();
            }
            Effect::Halt { worker, task } => {
                // One that cannot be told stores its cells when they are done.
                let _ = self.pool.send(worker, &ToWorker::Halt { task }, &[]);
            }
            Effect::Clear(id) => spawn_local(Rc::clone(self).clear(id)),
            Effect::Start(worker) => self.start(worker),
            Effect::End(worker) => self.pool.end(worker),
            Effect::Show(id, progress) => {
                self.screen.progress(id, None, progress);
                if now_ms() - self.told_ms.get() >= NEWS_MS {
                    self.told_ms.set(now_ms());
                    let attempt = self.queue.borrow().attempt(id).unwrap_or(0);
                    self.tell(&News::Progress { id, attempt, progress });
                }
            }
            Effect::ShowCheck(id, stage) => self.screen.check(id, stage),
            Effect::ErrandProgress(id, progress) => {
                if let Some(errand) = self.errands.borrow().get(&id) {
                    (errand.progress)(progress);
                }
            }
            Effect::ErrandDone(id, outcome) => {
                if let Some(errand) = self.errands.borrow_mut().remove(&id) {
                    // Who asked may have gone to another page; the bars are stored all the same.
                    let _ = errand.answer.send(outcome);
                }
            }
        }
    }

    fn start(self: &Rc<Self>, worker: usize) {
        let driver = Rc::clone(self);
        // Heard while a message is being handled elsewhere must not run into it.
        let hear = move |heard| driver.heard(worker, heard);
        if let Err(detail) = self.pool.start(worker, hear) {
            self.feed_later(Event::Lost(worker, broken(detail)));
        }
    }

    fn heard(self: &Rc<Self>, worker: usize, heard: Heard) {
        let event = match heard {
            Heard::Broken(detail) => Event::Lost(worker, broken(detail)),
            Heard::Message { message, .. } => match message {
                FromWorker::Ready { protocol: PROTOCOL, .. } => Event::Ready(worker),
                FromWorker::Ready { protocol, .. } => {
                    let detail = format!("the worker speaks version {protocol}, the page {PROTOCOL}");
                    Event::Lost(worker, broken(detail))
                }
                FromWorker::Progress { task, progress } => Event::Progress { worker, task, progress },
                FromWorker::Done { task, outcome } => Event::Done { worker, task, outcome },
                FromWorker::Failed { task, error } => Event::Failed { worker, task, error },
                FromWorker::Cancelled { task } => Event::Stopped { worker, task },
                FromWorker::Panicked { message } => {
                    let sentence = "The engine failed on this job, which is a fault of Hindcast. The other jobs are \
                                    not affected. Please report it with the detail below.";
                    Event::Lost(worker, error("engine_panic", sentence, Some(message)))
                }
            },
        };
        // Ending a worker inside its own handler would free the handler that runs.
        self.feed_later(event);
    }

    async fn claim(self: Rc<Self>, id: JobId, expected: Expected) {
        let change = Change::Claim { by: self.owner };
        match self.records.change(id, expected, &change, wall_ms()).await {
            Ok(record) => {
                self.publish(record);
                self.feed(Event::Claimed(id));
            }
            Err(error) => {
                self.explain(id, error).await;
                self.feed(Event::Revoked(id));
            }
        }
    }

    async fn save(self: Rc<Self>, id: JobId, expected: Expected, change: Change) {
        let changed = self.records.change(id, expected, &change, wall_ms()).await;
        if matches!(change, Change::Judge(_)) {
            self.screen.check(id, CheckStage::Idle);
        }
        let failure = match changed {
            Ok(record) => {
                self.publish(record.clone());
                if matches!(change, Change::Complete { .. }) && self.screen.auto_check() {
                    self.check(record);
                }
                return;
            }
            Err(ChangeError::Store(failure)) if matches!(change, Change::Complete { .. }) => failure,
            Err(error) => return self.explain(id, error).await,
        };
        // The result is there but cannot be recorded. A smaller record, with the reason, may still fit.
        let mut error = JobError::from(failure);
        error.message = format!("The result could not be recorded. {}", error.message);
        match self.records.change(id, expected, &Change::Fail(error), wall_ms()).await {
            Ok(record) => self.publish(record),
            Err(error) => self.explain(id, error).await,
        }
    }

    /// A change that did not hold: shows what is stored instead, or says that storage failed.
    async fn explain(self: &Rc<Self>, id: JobId, error: ChangeError) {
        match error {
            ChangeError::Store(error) => self.screen.warn(error.code(), &error.to_string()),
            ChangeError::Transition(_) | ChangeError::Missing => {
                if let Ok(Some(record)) = self.records.get(id).await {
                    self.screen.record(record);
                }
            }
        }
    }

    /// Shows a record that has just been stored, and tells the other tabs.
    pub fn publish(self: &Rc<Self>, record: JobRecord) {
        let id = record.id;
        self.tell(&News::Job { id });
        if record.state.is_final() && record.spec.sweep().is_some() {
            spawn_local(Rc::clone(self).clear(id));
        }
        self.screen.record(record);
    }

    /// Shows a job whose record was changed by somebody else, as it is stored now, and lets go of it if it is not this tab's any
    /// more.
    pub async fn received(self: &Rc<Self>, id: JobId) -> Option<JobRecord> {
        let Ok(found) = self.records.get(id).await else { return None };
        match &found {
            Some(record) => {
                if record.is_paused && record.owner == self.owner {
                    // Paused from another device: what the workers have is stored before they leave it.
                    self.feed(Event::Wish(id, Wish::Pause));
                } else if !record.state.is_active() || record.owner != self.owner {
                    self.revoke(id);
                }
                self.screen.record(record.clone());
            }
            None => {
                self.revoke(id);
                self.screen.gone(id);
            }
        }
        found
    }

    /// The bytes of a blob: those that are here, or else the server's, which are stored here from then on.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn blob(self: &Rc<Self>, dir: &str, hash: &BlobHash) -> Result<Option<Vec<u8>>, StorageError> {
        if let Some(bytes) = self.opfs.blob(dir, hash).await? {
            return Ok(Some(bytes));
        }
        let Some(bytes) = self.download(hash).await else { return Ok(None) };
        if opfs::can(PAGE_WRITES) {
            self.opfs.put(dir, hash, &bytes).await?;
        } else {
            // Who asked has the bytes, and need not wait for a worker.
            let (driver, dir, hash, bytes) = (Rc::clone(self), dir.to_owned(), hash.clone(), bytes.clone());
            spawn_local(async move { driver.keep(&dir, &hash, &bytes).await });
        }
        Ok(Some(bytes))
    }

    /// Stores here what is on the server only; whether it is here then.
    pub async fn fetch(self: &Rc<Self>, dir: &str, hash: &BlobHash) -> bool {
        if self.opfs.has(dir, hash).await {
            return true;
        }
        let Some(bytes) = self.download(hash).await else { return false };
        if opfs::can(PAGE_WRITES) {
            // See above.
            let _ = self.opfs.put(dir, hash, &bytes).await;
        } else {
            self.keep(dir, hash, &bytes).await;
        }
        self.opfs.has(dir, hash).await
    }

    async fn download(&self, hash: &BlobHash) -> Option<Vec<u8>> {
        let server = self.server.borrow().clone()?;
        let mut waits = TRY_AGAIN_MS.into_iter();
        loop {
            match transfer::download(&server, hash, |_| {}).await {
                Ok(bytes) => return Some(bytes),
                // The server has said that it cannot.
                Err(Trouble::Said(_)) => return None,
                // Cut off on the way. Nothing else may come that would make anybody ask again.
                Err(Trouble::Silence(_)) => TimeoutFuture::new(waits.next()?).await,
            }
        }
    }

    /// Has a worker store bytes, where a page cannot write files.
    async fn keep(self: &Rc<Self>, dir: &str, hash: &BlobHash, bytes: &[u8]) {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let Ok(file) = File::new_with_u8_array_sequence(&parts, &hash.0) else { return };
        let work = Work::Keep { dir: dir.to_owned(), hash: hash.clone() };
        // Not stored, they are fetched again.
        let _ = self.errand(work, vec![file], |_| {}).await;
    }

    /// Removes the chunks of a sweep or a walk-forward run that is over. What a worker still holds open is removed when the last one has left.
    async fn clear(self: Rc<Self>, id: JobId) {
        if let Ok(Some(record)) = self.records.get(id).await
            && record.state.is_final()
            && record.spec.sweep().is_some()
        {
            let _ = self.opfs.remove(SWEEPS, &id.to_string()).await;
        }
    }

    /// Has a sweep end early: here, or in the tab that runs it.
    pub fn wish(self: &Rc<Self>, id: JobId, owner: OwnerId, wish: Wish) {
        if owner == self.owner {
            self.feed(Event::Wish(id, wish));
        } else {
            self.tell(&News::Wish { id, wish });
        }
    }

    /// Queues a job of this tab whose record is stored.
    pub fn enqueue(self: &Rc<Self>, record: JobRecord) {
        self.feed(Event::Enqueue(Box::new(record)));
    }

    /// Has a completed backtest checked for look-ahead when a worker has nothing else to do.
    pub fn check(self: &Rc<Self>, record: JobRecord) {
        self.feed(Event::Check(Box::new(record)));
    }

    /// Ends the check of a job, if there is one under way.
    pub fn uncheck(self: &Rc<Self>, id: JobId) {
        self.feed(Event::Uncheck(id));
    }

    /// Ends all work for a job that is no longer this tab's to run.
    pub fn revoke(self: &Rc<Self>, id: JobId) {
        self.feed(Event::Revoked(id));
    }

    /// Tells the other tabs.
    pub fn tell(&self, news: &News) {
        if let Some(channel) = &self.channel {
            channel.tell(news);
        }
    }

    /// Replaces workers that do not start, or that fall silent at work.
    fn watch_silence(self: &Rc<Self>) {
        let (driver, last) = (Rc::clone(self), Cell::new(now_ms()));
        let look = move || {
            let asleep = now_ms() - last.replace(now_ms()) > 3.0 * f64::from(WATCH_MS);
            if asleep {
                return driver.pool.forgive();
            }
            let slots = driver.queue.borrow().slots().to_vec();
            for (worker, slot) in slots.iter().enumerate() {
                let limit = match slot {
                    Slot::Starting { .. } => START_MS,
                    Slot::Busy(_) => SILENCE_MS,
                    Slot::Idle | Slot::Broken => continue,
                };
                if driver.pool.silence_ms(worker).is_some_and(|silence| silence > limit) {
                    let detail = format!("no message for {} seconds", limit / 1_000.0);
                    driver.feed(Event::Lost(worker, broken(detail)));
                }
            }
        };
        Interval::new(WATCH_MS, look).forget();
    }
}

fn broken(detail: String) -> JobError {
    let message = "A worker did not start or stopped answering. Re-run the job; if that does not help, reload the page.";
    error("worker_lost", message, Some(detail))
}

/// Now, UTC milliseconds.
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}
