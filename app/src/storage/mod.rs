//! What the browser keeps: records in IndexedDB ([`records`], page only), columns in the origin's private files ([`opfs`]).
//! [`shelf`] keeps files of the product for use without a network, [`exchange`] runs the transactions of sync over the records, [`backup`] those of a backup; `trials` keeps what jobs have tried on datasets, beyond their end.
//!
//! Order of writing: bytes durable first, then the record that names them. Nothing here decides anything about jobs.

#[cfg(feature = "page")]
pub mod aside;
#[cfg(feature = "page")]
pub mod backup;
mod error;
#[cfg(feature = "page")]
pub mod exchange;
pub mod opfs;
#[cfg(feature = "page")]
mod outbox;
#[cfg(feature = "page")]
pub mod place;
#[cfg(feature = "page")]
pub mod records;
#[cfg(feature = "page")]
mod scripts;
#[cfg(feature = "page")]
pub mod shelf;
#[cfg(feature = "page")]
mod trials;
#[cfg(feature = "page")]
mod v1;
#[cfg(feature = "page")]
mod v2;
#[cfg(feature = "page")]
mod v3;

pub use error::StorageError;
#[cfg(feature = "page")]
pub(crate) use error::described;
#[cfg(feature = "worker")]
pub(crate) use error::name as error_name;
