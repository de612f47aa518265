//! The fields of a value, each as its JSON text. Each is written by itself, so that nothing has to be read again to tell them apart.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Error, Value};

/// By name.
pub(super) type FieldTexts = BTreeMap<String, Box<RawValue>>;

/// The fields of a value.
///
/// # Errors
/// It has no fields, or one of them has no JSON.
pub(super) fn of<T: Serialize>(value: &T) -> Result<FieldTexts, Error> {
    value.serialize(Outermost)
}

/// Takes the outermost level apart; what is in the fields is written by `serde_json`.
struct Outermost;

/// The fields so far.
#[derive(Default)]
struct Collected {
    texts: FieldTexts,
    /// The name of the next one.
    name: String,
}

/// Values without fields.
macro_rules! refused {
    ($($method:ident($($of:ty),*);)*) => {
        $(fn $method(self, $(_: $of),*) -> Result<FieldTexts, Error> { Err(no_fields()) })*
    };
}

fn no_fields() -> Error {
    Error::custom("a record is an object")
}

impl Serializer for Outermost {
    type Ok = FieldTexts;
    type Error = Error;
    type SerializeSeq = Impossible<FieldTexts, Error>;
    type SerializeTuple = Impossible<FieldTexts, Error>;
    type SerializeTupleStruct = Impossible<FieldTexts, Error>;
    type SerializeTupleVariant = Impossible<FieldTexts, Error>;
    type SerializeMap = Collected;
    type SerializeStruct = Collected;
    type SerializeStructVariant = Impossible<FieldTexts, Error>;

    fn serialize_map(self, _: Option<usize>) -> Result<Collected, Error> {
        Ok(Collected::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Collected, Error> {
        Ok(Collected::default())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<FieldTexts, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<FieldTexts, Error> {
        value.serialize(self)
    }

    refused! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<FieldTexts, Error> {
        Err(no_fields())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Error> {
        Err(no_fields())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        Err(no_fields())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(no_fields())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(no_fields())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(no_fields())
    }
}

impl SerializeMap for Collected {
    type Ok = FieldTexts;
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, name: &T) -> Result<(), Error> {
        match serde_json::to_value(name)? {
            Value::String(name) => self.name = name,
            _ => return Err(Error::custom("a field's name is a text")),
        }
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.texts.insert(std::mem::take(&mut self.name), to_raw_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<FieldTexts, Error> {
        Ok(self.texts)
    }
}

impl SerializeStruct for Collected {
    type Ok = FieldTexts;
    type Error = Error;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.texts.insert(name.to_owned(), to_raw_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<FieldTexts, Error> {
        Ok(self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{datasets, jobs};

    /// The fields as they come back from the whole text.
    fn read_again<T: Serialize>(value: &T) -> BTreeMap<String, String> {
        let text = serde_json::to_string(value).unwrap();
        let fields: FieldTexts = serde_json::from_str(&text).unwrap();
        fields.into_iter().map(|(name, text)| (name, text.get().to_owned())).collect()
    }

    fn at_once<T: Serialize>(value: &T) -> BTreeMap<String, String> {
        of(value).unwrap().into_iter().map(|(name, text)| (name, text.get().to_owned())).collect()
    }

    #[test]
    fn the_fields_of_a_record_are_those_of_its_text() {
        for job in jobs() {
            assert_eq!(at_once(&job), read_again(&job));
        }
        for dataset in datasets() {
            assert_eq!(at_once(&dataset), read_again(&dataset));
        }
    }

    #[test]
    fn what_has_no_fields_is_refused() {
        assert!(of(&1).is_err() && of(&"a").is_err() && of(&[1]).is_err() && of(&None::<u8>).is_err());
    }
}
