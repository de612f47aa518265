//! Files of the product that are kept for use without a network, under their addresses, which carry a hash of their bytes.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Request, Response};

/// The kept files. Where the browser keeps none, everything comes from the network.
#[derive(Debug, Clone)]
pub struct Shelf(Option<Cache>);

impl Shelf {
    /// Opens it.
    pub async fn open(name: &str) -> Self {
        Self(open(name).await.ok())
    }

    /// Whether anything can be kept here.
    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// A file, from here or else from the network, which then is kept.
    ///
    /// # Errors
    /// It is not here, and the server does not answer with it.
    pub async fn get(&self, url: &str) -> Result<Response, JsValue> {
        let Some(cache) = &self.0 else { return fetched(url).await };
        let kept = JsFuture::from(cache.match_with_str(url)).await?;
        if let Ok(response) = kept.dyn_into() {
            return Ok(response);
        }
        let response = fetched(url).await?;
        // Without room it is used all the same.
        let _ = JsFuture::from(cache.put_with_str(url, &response.clone()?)).await;
        Ok(response)
    }

    /// Drops a file.
    pub async fn forget(&self, url: &str) {
        if let Some(cache) = &self.0 {
            // What cannot be dropped is read again, and fails again with a sentence.
            let _ = JsFuture::from(cache.delete_with_str(url)).await;
        }
    }

    /// Drops the files of other versions.
    ///
    /// # Errors
    /// The browser failed.
    pub async fn forget_all_but(&self, urls: &[String]) -> Result<(), JsValue> {
        let Some(cache) = &self.0 else { return Ok(()) };
        let kept: js_sys::Array = JsFuture::from(cache.keys()).await?.dyn_into()?;
        for request in kept.iter().filter_map(|request| request.dyn_into::<Request>().ok()) {
            if !urls.iter().any(|url| request.url().ends_with(url.as_str())) {
                JsFuture::from(cache.delete_with_request(&request)).await?;
            }
        }
        Ok(())
    }
}

async fn open(name: &str) -> Result<Cache, JsValue> {
    let caches = web_sys::window().ok_or("there is no window")?.caches()?;
    if caches.is_undefined() {
        return Err("the browser keeps no files here".into());
    }
    JsFuture::from(caches.open(name)).await?.dyn_into()
}

async fn fetched(url: &str) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(url)).await?.into();
    if response.ok() {
        Ok(response)
    } else {
        Err(format!("{url}: the server answered {}", response.status()).into())
    }
}
