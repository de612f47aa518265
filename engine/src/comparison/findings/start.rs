//! The start of the chart: indicators begin with it, and so do trades.

use super::super::Standing;
use super::words::{date_text, finding};
use super::{Case, Cause, Finding, Found};

/// Trades that must be equal after those that differ, and how many times as many.
const LEAST_AFTER: usize = 10;
const TIMES_AS_MANY: usize = 2;

/// Differences that nothing explains stop after some trades, and everything later is equal.
pub(super) fn cold_start(case: &Case<'_>) -> Option<Found> {
    let rows: Vec<usize> = case.open().map(|(at, _)| at).collect();
    let last = *rows.last()?;
    let counts = |range: &[super::Row]| range.iter().filter(|row| row.standing != Standing::Outside).count();
    let (before, after) = (counts(&case.rows[..=last]), counts(&case.rows[last + 1..]));
    let is_off_later = case.rows[last + 1..].iter().any(super::Row::is_off);
    if is_off_later || after < LEAST_AFTER || after < TIMES_AS_MANY * before {
        return None;
    }
    let from = case.rows[last + 1..].iter().find_map(|row| row.theirs)?;
    let from = date_text(case.list.trades[from as usize].entry_time);
    let what = if rows.len() == 1 {
        "one trade differs".to_owned()
    } else {
        format!("{} trades differ", rows.len())
    };
    let sentence = format!(
        "Every trade from {from} on is equal; before it {what}. Indicators and positions depend on the first bar, and the chart’s first bar is not that of this run."
    );
    Some(Found { cause: Cause::StartOfChart, rows, sentence: Some(sentence) })
}

/// Trades before the other side begins, which were not compared.
pub(super) fn outside(case: &Case<'_>, findings: &[Finding]) -> Option<Finding> {
    let first = case.list.trades.first()?.entry_time;
    let (mut n_here, mut n_there) = (0, 0);
    for row in case.rows.iter().filter(|row| row.standing == Standing::Outside) {
        match (row.ours, row.theirs) {
            (Some(ours), None) => n_here += u32::from(case.report.trades[ours as usize].entry_time < first),
            (None, Some(theirs)) => {
                let start =
                    case.series.time()[case.config.first_bar(case.series.time()).min(case.series.len() - 1)];
                n_there += u32::from(case.list.trades[theirs as usize].entry_time < start);
            }
            _ => {}
        }
    }
    let trades = |n: u32| if n == 1 { "1 trade".to_owned() } else { format!("{n} trades") };
    let were = |n: u32| if n == 1 { "was" } else { "were" };
    let sentence = match (n_here, n_there) {
        (0, 0) => return None,
        (n, 0) => format!(
            "The list begins on {}. This run has {} before it, which {} not compared.",
            date_text(first),
            trades(n),
            were(n)
        ),
        (_, n) => {
            format!("The list has {} before this run’s first bar, which {} not compared.", trades(n), were(n))
        }
    };
    let matters = case.rows.iter().any(|row| row.is_off() && row.finding.is_none());
    let is_said = findings.iter().any(|finding| finding.cause == Cause::StartOfChart);
    let mut found = finding(Cause::StartOfChart, 0, Some(sentence), case);
    found.remedy = found.remedy.filter(|_| matters && !is_said);
    Some(found)
}
