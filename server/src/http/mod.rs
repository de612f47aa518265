//! HTTP: from the socket to the store and back. One file per resource; what they share comes first.

pub mod auth;
pub mod budget;
pub mod damaged;
pub mod error;
pub mod extract;
pub mod gate;
pub mod limit;
pub mod metrics;
mod observe;
pub mod routes;
pub mod security;
pub mod serve;
pub mod state;

pub mod app_files;
mod blobs;
mod devices;
mod docs;
mod events;
mod health;
mod pairing;
mod records;
mod workspace;
