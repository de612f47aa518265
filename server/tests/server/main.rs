//! The server's tests. `contract` is what every store does, stamped onto each database; the others go over a socket, and those of the
//! scenarios carry their number in the name.

#[cfg(test)]
mod support;

#[cfg(test)]
mod contract;

#[cfg(test)]
mod app;

#[cfg(test)]
mod protocol;

#[cfg(test)]
mod description;

#[cfg(test)]
mod events;

#[cfg(test)]
mod model;

#[cfg(test)]
mod two_servers;

#[cfg(test)]
mod operator;

#[cfg(test)]
mod s3;

#[cfg(test)]
mod scenarios;
