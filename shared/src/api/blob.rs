//! Bytes: columns of a dataset, results. Immutable, named by their SHA-256.
//!
//! Up to [`MAX_CHUNK`] bytes are one PUT. Longer ones are cut into chunks, each a blob of its own, and then put together by a PUT
//! of a [`Manifest`] under the hash of the whole. Either is visible only once its hash was checked, and may be repeated.

use serde::{Deserialize, Serialize};

use crate::id::BlobHash;

/// Longest body of a PUT.
pub const MAX_CHUNK: usize = 4 << 20;
/// Most hashes in one question.
pub const MAX_HASHES: usize = 1_000;
/// Most chunks of one blob.
pub const MAX_CHUNKS: usize = 8_192;

/// Longest blob of chunks: what a browser's memory could hold.
pub const MAX_WHOLE: u64 = 2 << 30;

/// Which of these does the server not hold?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missing {
    /// At most [`MAX_HASHES`].
    #[cfg_attr(feature = "openapi", schema(max_items = 1000))]
    pub hashes: Vec<BlobHash>,
}

/// These are to be sent. What is not in the list stays for at least two days even if nothing names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToSend {
    /// In the order they were asked for.
    pub missing: Vec<BlobHash>,
}

/// How a blob is put together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Manifest {
    /// Its length.
    #[cfg_attr(feature = "openapi", schema(maximum = 2_147_483_648_u64))]
    pub n_bytes: u64,
    /// Its chunks in order, at most [`MAX_CHUNKS`].
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 8192))]
    pub chunks: Vec<BlobHash>,
}
