//! The description of stored bars.

use engine::config::Instrument;
use engine::import::Quality;
use serde::{Deserialize, Serialize};

use crate::id::{BlobHash, DatasetId};

/// Where bars came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DatasetSource {
    /// Files of the person.
    Import {
        /// Their names.
        files: Vec<String>,
        /// The recognised format, for instance `Yahoo`.
        format: String,
    },
    /// A sample that ships with the product.
    Sample {
        /// Its key.
        key: String,
        /// Who published it, and the licence.
        attribution: String,
    },
    /// Made up from a seed.
    Synthetic {
        /// The seed.
        #[serde(with = "engine::decimal")]
        seed: u64,
    },
}

/// A dataset: what is known of some bars. The bars themselves lie under their hash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Identity.
    pub id: DatasetId,
    /// Name given by the person, at first the file's.
    pub name: String,
    /// Where the bars came from.
    pub source: DatasetSource,
    /// SHA-256 of the encoded columns.
    pub hash: BlobHash,
    /// Size of the encoded columns in bytes.
    pub n_bytes: u64,
    /// Number of bars.
    pub n_bars: u32,
    /// The usual distance between bars in milliseconds.
    pub interval_ms: i64,
    /// Open time of the first bar, UTC milliseconds.
    pub first_time: i64,
    /// Open time of the last bar, UTC milliseconds.
    pub last_time: i64,
    /// Close of the last bar, by which the run form says what an entry is worth; older records have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_close: Option<f64>,
    /// Suggested instrument settings.
    pub instrument: Instrument,
    /// What was found while reading.
    pub quality: Quality,
    /// When it was stored, UTC milliseconds.
    pub created_ms: i64,
    /// Version of this layout.
    pub schema: u32,
}

/// A dataset as a run names it. The names of its fields in JSON are those that they have among the fields of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetRef {
    /// Its identity.
    #[serde(rename = "dataset")]
    pub id: DatasetId,
    /// Its name at the time of submission, so that it can be named when it is gone.
    #[serde(rename = "dataset_name")]
    pub name: String,
    /// The hash of its bars.
    #[serde(rename = "dataset_hash")]
    pub hash: BlobHash,
}

impl From<Dataset> for DatasetRef {
    fn from(dataset: Dataset) -> Self {
        let Dataset { id, name, hash, .. } = dataset;
        Self { id, name, hash }
    }
}
