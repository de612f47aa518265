//! Sizes that differ at the same fills: cut to another step, or in a constant ratio.

use super::super::difference::rounding;
use super::super::{Part, Row};
use super::fit::{Range, fit};
use super::{Case, Cause, Found, grid};
use crate::config::Sizing;

/// Of ten sizes that differ, a hypothesis must explain nine.
const OF_TEN: usize = 9;

fn with_other_sizes<'a>(case: &'a Case<'_>) -> Vec<(usize, &'a Row, f64, f64)> {
    let open = case
        .open()
        .filter(|(_, row)| row.differs_only_in(&[Part::Size, Part::Profit]) && row.differs_in(Part::Size));
    open.filter_map(|(at, row)| {
        case.both(row).map(|(ours, theirs)| (at, row, ours.quantity, theirs.quantity))
    })
    .collect()
}

/// Theirs are ours cut to a coarser step, or ours are theirs.
pub(super) fn lot_step(case: &Case<'_>) -> Option<Found> {
    let sizes: Vec<f64> = case.list.trades.iter().map(|trade| trade.quantity).collect();
    let there = grid::step(&sizes, case.list.decimals.size);
    let here = case.config.instrument.lot_step;
    if here.is_some_and(|here| (here - there).abs() <= there * 1e-9) {
        return None;
    }
    let cut = |size: f64, step: f64| ((size / step) * (1.0 + 1e-12) + 1e-9).floor() * step;
    let open = rounding(case.list.decimals.size.max(8), 1.0);
    let all = with_other_sizes(case);
    let fits = |ours: f64, theirs: f64| {
        let coarser_there = (cut(ours, there) - theirs).abs() <= open.max(theirs * 1e-9);
        let coarser_here = here.is_some_and(|here| (cut(theirs, here) - ours).abs() <= open.max(ours * 1e-9));
        coarser_there || coarser_here
    };
    let rows: Vec<usize> =
        all.iter().filter(|(_, _, ours, theirs)| fits(*ours, *theirs)).map(|(at, ..)| *at).collect();
    (case.is_group(&rows) && rows.len() * 10 >= all.len() * OF_TEN).then_some(Found {
        cause: Cause::LotStep { there, here },
        rows,
        sentence: None,
    })
}

/// Theirs ÷ ours is the same for all.
pub(super) fn order_size(case: &Case<'_>) -> Option<Found> {
    let all = with_other_sizes(case);
    // A size taken from the equity follows what costs did to it, which is no other order size.
    let open = |theirs: f64| {
        rounding(case.list.decimals.size, theirs) + case.config.instrument.lot_step.unwrap_or(0.0)
    };
    let ranges = |(_, _, ours, theirs): &(usize, &Row, f64, f64)| Range::of(*theirs, open(*theirs), *ours);
    let ranges: Vec<(usize, Range)> = all.iter().filter_map(|of| Some((of.0, ranges(of)?))).collect();
    let ratio = fit(&ranges.iter().map(|(_, range)| *range).collect::<Vec<_>>())?;
    if (ratio - 1.0).abs() < 1e-3 && !matches!(case.config.account.sizing, Sizing::Lots(_)) {
        return None;
    }
    let rows: Vec<usize> = ranges.iter().filter(|(_, range)| range.holds(ratio)).map(|(at, _)| *at).collect();
    // What another cause leaves over of many has a ratio by chance.
    let n_sizes = case.rows.iter().filter(|row| row.differs_in(Part::Size)).count();
    (case.is_group(&rows) && rows.len() * 2 >= n_sizes).then_some(Found {
        cause: Cause::OrderSize { ratio },
        rows,
        sentence: None,
    })
}
