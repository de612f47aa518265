//! The exchange with a server, around the pure core in `shared::sync`.
//!
//! [`session`] drives the machine in the one tab that holds the lock; [`server`] speaks to the server; [`transfer`] moves blobs;
//! [`listen`] hears what happens elsewhere; [`policy`] says what goes along; [`address`] knows why a browser will not reach a server. Nothing here stands between
//! the person and local work: without a server none of it runs.

pub mod address;
mod listen;
pub mod policy;
pub mod server;
pub mod session;
pub mod transfer;
