//! A fingerprint of all live records, by which device and server see whether they hold the same. Deleted ones do not count:
//! the server forgets them some day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::record::{RecordKind, Revision};

/// The XOR of SHA-256 over kind, id and revision of each record: the order does not matter, and taking a record out is the same
/// as putting it in. Written as 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Puts a record in, or takes it out.
    pub fn toggle(&mut self, kind: &RecordKind, id: Uuid, revision: &Revision) {
        let mut hash = Sha256::new();
        // No part contains the separator.
        hash.update(format!("{kind}\n{id}\n{revision}"));
        for (mine, other) in self.0.iter_mut().zip(hash.finalize()) {
            *mine ^= other;
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&const_hex::encode(self.0))
    }
}

/// A digest that is no 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hex digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        if text.len() != 64 {
            return Err(NotADigest);
        }
        const_hex::decode_to_array(text).map(Self).map_err(|_| NotADigest)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a device that is up to date holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StateDigest {
    /// Number of live records.
    pub count: u64,
    /// Their digest.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[0-9a-f]{64}$"))]
    pub digest: Digest,
}

impl StateDigest {
    /// A record was added.
    pub fn add(&mut self, kind: &RecordKind, id: Uuid, revision: &Revision) {
        self.count += 1;
        self.digest.toggle(kind, id, revision);
    }

    /// A record was taken out that had been added.
    pub fn remove(&mut self, kind: &RecordKind, id: Uuid, revision: &Revision) {
        self.count -= 1;
        self.digest.toggle(kind, id, revision);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_written() {
        let mut digest = Digest::default();
        digest.toggle(&RecordKind("job".into()), Uuid::nil(), &Revision("ab".repeat(16)));
        assert_eq!(digest.to_string().parse(), Ok(digest));
    }

    #[test]
    fn signs_and_prefixes_are_no_hex_digits() {
        for text in ["+1".repeat(32), format!("0x{}", "11".repeat(31)), "1".repeat(63), "é".repeat(32)] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest), "{text}");
        }
    }
}
