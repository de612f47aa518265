//! Sockets: accepted here and not by axum, which has no time limits.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{Extensions, HeaderMap};
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

use super::budget::Budget;
use super::state::{AppState, Limits};

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(SocketAddr);

impl Peer {
    /// Who asks, as far as limits are concerned: an address, or in IPv6 the network that a customer gets.
    pub(super) fn of(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> String {
        let direct = extensions.get::<Self>().map(|peer| peer.0.ip());
        // The last entry is the proxy's own; those before it may be made up.
        let told = headers.get_all("x-forwarded-for").iter().next_back();
        let told = told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let address = if behind_proxy { told.or(direct) } else { direct };
        address.map_or_else(String::new, network)
    }
}

/// An address, or in IPv6 the network that a customer gets.
fn network(address: IpAddr) -> String {
    // One of IPv4 may come in the clothes of IPv6, where all of them would be one network.
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        IpAddr::V4(address) => address.to_string(),
    }
}

/// Serves until it is told to stop, then lets requests under way finish for a while.
pub async fn serve(listener: TcpListener, router: Router, state: AppState) {
    let limits = state.settings.limits.clone();
    let mut stopping = state.stopping.clone();
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.max_connections));
    // A proxy's connections are those of everybody.
    let each = if state.settings.behind_proxy { usize::MAX } else { limits.max_connections_each };
    let open_by = Budget::new(usize::MAX, each);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let mut own = open_by.begin(network(peer.ip()));
        if own.grow(1).is_err() {
            tracing::debug!("{peer} has too many connections");
            continue;
        }
        let connection = connection(stream, peer, router.clone(), &limits);
        let connection = graceful.watch(connection);
        let open = state.metrics.connections.clone();
        open.inc();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            open.dec();
            drop((place, own));
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.drain_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// What a connection may buffer, headers included; hyper's own is 400 KiB, which thousands of strangers would make gigabytes.
const MAX_BUFFER: usize = 64 << 10;

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
        .max_buf_size(MAX_BUFFER)
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service.boxed_clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_caller_and_so_is_a_network_of_ipv6() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }
}
