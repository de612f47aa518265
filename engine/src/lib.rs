//! Hindcast's backtest engine: bars in, report out.
//!
//! It knows nothing of files, clocks, threads or browsers, so the same inputs give the same bits everywhere.

pub mod config;
pub mod import;
pub mod report;
pub mod series;
pub mod statistics;
pub mod strategy;
pub mod sweep;
pub mod synthetic;
pub mod trade;

/// The engine's version, part of every certificate: a result is reproducible with the same version.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");
