//! The causes: each is a hypothesis about one setting, and is named if it explains nearly all differences that it could explain.

mod bars;
mod costs;
mod fit;
mod grid;
mod margin;
mod prices;
mod size;
mod start;
mod words;
mod zone;

use serde::{Deserialize, Serialize};

use super::clock::Offsets;
use super::list::{List, Listed};
use super::{Part, Row, Standing};
use crate::config::{Commission, RunConfig};
use crate::report::Report;
use crate::series::Series;
use crate::trade::Trade;

/// Trades that a setting must explain, unless there are few.
const LEAST_GROUP: usize = 3;

/// What a difference comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// The list's clock: minutes that it is ahead of UTC, two where it changes with the season. Taken into account.
    TimeZone {
        /// The offsets.
        minutes: Vec<i64>,
    },
    /// The price step.
    TickSize {
        /// That of the list's prices.
        there: f64,
        /// That of the run.
        here: Option<f64>,
    },
    /// Ticks by which the list's market and stop orders filled worse than the run's; negative if better.
    Slippage {
        /// How many.
        ticks: f64,
    },
    /// The size step.
    LotStep {
        /// That of the list's sizes.
        there: f64,
        /// That of the run.
        here: Option<f64>,
    },
    /// Sizes in a constant ratio: the order size, or the capital that it is a share of.
    OrderSize {
        /// Theirs ÷ ours.
        ratio: f64,
    },
    /// The commission.
    Commission {
        /// That of the list.
        there: Commission,
        /// That of the run.
        here: Commission,
    },
    /// The currency of the account: theirs ÷ ours, or `None` where the header says so and the rate changes.
    Currency {
        /// The ratio.
        ratio: Option<f64>,
    },
    /// Orders refused, or positions closed, for want of margin on one side.
    Margin,
    /// Prices of the list that the run's bars do not hold.
    Bars,
    /// The charts begin at different bars.
    StartOfChart,
}

/// A cause, with what it explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The cause.
    pub cause: Cause,
    /// Trades that it explains; 0 if it was taken into account or is about trades outside of the common time.
    pub n_trades: u32,
    /// What was found, in a sentence.
    pub sentence: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// All that is known while causes are looked for.
pub(super) struct Case<'a> {
    pub(super) list: &'a List,
    pub(super) report: &'a Report,
    pub(super) config: &'a RunConfig,
    pub(super) series: &'a Series,
    pub(super) rows: Vec<Row>,
}

/// A cause that was found, and the positions of the rows that it explains.
struct Found {
    cause: Cause,
    rows: Vec<usize>,
    /// In place of the cause's usual words.
    sentence: Option<String>,
}

impl Found {
    fn new(cause: Cause, rows: Vec<usize>) -> Option<Self> {
        Some(Self { cause, rows, sentence: None })
    }
}

impl Case<'_> {
    /// Rows that differ and that nothing explains yet, with both trades if both sides have it.
    fn open(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.is_off() && row.finding.is_none())
    }

    /// Whether so many rows show a setting and not a coincidence: one trade has a ratio to any other.
    fn is_group(&self, rows: &[usize]) -> bool {
        let n_off = rows.iter().filter(|at| self.rows[**at].is_off()).count();
        let n_both = self.rows.iter().filter(|row| row.ours.is_some() && row.theirs.is_some()).count();
        n_off >= LEAST_GROUP || n_off > 0 && n_off * 2 >= n_both
    }

    /// The two trades of a row that both sides have.
    fn both(&self, row: &Row) -> Option<(&Trade, &Listed)> {
        Some((&self.report.trades[row.ours? as usize], &self.list.trades[row.theirs? as usize]))
    }

    /// Rows with the same fills on both sides, closed on both, which costs and sizes can be judged by.
    fn same_fills(&self) -> impl Iterator<Item = (usize, &Row, &Trade, &Listed)> {
        self.rows.iter().enumerate().filter_map(|(at, row)| {
            let (ours, theirs) = self.both(row)?;
            let same = row.standing == Standing::Equal || row.differs_only_in(&[Part::Size, Part::Profit]);
            (same && !ours.is_open() && !theirs.is_open).then_some((at, row, ours, theirs))
        })
    }
}

/// Names the causes and marks the rows that each explains. A row has one cause, the first that explains it.
pub(super) fn find(case: &mut Case<'_>, offsets: &Offsets) -> Vec<Finding> {
    let hypotheses: [fn(&Case<'_>) -> Option<Found>; 10] = [
        prices::tick_size,
        prices::slippage,
        // Before sizes: what costs leave of the equity changes the sizes taken from it.
        costs::commission,
        size::lot_step,
        size::order_size,
        costs::currency,
        costs::other_currency,
        bars::other_bars,
        margin::margin,
        start::cold_start,
    ];
    let mut findings: Vec<Finding> = zone::zone(offsets).into_iter().collect();
    for hypothesis in hypotheses {
        let Some(found) = hypothesis(case) else { continue };
        let position = findings.len() as u32;
        let mut n_trades = 0;
        for at in found.rows {
            let row = &mut case.rows[at];
            if row.is_off() && row.finding.is_none() {
                row.finding = Some(position);
                n_trades += 1;
            }
        }
        findings.push(words::finding(found.cause, n_trades, found.sentence, case));
    }
    findings.extend(start::outside(case, &findings));
    findings
}
