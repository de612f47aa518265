//! Where the folds begin and end.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::config::ConfigError;

/// Most folds.
const MAX_FOLDS: u32 = 200;
/// Fewer bars are no stretch to trade on.
const MIN_BARS: usize = 2;

/// What the choice of a fold looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// A stretch of fixed length before the fold.
    Rolling,
    /// Everything before the fold.
    Anchored,
}

/// How a trading window is cut into folds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FoldPlan {
    /// What a choice looks at.
    pub scheme: Scheme,
    /// Number of folds, each traded once.
    pub n_folds: u32,
    /// Length of the first stretch that is looked at, in lengths of a traded one.
    pub seen_per_traded: f64,
}

/// Bars of a fold, counted from the start of the trading window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldBars {
    /// Looked at to choose.
    pub seen: Range<usize>,
    /// Traded with the choice: the bars right after.
    pub traded: Range<usize>,
}

impl Default for FoldPlan {
    fn default() -> Self {
        Self { scheme: Scheme::Rolling, n_folds: 5, seen_per_traded: 3.0 }
    }
}

impl FoldPlan {
    /// Everything that makes no sense whatever the data. Empty means valid.
    pub fn problems(&self) -> Vec<ConfigError> {
        let mut problems = Vec::new();
        if !(1..=MAX_FOLDS).contains(&self.n_folds) {
            let message = format!("The number of folds must be between 1 and {MAX_FOLDS}.");
            problems.push(ConfigError::new("folds.n_folds", message));
        }
        if !(0.1..=100.0).contains(&self.seen_per_traded) {
            let message =
                "The in-sample window must be 0.1 to 100 times as long as the out-of-sample window.";
            problems.push(ConfigError::new("folds.seen_per_traded", message));
        }
        problems
    }

    /// The folds of a window of `n_bars`; the traded stretches follow each other without a gap, up to the last bar.
    ///
    /// # Errors
    /// A plan that makes no sense, or that leaves a stretch with fewer than two bars.
    pub fn cut(&self, n_bars: usize) -> Result<Vec<FoldBars>, ConfigError> {
        if let Some(problem) = self.problems().into_iter().next() {
            return Err(problem);
        }
        let n_folds = self.n_folds as usize;
        let traded = n_bars as f64 / (n_folds as f64 + self.seen_per_traded);
        // Counted from the end, so that the last bar is traded and all traded stretches but for rounding are equally long.
        let start = |fold: usize| n_bars - ((n_folds - fold) as f64 * traded).round() as usize;
        let seen_len = start(0);
        let folds: Vec<FoldBars> = (0..n_folds)
            .map(|fold| {
                let (from, to) = (start(fold), start(fold + 1));
                let first = match self.scheme {
                    Scheme::Rolling => from - seen_len,
                    Scheme::Anchored => 0,
                };
                FoldBars { seen: first..from, traded: from..to }
            })
            .collect();
        if folds.iter().any(|fold| fold.seen.len() < MIN_BARS || fold.traded.len() < MIN_BARS) {
            let message = format!("{n_bars} bars are too few for {n_folds} folds: take fewer folds.");
            return Err(ConfigError::new("folds.n_folds", message));
        }
        Ok(folds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_trade_every_bar_after_the_first_look_once() {
        for scheme in [Scheme::Rolling, Scheme::Anchored] {
            for (n_bars, n_folds, seen_per_traded) in
                [(800, 5, 3.0), (1_003, 7, 0.5), (50, 1, 1.0), (10_001, 200, 10.0)]
            {
                let folds = FoldPlan { scheme, n_folds, seen_per_traded }.cut(n_bars).unwrap();
                assert_eq!(folds.len(), n_folds as usize);
                let traded: Vec<usize> = folds.iter().flat_map(|fold| fold.traded.clone()).collect();
                assert_eq!(traded, (folds[0].seen.end..n_bars).collect::<Vec<_>>());
                for fold in &folds {
                    assert_eq!(fold.seen.end, fold.traded.start, "nothing is seen of what is traded");
                    match scheme {
                        Scheme::Rolling => assert_eq!(fold.seen.len(), folds[0].seen.len()),
                        Scheme::Anchored => assert_eq!(fold.seen.start, 0),
                    }
                }
            }
        }
    }

    #[test]
    fn plans_that_make_no_sense_are_refused_with_the_field() {
        let plan = FoldPlan::default();
        for (plan, n_bars, field) in [
            (FoldPlan { n_folds: 0, ..plan }, 100, "folds.n_folds"),
            (FoldPlan { n_folds: 201, ..plan }, 100_000, "folds.n_folds"),
            (FoldPlan { seen_per_traded: f64::NAN, ..plan }, 100, "folds.seen_per_traded"),
            (FoldPlan { seen_per_traded: 0.0, ..plan }, 100, "folds.seen_per_traded"),
            (plan, 10, "folds.n_folds"),
        ] {
            assert_eq!(plan.cut(n_bars).unwrap_err().field, field, "{plan:?}");
        }
    }
}
