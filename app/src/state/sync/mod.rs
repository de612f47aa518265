//! The exchange with a server, as pages see it.

mod aside;
mod pairing;
mod shown;
mod trash;
mod trouble_text;

use std::collections::BTreeMap;
use std::rc::Rc;

use futures::lock::Mutex;
use leptos::prelude::*;
use shared::api::device::{Device, Devices, Pair, Paired, PairingCode};
use shared::api::path;
use shared::api::record::JOB;
use shared::id::JobId;
use shared::job::Progress;
use shared::sync::machine::{Event, Phase};
use shared::sync::rows::{Key, Reason, Waiting};
use shared::sync::task::Task;
use wasm_bindgen_futures::spawn_local;

use super::link::Link;
use super::{AppError, Jobs};
use crate::jobs::driver::{Driver, wall_ms};
use crate::jobs::news::News;
use crate::jobs::owner::Locks;
use crate::remote::server::Server;
use crate::storage::place;
use crate::sync::policy::Policy;
use crate::sync::session::{Session, Watch, show};

use self::shown::Shown;
use self::trouble_text::said;

pub use self::pairing::Pairing;
pub use self::trouble_text::in_words;

/// Key of the pairing in the settings.
const KEY: &str = "server";
/// A code lives no longer, whatever a clock says.
const CODE_LIFE_MS: i64 = 10 * 60 * 1_000;
/// Key of the time of the last exchange; apart, because the tab that exchanges is not the one in which people choose.
const SYNCED: &str = "synced";

/// What the exchange is at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SyncView {
    /// What the machine does; `None` if another tab drives it.
    pub phase: Option<Phase>,
    /// A large blob on its way: bytes done and in all.
    pub transfer: Option<(u64, u64)>,
    /// Why everything was compared with the server the last time.
    pub compared: Option<Reason>,
    /// Minutes that this device's clock is ahead of the server's, if it matters.
    pub clock_min: Option<i64>,
}

/// The exchange with a server.
#[derive(Debug, Clone, Copy)]
pub struct SyncState {
    pairing: RwSignal<Option<Pairing>>,
    view: RwSignal<SyncView>,
    synced_ms: RwSignal<Option<i64>>,
    waiting: RwSignal<BTreeMap<Key, Waiting>>,
    /// Milliseconds that this device's clock is ahead of the server's, once that is known.
    ahead_ms: StoredValue<Option<i64>>,
    session: StoredValue<Option<Rc<Session>>, LocalStorage>,
    /// Held while a choice is stored: the next one goes on from it.
    choosing: StoredValue<Rc<Mutex<()>>, LocalStorage>,
    jobs: Jobs,
    link: Link,
}

impl SyncState {
    pub(super) fn new(link: Link, jobs: Jobs) -> Self {
        Self {
            pairing: RwSignal::new(None),
            view: RwSignal::default(),
            synced_ms: RwSignal::new(None),
            waiting: RwSignal::default(),
            ahead_ms: StoredValue::new(None),
            session: StoredValue::new_local(None),
            choosing: StoredValue::default(),
            jobs,
            link,
        }
    }

    /// From the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The server, `None` without one.
    pub fn pairing(&self) -> Signal<Option<Pairing>> {
        self.pairing.into()
    }

    /// What the exchange is at.
    pub fn view(&self) -> Signal<SyncView> {
        self.view.into()
    }

    /// When everything was exchanged last, UTC milliseconds.
    pub fn synced_ms(&self) -> Signal<Option<i64>> {
        self.synced_ms.into()
    }

    /// What is not on the server yet.
    pub fn waiting(&self) -> Signal<BTreeMap<Key, Waiting>> {
        self.waiting.into()
    }

    /// Whether a job's record is not on the server yet; never without a server.
    pub fn is_waiting(&self, id: JobId) -> bool {
        self.pairing.with(Option::is_some)
            && self.waiting.with(|waiting| waiting.contains_key(&Key::new(JOB, id.0)))
    }

