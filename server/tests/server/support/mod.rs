//! What the tests stand on: fresh databases of each kind, a server over a socket or as a process, devices that talk to it.

pub(crate) mod dice;
pub(crate) mod forgetful;
pub(crate) mod make;
pub(crate) mod paused;
pub(crate) mod place;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod python;
pub(crate) mod raw;
pub(crate) mod running;
pub(crate) mod s3;
