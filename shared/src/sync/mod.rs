//! The device's half of sync, without web, clock or network.
//!
//! What a device keeps of each record is a [`rows::Row`]: the content, the version that the server is known to have, and the change
//! that waits to be sent. A [`task::Task`] is one transaction over some rows; all of sync that is written is written by tasks.
//! [`machine::Machine`] says what comes next: events in, effects out. [`merge`] decides between two versions of a record.
//!
//! Start with [`rows`], then [`merge`] and [`task`]. Whoever drives this may crash between any two effects: it begins again with
//! a new machine over the same rows.

pub mod fields;
pub mod machine;
pub mod merge;
pub mod rows;
pub mod task;

mod backoff;
mod compare;
mod field_texts;
mod outcome;
mod receive;
mod replica;
mod send;
mod texts;

#[cfg(any(test, feature = "conformance"))]
pub mod sim;

#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod scenarios;
