//! The values that one parameter takes.

use serde::{Deserialize, Serialize};

use super::SweepError;
use super::grid::MAX_POINTS;
use crate::strategy::param::ParamValue;

/// A swept parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Key of a parameter of the strategy, or of a [`Setting`](super::Setting) of the account.
    pub param: String,
    /// What it takes.
    #[serde(flatten)]
    pub values: AxisValues,
}

/// Values, each once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AxisValues {
    /// `from`, `from + step`, … up to `to` inclusive.
    Range {
        /// First value.
        from: f64,
        /// Upper end, included if a step lands on it.
        to: f64,
        /// Distance between two values, above zero.
        step: f64,
    },
    /// These.
    List {
        /// Numbers, each above the one before, or switches or texts, none twice.
        values: Vec<ParamValue>,
    },
}

impl Axis {
    /// From, to, step.
    pub fn range(param: impl Into<String>, from: f64, to: f64, step: f64) -> Self {
        Self { param: param.into(), values: AxisValues::Range { from, to, step } }
    }

    /// These values.
    pub fn list(param: impl Into<String>, values: impl IntoIterator<Item = impl Into<ParamValue>>) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        Self { param: param.into(), values: AxisValues::List { values } }
    }

    /// Number of values.
    ///
    /// # Errors
    /// There is no first value or no step, a list does not rise or has a value twice, or there are more values than a grid can have
    /// points.
    pub fn n_values(&self) -> Result<u64, SweepError> {
        let param = || self.param.clone();
        match &self.values {
            AxisValues::Range { from, to, step } => {
                let is_finite = [from, to, step].into_iter().all(|x| x.is_finite());
                if !is_finite || *step <= 0.0 || to < from {
                    return Err(SweepError::BadRange { param: param(), from: *from, to: *to, step: *step });
                }
                // The tolerance lets 0.1 … 0.3 by 0.1 reach 0.3, although 0.1 × 2 + 0.1 is a hair above it.
                let steps = ((to - from) / step + 1e-9).floor();
                if steps >= MAX_POINTS as f64 {
                    return Err(SweepError::TooManyPoints);
                }
                Ok(steps as u64 + 1)
            }
            AxisValues::List { values } => {
                if values.is_empty() || !are_one_list(values) {
                    return Err(SweepError::BadList { param: param() });
                }
                Ok(values.len() as u64)
            }
        }
    }

    /// The value at position `i`, free of the dust of repeated addition (0.3, not 0.30000000000000004); NaN beyond a list.
    pub fn value(&self, i: u64) -> ParamValue {
        match &self.values {
            AxisValues::Range { from, step, .. } => {
                let raw = from + step * i as f64;
                let snapped = (raw * 1e9).round() / 1e9;
                let is_dust = (snapped - raw).abs() <= 1e-12 * raw.abs().max(1.0);
                ParamValue::Number(if is_dust { snapped } else { raw })
            }
            AxisValues::List { values } => {
                values.get(i as usize).cloned().unwrap_or(ParamValue::Number(f64::NAN))
            }
        }
    }

    /// The value at position `i` as a number, for tables, pictures and constraints: a switch is 0 or 1, a text its position.
    pub fn number(&self, i: u64) -> f64 {
        self.value(i).number().unwrap_or(i as f64)
    }

    /// The value that [`Axis::number`] has made a number of.
    pub fn value_of(&self, number: f64) -> ParamValue {
        match &self.values {
            AxisValues::List { values } => {
                let listed = (0..values.len() as u64).find(|i| self.number(*i) == number);
                listed.map_or(ParamValue::Number(number), |i| self.value(i))
            }
            AxisValues::Range { .. } => ParamValue::Number(number),
        }
    }
}

