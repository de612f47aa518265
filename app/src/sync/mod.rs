//! The exchange with a server, around the pure core in `shared::sync`.
//!
//! [`session`] drives the machine in the one tab that holds the lock; [`listen`] hears what happens elsewhere; [`policy`] says what is
//! synced. Requests are made by [`crate::remote`]. Local work never waits for any of this: without a server none of it runs.

mod listen;
pub mod policy;
pub mod session;
