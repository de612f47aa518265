//! The Web Worker: the [`protocol`], the page's side of it ([`client`]) and the worker's ([`runtime`]).
//!
//! One worker is one single-threaded instance of the engine. It reads bars and writes results by itself; only control
//! messages cross.

#[cfg(feature = "page")]
pub mod client;
pub mod message;
pub mod protocol;
#[cfg(feature = "worker")]
pub mod runtime;
