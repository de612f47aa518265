//! Drives the machine, in the one tab of this browser that holds the lock.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures::future::{Either, select};
use futures::{FutureExt, StreamExt};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use gloo::timers::future::TimeoutFuture;
use shared::api::event::{self, Live, LiveJob, MAX_LIVE};
use shared::api::path;
use shared::api::pull::{Page, Pull};
use shared::api::push::Pushed;
use shared::api::record::{DATASET, JOB, SCRIPT};
use shared::api::workspace::Workspace;
use shared::id::{DeviceId, JobId};
use shared::sync::machine::{Effect, Event, Failure, Machine, Phase};
use shared::sync::rows::{Key, Standing};
use shared::sync::task::{Blobs, Task};
use wasm_bindgen_futures::spawn_local;

use super::listen::listen;
use super::policy::Policy;
use crate::jobs::driver::{Driver, wall_ms};
use crate::jobs::news::News;
use crate::remote::server::Server;
use crate::remote::transfer;

/// A change waits so long for others that come with it.
const GATHER_MS: u32 = 100;
/// Blobs above this size do not hold up the records.
const SMALL: usize = 8 << 20;
/// Between two tries to listen, at most.
const LISTEN_MS: u32 = 30_000;
/// Key, in the settings, of the policy by which records were offered last.
const OFFERED: &str = "offered";
/// How often progress is told.
const TELL_MS: u32 = 500;

/// Where the session shows what it does.
pub trait Watch {
    /// What it is at.
    fn phase(&self, phase: &Phase);
    /// Everything that could be exchanged was.
    fn synced(&self);
    /// What waits, or why, has changed.
    fn waiting_changed(&self);
    /// Where the device stands has changed.
    fn standing(&self, standing: &Standing);
    /// A large blob is being sent: bytes done and in all; nothing once it is over.
    fn transfer(&self, transfer: Option<(u64, u64)>);
    /// So many milliseconds is this device's clock ahead of the server's.
    fn clock_ahead(&self, ms: i64);
}

/// A session with a server, until [`Session::end`].
pub struct Session {
    driver: Rc<Driver>,
    server: Server,
    policy: Policy,
    watch: Rc<dyn Watch>,
    events: UnboundedSender<Event>,
    ended: Cell<bool>,
    /// Blobs too large to hold up the records.
    later: RefCell<Vec<(&'static str, shared::id::BlobHash)>>,
    is_uploading: Cell<bool>,
    live: RefCell<BTreeMap<JobId, LiveJob>>,
    /// Milliseconds that this device's clock is ahead of the server's, once that is known.
    ahead_ms: Cell<Option<i64>>,
}

impl Session {
    /// A session, and what to run while the lock is held.
    pub fn new(
        driver: Rc<Driver>,
        server: Server,
        policy: Policy,
        watch: Rc<dyn Watch>,
    ) -> (Rc<Self>, impl Future<Output = ()> + 'static) {
        let (events, heard) = mpsc::unbounded();
        let session = Rc::new(Self {
            driver,
            server,
            policy,
            watch,
            events,
            ended: Cell::new(false),
            later: RefCell::default(),
            is_uploading: Cell::new(false),
            live: RefCell::default(),
            ahead_ms: Cell::new(None),
        });
        (Rc::clone(&session), session.run(heard))
    }

    /// Says that something has happened.
    pub fn tell(&self, event: Event) {
        // Nobody listening means that the session is over.
        let _ = self.events.unbounded_send(event);
    }

    /// How far a job of this device is.
    pub fn progress(&self, job: LiveJob) {
        self.live.borrow_mut().insert(job.job, job);
    }

    /// Ends the session; what is under way is not waited for.
    pub fn end(&self) {
        self.ended.set(true);
        self.events.close_channel();
    }

