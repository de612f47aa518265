//! Messages as values of JavaScript, which the browser clones from one thread to the other.
//!
//! Whole numbers of 64 bits become `BigInt`, maps become objects, so that every digit arrives. The protocol's enums are tagged
//! from outside: a tag among the fields makes the reader keep the fields until it has found the tag, and what it keeps forgets the
//! sign of zero. What is tagged among its fields, as the spec of a job is, crosses as its JSON text (`shared::json_text`). Records stay
//! JSON text, see `storage::records`: their bytes are what is synced, hashed and kept where this build cannot read them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::{Error, Serializer};
use wasm_bindgen::JsValue;

/// A message as a value that can be cloned.
///
/// # Errors
/// None for the types of [`super::protocol`], unless a map has keys that are no texts.
pub fn encode<T: Serialize>(message: &T) -> Result<JsValue, Error> {
    let serializer =
        Serializer::new().serialize_maps_as_objects(true).serialize_large_number_types_as_bigints(true);
    message.serialize(&serializer)
}

/// The message that a value stands for.
///
/// # Errors
/// The value was made by another version of the protocol.
pub fn decode<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value)
}
