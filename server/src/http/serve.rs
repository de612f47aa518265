//! Sockets: accepted here and not by axum, which has no time limits.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::request::Parts;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;
use tower::util::BoxCloneService;

use super::state::{AppState, Limits};

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(SocketAddr);

impl Peer {
    /// Who asks, as far as limits are concerned: an address, or in IPv6 the network that a customer gets.
    pub(super) fn of(parts: &Parts, behind_proxy: bool) -> String {
        let direct = parts.extensions.get::<Self>().map(|peer| peer.0.ip());
        // The last entry is the proxy's own; those before it may be made up.
        let told = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let told = told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        match if behind_proxy { told.or(direct) } else { direct } {
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
            Some(IpAddr::V4(address)) => address.to_string(),
            None => String::new(),
        }
    }
}

/// Serves until it is told to stop, then lets requests under way finish for a while.
pub async fn serve(listener: TcpListener, router: Router, state: AppState) {
    let limits = state.settings.limits.clone();
    let mut stopping = state.stopping.clone();
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.max_connections));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let connection = connection(stream, peer, router.clone(), &limits);
        let connection = graceful.watch(connection);
        let open = state.metrics.connections.clone();
        open.inc();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            open.dec();
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.drain_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

type Place = tokio::sync::OwnedSemaphorePermit;

/// The next connection, once there is a place for it. `None` if there was an error, which is one client's or will pass.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, Place)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            tracing::warn!("cannot accept a connection: {error}");
            // Out of file descriptors, most likely: others must end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

type Io = TokioIo<Pin<Box<TimeoutStream<TcpStream>>>>;
type Service = TowerToHyperService<BoxCloneService<hyper::Request<Incoming>, Response, Infallible>>;

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: &Limits,
) -> http1::Connection<Io, Service> {
    // Small answers must not wait for the next packet. A failure only costs time.
    drop(stream.set_nodelay(true));
    let mut stream = TimeoutStream::new(stream);
    // For clients that ask and never read. Reading has its own limits: of headers below, of bodies where they are read.
    stream.set_write_timeout(Some(limits.idle_time));
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service.boxed_clone()))
}
