//! One run of ours against one of theirs. Reasons for each intended difference: `tests/conformance/backtesting_py/README.md`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::report::Report;
use engine::series::Series;
use engine::statistics::Undefined;
use engine::trade::{ExitReason, Trade};

use crate::frozen::{Exit, FrozenRun, Theirs};
use crate::utc_days;

/// What was compared, over all runs.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    pub(crate) trades: usize,
    pub(crate) statistics: usize,
    /// Largest relative difference that was met, and where.
    pub(crate) largest: (f64, String),
    /// First trades of a stretch that differs as intended, by kind.
    pub(crate) intended: BTreeMap<&'static str, usize>,
    /// Trades of theirs inside such stretches.
    pub(crate) skipped: usize,
    /// Statistics of theirs that an intended difference touches.
    pub(crate) skipped_statistics: usize,
    /// Statistics compared to less than 1e-9, because theirs are not that exact.
    pub(crate) rounded: usize,
    /// Statistics of a year that were compared over their days, where a week begins on Sunday evening.
    pub(crate) by_utc_days: usize,
}

impl Tally {
    /// Whether two numbers are equal to 1e-9 of the larger of theirs and `scale`.
    fn is_close(&mut self, what: &str, ours: f64, theirs: f64, scale: f64) -> bool {
        let difference = (ours - theirs).abs();
        let relative = if difference == 0.0 { 0.0 } else { difference / theirs.abs().max(scale) };
        let close = relative <= 1e-9;
        if close && relative > self.largest.0 {
            self.largest = (relative, what.to_owned());
        }
        close
    }
}

/// Numbers that the equity on the bar of a fill goes into.
const BY_PATH: [&str; 13] = [
    "peak_equity",
    "annual_return",
    "annual_volatility",
    "sharpe",
    "sortino",
    "calmar",
    "alpha",
    "beta",
    "max_drawdown",
    "average_drawdown",
    "max_drawdown_duration",
    "average_drawdown_duration",
    "cagr",
];

/// Every difference that is not intended.
pub(crate) fn differences(
    run: &FrozenRun,
    report: &Report,
    series: &Series,
    tally: &mut Tally,
) -> Result<Vec<String>> {
    tally.runs += 1;
    let mut found = Vec::new();
    let differs = compare_trades(run, report, series, tally, &mut found);
    if differs {
        tally.skipped_statistics += run.statistics.len();
        return Ok(found);
    }
    let days_differ = utc_days::differ(series);
    let cash = report.statistics.run.initial_cash.unwrap_or(f64::NAN);
    let pays_on_close = run.fills_on_close() && run.pays_commission();
    for (key, theirs) in &run.statistics {
        if pays_on_close && BY_PATH.contains(&key.as_str()) {
            tally.skipped_statistics += 1;
            continue;
        }
        let mut ours = report.statistics.get(key).with_context(|| format!("no statistic “{key}”"))?;
        if let Some(theirs) = days_differ.then(|| utc_days::annualised(key, report, series, cash)).flatten() {
            tally.by_utc_days += 1;
            ours = theirs;
        }
        let theirs = match key.as_str() {
            "exposure" => theirs.map(|ratio| ratio + open_exposure(&report.trades, series.len())),
            _ => *theirs,
        };
        tally.statistics += 1;
        let same = match (ours, theirs) {
            (Ok(ours), Some(theirs)) => {
                let slack = rounding_of_theirs(key, &run.statistics);
                if slack.is_finite() && slack > 1e-10 {
                    tally.rounded += 1;
                    (ours - theirs).abs() <= (1e-9 + slack) * theirs.abs()
                } else {
                    tally.is_close(key, ours, theirs, 1e-3)
                }
            }
            (Err(_), None) => true,
            (Err(Undefined::TotalLoss), Some(0.0)) => true,
            _ => false,
        };
        if !same {
            found.push(format!("{key}: ours {ours:?}, theirs {theirs:?}"));
        }
    }
    Ok(found)
}

/// How far, as a ratio, rounding alone moves a number of theirs. They take 1 + the mean return to the power of the periods of
/// a year and then take off the 1 (or a square near 1) again: what is left of a small result is off by some n × 2⁻⁵² of 1. We
/// compute the same with expm1 and log1p, which lose nothing.
fn rounding_of_theirs(key: &str, statistics: &BTreeMap<String, Option<f64>>) -> f64 {
    const LOST: f64 = 2.0 * 365.0 * f64::EPSILON;
    let theirs = |key: &str| statistics.get(key).copied().flatten().map_or(f64::INFINITY, f64::abs);
    let of_return = LOST / theirs("annual_return");
    let of_volatility = LOST / (theirs("annual_volatility") * theirs("annual_volatility"));
    match key {
        "annual_return" | "sortino" | "calmar" => of_return,
        "annual_volatility" => of_volatility,
        "sharpe" => of_return + of_volatility,
        _ => 0.0,
    }
}

