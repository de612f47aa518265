//! What the evidence says, in numbers and in words.

use serde::{Deserialize, Serialize};

use super::blocks::{BlockSums, Returns};
use super::{Deflated, Evidence, Overfitting, Split, Support, Unknown, deflated, overfitting, split};

/// The best cell must be better than chance with this probability.
const SURE: f64 = 0.95;
/// What is chosen on one half may lose money on the other with this probability before it is held against it.
const RARE_LOSS: f64 = 0.05;
/// Above that probability of a loss, and of overfitting, the choice is worth nothing.
const COMMON_LOSS: f64 = 0.25;
/// A coin's: the chosen cell does as well as any other.
const COIN: f64 = 0.5;

/// The verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As good as what chance brings.
    Overfit,
    /// Better than chance by one measure and not by another.
    Unsettled,
    /// Better than chance by every measure here.
    Holds,
    /// There is not enough to judge.
    Unknown,
}

/// What is to be thought of the best cell of a sweep on one dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// In a word.
    pub level: Level,
    /// Place of the best cell among the points.
    pub best: Option<u64>,
    /// Cells of this sweep that ran.
    pub n_tried: u64,
    /// Those that used up their equity.
    pub n_broke: u64,
    /// Trials that the best is measured against: all ever made on the dataset, this sweep included.
    pub n_trials: u64,
    /// Cells that were compared with each other.
    pub n_compared: u64,
    /// What the returns are; none where the run is too short for blocks.
    pub returns: Option<Returns>,
    /// The best against chance.
    pub deflated: Result<Deflated, Unknown>,
    /// Whether the best stays good.
    pub overfitting: Result<Overfitting, Unknown>,
    /// Chosen early, looked at late.
    pub split: Result<Split, Unknown>,
    /// What is around the best.
    pub support: Result<Support, Unknown>,
}

/// Judges a sweep, complete or not. `n_before` are the trials made on
/// this dataset outside this sweep, `support` what the caller found around the best cell.
pub fn judge(evidence: &Evidence, n_before: u64, support: Result<Support, Unknown>) -> Verdict {
    let returns = evidence.returns();
    let n_trials = n_before + evidence.n_tried();
    let sample = evidence.sample();
    let best = evidence.best();
    let of_best = |returns: Option<Returns>| -> Result<(&BlockSums, Returns), Unknown> {
        let best = best.ok_or(Unknown::NoBest)?;
        let returns = returns.ok_or(Unknown::TooShort)?;
        Ok((best.sums.as_ref().map_err(|unknown| *unknown)?, returns))
    };
    let deflated =
        of_best(returns).and_then(|(best, returns)| deflated(best, returns, evidence.variance(), n_trials));
    let overfitting =
        returns.ok_or(Unknown::TooShort).and_then(|returns| overfitting(&sample, returns.per_block));
    let split = of_best(returns).and_then(|(best, returns)| split(&sample, best, returns.per_block));
    Verdict {
        level: level(&deflated, &overfitting, &split),
        best: best.map(|best| best.index),
        n_tried: evidence.n_tried(),
        n_broke: evidence.n_broke(),
        n_trials,
        n_compared: sample.len() as u64,
        returns,
        deflated,
        overfitting,
        split,
        support,
    }
}

fn level(
    deflated: &Result<Deflated, Unknown>,
    overfitting: &Result<Overfitting, Unknown>,
    split: &Result<Split, Unknown>,
) -> Level {
    let Ok(deflated) = deflated else { return Level::Unknown };
    // Among cells that are all good, the best of one half is not the best of the other, and no harm is done: a high probability
    // of overfitting speaks against a sweep only where what was chosen then loses. One cell cannot be overfitted.
    let (overfitted, loss) = overfitting.map_or((0.0, 0.0), |found| (found.probability, found.loss));
    let unseen = split.map_or(0.0, |found| found.unseen);
    if deflated.probability < SURE || (overfitted >= COIN && loss > COMMON_LOSS) {
        Level::Overfit
    } else if loss > RARE_LOSS || unseen < 0.0 {
        Level::Unsettled
    } else {
        Level::Holds
    }
}

impl Level {
    /// The word on the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overfit => "Could well be luck",
            Self::Unsettled => "Inconclusive",
            Self::Holds => "Passes these tests",
            Self::Unknown => "Cannot be judged",
        }
    }
}

