//! What differs between two trades that belong together.

use super::list::{List, Listed};
use super::pairs::Brief;
use super::span::Span;
use super::{Difference, Part};
use crate::trade::Trade;

/// Half a unit of the last decimal, and what doubles lose on the way.
pub(super) fn rounding(decimals: u32, value: f64) -> f64 {
    unit(decimals) * 0.5 + value.abs() * 1e-12 + 1e-12
}

/// A unit of the last decimal.
pub(super) fn unit(decimals: u32) -> f64 {
    format!("1e-{decimals}").parse().unwrap_or(f64::EPSILON)
}

/// Cash before commission.
pub(super) fn gross(trade: &Listed) -> f64 {
    trade.side.sign() * (trade.exit_price - trade.entry_price) * trade.quantity
}

/// All differences, in the order of [`Part`].
pub(super) fn differences(
    trade: &Trade,
    ours: &Brief,
    theirs: &Listed,
    list: &List,
    span: &Span,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differs = |part: Part, by: f64| found.push(Difference { part, by });
    let price = |value: f64| rounding(list.decimals.price, value);
    if ours.side != theirs.side {
        differs(Part::Side, 0.0);
    }
    if ours.entry != theirs.entry_time {
        differs(Part::EntryTime, (ours.entry - theirs.entry_time) as f64);
    }
    let by_entry = ours.entry_price - theirs.entry_price;
    if by_entry.abs() > price(theirs.entry_price) {
        differs(Part::EntryPrice, by_entry);
    }
    let by_exit = ours.exit_price - theirs.exit_price;
    if ours.is_open || theirs.is_open {
        // Each side may end earlier than the other; up to there the trade must be open on both.
        let left_early = match (ours.is_open, theirs.is_open) {
            (true, false) => theirs.exit_time < span.ours.1,
            (false, true) => ours.exit < span.theirs.1,
            _ => false,
        };
        if left_early {
            differs(Part::ExitTime, 0.0);
        }
    } else {
        if ours.exit != theirs.exit_time {
            differs(Part::ExitTime, (ours.exit - theirs.exit_time) as f64);
        }
        if by_exit.abs() > price(theirs.exit_price) {
            differs(Part::ExitPrice, by_exit);
        }
    }
    let by_size = ours.quantity - theirs.quantity;
    if by_size.abs() > rounding(list.decimals.size, theirs.quantity) {
        differs(Part::Size, by_size);
    }
    if !ours.is_open
        && !theirs.is_open
        && let Some(by) = profit(trade, theirs, list, by_entry, by_exit, by_size)
    {
        differs(Part::Profit, by);
    }
    found
}

/// By how much the profit differs, if by more than what the decimals of prices, size and profit leave open.
fn profit(
    trade: &Trade,
    theirs: &Listed,
    list: &List,
    by_entry: f64,
    by_exit: f64,
    by_size: f64,
) -> Option<f64> {
    let hidden = |by: f64, decimals: u32| by.abs().min(unit(decimals));
    let of_prices = hidden(by_entry, list.decimals.price) + hidden(by_exit, list.decimals.price);
    if list.has_two_currencies() {
        let theirs_percent = theirs.profit_percent?;
        let by = trade.return_ratio() * 100.0 - theirs_percent;
        let open =
            rounding(list.decimals.percent, theirs_percent) + 100.0 * of_prices / theirs.entry_price.abs();
        return (by.abs() > open).then_some(by);
    }
    let theirs_profit = theirs.profit?;
    let by = trade.profit - theirs_profit;
    let move_ = (theirs.exit_price - theirs.entry_price).abs();
    let open = rounding(list.decimals.profit, theirs_profit)
        + of_prices * theirs.quantity
        + hidden(by_size, list.decimals.size) * move_;
    (by.abs() > open).then_some(by)
}
