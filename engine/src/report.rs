//! What a run gives back.

use serde::{Deserialize, Serialize};

use crate::statistics::Statistics;
use crate::trade::{OrderId, Trade};

/// Something the strategy asked for and did not get, with the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Position of the bar in the series.
    pub bar: u32,
    /// Id of the order.
    pub order_id: OrderId,
    /// What happened.
    pub kind: NoteKind,
}

/// Why an order had no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Its size, floored to the lot step, was zero, or it was negative or not a number.
    SizeIsZero,
    /// Its price was zero, negative or not a number.
    BadPrice,
    /// An entry that the account could not carry at its fill.
    NotAffordable,
    /// The equity was used up before.
    TradingEnded,
    /// A trailing stop is given in ticks, and the instrument has no tick size.
    NoTickSize,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Position in the series of the first bar of the trading window; `equity[0]` belongs to it.
    pub first_bar: u32,
    /// Equity at the close of each bar of the trading window, in cash.
    pub equity: Vec<f64>,
    /// Units held at the close of each bar of the window, signed, as a step function: (bar, units) at every change.
    pub positions: Vec<(u32, f64)>,
    /// Trades in the order of their exits, then those open at the end in the order of their entries.
    pub trades: Vec<Trade>,
    /// Every number of the report.
    pub statistics: Statistics,
    /// Orders without effect, at most [`MAX_NOTES`].
    pub notes: Vec<Note>,
    /// How many notes there were in all.
    pub n_notes: u32,
    /// Positions of the bars in which the order of prices decides what filled, and which do not tell that order (rule 15). The
    /// trades they touch are marked in their causes.
    pub ambiguous_bars: Vec<u32>,
    /// The bar in which the equity was used up, which ended trading (rule 26).
    pub ended: Option<u32>,
    /// Fingerprint of trades, equity and statistics, in hex: equal ones mean equal results, bit for bit.
    pub result_hash: String,
}

/// Notes kept in a report; the rest are counted.
pub const MAX_NOTES: usize = 1_000;
