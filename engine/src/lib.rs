//! Hindcast's backtest engine: bars in, report out.
//!
//! It knows nothing of files, clocks, threads or browsers, so the same inputs give the same bits everywhere. Start with
//! [`backtest`] (the main loop), then [`broker`] (when and at what price orders fill), then [`strategy`] and [`registry`].

mod account;
pub mod backtest;
pub mod broker;
pub mod choice;
pub mod comparison;
pub mod config;
pub mod decimal;
pub mod error;
pub mod explain;
mod failure;
pub mod fill;
mod fold;
pub mod hash;
pub mod import;
pub mod indicator;
pub mod lookahead;
mod market;
pub mod order;
pub mod overfitting;
pub mod plot;
mod random;
mod recorder;
pub mod registry;
pub mod report;
pub mod risk;
pub mod script;
pub mod series;
mod simd;
pub mod statistics;
pub mod strategy;
pub mod sweep;
pub mod synthetic;
pub mod trade;
pub mod walk_forward;

pub use failure::Failure;

/// The engine's version, part of every certificate: a result is reproducible with the same version.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");
