//! Proof of life: each page load holds a Web Lock of its own name, which the browser frees when the tab dies.

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// The browser's lock manager; `None` in old browsers and outside of secure contexts.
#[derive(Debug, Clone)]
pub struct Locks(JsValue);

impl Locks {
    /// Looks for it.
    pub fn of_browser() -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        (!locks.is_undefined()).then_some(Self(locks))
    }

    /// Takes a lock and keeps it for as long as the page lives.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn hold(&self, name: &str) -> Result<(), JsValue> {
        let (granted, wait) = oneshot::channel();
        let for_ever = Promise::new(&mut |_, _| {});
        let _held = self.request(name, move || {
            // Nobody waits any more only if the page is going.
            let _ = granted.send(());
            for_ever
        })?;
        wait.await.map_err(|_| JsValue::from("the lock was refused"))
    }

    /// Waits until a lock is free, which is when its tab is gone, and does something while holding it.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn when_free(
        &self,
        name: &str,
        act: impl Future<Output = ()> + 'static,
    ) -> Result<(), JsValue> {
        let acted = self.request(name, move || {
            future_to_promise(async move {
                act.await;
                Ok(JsValue::UNDEFINED)
            })
        })?;
        JsFuture::from(acted).await.map(|_| ())
    }

    // The bindings have no stable form of the lock manager.
    fn request(&self, name: &str, granted: impl FnOnce() -> Promise + 'static) -> Result<Promise, JsValue> {
        let request: Function = Reflect::get(&self.0, &"request".into())?.unchecked_into();
        let callback = Closure::once_into_js(move |_lock: JsValue| granted());
        request.call2(&self.0, &name.into(), &callback).map(JsCast::unchecked_into)
    }
}
