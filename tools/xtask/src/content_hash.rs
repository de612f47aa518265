//! A short name for bytes: of files in the bundle, and of what an installation was made from.

use sha2::{Digest, Sha256};

/// The first 12 hex digits of the SHA-256: enough to tell builds apart.
pub(crate) fn content_hash(bytes: &[u8]) -> String {
    const_hex::encode(&Sha256::digest(bytes)[..6])
}
