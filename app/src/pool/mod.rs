//! The workers themselves: started, spoken to, listened to, ended. Who does what is decided in [`crate::jobs::queue`].

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::assets::Assets;
use crate::storage::described;
use crate::worker::client::{Heard, WorkerClient};
use crate::worker::protocol::ToWorker;

/// One less than the processor has cores, for the page needs one, too; at least one.
pub fn default_size() -> usize {
    let cores = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
    (cores as usize).saturating_sub(1).max(1)
}

struct Member {
    client: WorkerClient,
    heard_ms: Rc<Cell<f64>>,
}

/// The running workers by their place.
pub struct Pool {
    script: String,
    root: String,
    /// The compiled engine, or why there is none.
    module: Result<JsValue, String>,
    members: RefCell<Vec<Option<Member>>>,
}

impl Pool {
    /// Compiles the engine, once for all workers. A failure shows when a worker is to start.
    pub async fn new(assets: &Assets, root: String) -> Self {
        let module = compile(&assets.worker_wasm).await.map_err(|error| described(&error));
        Self { script: assets.worker_js.clone(), root, module, members: RefCell::default() }
    }

    /// Starts the worker at a place, ending the one that was there.
    ///
    /// # Errors
    /// Why it cannot start, for developers.
    pub fn start(&self, place: usize, hear: impl Fn(Heard) + 'static) -> Result<(), String> {
        self.end(place);
        let module = self.module.as_ref().map_err(Clone::clone)?;
        let heard_ms = Rc::new(Cell::new(now_ms()));
        let clock = Rc::clone(&heard_ms);
        let client = WorkerClient::start(&self.script, module, &self.root, move |heard| {
            clock.set(now_ms());
            hear(heard);
        })
        .map_err(|error| described(&error))?;
        let mut members = self.members.borrow_mut();
        if members.len() <= place {
            members.resize_with(place + 1, || None);
        }
        members[place] = Some(Member { client, heard_ms });
        Ok(())
    }

    /// Starts a worker outside of the pool, for who must not wait behind jobs.
    ///
    /// # Errors
    /// Why it cannot start, for developers.
    pub fn apart(&self, hear: impl Fn(Heard) + 'static) -> Result<WorkerClient, String> {
        let module = self.module.as_ref().map_err(Clone::clone)?;
        WorkerClient::start(&self.script, module, &self.root, hear).map_err(|error| described(&error))
    }

    /// Ends the worker at a place.
    pub fn end(&self, place: usize) {
        if let Some(member) = self.members.borrow_mut().get_mut(place) {
            *member = None;
        }
    }

    /// Sends a message to the worker at a place.
    ///
    /// # Errors
    /// Why it could not be sent, for developers.
    pub fn send(&self, place: usize, message: &ToWorker, files: &[web_sys::File]) -> Result<(), String> {
        match self.members.borrow().get(place) {
            Some(Some(member)) => {
                member.heard_ms.set(now_ms());
                member.client.send(message, files).map_err(|error| described(&error))
            }
            _ => Err("there is no worker at this place".to_owned()),
        }
    }

    /// Milliseconds since the worker at a place was last heard, or spoken to.
    pub fn silence_ms(&self, place: usize) -> Option<f64> {
        let members = self.members.borrow();
        members.get(place)?.as_ref().map(|member| now_ms() - member.heard_ms.get())
    }

    /// The page itself was asleep: nobody is to blame for silence.
    pub fn forgive(&self) {
        for member in self.members.borrow().iter().flatten() {
            member.heard_ms.set(now_ms());
        }
    }
}

async fn compile(url: &str) -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(url)).await?.into();
    if !response.ok() {
        return Err(format!("{url}: the server answered {}", response.status()).into());
    }
    // Not streaming: static hosts may serve wasm under another content type.
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    JsFuture::from(js_sys::WebAssembly::compile(&bytes)).await
}

/// Milliseconds of the page's monotonic clock.
pub(crate) fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