/// Walks both lists; returns whether they differ somewhere as intended.
fn compare_trades(
    run: &FrozenRun,
    report: &Report,
    series: &Series,
    tally: &mut Tally,
    found: &mut Vec<String>,
) -> bool {
    let theirs = run.trades();
    let (mut ours, mut theirs) = (report.trades.as_slice(), theirs.as_slice());
    let mut differs = false;
    while let (Some(a), Some(b)) = (ours.first(), theirs.first()) {
        if is_same(a, b, tally) {
            tally.trades += 1;
            (ours, theirs) = (&ours[1..], &theirs[1..]);
        } else if let Some(kind) = intended(a, b, series) {
            *tally.intended.entry(kind).or_default() += 1;
            differs = true;
            tally.skipped += resync(&mut ours, &mut theirs, u32::from(run.fills_on_close()));
        } else {
            found.push(format!("ours {a:?}, theirs {b:?}"));
            return differs;
        }
    }
    if ours.len() + theirs.len() > 0 {
        found.push(format!("{} trades of ours and {} of theirs are left over", ours.len(), theirs.len()));
    }
    differs
}

fn is_same(ours: &Trade, theirs: &Theirs, tally: &mut Tally) -> bool {
    let same_exit = match theirs.exit {
        None => ours.is_open(),
        Some(Exit { bar, price, profit }) => {
            !ours.is_open()
                && ours.exit_bar == bar
                && tally.is_close("exit price", ours.exit_price, price, 0.0)
                // A profit is a difference of values: its error is relative to them.
                && tally.is_close("profit", ours.profit, profit, ours.entry_value())
        }
    };
    same_exit && is_same_entry(ours, theirs, tally)
}

fn is_same_entry(ours: &Trade, theirs: &Theirs, tally: &mut Tally) -> bool {
    ours.quantity * ours.side.sign() == theirs.size
        && ours.entry_bar == theirs.entry_bar
        && tally.is_close("entry price", ours.entry_price, theirs.entry_price, 0.0)
}

/// The kind of an intended difference, proved by the bars.
fn intended(ours: &Trade, theirs: &Theirs, series: &Series) -> Option<&'static str> {
    if !is_same_entry(ours, theirs, &mut Tally::default()) || ours.is_open() {
        return None;
    }
    let bar = series.bar(ours.exit_bar as usize);
    let holds = |price: f64| bar.low <= price && price <= bar.high;
    let exit_bar = theirs.exit.map_or(u32::MAX, |exit| exit.bar);
    match ours.exit_reason {
        ExitReason::Stop
            if ours.exit_bar == ours.entry_bar && exit_bar > ours.exit_bar && holds(ours.exit_price) =>
        {
            Some("stop inside the bar of a priced entry: ours at once, theirs later")
        }
        ExitReason::Target
            if ours.exit_bar == exit_bar
                && ours.exit_price == bar.open
                && theirs.exit.is_some_and(|exit| holds(exit.price) && exit.profit < ours.profit) =>
        {
            Some("open beyond the target, then the stop: ours the target at the open, theirs the stop")
        }
        _ => None,
    }
}

/// Drops what either side traded until both are flat at the same bar: every order is made anew on each bar from the position
/// alone, so from there on both must be equal again. An exit on close is seen one bar later. Returns how many of theirs were
/// dropped.
fn resync(ours: &mut &[Trade], theirs: &mut &[Theirs], seen_after: u32) -> usize {
    let before = theirs.len();
    let mut until = 0;
    loop {
        let is_new = |entry_bar: u32| until == 0 || entry_bar <= until;
        if let Some(trade) = ours.first().filter(|trade| is_new(trade.entry_bar)) {
            until = until.max(if trade.is_open() { u32::MAX } else { trade.exit_bar + seen_after });
            *ours = &ours[1..];
        } else if let Some(trade) = theirs.first().filter(|trade| is_new(trade.entry_bar)) {
            until = until.max(trade.exit.map_or(u32::MAX, |exit| exit.bar + seen_after));
            *theirs = &theirs[1..];
        } else {
            return before - theirs.len();
        }
    }
}

/// Share of the bars that only open trades cover.
fn open_exposure(trades: &[Trade], n_bars: usize) -> f64 {
    let mut covered = vec![0u8; n_bars];
    for trade in trades {
        let mark = if trade.is_open() { 1 } else { 2 };
        covered[trade.entry_bar as usize..=trade.exit_bar as usize].iter_mut().for_each(|bar| *bar |= mark);
    }
    covered.iter().filter(|&&bar| bar == 1).count() as f64 / n_bars as f64
}
