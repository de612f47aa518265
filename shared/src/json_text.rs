//! A field as its JSON text: `#[serde(with = "shared::json_text")]`.
//!
//! For what is tagged among its own fields, as a [`JobSpec`](crate::job::JobSpec) is, where it crosses as a value of JavaScript: its
//! reader keeps fields aside until it has found the tag, and a number that was kept aside has lost the sign of zero. In the text,
//! which is that of the record, every digit stays.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the text.
///
/// # Errors
/// The value has no JSON.
pub fn serialize<T: Serialize, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&serde_json::to_string(value).map_err(S::Error::custom)?)
}

/// Reads the value of a text.
///
/// # Errors
/// The text is not that of such a value.
pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
}