/// Whether values are of one kind, none twice, and numbers in ascending order.
fn are_one_list(values: &[ParamValue]) -> bool {
    let numbers: Option<Vec<f64>> = values
        .iter()
        .map(|value| match value {
            ParamValue::Number(number) => Some(*number),
            ParamValue::Switch(_) | ParamValue::Text(_) => None,
        })
        .collect();
    if let Some(numbers) = numbers {
        // By more than the dust of decimals: 0.3 and 0.1 + 0.2 are one value.
        let is_above = |pair: &[f64]| pair[1] - pair[0] > 1e-12 * pair[1].abs();
        return numbers.windows(2).all(is_above) && numbers.iter().all(|x| x.is_finite());
    }
    let is_of_kind = |value: &ParamValue| match values[0] {
        ParamValue::Switch(_) => matches!(value, ParamValue::Switch(_)),
        ParamValue::Text(_) => value.text().is_some(),
        ParamValue::Number(_) => false,
    };
    let is_first = |(i, value)| !values[..i].contains(value);
    values.iter().all(is_of_kind) && values.iter().enumerate().all(is_first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_written_as_its_ends_or_as_its_values() {
        for (axis, text) in [
            (Axis::range("fast", 5.0, 10.0, 2.5), r#"{"param":"fast","from":5.0,"to":10.0,"step":2.5}"#),
            (Axis::list("fast", [5.0, 7.0]), r#"{"param":"fast","values":[5.0,7.0]}"#),
            (Axis::list("short", [false, true]), r#"{"param":"short","values":[false,true]}"#),
            (Axis::list("of", ["hl2", "close"]), r#"{"param":"of","values":["hl2","close"]}"#),
        ] {
            assert_eq!(serde_json::to_string(&axis).unwrap(), text);
            assert_eq!(serde_json::from_str::<Axis>(text).unwrap(), axis);
        }
    }

    #[test]
    fn senseless_values_are_refused() {
        let n = |from, to, step| Axis::range("a", from, to, step).n_values();
        for (from, to, step) in
            [(2.0, 1.0, 1.0), (1.0, 2.0, 0.0), (f64::NAN, 2.0, 1.0), (1.0, f64::INFINITY, 1.0)]
        {
            assert!(matches!(n(from, to, step), Err(SweepError::BadRange { .. })), "{from} {to} {step}");
        }
        assert_eq!(n(0.0, 1e300, 1e-3), Err(SweepError::TooManyPoints));
        for values in [
            vec![],
            vec![1.0, 1.0],
            vec![2.0, 1.0],
            vec![0.3, 0.1 + 0.2],
            vec![f64::NAN],
            vec![1.0, f64::INFINITY],
        ] {
            let list = Axis::list("a", values.clone());
            assert_eq!(list.n_values(), Err(SweepError::BadList { param: "a".into() }), "{values:?}");
        }
        assert_eq!(Axis::list("a", [1.0, 4.0]).n_values(), Ok(2));
        let mixed: [Vec<ParamValue>; 3] = [
            vec![1.0.into(), "a".into()],
            vec!["a".into(), "b".into(), "a".into()],
            vec![true.into(), 0.0.into()],
        ];
        for values in mixed {
            let list = Axis::list("a", values.clone());
            assert_eq!(list.n_values(), Err(SweepError::BadList { param: "a".into() }), "{values:?}");
        }
    }

    #[test]
    fn switches_and_texts_are_numbered_and_come_back_from_their_numbers() {
        let (short, of) = (Axis::list("short", [true, false]), Axis::list("of", ["hl2", "close"]));
        assert_eq!((short.n_values(), of.n_values()), (Ok(2), Ok(2)));
        assert_eq!((short.number(0), short.number(1)), (1.0, 0.0));
        assert_eq!((of.number(0), of.number(1)), (0.0, 1.0));
        for axis in [short, of, Axis::list("a", [2.0, 5.0]), Axis::range("a", 0.1, 0.3, 0.1)] {
            for i in 0..axis.n_values().unwrap() {
                assert_eq!(axis.value_of(axis.number(i)), axis.value(i), "{axis:?}");
            }
        }
    }
}