    /// Pairs this device by a code.
    ///
    /// # Errors
    /// The server does not answer, or refuses the code.
    pub async fn pair(&self, address: String, code: String, name: String) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let (stranger, pair) = (Server::new(address.clone(), None), Pair { code, name });
        let paired: Paired =
            stranger.post(path::PAIRINGS, &pair).await.map_err(|trouble| said(trouble, &address))?;
        let enroll = Task::Enroll { server_id: paired.server_id };
        let enrolled = driver.records.exchange(&enroll, driver.device, wall_ms()).await?;
        show(&driver, &enrolled.changed).await;
        let Paired { token, device, .. } = paired;
        let (device, name) = (device.id, device.name);
        let pairing = Pairing { address, token, device, name, policy: Policy::default() };
        self.keep(&driver, Some(pairing)).await
    }

    /// Gives the token back and forgets the server. What is here stays, and what is there, too.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn unpair(&self) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        if let Some(pairing) = self.pairing.get_untracked() {
            // If the server does not hear it, the device stays in its list, where another one can remove it.
            let _ = pairing.server().delete(&format!("{}/{}", path::DEVICES, pairing.device)).await;
        }
        self.keep(&driver, None).await
    }

    /// Changes what is sent.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn choose(&self, change: impl FnOnce(&mut Policy)) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let turn = self.choosing.get_value();
        let _mine = turn.lock().await;
        let Some(mut pairing) = self.pairing.get_untracked() else { return Ok(()) };
        change(&mut pairing.policy);
        // The session that begins with it looks again at what went without its bytes so far.
        self.keep(&driver, Some(pairing)).await
    }

    async fn keep(&self, driver: &Rc<Driver>, pairing: Option<Pairing>) -> Result<(), AppError> {
        driver.records.put_setting(KEY, &pairing).await?;
        driver.tell(&News::Server);
        self.load(driver).await
    }

    /// Reads the pairing and begins, or ends, the session that follows from it.
    pub(super) async fn load(&self, driver: &Rc<Driver>) -> Result<(), AppError> {
        let pairing: Option<Pairing> = driver.records.setting::<Option<Pairing>>(KEY).await?.flatten();
        let before = self.pairing.get_untracked();
        let stays = |a: &Pairing, b: &Pairing| a.server() == b.server() && a.policy == b.policy;
        let goes_on = matches!((&before, &pairing), (Some(before), Some(now)) if stays(before, now));
        self.pairing.set(pairing.clone());
        if goes_on {
            return Ok(());
        }
        if let Some(session) = self.session.try_update_value(Option::take).flatten() {
            session.end();
        }
        self.view.set(SyncView::default());
        *driver.server.borrow_mut() = pairing.as_ref().map(Pairing::server);
        let Some(pairing) = pairing else { return Ok(()) };
        self.synced_ms.set(driver.records.setting(SYNCED).await?);
        self.watch_waiting(driver).await?;
        let (session, run) =
            Session::new(Rc::clone(driver), pairing.server(), pairing.policy.clone(), Rc::new(Shown(*self)));
        self.session.set_value(Some(session));
        match Locks::of_browser() {
            Some(locks) => spawn_local(async move {
                // One tab speaks to the server. The others wait for its end; a browser that refuses the lock gets no sync.
                let _ = locks.when_free(&place::sync_lock(&place::base_path()), run).await;
            }),
            // Without locks there is one tab by agreement; a banner says so.
            None => spawn_local(run),
        }
        Ok(())
    }

    pub(super) fn reload(&self) {
        let this = *self;
        spawn_local(async move {
            if let Ok(driver) = this.link.driver().await {
                // What cannot be read now is read at the next start.
                let _ = this.load(&driver).await;
            }
        });
    }

    async fn watch_waiting(&self, driver: &Driver) -> Result<(), AppError> {
        let waiting = driver.records.waiting().await?;
        if self.waiting.with_untracked(|shown| *shown != waiting) {
            self.waiting.set(waiting);
        }
        Ok(())
    }

    /// Says that something has changed here.
    pub(super) fn changed(&self) {
        if self.tell(Event::Changed) {
            Shown(*self).waiting_changed();
        }
    }

    fn tell(&self, event: Event) -> bool {
        self.session.with_value(|session| {
            if let Some(session) = session {
                session.tell(event);
            }
            session.is_some()
        })
    }

    /// Exchanges now.
    pub fn go(&self) {
        self.tell(Event::Go);
    }

    /// Allows that many records are removed here.
    pub fn may_remove(&self) {
        self.tell(Event::MayRemove);
    }

    /// Tells the other devices how far a job of this one is.
    pub(super) fn progress(&self, id: JobId, progress: Progress) {
        let attempt = self.jobs.running_here(id);
        self.session.with_value(|session| {
            if let (Some(session), Some(attempt)) = (session, attempt) {
                session.progress(shared::api::event::LiveJob { job: id, attempt, progress });
            }
        });
    }

    /// All devices of the workspace.
    ///
    /// # Errors
    /// The server does not say.
    pub async fn devices(&self) -> Result<Vec<Device>, AppError> {
        let (server, address) = self.server()?;
        let all = server.get::<Devices>(path::DEVICES).await;
        Ok(all.map_err(|trouble| said(trouble, &address))?.devices)
    }

    /// Takes a device's token away.
    ///
    /// # Errors
    /// The server does not do it.
    pub async fn revoke(&self, id: &str) -> Result<(), AppError> {
        let (server, address) = self.server()?;
        server.delete(&format!("{}/{id}", path::DEVICES)).await.map_err(|trouble| said(trouble, &address))
    }

    /// How long a code that has just come is good for, in milliseconds from now; the server's clock says until when.
    pub fn code_life_ms(&self, code: &PairingCode) -> i64 {
        let left = |ahead: i64| (code.expires_ms - (wall_ms() - ahead)).clamp(0, CODE_LIFE_MS);
        self.ahead_ms.get_value().map_or(CODE_LIFE_MS, left)
    }

    /// A code for one more device.
    ///
    /// # Errors
    /// The server does not give one.
    pub async fn code(&self) -> Result<PairingCode, AppError> {
        let (server, address) = self.server()?;
        let nothing = serde_json::Map::new();
        server.post(path::PAIRING_CODES, &nothing).await.map_err(|trouble| said(trouble, &address))
    }

    fn server(&self) -> Result<(Server, String), AppError> {
        let pairing = self.pairing.get_untracked();
        let pairing =
            pairing.ok_or_else(|| AppError::new("not_paired", "This device is not paired with a server."))?;
        Ok((pairing.server(), pairing.address))
    }
}
