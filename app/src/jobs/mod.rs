//! Which job runs where, and when.
//!
//! [`queue`] decides: it is pure, event in, effects out. [`driver`] does the effects: records, workers, news between tabs.
//! [`owner`] proves that this tab is alive and finds jobs whose tab is not.

pub mod plan;
pub mod queue;
pub mod slots;

pub use queue::{Effect, Event, Queue};
