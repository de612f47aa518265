//! The sync protocol, version 1: what a browser and the server say to each other, as JSON, under [`path::BASE`].
//!
//! Types only; what is to be done with them is the client's and the server's business. Start with [`push`] and [`pull`]. The
//! server stores the body of a record as text and gives it back letter by letter, so that fields it has never heard of survive.

pub mod blob;
pub mod device;
pub mod digest;
pub mod error;
pub mod event;
pub mod path;
pub mod pull;
pub mod push;
pub mod record;
pub mod seen;
pub mod version;
pub mod workspace;

/// Largest number of a change, cursor or count: up to here every JSON parser is exact.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

#[cfg(test)]
mod tests;
