//! Which job runs where, and when.
//!
//! [`queue`] decides: it is pure, event in, effects out. [`driver`] does the effects: records, workers, news between tabs.
//! [`checks`] are
//! what the workers do when nothing else waits. [`owner`] proves that this tab is alive; [`rescue`] finds jobs whose tab is not.

pub mod checks;
mod dispatch;
pub mod driver;
mod early_end;
pub mod news;
pub mod owner;
pub mod plan;
pub mod queue;
pub mod rescue;
pub mod screen;
pub mod slots;
