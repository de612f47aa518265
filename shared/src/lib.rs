//! What crosses a boundary: page and worker, browser and server, memory and disk.
//!
//! Types and pure rules only: no clock, no I/O. Start with [`job`], then [`job_state`] (what may happen to a job) and
//! [`change`] (how a record changes); [`bars_file`], [`result`] and [`table`] are what is stored on disk; [`library`] lists the bars that ship;
//! [`api`] is what a server is told.

pub mod api;
pub mod bars_file;
pub mod bytes;
pub mod certificate;
pub mod change;
pub mod dataset;
pub mod id;
pub mod job;
pub mod job_state;
pub mod json_text;
pub mod library;
pub mod result;
pub mod run_time;
pub mod script;
pub mod store;
pub mod sync;
pub mod table;
pub mod trials;
pub mod witnesses;

#[cfg(any(test, feature = "conformance"))]
pub mod fixture;
#[cfg(test)]
mod frozen;
