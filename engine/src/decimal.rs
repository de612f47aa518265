//! 64-bit numbers as decimal text, for records that JavaScript may read on the way: its numbers have 53 bits. With
//! `#[serde(with = "engine::decimal")]`.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserializer, Serializer};

/// Writes the number as text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// Reads the number from text, or as the plain number that earlier versions wrote.
///
/// # Errors
/// It is neither.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Decimal)
}

struct Decimal;

impl Visitor<'_> for Decimal {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number of at most 64 bits, as text or as a number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        number.try_into().map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    /// The largest numbers went through JavaScript in earlier versions and came back as 2⁶⁴, which is one too many.
    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        let is_whole = (0.0..=18_446_744_073_709_551_616.0).contains(&number) && number.trunc() == number;
        if is_whole { Ok(number as u64) } else { Err(E::invalid_value(Unexpected::Float(number), &self)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Draw {
        #[serde(with = "crate::decimal")]
        seed: u64,
    }

    fn read(text: &str) -> Option<u64> {
        serde_json::from_str(text).ok().map(|Draw { seed }| seed)
    }

    proptest! {
        #[test]
        fn every_seed_is_read_as_written_and_as_earlier_versions_wrote_it(seed in any::<u64>()) {
            let text = serde_json::to_string(&Draw { seed }).unwrap();
            prop_assert_eq!(&text, &format!(r#"{{"seed":"{seed}"}}"#));
            prop_assert_eq!(read(&text), Some(seed));
            prop_assert_eq!(read(&format!(r#"{{"seed":{seed}}}"#)), Some(seed));
        }
    }

    #[test]
    fn the_largest_seed_of_an_earlier_version_is_read_again_and_what_is_no_seed_is_refused() {
        assert_eq!(read(r#"{"seed":18446744073709552000}"#), Some(u64::MAX));
        for text in [r#""""#, r#""-1""#, "-1", "0.5", "1e300", "true", "null", r#""18446744073709551616""#] {
            assert_eq!(read(&format!(r#"{{"seed":{text}}}"#)), None, "{text}");
        }
    }
}