    async fn run(self: Rc<Self>, mut heard: UnboundedReceiver<Event>) {
        spawn_local(Rc::clone(&self).listen());
        self.watch.phase(&Phase::Busy);
        self.look_at_clock().await;
        if self.ended.get() {
            return;
        }
        if let Err(error) = self.offer().await {
            self.watch.phase(&Phase::Stopped(Failure::Refused(error.to_string())));
            return;
        }
        let teller = Rc::clone(&self);
        let _telling = Interval::new(TELL_MS, move || spawn_local(Rc::clone(&teller).tell_live()));
        let caller = Rc::clone(&self);
        let _online = web_sys::window()
            .map(|window| EventListener::new(&window, "online", move |_| caller.tell(Event::Go)));
        let mut machine = Machine::new(DeviceId(uuid::Uuid::now_v7()));
        let mut event = Event::Go;
        loop {
            let mut effect = machine.on(event, js_sys::Math::random());
            while let Some(doing) = effect {
                self.watch.phase(machine.phase());
                let done = match doing {
                    Effect::Wait(ms) => pause(ms, &mut heard).await,
                    doing => self.perform(doing).await,
                };
                if self.ended.get() {
                    return;
                }
                // What happened in the meantime is only remembered: one thing at a time is under way.
                while !matches!(machine.phase(), Phase::Waiting(_))
                    && let Some(Some(event)) = heard.next().now_or_never()
                {
                    machine.on(event, 0.0);
                }
                effect = machine.on(done, js_sys::Math::random());
            }
            self.rest(&machine);
            let Some(next) = heard.next().await else { return };
            if next == Event::Changed {
                TimeoutFuture::new(GATHER_MS).await;
            }
            event = next;
        }
    }

    /// Looks again at what went without its bytes so far, if more may be sent than before. This is the session's to do, not that of the tab in
    /// which the person chose: a session with the old policy, still at work there or here, would take what it has no bytes to send of
    /// for done.
    async fn offer(&self) -> Result<(), crate::storage::StorageError> {
        let records = &self.driver.records;
        if records.setting::<Policy>(OFFERED).await?.as_ref() != Some(&self.policy) {
            records.exchange(&Task::Offer, self.driver.device, wall_ms()).await?;
            records.put_setting(OFFERED, &self.policy).await?;
        }
        Ok(())
    }

    fn rest(self: &Rc<Self>, machine: &Machine) {
        self.watch.phase(machine.phase());
        self.watch.waiting_changed();
        if *machine.phase() == Phase::Idle {
            self.watch.synced();
            spawn_local(Rc::clone(self).upload_later());
            if self.ahead_ms.get().is_none() {
                let session = Rc::clone(self);
                spawn_local(async move { session.look_at_clock().await });
            }
        }
    }

    async fn perform(&self, effect: Effect) -> Event {
        match effect {
            Effect::Prepare => match self.prepare().await {
                Ok(blobs) => Event::Prepared(blobs),
                Err(failure) => Event::Failed(failure),
            },
            Effect::Commit(task) => self.commit(&task).await,
            Effect::Push(push) => match self.server.post::<Pushed>(path::PUSH, &push).await {
                Ok(pushed) => Event::Pushed(pushed),
                Err(trouble) => Event::Failed(trouble.into()),
            },
            Effect::Pull(pull) => match self.server.get::<Page>(&address_of(&pull)).await {
                Ok(page) => Event::Pulled(page),
                Err(trouble) => Event::Failed(trouble.into()),
            },
            Effect::Wait(_) => Event::Go,
        }
    }

    async fn commit(&self, task: &Task) -> Event {
        // What goes to the trash ages by the server's clock: a wrong one here must neither empty it nor fill it for ever.
        let now_ms = wall_ms() - self.ahead_ms.get().unwrap_or(0);
        match self.driver.records.exchange(task, self.driver.device, now_ms).await {
            Ok(done) => {
                show(&self.driver, &done.changed).await;
                self.watch.standing(&done.standing);
                Event::Committed(done.standing, done.outcome)
            }
            Err(error) => Event::Failed(Failure::Refused(error.to_string())),
        }
    }

    /// Looks after the blobs of what is sent next: small ones are sent now, large ones later.
    async fn prepare(&self) -> Result<Blobs, Failure> {
        let failed = |error: crate::storage::StorageError| Failure::Refused(error.to_string());
        self.driver.records.publish_trials(self.driver.device).await.map_err(failed)?;
        let rows = self.driver.records.rows_to_send().await.map_err(failed)?;
        let mut wanted = BTreeMap::new();
        for (key, row) in &rows {
            wanted.extend(self.policy.blob(key, row));
        }
        let mut blobs = Blobs::default();
        if wanted.is_empty() {
            return Ok(blobs);
        }
        let missing = transfer::missing(&self.server, wanted.keys().cloned().collect()).await?;
        let mut n_bytes = 0;
        for (hash, dir) in wanted {
            if !missing.contains(&hash) {
                blobs.held.insert(hash);
                continue;
            }
            // Bytes that are not here cannot be sent; the record goes without them.
            let Some(bytes) = self.driver.opfs.blob(dir, &hash).await.map_err(failed)? else { continue };
            n_bytes += bytes.len();
            if n_bytes > SMALL {
                self.later.borrow_mut().push((dir, hash.clone()));
                blobs.awaited.insert(hash);
                continue;
            }
            transfer::upload(&self.server, &hash, &bytes, |_, _| {}).await?;
            blobs.held.insert(hash);
        }
        Ok(blobs)
    }

