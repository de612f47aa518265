//! A trade: a closed round trip, or one still open at the end, marked to market.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::fill::Cause;

/// Direction of an order, a position or a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Gains when the price rises.
    Long,
    /// Gains when the price falls.
    Short,
}

impl Side {
    /// `1.0` for long, `-1.0` for short.
    pub fn sign(self) -> f64 {
        match self {
            Self::Long => 1.0,
            Self::Short => -1.0,
        }
    }

    /// The other side.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Long => Self::Short,
            Self::Short => Self::Long,
        }
    }
}

/// Name that a strategy gives an order: static in the engine, owned when read back from disk.
pub type OrderId = Cow<'static, str>;

/// Why a trade ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExitReason {
    /// A market order of the strategy: close, or an entry in the other direction.
    Signal,
    /// The stop of an exit, or a stop order in the other direction.
    Stop,
    /// The limit of an exit, or a limit order in the other direction.
    Target,
    /// It did not: the trade is open and marked at the last close.
    Open,
    /// A trailing stop.
    Trail,
    /// Too little margin, or no equity left.
    Liquidation,
    /// The data ended, and the settings ask to close then.
    End,
}

/// One round trip of one entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trade {
    /// Direction.
    pub side: Side,
    /// Units, above zero.
    pub quantity: f64,
    /// Position of the entry's bar in the series.
    pub entry_bar: u32,
    /// Open time of that bar.
    pub entry_time: i64,
    /// Fill price, slippage included.
    pub entry_price: f64,
    /// Id of the entry order.
    pub entry_id: OrderId,
    /// Why the entry filled where it did; `None` in reports of versions that did not keep it.
    pub entry_cause: Option<Cause>,
    /// Position of the exit's bar; of the last bar while open.
    pub exit_bar: u32,
    /// Open time of that bar.
    pub exit_time: i64,
    /// Fill price, slippage included; the last close while open.
    pub exit_price: f64,
    /// Id of the order that closed it; empty while open.
    pub exit_id: OrderId,
    /// Why it ended.
    pub exit_reason: ExitReason,
    /// Why the exit filled where it did; `None` in reports of versions that did not keep it.
    pub exit_cause: Option<Cause>,
    /// Cash gained, after commission of entry and exit.
    pub profit: f64,
    /// Commission of entry and exit in cash.
    pub commission: f64,
    /// Cash lost to slippage at entry and exit, included in the prices.
    pub slippage: f64,
    /// Most cash the trade was ahead at any price of its life, before commission, at least 0.
    pub max_favourable: f64,
    /// Most cash the trade was behind, before commission, at most 0.
    pub max_adverse: f64,
}

impl Trade {
    /// Whether the trade is still open at the end of the run.
    pub fn is_open(&self) -> bool {
        self.exit_reason == ExitReason::Open
    }

    /// Whether entry or exit hang on the order of prices inside a bar, which the bar does not tell.
    pub fn is_ambiguous(&self) -> bool {
        self.entry_cause.iter().chain(&self.exit_cause).any(|cause| cause.ambiguous)
    }

    /// Bars from entry to exit: 0 when both are in the same bar.
    pub fn bars_held(&self) -> u32 {
        self.exit_bar - self.entry_bar
    }

    /// Cash put in: quantity × entry price.
    pub fn entry_value(&self) -> f64 {
        self.quantity * self.entry_price
    }

    /// Profit after commission as a ratio of the entry value.
    pub fn return_ratio(&self) -> f64 {
        self.profit / self.entry_value()
    }
}

/// What a cell of a sweep needs of a trade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BriefTrade {
    pub(crate) profit: f64,
    pub(crate) entry_bar: u32,
    pub(crate) exit_bar: u32,
}
