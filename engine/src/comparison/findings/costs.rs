//! Profits that differ at the same fills: by a commission, by a constant ratio, or as the header says by another currency.

use super::super::difference::{gross, rounding};
use super::super::{Listed, Part, Standing};
use super::fit::{Range, fit};
use super::{Case, Cause, Found};
use crate::config::{Commission, Sizing};

/// Largest ratio between sizes that a currency's rate is taken to explain.
const MOST_DRIFT: f64 = 0.1;

/// Ways to charge, in the order in which they are tried.
const MODELS: [fn(f64) -> Commission; 3] =
    [Commission::ValueRatio, Commission::CashPerOrder, Commission::CashPerUnit];

/// What a trade pays for each unit of a commission: what it is charged on.
fn charged_on(model: Commission, trade: &Listed) -> f64 {
    match model {
        Commission::ValueRatio(_) => trade.quantity * (trade.entry_price + trade.exit_price),
        Commission::CashPerOrder(_) => 2.0,
        Commission::CashPerUnit(_) => 2.0 * trade.quantity,
    }
}

/// What the list says that a trade paid, as a range of the commission.
fn paid(case: &Case<'_>, model: Commission, trade: &Listed) -> Option<Range> {
    let decimals = case.list.decimals;
    let value = trade.quantity * trade.entry_price;
    let (cost, open) = if case.list.has_two_currencies() {
        let percent = trade.profit_percent?;
        (gross(trade) - percent / 100.0 * value, rounding(decimals.percent, percent) / 100.0 * value)
    } else {
        let profit = trade.profit?;
        (gross(trade) - profit, rounding(decimals.profit, profit))
    };
    Range::of(cost, open, charged_on(model, trade))
}

/// The list's own prices, sizes and profits fit one commission, and it is not the run's.
pub(super) fn commission(case: &Case<'_>) -> Option<Found> {
    let here = case.config.account.commission;
    if !case.same_fills().any(|(_, row, ..)| row.differs_in(Part::Profit)) {
        return None;
    }
    let is_kind =
        |model: &fn(f64) -> Commission| std::mem::discriminant(&model(0.0)) == std::mem::discriminant(&here);
    let mut models = MODELS;
    // Where several fit, the run's own kind is the likely one.
    models.sort_by_key(|model| !is_kind(model));
    let trades: Vec<(usize, &Listed)> = case.same_fills().map(|(at, _, _, theirs)| (at, theirs)).collect();
    let fitted = models.into_iter().find_map(|model| {
        let ranges = trades.iter().filter_map(|(at, of)| Some((*at, paid(case, model(0.0), of)?)));
        let ranges: Vec<(usize, Range)> = ranges.collect();
        let value = fit(&ranges.iter().map(|(_, range)| *range).collect::<Vec<_>>())?;
        // Nothing paid is the plain answer where it fits as well.
        let is_free = ranges.iter().filter(|(_, range)| range.holds(0.0)).count() * 10 >= ranges.len() * 9;
        let there = model(if is_free { 0.0 } else { value });
        let explained = ranges.into_iter().filter(|(_, range)| range.holds(amount(there))).map(|(at, _)| at);
        Some((there, explained.collect::<Vec<usize>>()))
    });
    let (there, explained) = fitted?;
    if is_same(here, there, &trades) {
        return None;
    }
    // What it left of the equity changes the sizes that are a share of it, those of open trades too.
    let rows: Vec<usize> = match case.config.account.sizing {
        Sizing::EquityRatio(_) => {
            let of_sizes = case.open().filter(|(_, row)| row.differs_only_in(&[Part::Size, Part::Profit]));
            of_sizes.map(|(at, _)| at).collect()
        }
        _ => explained.into_iter().filter(|at| case.rows[*at].differs_in(Part::Profit)).collect(),
    };
    case.is_group(&rows).then_some(Found { cause: Cause::Commission { there, here }, rows, sentence: None })
}

fn amount(commission: Commission) -> f64 {
    match commission {
        Commission::ValueRatio(value) | Commission::CashPerOrder(value) | Commission::CashPerUnit(value) => {
            value
        }
    }
}

/// Whether both charge the same but for what rounding hides.
fn is_same(here: Commission, there: Commission, trades: &[(usize, &Listed)]) -> bool {
    let total =
        |of: Commission| trades.iter().map(|(_, trade)| charged_on(of, trade) * amount(of)).sum::<f64>();
    let (here, there) = (total(here), total(there));
    (here - there).abs() <= 1e-3 * here.abs().max(there.abs())
}

/// Profits in a constant ratio, where only they differ.
pub(super) fn currency(case: &Case<'_>) -> Option<Found> {
    if case.list.has_two_currencies() {
        return None;
    }
    let off = case.open().filter(|(_, row)| row.differs_only_in(&[Part::Profit]));
    let ranges: Vec<(usize, Range)> = off
        .filter_map(|(at, row)| {
            let (ours, theirs) = case.both(row)?;
            let profit = theirs.profit?;
            Some((at, Range::of(profit, rounding(case.list.decimals.profit, profit), ours.profit)?))
        })
        .collect();
    let ratio = fit(&ranges.iter().map(|(_, range)| *range).collect::<Vec<_>>())?;
    let rows: Vec<usize> = ranges.iter().filter(|(_, range)| range.holds(ratio)).map(|(at, _)| *at).collect();
    case.is_group(&rows).then_some(Found {
        cause: Cause::Currency { ratio: Some(ratio) },
        rows,
        sentence: None,
    })
}

/// The header names two currencies: sizes that are a share of the account follow a rate that no file holds.
pub(super) fn other_currency(case: &Case<'_>) -> Option<Found> {
    if !case.list.has_two_currencies() {
        return None;
    }
    let from_cash = !matches!(case.config.account.sizing, Sizing::Lots(_));
    let off = case.open().filter(|(_, row)| from_cash && row.standing == Standing::Different);
    let only_sizes =
        off.filter(|(_, row)| row.differs_only_in(&[Part::Size, Part::Profit]) && row.differs_in(Part::Size));
    let rows = only_sizes.filter_map(|(at, row)| {
        let (ours, theirs) = case.both(row)?;
        ((theirs.quantity / ours.quantity - 1.0).abs() <= MOST_DRIFT).then_some(at)
    });
    Found::new(Cause::Currency { ratio: None }, rows.collect())
}
