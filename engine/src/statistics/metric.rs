//! A number of the report, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// Why a number does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// No trade was closed.
    NoTrades,
    /// Fewer than two trades.
    TooFewTrades,
    /// No trade won.
    NoWinningTrades,
    /// No trade lost.
    NoLosingTrades,
    /// The value that it would be divided by never moved.
    NoVariation,
    /// No period lost money.
    NoLosingPeriods,
    /// The equity never fell below its peak.
    NoDrawdown,
    /// The run is too short.
    TooShort,
    /// The equity reached zero or less.
    EquityNotPositive,
    /// A trade lost all that was put in, or more: its return cannot be compounded.
    TotalLoss,
    /// The result is beyond what a floating-point number holds.
    OutOfRange,
    /// The result was stored by a version that did not know this number. It takes no part in the result hash.
    NotComputed,
}

impl Undefined {
    /// The reason in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoTrades => "no closed trades",
            Self::TooFewTrades => "fewer than two closed trades",
            Self::NoWinningTrades => "no winning trades",
            Self::NoLosingTrades => "no losing trades",
            Self::NoVariation => "no variation",
            Self::NoLosingPeriods => "no losing periods",
            Self::NoDrawdown => "no drawdown",
            Self::TooShort => "too short a run",
            Self::EquityNotPositive => "equity reached zero",
            Self::TotalLoss => "a trade lost 100% or more",
            Self::OutOfRange => "too large a number",
            Self::NotComputed => "not computed by the version that made this result",
        }
    }
}

/// A finite number, or the reason why it is undefined; never NaN or infinite.
pub type Metric = Result<f64, Undefined>;

/// What a stored result holds of a number that its version did not know.
pub(super) fn not_computed() -> Metric {
    Err(Undefined::NotComputed)
}

/// Metrics in JSON: a number, or `{"undefined": "no_trades"}`.
pub mod json {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Metric, Undefined};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form {
        Number(f64),
        Undefined { undefined: Undefined },
    }

    /// Writes a metric.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
        match *metric {
            Ok(number) => Form::Number(number),
            Err(undefined) => Form::Undefined { undefined },
        }
        .serialize(serializer)
    }

    /// Reads a metric.
    ///
    /// # Errors
    /// Those of the deserializer, and a value that is neither a number nor a known reason.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Metric, D::Error> {
        Ok(match Form::deserialize(deserializer)? {
            Form::Number(number) => Ok(number),
            Form::Undefined { undefined } => Err(undefined),
        })
    }
}

/// The quotient, or `undefined` if the divisor is zero.
pub(super) fn ratio(dividend: f64, divisor: f64, undefined: Undefined) -> Metric {
    finite(if divisor == 0.0 { f64::NAN } else { dividend / divisor }, undefined)
}

/// The return from one value to another. A quotient minus 1 would lose the digits of a small one.
pub(super) fn change(from: f64, to: f64) -> f64 {
    (to - from) / from
}

/// Two returns one after the other: (1 + a)(1 + b) − 1 without the loss of digits next to 1.
pub(super) fn compound(a: f64, b: f64) -> f64 {
    a + b + a * b
}

/// The sum in order; of nothing it is 0, where `Iterator::sum` gives −0.
pub(super) fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}

/// The number if it is finite.
pub(super) fn finite(number: f64, undefined: Undefined) -> Metric {
    if number.is_finite() { Ok(number) } else { Err(undefined) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder(#[serde(with = "json")] Metric);

    #[test]
    fn json_keeps_numbers_exactly_and_reasons_readably() {
        for metric in [Ok(0.1 + 0.2), Ok(-0.0), Ok(1e300), Err(Undefined::NoLosingTrades)] {
            let text = serde_json::to_string(&Holder(metric)).unwrap();
            let back: Holder = serde_json::from_str(&text).unwrap();
            assert_eq!(back.0.map(f64::to_bits), metric.map(f64::to_bits));
        }
        let text = serde_json::to_string(&Holder(Err(Undefined::NoLosingTrades))).unwrap();
        assert_eq!(text, r#"{"undefined":"no_losing_trades"}"#);
        assert!(serde_json::from_str::<Holder>("null").is_err());
    }
}
