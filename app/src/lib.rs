//! Hindcast in the browser: what the page (feature `page`) and the worker (feature `worker`) are made of.
//!
//! The page: [`state`] is what pages see. The worker runs the engine.

#[cfg(feature = "page")]
pub mod state;