    /// Sends the large blobs, one after the other, and then the records that wait for them.
    async fn upload_later(self: Rc<Self>) {
        if self.is_uploading.replace(true) {
            return;
        }
        let later = std::mem::take(&mut *self.later.borrow_mut());
        let (n_all, mut n_sent) = (later.len(), 0);
        for (dir, hash) in later {
            let Ok(Some(bytes)) = self.driver.opfs.blob(dir, &hash).await else { continue };
            let told = |done, all| self.watch.transfer(Some((done, all)));
            // What is cut off is tried again with the next exchange, from where it was.
            n_sent += usize::from(transfer::upload(&self.server, &hash, &bytes, told).await.is_ok());
            if self.ended.get() {
                return;
            }
        }
        self.watch.transfer(None);
        self.is_uploading.set(false);
        if n_sent < n_all {
            TimeoutFuture::new(LISTEN_MS).await;
        }
        if n_all > 0 {
            self.tell(Event::Changed);
        }
    }

    async fn listen(self: Rc<Self>) {
        let wait = Cell::new(1_000);
        while !self.ended.get() {
            let is_first = Cell::new(true);
            let hear = |event| {
                wait.set(1_000);
                match event {
                    // Whoever waited for the server may go on at once.
                    event::Event::Head { .. } if is_first.take() => self.tell(Event::Go),
                    event::Event::Head { .. } => self.tell(Event::Changed),
                    event::Event::Live { live } => {
                        for job in live.jobs {
                            self.driver.screen.progress(job.job, Some(job.attempt), job.progress);
                        }
                    }
                }
                !self.ended.get()
            };
            // That the stream ended is no news: the truth is in the next pull.
            let _ = listen(&self.server, hear).await;
            let ms = wait.get();
            wait.set((2 * ms).min(LISTEN_MS));
            TimeoutFuture::new(ms / 2 + (f64::from(ms / 2) * js_sys::Math::random()) as u32).await;
        }
    }

    async fn tell_live(self: Rc<Self>) {
        let jobs: Vec<LiveJob> =
            std::mem::take(&mut *self.live.borrow_mut()).into_values().take(MAX_LIVE).collect();
        if !jobs.is_empty() && !self.ended.get() {
            let live = Live { device: self.driver.device, jobs };
            // Progress that nobody hears of is followed by more.
            let _ = self.server.tell(path::PROGRESS, &live).await;
        }
    }

    async fn look_at_clock(&self) {
        if let Ok(workspace) = self.server.get::<Workspace>(path::WORKSPACE).await {
            let ahead_ms = wall_ms() - workspace.now_ms;
            self.ahead_ms.set(Some(ahead_ms));
            self.watch.clock_ahead(ahead_ms);
        }
    }
}

/// Waits, unless somebody says that it need not be that long; changes are no reason.
async fn pause(ms: u32, heard: &mut UnboundedReceiver<Event>) -> Event {
    let mut time = TimeoutFuture::new(ms);
    loop {
        match select(&mut time, heard.next()).await {
            Either::Right((Some(Event::Changed), _)) => {}
            Either::Right((Some(event), _)) => return event,
            Either::Left(_) | Either::Right((None, _)) => return Event::Go,
        }
    }
}

fn address_of(pull: &Pull) -> String {
    let mut address = format!("{}?since={}", path::RECORDS, pull.since);
    if let Some(id) = pull.server_id {
        address.push_str(&format!("&server_id={id}"));
    }
    if let Some(floor) = pull.floor {
        address.push_str(&format!("&floor={floor}"));
    }
    if let Some(seen) = pull.known() {
        address.push_str(&format!("&epoch={}&seen={}", seen.epoch, seen.seq));
    }
    address
}

/// Shows records that sync has changed, here and in the other tabs.
pub async fn show(driver: &Rc<Driver>, changed: &[Key]) {
    for key in changed.iter().filter(|key| key.kind.0 == JOB) {
        driver.received(JobId(key.id)).await;
        driver.tell(&News::Job { id: JobId(key.id) });
    }
    if changed.iter().any(|key| key.kind.0 == DATASET) {
        driver.screen.datasets_changed();
        driver.tell(&News::Datasets);
    }
    if changed.iter().any(|key| key.kind.0 == SCRIPT) {
        driver.screen.scripts_changed();
        driver.tell(&News::Scripts);
    }
}
