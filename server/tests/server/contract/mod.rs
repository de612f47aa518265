//! What every store does.

mod access;
mod blobs;
pub(crate) mod dump;
mod pages;
mod records;
mod retention;
mod schema;
