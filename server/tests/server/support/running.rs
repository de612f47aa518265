//! A server over a socket on a free port, and devices that talk to it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use hindcast_server::http::state::{AppState, Limits, Settings};
use hindcast_server::http::{routes, serve};
use hindcast_server::secret::Code;
use hindcast_server::store::Store;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::device::Paired;
use shared::api::error::{ApiError, ErrorCode};
use shared::api::{path, version};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::place::Place;

/// A server; it ends with the value.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(place: &Place) -> Self {
        Self::with(place, |_| {}).await
    }

    /// A server with other settings.
    pub(crate) async fn with(place: &Place, set: impl FnOnce(&mut Settings)) -> Self {
        Self::over(place, place.store().await, set).await
    }

    /// A server over a store that is open already.
    pub(crate) async fn over(place: &Place, store: Store, set: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings { app_dir: Some(app(place)), ..Settings::default() };
        // Tests are faster than people.
        settings.limits = Limits { requests: (1e6, 1e6), failures: (1e6, 1e6), ..Limits::default() };
        set(&mut settings);
        let (stop, stopping) = watch::channel(false);
        let state = AppState::new(store.clone(), place.blobs(), settings, stopping);
        state.recall().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listening = store.clone();
        tokio::spawn(async move { listening.listen().await });
        let serving = tokio::spawn(serve::serve(listener, routes::router(&state), state));
        Self { address, store, stop, serving }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells it to end, without waiting.
    pub(crate) fn begin_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Ends it and waits until requests under way are done.
    pub(crate) async fn stop(self) {
        self.begin_to_stop();
        self.serving.await.unwrap();
    }

    /// A new device of the workspace of this name.
    pub(crate) async fn device(&self, workspace: &str) -> Device {
        let home = super::place::workspace(&self.store, workspace).await;
        let code = Code::new().unwrap();
        self.store.add_code(home, &code, hindcast_server::clock::now_ms()).await.unwrap();
        Device::pair(self.address, &code.reveal()).await
    }
}

/// A folder that looks like the app.
fn app(place: &Place) -> PathBuf {
    let folder = place.folder().join("app");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<title>Hindcast</title>").unwrap();
    std::fs::write(folder.join("page_bg-0123456789ab.wasm"), b"\0asm").unwrap();
    std::fs::write(folder.join("page_bg-0123456789ab.wasm.br"), b"asm").unwrap();
    folder
}

/// A device with a token.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) address: SocketAddr,
    pub(crate) paired: Paired,
    client: reqwest::Client,
}

/// A client that gives up some day.
pub(crate) fn client() -> reqwest::Client {
    // The same provider as the server's; a second answer is an error that says so.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().timeout(Duration::from_secs(60)).build().unwrap()
}

impl Device {
    pub(crate) async fn pair(address: SocketAddr, code: &str) -> Self {
        let client = client();
        let pair = serde_json::json!({"code": code, "name": "Test"});
        let url = format!("http://{address}{}{}", path::BASE, path::PAIRINGS);
        let answer = client.post(url).header(version::HEADER, "1").json(&pair).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        Self { address, paired: answer.json().await.unwrap(), client }
    }

    /// A request of this device to a path below the base.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{}{path}", self.address, path::BASE);
        self.client.request(method, url).header(version::HEADER, "1").bearer_auth(&self.paired.token)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Refused> {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Refused> {
        read(self.request(Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// PUTs bytes under a name.
    pub(crate) async fn put_bytes(&self, hash: &str, bytes: impl Into<reqwest::Body>) -> Result<(), Refused> {
        let request = self.request(Method::PUT, &format!("/blobs/{hash}"));
        let request = request.header("content-type", "application/octet-stream").body(bytes);
        done(request.send().await.unwrap()).await
    }

    /// PUTs a manifest under a name.
    pub(crate) async fn put_manifest(&self, hash: &str, manifest: &Value) -> Result<(), Refused> {
        let request = self.request(Method::PUT, &format!("/blobs/{hash}")).json(manifest);
        done(request.send().await.unwrap()).await
    }

    pub(crate) async fn get_bytes(&self, hash: &str) -> Result<Vec<u8>, Refused> {
        let answer = self.request(Method::GET, &format!("/blobs/{hash}")).send().await.unwrap();
        if answer.status().is_success() {
            Ok(answer.bytes().await.unwrap().into())
        } else {
            Err(refused(answer).await)
        }
    }
}

/// What an error says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) error: ApiError,
    pub(crate) retry_after: Option<String>,
}

impl Refused {
    pub(crate) fn code(&self) -> ErrorCode {
        self.error.code
    }
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, Refused> {
    if answer.status().is_success() { Ok(answer.json().await.unwrap()) } else { Err(refused(answer).await) }
}

async fn done(answer: Response) -> Result<(), Refused> {
    if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { Err(refused(answer).await) }
}

/// An answer that is an error; its status must be that of its code.
pub(crate) async fn refused(answer: Response) -> Refused {
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    let error: ApiError = answer.json().await.unwrap();
    assert_eq!(status, error.code.status(), "{error:?}");
    Refused { status, error, retry_after }
}
