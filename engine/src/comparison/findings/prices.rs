//! Prices that differ by less than a tick, or by the same number of ticks.

use super::super::difference::rounding;
use super::super::{Difference, Part, Row};
use super::fit::{Range, fit};
use super::{Case, Cause, Found, grid};
use crate::trade::Side;

/// Most of what a hypothesis about prices could explain, it must.
const LEAST_SHARE: f64 = 0.8;

const PRICE_AND_AFTER: [Part; 4] = [Part::EntryPrice, Part::ExitPrice, Part::Size, Part::Profit];

/// Rows whose prices differ at the same fills.
fn with_other_prices<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (usize, &'a Row)> {
    case.open().filter(|(_, row)| {
        row.differs_only_in(&PRICE_AND_AFTER)
            && (row.differs_in(Part::EntryPrice) || row.differs_in(Part::ExitPrice))
    })
}

/// The list's prices lie on another grid, and where both sides fill on the same bar, ours are less than a step of the coarser one
/// away. Stops and targets a step apart may then fill on other bars.
pub(super) fn tick_size(case: &Case<'_>) -> Option<Found> {
    let there = price_step(case);
    let here = case.config.instrument.tick_size;
    if here.is_some_and(|here| (here - there).abs() <= there * 1e-9) {
        return None;
    }
    let open = there.max(here.unwrap_or(0.0)) * (1.0 - 1e-9) + rounding(12, there);
    let (mut rows, mut n_near, mut n_far) = (Vec::new(), 0_u32, 0_u32);
    for (at, row) in case.open() {
        let fills = [(Part::EntryPrice, Part::EntryTime), (Part::ExitPrice, Part::ExitTime)];
        let same_bar = |of: &Difference| {
            fills.iter().any(|(price, time)| *price == of.part && !row.differs_in(*time))
                && !row.differs_in(Part::Side)
        };
        let is_near = |of: &&Difference| of.by.abs() < open;
        let differing: Vec<&Difference> = row.differences.iter().filter(|of| same_bar(of)).collect();
        let n_of_row = differing.iter().copied().filter(is_near).count() as u32;
        n_near += n_of_row;
        n_far += differing.len() as u32 - n_of_row;
        if n_of_row > 0 {
            rows.push(at);
        }
    }
    (case.is_group(&rows) && f64::from(n_near) >= f64::from(n_near + n_far) * LEAST_SHARE).then_some(Found {
        cause: Cause::TickSize { there, here },
        rows,
        sentence: None,
    })
}

/// Every price that differs is worse, or better, by the same number of ticks.
pub(super) fn slippage(case: &Case<'_>) -> Option<Found> {
    let tick = case.config.instrument.tick_size.unwrap_or_else(|| price_step(case));
    let open = rounding(case.list.decimals.price, tick);
    let mut ranges = Vec::new();
    let mut rows = Vec::new();
    for (at, row) in with_other_prices(case) {
        let (ours, _) = case.both(row)?;
        for difference in &row.differences {
            // A buyer pays more, a seller gets less.
            let buys = (ours.side == Side::Long) == (difference.part == Part::EntryPrice);
            if matches!(difference.part, Part::EntryPrice | Part::ExitPrice) {
                let worse = if buys { -difference.by } else { difference.by };
                ranges.extend(Range::of(worse, open, tick));
            }
        }
        rows.push(at);
    }
    let ticks = fit(&ranges)?.round();
    let fits =
        ticks != 0.0 && ranges.iter().filter(|range| range.holds(ticks)).count() * 10 >= ranges.len() * 9;
    (fits && case.is_group(&rows)).then_some(Found { cause: Cause::Slippage { ticks }, rows, sentence: None })
}

fn price_step(case: &Case<'_>) -> f64 {
    // What is open is marked at a price of the chart, which is of the same grid.
    let prices = case.list.trades.iter().flat_map(|trade| [trade.entry_price, trade.exit_price]);
    grid::step(&prices.collect::<Vec<_>>(), case.list.decimals.price)
}
