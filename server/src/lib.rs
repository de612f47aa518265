//! Hindcast's server: it authenticates, stores, returns and notifies, and serves the app's files. It never computes a backtest.
//!
//! Start with [`http::routes`], the whole table in one function; then [`store`], where everything is that must not be lost.

pub mod backup;
pub mod blobs;
pub mod check;
pub mod clock;
pub mod commands;
pub mod config;
pub mod events;
mod files;
pub mod housekeeping;
pub mod http;
pub mod room;
pub mod secret;
pub mod store;
