//! What a sweep looks for.

use serde::{Deserialize, Serialize};

use super::SweepError;
use crate::statistics::{self, Better, Unit};

/// A statistic and the direction that is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// Key of the statistic.
    pub stat: String,
    /// The direction.
    pub better: Better,
}

impl Objective {
    /// More of `stat` is better.
    pub fn highest(stat: impl Into<String>) -> Self {
        Self { stat: stat.into(), better: Better::Higher }
    }

    /// Less of `stat` is better.
    pub fn lowest(stat: impl Into<String>) -> Self {
        Self { stat: stat.into(), better: Better::Lower }
    }

    /// Checks that there is such a number.
    ///
    /// # Errors
    /// [`SweepError::BadObjective`].
    pub fn check(&self) -> Result<(), SweepError> {
        match statistics::info(&self.stat) {
            Some(info) if info.unit != Unit::Time => Ok(()),
            _ => Err(SweepError::BadObjective(self.stat.clone())),
        }
    }

    /// A value as a score: higher is better, `None` where there is no value (NaN).
    pub fn score(&self, value: f64) -> Option<f64> {
        let signed = match self.better {
            Better::Higher => value,
            Better::Lower => -value,
        };
        (!value.is_nan()).then_some(signed)
    }

    /// The score of one point on several datasets: the mean, `None` if a dataset has no value.
    pub fn mean_score(&self, values: impl IntoIterator<Item = f64>) -> Option<f64> {
        let (mut sum, mut n) = (0.0, 0.0);
        for value in values {
            sum += self.score(value)?;
            n += 1.0;
        }
        (n > 0.0).then(|| sum / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_rises_with_what_is_wanted() {
        let (profit, losses) = (Objective::highest("net_profit"), Objective::lowest("ulcer_index"));
        assert_eq!(
            (profit.score(2.0), losses.score(2.0), losses.score(f64::NAN)),
            (Some(2.0), Some(-2.0), None)
        );
        assert_eq!(losses.mean_score([1.0, 3.0]), Some(-2.0));
        assert_eq!((profit.mean_score([1.0, f64::NAN]), profit.mean_score([])), (None, None));
    }

    #[test]
    fn dates_and_unknown_numbers_are_no_objectives() {
        for stat in ["start", "end", "overfit"] {
            assert_eq!(Objective::highest(stat).check(), Err(SweepError::BadObjective(stat.into())));
        }
        assert_eq!(Objective::lowest("beta").check(), Ok(()));
    }
}