impl Verdict {
    /// What the numbers say, a plain sentence each.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        let annual = |ratio: f64| self.returns.map_or(ratio, |returns| returns.annual(ratio));
        match &self.deflated {
            Ok(Deflated { sharpe, by_chance, probability, .. }) => sentences.push(format!(
                "The best combination has a Sharpe ratio of {:.2}. The best of {} worthless trials would show about {:.2}. The \
                 probability that the best combination is truly above that is {}.",
                annual(*sharpe),
                self.n_trials,
                annual(*by_chance),
                percent(*probability),
            )),
            Err(unknown) => sentences.push(format!("The best combination cannot be measured against chance: {unknown}.")),
        }
        match &self.overfitting {
            Ok(Overfitting { probability, loss, chosen, unseen, .. }) => sentences.push(format!(
                "Of 12,870 splits into two halves, the in-sample best ranked below the out-of-sample median in {} and lost money out of \
                 sample in {}; its Sharpe ratio went from {:.2} to {:.2} (medians).",
                percent(*probability),
                percent(*loss),
                annual(*chosen),
                annual(*unseen),
            )),
            Err(unknown) => sentences.push(format!("The probability of overfitting is unknown: {unknown}.")),
        }
        match &self.split {
            Ok(Split { seen, unseen, beaten, .. }) => sentences.push(format!(
                "The best of the first three quarters had a Sharpe ratio of {:.2} there and {:.2} in the last quarter, better than \
                 {} of the other combinations.",
                annual(*seen),
                annual(*unseen),
                percent(*beaten),
            )),
            Err(unknown) => sentences.push(format!("There is no split into in-sample and out-of-sample time: {unknown}.")),
        }
        match &self.support {
            Ok(Support { n, close, .. }) => sentences.push(format!(
                "Of {n} neighbours of the best combination, {} come within 20% of it or are better.",
                percent(*close),
            )),
            Err(unknown) => sentences.push(format!("Its neighbours cannot be judged: {unknown}.")),
        }
        sentences
    }

    /// What the numbers assume.
    pub fn assumptions(&self) -> Vec<String> {
        let mut assumptions = Vec::new();
        if let Some(Returns { stride, of_bars, per_block, .. }) = self.returns {
            let span = match (of_bars, stride) {
                (false, 1) => "a period (a day, as a rule)".to_owned(),
                (false, n) => format!("{n} periods (days, as a rule)"),
                (true, 1) => "a bar".to_owned(),
                (true, n) => format!("{n} bars"),
            };
            assumptions.push(format!(
                "Returns are measured over {span}, {} of them in 16 blocks, and are assumed to be independent of each other.",
                per_block * 16
            ));
        }
        assumptions.push(format!(
            "Every combination counts as a separate trial, although neighbours resemble each other: that is strict. Trials made elsewhere \
             are unknown. {} combinations of this sweep and {} earlier trials on these bars count.",
            self.n_tried,
            self.n_trials - self.n_tried,
        ));
        if self.n_compared < self.n_tried {
            assumptions.push(format!(
                "{} combinations, evenly spaced, represent all {} where combinations are compared with each other; those that used up their \
                 equity ({}) are left out.",
                self.n_compared, self.n_tried, self.n_broke
            ));
        }
        assumptions.push(
            "Sharpe ratios are for a year, without a risk-free rate. No test can see that the next years differ from these."
                .to_owned(),
        );
        assumptions
    }
}

fn percent(ratio: f64) -> String {
    format!("{:.0}%", ratio * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(probability: f64, (overfitted, loss): (f64, f64), unseen: f64) -> Level {
        let of = Deflated { sharpe: 0.1, by_chance: 0.0, probability, alone: 1.0, skew: 0.0, kurtosis: 3.0 };
        let over = Overfitting {
            probability: overfitted,
            loss,
            median_rank: 0.5,
            chosen: 0.1,
            unseen: 0.1,
            n_cells: 2,
        };
        let split = Split { seen: 0.1, unseen, beaten: 1.0, best_unseen: 0.0 };
        level(&Ok(of), &Ok(over), &Ok(split))
    }

    #[test]
    fn each_measure_can_spoil_the_verdict() {
        assert_eq!(found(0.99, (0.1, 0.0), 0.1), Level::Holds);
        assert_eq!(found(0.9, (0.1, 0.0), 0.1), Level::Overfit);
        assert_eq!(found(0.99, (0.6, 0.3), 0.1), Level::Overfit);
        assert_eq!(found(0.99, (0.3, 0.1), 0.1), Level::Unsettled);
        assert_eq!(found(0.99, (0.1, 0.0), -0.1), Level::Unsettled);
    }

    #[test]
    fn cells_that_are_all_good_are_not_held_against_each_other() {
        assert_eq!(found(0.99, (0.7, 0.0), 0.1), Level::Holds);
    }

    #[test]
    fn a_sweep_of_nothing_has_reasons_and_no_numbers() {
        let verdict = judge(&Evidence::new(5, None), 0, Err(Unknown::NoGrid));
        assert_eq!((verdict.level, verdict.best), (Level::Unknown, None));
        assert_eq!(verdict.deflated, Err(Unknown::NoBest));
        assert_eq!(verdict.overfitting, Err(Unknown::TooShort));
        assert!(
            verdict.sentences().iter().all(|sentence| sentence.ends_with('.') && !sentence.contains("NaN"))
        );
        let text = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
    }
}
