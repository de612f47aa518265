//! What crosses a boundary: page and worker, browser and server, memory and disk.
//!
//! Types and pure rules only: no clock, no I/O, no async. Start with [`job`].

pub mod dataset;
pub mod id;
pub mod job;
