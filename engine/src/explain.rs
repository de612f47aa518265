//! “Why did this fill there?”: everything that the series, the settings and the trade tell of one fill, as plain data.
//!
//! [`explain`] repeats the bar with the trade's own orders alone. What other orders of the strategy would have done meanwhile is
//! not known to it, and where that or anything else may matter it says [`Would::CannotTell`] rather than guess.

use serde::{Deserialize, Serialize};

use crate::broker::{Costs, Probe};
use crate::config::{FillOn, Intrabar, RunConfig};
use crate::fill::{Cause, FillRule, Levels};
use crate::order::Order;
use crate::series::{Bar, Series};
use crate::trade::{Side, Trade};

/// Which fill of a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The one that opened it.
    Entry,
    /// The one that closed it.
    Exit,
}

/// The prices that a fill is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// The bar of the fill.
    pub bar: Bar,
    /// The level that the price had reached, if the order had one.
    pub level: Option<f64>,
    /// Every price that the order carried.
    pub levels: Levels,
    /// Before slippage and rounding.
    pub raw: f64,
    /// Added to a buy and taken from a sale, per unit, at least 0.
    pub slippage: f64,
    /// What rounding to the tick changed, signed.
    pub rounding: f64,
    /// What was paid or received: `raw` ± `slippage` + `rounding`.
    pub filled: f64,
}

/// The order in which prices are assumed to have traded in the bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "prices", rename_all = "snake_case")]
pub enum AssumedPath {
    /// From point to point, every price between two of them in order.
    Points([f64; 4]),
    /// None: every stop that the bar touches fills before any limit.
    StopsFirst,
}

/// A choice that the settings or the bar leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The path with the two extremes in the other order.
    OtherPath,
    /// The likely path, where the settings say stops first.
    LikelyPath,
    /// Stops first, where the settings say the likely path.
    StopsFirst,
    /// Market orders at the close of their own bar.
    FillOnClose,
    /// Market orders at the next open.
    FillOnNextOpen,
}

/// What a choice would have given, before costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Would {
    /// The same price.
    Same,
    /// Another fill.
    Fill {
        /// Position of its bar in the series.
        bar: u32,
        /// Price before slippage and rounding.
        raw: f64,
        /// The price paid or received.
        filled: f64,
        /// By which rule.
        rule: FillRule,
    },
    /// No fill in this bar.
    NotInThisBar,
    /// The trade and its bar do not tell.
    CannotTell,
}

/// A choice and what it would have given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// The choice.
    pub choice: Choice,
    /// Its outcome.
    pub would: Would,
}

/// All there is to say of a fill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The rule; its name, sentence and numbers are methods of it.
    pub rule: FillRule,
    /// What the fill did: bought (`Long`) or sold (`Short`).
    pub side: Side,
    /// Position in the series of the fill's bar.
    pub bar: u32,
    /// Position in the series of the bar at whose close the order was made.
    pub decided: u32,
    /// Its prices.
    pub prices: Prices,
    /// How the price is assumed to have gone through the bar.
    pub path: AssumedPath,
    /// The fill hangs on that assumption.
    pub ambiguous: bool,
    /// What other assumptions would have given; empty where there is no other.
    pub alternatives: Vec<Alternative>,
}

/// Explains one fill of a trade of a run with these bars and settings. `None` if the report was made by a version that did
/// not keep why (`entry_cause` and `exit_cause` are empty), or if the trade is not of these bars.
pub fn explain(series: &Series, config: &RunConfig, trade: &Trade, end: End) -> Option<Explanation> {
    let (cause, bar, side, filled) = match end {
        End::Entry => (trade.entry_cause?, trade.entry_bar, trade.side, trade.entry_price),
        End::Exit => (trade.exit_cause?, trade.exit_bar, trade.side.opposite(), trade.exit_price),
    };
    if bar as usize >= series.len() || cause.decided > bar {
        return None;
    }
    let of_fill = series.bar(bar as usize);
    let costs = Costs::new(config);
    let slippage = if cause.rule == FillRule::Open {
        0.0
    } else {
        costs.slippage(cause.raw_price, is_limit(cause.rule) || is_passed_limit(&cause))
    };
    let rounding = filled - (cause.raw_price + side.sign() * slippage);
    Some(Explanation {
        rule: cause.rule,
        side,
        bar,
        decided: cause.decided,
        prices: Prices {
            bar: of_fill,
            level: cause.level,
            levels: cause.levels,
            raw: cause.raw_price,
            slippage,
            rounding,
            filled,
        },
        path: path(&of_fill, config.execution.intrabar),
        ambiguous: cause.ambiguous,
        alternatives: alternatives(series, config, trade, end, &cause),
    })
}

/// A limit that the close had passed: limits do not slip.
fn is_passed_limit(cause: &Cause) -> bool {
    cause.rule == FillRule::PassedAtClose && cause.levels.limit.is_some()
}

fn is_limit(rule: FillRule) -> bool {
    matches!(rule, FillRule::Limit | FillRule::LimitInGap | FillRule::StopLimit)
}

/// Rule 5.
fn is_high_first(open: f64, high: f64, low: f64) -> bool {
    high - open < open - low
}

fn path(bar: &Bar, intrabar: Intrabar) -> AssumedPath {
    let Bar { open, high, low, close, .. } = *bar;
    match intrabar {
        Intrabar::StopFirst => AssumedPath::StopsFirst,
        Intrabar::Path if is_high_first(open, high, low) => AssumedPath::Points([open, high, low, close]),
        Intrabar::Path => AssumedPath::Points([open, low, high, close]),
    }
}

