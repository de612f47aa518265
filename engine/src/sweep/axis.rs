//! The values that one parameter takes.

use serde::{Deserialize, Serialize};

use super::SweepError;
use super::grid::MAX_POINTS;

/// A swept parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Key of a parameter of the strategy, or of a [`Setting`](super::Setting) of the account.
    pub param: String,
    /// What it takes.
    #[serde(flatten)]
    pub values: AxisValues,
}

/// Values in ascending order.
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
        /// Each above the one before.
        values: Vec<f64>,
    },
}

impl Axis {
    /// From, to, step.
    pub fn range(param: impl Into<String>, from: f64, to: f64, step: f64) -> Self {
        Self { param: param.into(), values: AxisValues::Range { from, to, step } }
    }

    /// These values.
    pub fn list(param: impl Into<String>, values: impl Into<Vec<f64>>) -> Self {
        Self { param: param.into(), values: AxisValues::List { values: values.into() } }
    }

    /// Number of values.
    ///
    /// # Errors
    /// There is no first value or no step, a list does not rise, or there are more values than a grid can have points.
    pub fn n_values(&self) -> Result<u64, SweepError> {
        let param = || self.param.clone();
        match &self.values {
            AxisValues::Range { from, to, step } => {
                let is_finite = [from, to, step].into_iter().all(|x| x.is_finite());
                if !is_finite || *step <= 0.0 || to < from {
                    return Err(SweepError::BadRange { param: param(), from: *from, to: *to, step: *step });
                }
                // The tolerance lets 0.1 … 0.3 by 0.1 reach 0.3, although 0.1 × 2 + 0.1 lies a hair above it.
                let steps = ((to - from) / step + 1e-9).floor();
                if steps >= MAX_POINTS as f64 {
                    return Err(SweepError::TooManyPoints);
                }
                Ok(steps as u64 + 1)
            }
            AxisValues::List { values } => {
                let rises = values.windows(2).all(|pair| pair[0] < pair[1]);
                if values.is_empty() || !rises || !values.iter().all(|value| value.is_finite()) {
                    return Err(SweepError::BadList { param: param() });
                }
                Ok(values.len() as u64)
            }
        }
    }

    /// The value at position `i`, free of the dust of repeated addition (0.3, not 0.30000000000000004); NaN beyond a list.
    pub fn value(&self, i: u64) -> f64 {
        match &self.values {
            AxisValues::Range { from, step, .. } => {
                let raw = from + step * i as f64;
                let snapped = (raw * 1e9).round() / 1e9;
                if (snapped - raw).abs() <= 1e-12 * raw.abs().max(1.0) { snapped } else { raw }
            }
            AxisValues::List { values } => values.get(i as usize).copied().unwrap_or(f64::NAN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_written_as_its_ends_or_as_its_values() {
        for (axis, text) in [
            (Axis::range("fast", 5.0, 10.0, 2.5), r#"{"param":"fast","from":5.0,"to":10.0,"step":2.5}"#),
            (Axis::list("fast", [5.0, 7.0]), r#"{"param":"fast","values":[5.0,7.0]}"#),
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
        for values in [vec![], vec![1.0, 1.0], vec![2.0, 1.0], vec![f64::NAN], vec![1.0, f64::INFINITY]] {
            let list = Axis::list("a", values.clone());
            assert_eq!(list.n_values(), Err(SweepError::BadList { param: "a".into() }), "{values:?}");
        }
        assert_eq!(Axis::list("a", [1.0, 4.0]).n_values(), Ok(2));
    }
}
