//! What the tests stand on: fresh databases of each kind, a server over a socket, devices that talk to it.

pub(crate) mod make;
pub(crate) mod place;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod running;