fn alternatives(
    series: &Series,
    config: &RunConfig,
    trade: &Trade,
    end: End,
    cause: &Cause,
) -> Vec<Alternative> {
    match cause.rule {
        FillRule::MarketAtOpen | FillRule::MarketAtClose => vec![market(series, config, trade, end, cause)],
        FillRule::EndOfData | FillRule::Open | FillRule::PassedAtClose | FillRule::RiskLimit => Vec::new(),
        _ => {
            let choices = match config.execution.intrabar {
                Intrabar::Path => [Choice::OtherPath, Choice::StopsFirst],
                Intrabar::StopFirst => [Choice::LikelyPath, Choice::OtherPath],
            };
            let would = |choice| inside(series, config, trade, end, cause, choice);
            choices.map(|choice| Alternative { choice, would: would(choice) }).into()
        }
    }
}

/// The other setting of when market orders fill.
fn market(series: &Series, config: &RunConfig, trade: &Trade, end: End, cause: &Cause) -> Alternative {
    let decided = cause.decided as usize;
    let (choice, bar, raw, rule) = match config.execution.fill_on {
        FillOn::NextOpen => {
            (Choice::FillOnClose, decided, series.close().get(decided), FillRule::MarketAtClose)
        }
        FillOn::Close => {
            (Choice::FillOnNextOpen, decided + 1, series.open().get(decided + 1), FillRule::MarketAtOpen)
        }
    };
    let would = match raw {
        Some(raw) => fill(config, trade, end, cause, bar as u32, *raw, rule),
        None => Would::CannotTell,
    };
    Alternative { choice, would }
}

/// Another assumption about the inside of the bar.
fn inside(
    series: &Series,
    config: &RunConfig,
    trade: &Trade,
    end: End,
    cause: &Cause,
    choice: Choice,
) -> Would {
    match cause.rule {
        // At the open there is no order of prices yet.
        FillRule::StopInGap | FillRule::LimitInGap | FillRule::TrailingStopInGap => return Would::Same,
        FillRule::TrailingStop | FillRule::MarginCall | FillRule::Bankruptcy => return Would::CannotTell,
        // The bar is repeated without the ticks by which a limit must be passed.
        _ if config.execution.limit_ticks > 0 && cause.levels.limit.is_some() => return Would::CannotTell,
        // Where a trailing stop stood when the bar opened is not kept.
        _ if cause.levels.offset.is_some() => return Would::CannotTell,
        _ => {}
    }
    let at = match end {
        End::Entry => trade.entry_bar,
        End::Exit => trade.exit_bar,
    };
    let bar = series.rows().bar(at as usize);
    let high_first = match choice {
        Choice::OtherPath => Some(!is_high_first(bar.open, bar.high, bar.low)),
        Choice::LikelyPath => Some(is_high_first(bar.open, bar.high, bar.low)),
        _ => None,
    };
    let Some(probe) = probe(trade, end, cause) else { return Would::CannotTell };
    let trades = probe.run(bar, high_first);
    let found = match end {
        End::Entry => trades.first().and_then(|trade| trade.entry_cause),
        End::Exit => trades.first().filter(|trade| !trade.is_open()).and_then(|trade| trade.exit_cause),
    };
    match found {
        Some(found) => fill(config, trade, end, cause, at, found.raw_price, found.rule),
        None => Would::NotInThisBar,
    }
}

/// The orders of the trade with which the bar of the fill begins.
fn probe(trade: &Trade, end: End, cause: &Cause) -> Option<Probe> {
    let entry = |cause: &Cause| priced(Order::net("entry", trade.side), cause.rule, &cause.levels);
    match end {
        End::Entry => Some(Probe { held: None, orders: vec![entry(cause)?] }),
        End::Exit => {
            let exit = match cause.rule {
                // An order of the strategy in the other direction: the levels of an exit would not be those of a stop-limit.
                FillRule::StopLimit => {
                    priced(Order::net("exit", trade.side.opposite()), cause.rule, &cause.levels)?
                }
                _ => bracket(&cause.levels)?,
            };
            let opened_before = trade.entry_bar < trade.exit_bar;
            if opened_before {
                return Some(Probe { held: Some((trade.side, trade.entry_price)), orders: vec![exit] });
            }
            Some(Probe { held: None, orders: vec![entry(&trade.entry_cause?)?, exit] })
        }
    }
}

fn bracket(levels: &Levels) -> Option<Order> {
    let exit = Order::exit_all("exit");
    let exit = if let Some(stop) = levels.stop { exit.stop(stop) } else { exit };
    let exit = if let Some(limit) = levels.limit { exit.limit(limit) } else { exit };
    (levels.stop.is_some() || levels.limit.is_some()).then_some(exit)
}

/// The order with the prices that its rule speaks of.
fn priced(order: Order, rule: FillRule, levels: &Levels) -> Option<Order> {
    match rule {
        FillRule::MarketAtOpen => Some(order),
        FillRule::Stop | FillRule::StopInGap => Some(order.stop(levels.stop?)),
        FillRule::Limit | FillRule::LimitInGap => Some(order.limit(levels.limit?)),
        FillRule::StopLimit => Some(order.stop(levels.stop?).limit(levels.limit?)),
        _ => None,
    }
}

fn fill(
    config: &RunConfig,
    trade: &Trade,
    end: End,
    cause: &Cause,
    bar: u32,
    raw: f64,
    rule: FillRule,
) -> Would {
    if raw == cause.raw_price && is_limit(rule) == is_limit(cause.rule) {
        return Would::Same;
    }
    let side = if end == End::Entry { trade.side } else { trade.side.opposite() };
    Would::Fill { bar, raw, filled: Costs::new(config).filled(side, raw, is_limit(rule)), rule }
}
