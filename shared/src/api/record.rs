//! A record as it travels: an envelope that the server reads, around a body that it only keeps.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::id::BlobHash;

/// The kind of job records. The server reads `attempt` and `state` of their bodies, see [`super::push::Refusal`].
pub const JOB: &str = "job";
/// The kind of dataset descriptions.
pub const DATASET: &str = "dataset";
/// The kind of what a device has tried on a dataset, see [`crate::trials::DeviceTrials`]. The text is older than the name.
pub const TRIALS: &str = "tries";
/// The kind of scripts, see [`crate::script::Script`].
pub const SCRIPT: &str = "script";
/// The kind of run presets.
pub const PRESET: &str = "preset";

/// Longest name of a kind.
pub const MAX_KIND: usize = 32;

/// What a record describes. The server keeps kinds it does not know, so that a newer app can sync through an older server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(pattern = "^[a-z_]{1,32}$", examples("job")))]
#[serde(transparent)]
pub struct RecordKind(pub String);

impl RecordKind {
    /// Whether it is 1 to [`MAX_KIND`] small letters and underscores.
    pub fn is_well_formed(&self) -> bool {
        let known = |byte| matches!(byte, b'a'..=b'z' | b'_');
        (1..=MAX_KIND).contains(&self.0.len()) && self.0.bytes().all(known)
    }
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of one version of a record: half a SHA-256 over the version before it and its content. Made by the server.
/// Unlike a count it is never given twice to different contents, not even by a server that was restored from a backup.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{32}$"))]
#[serde(transparent)]
pub struct Revision(pub String);

impl Revision {
    /// The revision that follows `base` with this content. The order of the blobs does not matter, nor does a repetition.
    pub fn after(base: Option<&Self>, body: Option<&Body>, blobs: &[BlobHash]) -> Self {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(base.map_or(b"", |base| base.0.as_bytes()));
        part(&[u8::from(body.is_some())]);
        part(body.map_or(b"", |body| body.text().as_bytes()));
        let mut blobs: Vec<_> = blobs.iter().collect();
        blobs.sort();
        blobs.dedup();
        for blob in blobs {
            part(blob.0.as_bytes());
        }
        Self(const_hex::encode(&hash.finalize()[..16]))
    }

    /// Whether it is what a server gives: 32 lower-case hex digits.
    pub fn is_well_formed(&self) -> bool {
        self.0.len() == 32 && self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The content of a record: a JSON object, kept as the text it came as. Equal means: the same text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(Box<RawValue>);

impl Body {
    /// The content as JSON.
    ///
    /// # Errors
    /// It has no JSON form, for instance a map whose keys are no text.
    pub fn of<T: Serialize>(content: &T) -> serde_json::Result<Self> {
        serde_json::value::to_raw_value(content).map(Self)
    }

    /// A body from its text.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn from_text(text: String) -> serde_json::Result<Self> {
        RawValue::from_string(text).map(Self)
    }

    /// The content as a type.
    ///
    /// # Errors
    /// It is not of this type.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.text())
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

/// A record as the server has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Record {
    /// What it describes.
    pub kind: RecordKind,
    /// Which one. Unique within its kind.
    pub id: Uuid,
    /// The number of the change that wrote it, within the workspace.
    pub seq: u64,
    /// Its version, to be named as the base of the next change.
    pub revision: Revision,
    /// The blobs that it needs.
    pub blobs: Vec<BlobHash>,
    /// Its content; `None` once it was deleted.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub body: Option<Body>,
    /// When it was deleted, by the server's clock, UTC milliseconds. It never comes back.
    pub deleted_ms: Option<i64>,
}
