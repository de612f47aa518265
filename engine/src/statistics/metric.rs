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
    /// One trade lost all that was put in, or more, so that returns cannot be compounded.
    TotalLoss,
    /// The result is beyond what a floating-point number holds.
    OutOfRange,
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
            Self::TotalLoss => "a trade lost 100 % or more",
            Self::OutOfRange => "too large a number",
        }
    }
}

/// A finite number, or the reason why it is undefined; never NaN or infinite.
pub type Metric = Result<f64, Undefined>;

/// `value` if it is finite. The callers have dealt with every known reason, so what is left is overflow.
pub(crate) fn finite(value: f64) -> Metric {
    if value.is_finite() { Ok(value) } else { Err(Undefined::OutOfRange) }
}

/// `numerator / denominator`, or `reason` where the denominator is zero.
pub(crate) fn divide(numerator: f64, denominator: f64, reason: Undefined) -> Metric {
    if denominator == 0.0 { Err(reason) } else { finite(numerator / denominator) }
}

/// A metric as a plain number, or as `{"undefined": "no_losing_trades"}`: for `#[serde(with)]`.
pub(crate) mod json {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Metric, Undefined};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Reason { undefined: Undefined },
    }

    pub(crate) fn serialize<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
        match *metric {
            Ok(value) if !value.is_finite() => {
                Reason { undefined: Undefined::OutOfRange }.serialize(serializer)
            }
            Ok(value) => Number(value).serialize(serializer),
            Err(undefined) => Reason { undefined }.serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Metric, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Number(value) => Ok(value),
            Reason { undefined } => Err(undefined),
        })
    }

    use Written::{Number, Reason};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "json")]
        metric: Metric,
    }

    #[test]
    fn metrics_keep_every_bit_through_json() {
        for value in [0.0, 1.0, -0.12, 0.1 + 0.2, 1e-300, f64::MAX, f64::MIN_POSITIVE, 123_456_789.123_456_78]
        {
            let text = serde_json::to_string(&Holder { metric: Ok(value) }).unwrap();
            let back: Holder = serde_json::from_str(&text).unwrap();
            assert_eq!(back.metric.map(f64::to_bits), Ok(value.to_bits()), "{text}");
        }
    }

    #[test]
    fn undefined_metrics_are_written_with_their_reason() {
        let holder = Holder { metric: Err(Undefined::NoLosingTrades) };
        let text = serde_json::to_string(&holder).unwrap();
        assert_eq!(text, r#"{"metric":{"undefined":"no_losing_trades"}}"#);
        assert_eq!(serde_json::from_str::<Holder>(&text).unwrap(), holder);
    }

    #[test]
    fn infinity_never_reaches_json() {
        let text = serde_json::to_string(&Holder { metric: Ok(f64::INFINITY) }).unwrap();
        assert_eq!(text, r#"{"metric":{"undefined":"out_of_range"}}"#);
    }
}
