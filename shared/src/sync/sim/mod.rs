//! A world of three devices and a server in which everything goes wrong that can, from one seed.
//!
//! [`world`] lets things happen: work on the devices, messages lost, doubled and delayed, devices offline, crashing between any
//! two steps, clocks jumping. [`device`] does what the real client does, over rows in memory. [`server`] is a model of the real
//! server, which the server's own tests compare with the real one. [`check`] says at the end what must be true.

pub mod check;
pub mod device;
pub mod dice;
pub mod server;
pub mod work;
pub mod world;
