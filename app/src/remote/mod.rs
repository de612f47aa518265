//! The server, as a page sees it: [`server`] makes requests, [`transfer`] moves blobs, [`address`] explains why a browser cannot reach one.

pub mod address;
pub mod server;
pub mod transfer;
