//! Margin: one side refused an entry or closed a position that the other could carry.

use super::super::{Row, Standing};
use super::{Case, Cause, Found};
use crate::report::NoteKind;
use crate::trade::ExitReason;

/// Rows that show it, and what nothing else explains from the first of them on: positions differ from there.
pub(super) fn margin(case: &Case<'_>) -> Option<Found> {
    let time = case.series.time();
    let refused = case.report.notes.iter().filter(|note| note.kind == NoteKind::NotAffordable);
    // Noted on the bar of the order or on that of the fill.
    let refused: Vec<i64> = refused
        .flat_map(|note| [note.bar as usize, note.bar as usize + 1])
        .filter_map(|bar| time.get(bar).copied())
        .map(|at| at - at.rem_euclid(case.list.resolution_ms))
        .collect();
    let shows = |row: &Row| {
        let ours = row.ours.map(|at| &case.report.trades[at as usize]);
        let theirs = row.theirs.map(|at| &case.list.trades[at as usize]);
        let called = theirs.is_some_and(|trade| trade.exit_signal.to_lowercase().contains("margin call"));
        let liquidated = ours.is_some_and(|trade| trade.exit_reason == ExitReason::Liquidation);
        let not_entered = row.standing == Standing::OnlyThere
            && theirs.is_some_and(|trade| refused.binary_search(&trade.entry_time).is_ok());
        called || liquidated || not_entered
    };
    let first = case.open().find(|(_, row)| shows(row))?.0;
    let entry = |row: &Row| row.theirs.map(|at| case.list.trades[at as usize].entry_time);
    let of_first = entry(&case.rows[first]);
    // A call cuts a position into several trades of one entry.
    let rows = case.open().filter(|(at, row)| *at >= first || of_first.is_some() && entry(row) == of_first);
    Found::new(Cause::Margin, rows.map(|(at, _)| at).collect())
}
