//! A run beside the *List of trades* that TradingView exports: which trades are equal, and why others are not.
//!
//! Pure text and numbers: [`read`] makes a [`List`] of the file, [`compare`] pairs its trades with those of a report. Start with
//! `pairs.rs` (which belong together), then `difference.rs` (what differs), then `findings/` (the causes). A cause is the one
//! setting that explains a group of differences; where none does, none is named.

mod clock;
mod columns;
mod difference;
mod findings;
mod list;
mod pairs;
mod read;
mod span;

use serde::{Deserialize, Serialize};

pub use findings::{Cause, Finding};
pub use list::{Decimals, List, ListError, Listed};
pub use read::read;

use crate::config::RunConfig;
use crate::report::Report;
use crate::series::Series;
use difference::differences;
use pairs::{Brief, pairs};
use span::Span;

/// A number or side of a trade that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Long or short.
    Side,
    /// Open time of the bar of the entry.
    EntryTime,
    /// Price of the entry.
    EntryPrice,
    /// Open time of the bar of the exit.
    ExitTime,
    /// Price of the exit.
    ExitPrice,
    /// Units.
    Size,
    /// Profit after commission.
    Profit,
}

/// That a part of a trade is not the same on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// What differs.
    pub part: Part,
    /// Ours less theirs: milliseconds, price, units or cash; for a profit in another currency, percent of the entry's value.
    /// 0 for the side, and for the exit of a trade that is still open on one side.
    pub by: f64,
}

/// How a trade came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The same on both sides, as far as the list's decimals tell.
    Equal,
    /// On both sides, with differences.
    Different,
    /// In the run alone.
    OnlyHere,
    /// In the list alone.
    OnlyThere,
    /// Not compared: before the other side begins, after it ends, or open there.
    Outside,
}

/// A trade of either side, or of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Position in [`Report::trades`].
    pub ours: Option<u32>,
    /// Position in [`Comparison::theirs`].
    pub theirs: Option<u32>,
    /// How it came out.
    pub standing: Standing,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Position in [`Comparison::findings`] of the cause that explains the difference.
    pub finding: Option<u32>,
}

/// What a comparison gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Trades that both sides should have: of the longer side, in the time that both cover.
    pub n_compared: u32,
    /// Those that are equal.
    pub n_equal: u32,
    /// Those that differ and that no finding explains.
    pub n_unexplained: u32,
    /// Every trade, in the order of the entries.
    pub rows: Vec<Row>,
    /// Likely causes, and what was taken into account.
    pub findings: Vec<Finding>,
    /// The list's trades, with times in UTC.
    pub theirs: Vec<Listed>,
    /// The currency of the list's prices, and that of its profits, where its header names them.
    pub currencies: (Option<String>, Option<String>),
}

impl Comparison {
    /// Equal trades as a ratio of those compared; `None` if there is none to compare.
    pub fn equal_ratio(&self) -> Option<f64> {
        (self.n_compared > 0).then(|| f64::from(self.n_equal) / f64::from(self.n_compared))
    }
}

/// Compares a list with a run: `report` is what it gave, `config` its settings, `series` its bars.
///
/// Two numbers are equal if ours, rounded to the decimals that the list's column has, is theirs. Profits in another currency than
/// prices are compared as percent of the entry's value. A clock that is off by whole quarters of an hour all through the list, or by
/// two offsets an hour apart in turn, is taken into account and named.
pub fn compare(mut list: List, report: &Report, config: &RunConfig, series: &Series) -> Comparison {
    let ours: Vec<Brief> = report.trades.iter().map(|trade| Brief::ours(trade, list.resolution_ms)).collect();
    let offsets = clock::align(&mut list, &ours, series);
    let theirs: Vec<Brief> = list.trades.iter().map(Brief::theirs).collect();
    let span = Span::new(&list, config, series);
    let rows: Vec<Row> = pairs(&ours, &theirs)
        .into_iter()
        .map(|pair| {
            let both = pair.ours.zip(pair.theirs);
            let differences = both.map_or_else(Vec::new, |(here, there)| {
                differences(&report.trades[here], &ours[here], &list.trades[there], &list, &span)
            });
            let standing = match both {
                Some((here, there)) if differences.is_empty() => {
                    let is_open = ours[here].is_open || theirs[there].is_open;
                    if is_open { Standing::Outside } else { Standing::Equal }
                }
                Some(_) => Standing::Different,
                None => span.alone(pair.ours.map(|at| &ours[at]), pair.theirs.map(|at| &theirs[at])),
            };
            let position = |at: usize| at as u32;
            let (ours, theirs) = (pair.ours.map(position), pair.theirs.map(position));
            Row { ours, theirs, standing, differences, finding: None }
        })
        .collect();
    let mut case = findings::Case { list: &list, report, config, series, rows };
    let findings = findings::find(&mut case, &offsets);
    let rows = case.rows;
    let n = |holds: fn(&Row) -> bool| rows.iter().filter(|row| holds(row)).count() as u32;
    // A trade that each side has once, with another time, is one trade of the longer side, not two.
    let (n_here, n_there) =
        (n(|row| row.standing == Standing::OnlyHere), n(|row| row.standing == Standing::OnlyThere));
    let n_both = n(|row| matches!(row.standing, Standing::Equal | Standing::Different));
    let n_unexplained = n(|row| row.is_off() && row.finding.is_none());
    let n_equal = n(|row| row.standing == Standing::Equal);
    Comparison {
        n_compared: n_both + n_here.max(n_there),
        n_equal,
        n_unexplained,
        rows,
        findings,
        currencies: (list.price_currency.take(), list.profit_currency.take()),
        theirs: list.trades,
    }
}

impl Row {
    /// Whether it counts against the percentage.
    pub fn is_off(&self) -> bool {
        matches!(self.standing, Standing::Different | Standing::OnlyHere | Standing::OnlyThere)
    }

    /// Whether both sides have it and nothing but these parts differ.
    fn differs_only_in(&self, parts: &[Part]) -> bool {
        self.standing == Standing::Different && self.differences.iter().all(|of| parts.contains(&of.part))
    }

    fn differs_in(&self, part: Part) -> bool {
        self.differences.iter().any(|of| of.part == part)
    }
}
