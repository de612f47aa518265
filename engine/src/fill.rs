//! What is kept of a fill, so that a report can say why it happened there: see `EXECUTION_MODEL.md`.

use serde::{Deserialize, Serialize};

/// The rule of the execution model by which an order filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillRule {
    /// A market order, at the open of the bar after its decision.
    MarketAtOpen,
    /// A market order, at the close of the bar of its decision (`fill_on = close`).
    MarketAtClose,
    /// A stop, at its level.
    Stop,
    /// A stop whose level the price had jumped over: at the open, worse than its level.
    StopInGap,
    /// A limit, at its level.
    Limit,
    /// A limit whose level the price had jumped over: at the open, better than its level.
    LimitInGap,
    /// The limit of a stop-limit order after its stop was touched: at the limit, or better.
    StopLimit,
    /// A trailing stop, at the level to which it had followed the price.
    TrailingStop,
    /// A trailing stop whose level the price had jumped over: at the open.
    TrailingStopInGap,
    /// An exit whose level already lay behind the price when its entry filled: at once, at the entry's price.
    BehindEntry,
    /// The position fell below its margin: a part of it, at the bar's adverse extreme.
    MarginCall,
    /// The equity fell to zero or below: all of it, at the bar's adverse extreme.
    Bankruptcy,
    /// What was open at the end, at the last close, because the settings ask for it.
    EndOfData,
    /// No fill: still open at the end, marked at the last close.
    Open,
}

/// The prices an order carried when it filled; none for a market order.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Levels {
    /// Stop of the order, or of the bracket it was a side of.
    pub stop: Option<f64>,
    /// Limit of the order, or target of the bracket.
    pub limit: Option<f64>,
    /// Trailing stop: the price that arms it.
    pub activation: Option<f64>,
    /// Trailing stop: how far behind the best price it stays.
    pub offset: Option<f64>,
}

/// Why an order filled, and at what price before costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// By which rule.
    pub rule: FillRule,
    /// The level that the price had reached: of a trailing stop, where it stood by then. `None` where there was none.
    pub level: Option<f64>,
    /// Every price the order carried.
    pub levels: Levels,
    /// Price before slippage and rounding to the tick.
    pub raw_price: f64,
    /// Position in the series of the bar at whose close the order was made; of the fill's own bar where no order was.
    pub decided: u32,
    /// The fill hangs on the order in which prices traded inside a bar, which the bar does not tell. For an exit, also:
    /// with another order the trade would have ended in an earlier bar.
    pub ambiguous: bool,
}
