//! What every store does.

mod access;
mod blobs;
mod dump;
mod pages;
mod records;
mod retention;
mod schema;
