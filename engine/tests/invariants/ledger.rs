//! The fills behind a report's trades, and the money that changed hands by them: N1 and N2, reckoned without the engine.

use std::collections::BTreeMap;

use engine::config::{Commission, RunConfig};
use engine::fill::{Cause, FillRule};
use engine::report::Report;
use engine::series::Bar;
use engine::trade::{ExitReason, Trade};

use crate::case::Outcome;

/// Relative error that sums of doubles are allowed.
const TOLERANCE: f64 = 1e-9;

/// One side of a trade.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leg<'a> {
    pub(crate) trade: &'a Trade,
    pub(crate) is_entry: bool,
}

/// What tells one fill from another: bar, id, price, rule, bar of the decision.
type Name<'a> = (u32, &'a str, u64, u8, u32);

impl<'a> Leg<'a> {
    pub(crate) fn bar(&self) -> u32 {
        if self.is_entry { self.trade.entry_bar } else { self.trade.exit_bar }
    }

    pub(crate) fn price(&self) -> f64 {
        if self.is_entry { self.trade.entry_price } else { self.trade.exit_price }
    }

    pub(crate) fn cause(&self) -> Cause {
        let cause = if self.is_entry { self.trade.entry_cause } else { self.trade.exit_cause };
        cause.expect("a new report says why each fill happened")
    }

    /// `1.0` for a purchase, `-1.0` for a sale.
    pub(crate) fn sign(&self) -> f64 {
        if self.is_entry { self.trade.side.sign() } else { -self.trade.side.sign() }
    }

    fn name(&self) -> Name<'a> {
        let id = if self.is_entry { &self.trade.entry_id } else { &self.trade.exit_id };
        let cause = self.cause();
        (self.bar(), id, self.price().to_bits(), cause.rule as u8, cause.decided)
    }
}

/// Entries and exits that filled: an open trade has no exit.
pub(crate) fn legs(trades: &[Trade]) -> impl Iterator<Item = Leg<'_>> {
    trades.iter().flat_map(|trade| {
        let exit = (trade.exit_reason != ExitReason::Open).then_some(Leg { trade, is_entry: false });
        std::iter::once(Leg { trade, is_entry: true }).chain(exit)
    })
}

/// Units of each fill.
fn fills(trades: &[Trade]) -> BTreeMap<Name<'_>, f64> {
    let mut units = BTreeMap::new();
    for leg in legs(trades) {
        *units.entry(leg.name()).or_insert(0.0) += leg.trade.quantity;
    }
    units
}

/// What one unit of a fill costs.
fn fee_per_unit(config: &RunConfig, price: f64, units: f64) -> f64 {
    match config.account.commission {
        Commission::ValueRatio(ratio) => ratio * price,
        Commission::CashPerOrder(cash) => cash / units,
        Commission::CashPerUnit(cash) => cash,
    }
}

/// Equal but for rounding, measured by the largest number that took part.
fn same(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= TOLERANCE * scale.abs().max(a.abs()).max(b.abs()).max(1.0)
}

/// Every way in which the money does not add up.
pub(crate) fn breaks(outcome: &Outcome, bars: &[Bar], config: &RunConfig) -> Vec<String> {
    let report = &outcome.report;
    let mut breaks = Vec::new();
    let units = fills(&report.trades);
    let fee = |leg: &Leg<'_>| leg.trade.quantity * fee_per_unit(config, leg.price(), units[&leg.name()]);
    let mut paid = 0.0;
    for trade in &report.trades {
        let fees: f64 = legs(std::slice::from_ref(trade)).map(|leg| fee(&leg)).sum();
        paid += fees;
        let gross = trade.side.sign() * trade.quantity * (trade.exit_price - trade.entry_price);
        if !same(trade.commission, fees, trade.quantity * trade.entry_price) {
            breaks.push(format!("commission {} instead of {fees}: {trade:?}", trade.commission));
        }
        if !same(trade.profit, gross - fees, trade.quantity * trade.entry_price) {
            breaks.push(format!("profit {} instead of {}: {trade:?}", trade.profit, gross - fees));
        }
    }
    // Fees of fills, each counted once, against fees of trades.
    let of_fills: f64 =
        units.iter().map(|((_, _, price, ..), n)| n * fee_per_unit(config, f64::from_bits(*price), *n)).sum();
    let of_trades: f64 = report.trades.iter().map(|trade| trade.commission).sum();
    if !same(of_fills, of_trades, paid) {
        breaks.push(format!("fees of trades {of_trades}, of fills {of_fills}"));
    }
    bar_by_bar(outcome, bars, config, fee, &mut breaks);
    statistics(report, config, &mut breaks);
    breaks
}

