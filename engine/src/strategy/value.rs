//! Values of parameters, by key.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// What a parameter is set to. In JSON a plain number, `true` or `false`, or a text.
///
/// Whole numbers have no kind apart: neither JSON nor a browser tells 10 from 10.0, and every whole number that a parameter may take
/// is exact. Which numbers must be whole is in the declaration. A parameter has no negative zero: −0 is 0, which is what a worker's message
/// makes of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// A number, whole or not, or a time in UTC milliseconds.
    Number(f64),
    /// On or off.
    Switch(bool),
    /// A text: one of a list, a source of prices, or free.
    Text(Cow<'static, str>),
}

impl ParamValue {
    /// The number, with a switch as 0 or 1; `None` for a text. Never −0.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number + 0.0),
            Self::Switch(on) => Some(if *on { 1.0 } else { 0.0 }),
            Self::Text(_) => None,
        }
    }

    /// The switch. Records made before there were switches have 0 or 1.
    pub fn switch(&self) -> Option<bool> {
        match self {
            Self::Switch(on) => Some(*on),
            Self::Number(number) if *number == 0.0 => Some(false),
            Self::Number(number) if *number == 1.0 => Some(true),
            Self::Number(_) | Self::Text(_) => None,
        }
    }

    /// The text; `None` for anything else.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Switch(_) => None,
        }
    }
}

impl From<f64> for ParamValue {
    fn from(number: f64) -> Self {
        Self::Number(number + 0.0)
    }
}

impl From<bool> for ParamValue {
    fn from(on: bool) -> Self {
        Self::Switch(on)
    }
}

impl From<String> for ParamValue {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&'static str> for ParamValue {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for ParamValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;
        impl Visitor<'_> for AnyValue {
            type Value = ParamValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, true, false or a text")
            }

            fn visit_bool<E: de::Error>(self, on: bool) -> Result<ParamValue, E> {
                Ok(ParamValue::Switch(on))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ParamValue, E> {
                Ok(ParamValue::Number(number as f64))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<ParamValue, E> {
                Ok(ParamValue::Number(number as f64))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<ParamValue, E> {
                Ok(number.into())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ParamValue, E> {
                Ok(ParamValue::Text(text.to_owned().into()))
            }
        }
        deserializer.deserialize_any(AnyValue)
    }
}

/// Values of a strategy's parameters by key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Params(pub BTreeMap<String, ParamValue>);

impl Params {
    /// The value of `key`; a resolved set has every declared key.
    pub fn get(&self, key: &str) -> Option<&ParamValue> {
        self.0.get(key)
    }

    /// A length in bars, at least 1; the caller has validated the set against its declaration.
    pub fn length(&self, key: &str) -> usize {
        self.number(key).max(1.0) as usize
    }

    /// A number of a validated set, a switch as 0 or 1; NaN (which no comparison accepts) if it was never declared, or is a text.
    pub fn number(&self, key: &str) -> f64 {
        self.get(key).and_then(ParamValue::number).unwrap_or(f64::NAN)
    }

    /// A switch of a validated set; off if it was never declared.
    pub fn switch(&self, key: &str) -> bool {
        self.get(key).and_then(ParamValue::switch).unwrap_or(false)
    }

    /// A text of a validated set; empty if it was never declared.
    pub fn text(&self, key: &str) -> &str {
        self.get(key).and_then(ParamValue::text).unwrap_or("")
    }

    /// Sets a value.
    pub fn set(&mut self, key: &str, value: impl Into<ParamValue>) {
        self.0.insert(key.to_owned(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_plain_json_and_come_back() {
        for (value, text) in [
            (ParamValue::from(2.5), "2.5"),
            (10.0.into(), "10.0"),
            (true.into(), "true"),
            ("hl2".into(), "\"hl2\""),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
            assert_eq!(serde_json::from_str::<ParamValue>(text).unwrap(), value);
        }
        assert_eq!(serde_json::from_str::<ParamValue>("10").unwrap(), 10.0.into());
        assert!(serde_json::from_str::<ParamValue>("null").is_err());
    }

    #[test]
    fn switches_of_old_records_are_0_and_1() {
        let old: Params = serde_json::from_str(r#"{"short":1.0,"long":0.0,"half":0.5}"#).unwrap();
        assert_eq!((old.switch("short"), old.switch("long"), old.switch("absent")), (true, false, false));
        assert_eq!(old.get("half").unwrap().switch(), None);
    }
}