/// Cash + position × mark = equity at every bar and after every fill.
fn bar_by_bar(
    outcome: &Outcome,
    bars: &[Bar],
    config: &RunConfig,
    fee: impl Fn(&Leg<'_>) -> f64,
    breaks: &mut Vec<String>,
) {
    let Outcome { report, seen } = outcome;
    let mut legs: Vec<Leg<'_>> = legs(&report.trades).collect();
    // Entries first: a trade must be entered before it is left, and the sums do not ask for more.
    legs.sort_by_key(|leg| (leg.bar(), is_after_the_strategy(leg), !leg.is_entry));
    let (mut cash, mut position, mut turnover) =
        (config.account.initial_cash, 0.0, config.account.initial_cash);
    // Profit so far, of closed trades in full, of open ones at the mark.
    let (mut closed, mut open) = (0.0, BTreeMap::new());
    let mut next = legs.iter().peekable();
    for (index, bar) in bars.iter().enumerate() {
        let mut told = None;
        while let Some(leg) = next.next_if(|leg| leg.bar() as usize == index) {
            if is_after_the_strategy(leg) && told.is_none() {
                told = Some((position, cash));
            }
            let value = leg.trade.quantity * leg.price();
            cash -= leg.sign() * value + fee(leg);
            position += leg.sign() * leg.trade.quantity;
            turnover += value;
            let name = std::ptr::from_ref(leg.trade);
            if leg.is_entry {
                open.insert(name, (*leg, fee(leg)));
            } else if open.remove(&name).is_some() {
                closed += leg.trade.profit;
            }
            let mark = leg.price();
            let open_profit: f64 = open
                .values()
                .map(|(leg, fee)| leg.sign() * leg.trade.quantity * (mark - leg.price()) - fee)
                .sum();
            let equity = config.account.initial_cash + closed + open_profit;
            if !same(cash + position * mark, equity, turnover) {
                breaks.push(format!("bar {index}: after a fill {} and not {equity}", cash + position * mark));
            }
        }
        let equity = cash + position * bar.close;
        if !same(equity, report.equity[index], turnover) {
            breaks.push(format!("bar {index}: equity {} and not {equity}", report.equity[index]));
        }
        let step = report.positions.iter().take_while(|(bar, _)| *bar as usize <= index).last();
        if !same(step.map_or(0.0, |step| step.1), position, turnover / bar.close) {
            breaks.push(format!("bar {index}: position {step:?} and not {position}"));
        }
        let (position_told, cash_told) = told.unwrap_or((position, cash));
        if report.ended == Some(index as u32) {
            // It may have ended before the strategy was asked or after.
            continue;
        }
        if !same(seen[index].position, position_told, turnover / bar.close) {
            breaks.push(format!("bar {index}: told {:?}, holds {position_told}", seen[index]));
        }
        if !same(seen[index].equity, cash_told + position_told * bar.close, turnover) {
            breaks.push(format!("bar {index}: told {:?}, cash {cash_told}", seen[index]));
        }
    }
    if next.next().is_some() {
        breaks.push("a fill behind the last bar".into());
    }
}

/// Filled at the bar's close, when the strategy had been asked; so did whatever ended a trade that was entered then.
fn is_after_the_strategy(leg: &Leg<'_>) -> bool {
    let Leg { trade, is_entry } = *leg;
    let is_then = |rule| matches!(rule, FillRule::MarketAtClose | FillRule::PassedAtClose);
    let entered_then = trade.entry_cause.is_some_and(|cause| is_then(cause.rule));
    (is_then(leg.cause().rule) || leg.cause().rule == FillRule::EndOfData)
        || (!is_entry && entered_then && trade.entry_bar == trade.exit_bar)
}

/// Initial cash + net profit + open profit = final equity.
fn statistics(report: &Report, config: &RunConfig, breaks: &mut Vec<String>) {
    let run = &report.statistics.run;
    let profit = |open: bool| -> f64 {
        report.trades.iter().filter(|t| t.is_open() == open).map(|trade| trade.profit).sum()
    };
    let scale: f64 = report.trades.iter().map(|trade| trade.entry_value()).sum();
    let (net, open) = (run.net_profit.unwrap_or(f64::NAN), run.open_profit.unwrap_or(f64::NAN));
    if !same(net, profit(false), scale) || !same(open, profit(true), scale) {
        breaks.push(format!(
            "net profit {net}, open {open}, by trades {} and {}",
            profit(false),
            profit(true)
        ));
    }
    let last = report.equity.last().copied().unwrap_or(f64::NAN);
    if !same(config.account.initial_cash + net + open, last, scale) {
        breaks.push(format!("{} + {net} + {open} is not {last}", config.account.initial_cash));
    }
    if report.trades.is_empty() && report.equity.iter().any(|equity| *equity != config.account.initial_cash) {
        breaks.push("no trade, and the equity moves".into());
    }
}
