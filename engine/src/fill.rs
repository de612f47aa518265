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
    /// An entry with a price that the close of its own bar had passed (`fill_on = close`): at that close.
    PassedAtClose,
    /// A limit that the strategy had set itself was reached: all of it, at once or at the next price of the path.
    RiskLimit,
}

impl FillRule {
    /// Every rule.
    pub const ALL: [Self; 16] = [
        Self::MarketAtOpen,
        Self::MarketAtClose,
        Self::Stop,
        Self::StopInGap,
        Self::Limit,
        Self::LimitInGap,
        Self::StopLimit,
        Self::TrailingStop,
        Self::TrailingStopInGap,
        Self::BehindEntry,
        Self::MarginCall,
        Self::Bankruptcy,
        Self::EndOfData,
        Self::Open,
        Self::PassedAtClose,
        Self::RiskLimit,
    ];
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

impl FillRule {
    /// A few words for a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::MarketAtOpen => "market order at the open",
            Self::MarketAtClose => "market order at the close",
            Self::Stop => "stop at its level",
            Self::StopInGap => "stop at the open, beyond its level",
            Self::Limit => "limit at its level",
            Self::LimitInGap => "limit at a better open",
            Self::StopLimit => "stop-limit order",
            Self::TrailingStop => "trailing stop at its level",
            Self::TrailingStopInGap => "trailing stop at the open, beyond its level",
            Self::BehindEntry => "exit already behind its entry",
            Self::MarginCall => "margin call",
            Self::Bankruptcy => "equity used up",
            Self::EndOfData => "closed at the end",
            Self::Open => "still open",
            Self::PassedAtClose => "level passed at the close",
            Self::RiskLimit => "risk limit of the strategy",
        }
    }

    /// The rule in a sentence or two.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::MarketAtOpen => {
                "A market order is decided at the close of a bar and fills at the first price after it: the next bar's open."
            }
            Self::MarketAtClose => {
                "With “fill at the same bar's close”, a market order fills at the very close at which it was decided."
            }
            Self::Stop => "The price touched the stop inside the bar, and a touched stop fills at its level.",
            Self::StopInGap => {
                "The bar opened beyond the stop. No price between the last close and the open traded, so the stop filled at the open."
            }
            Self::Limit => {
                "The price touched the limit inside the bar, and a touched limit fills at its level."
            }
            Self::LimitInGap => {
                "The bar opened beyond the limit, on the better side. A limit order takes the better price: the open."
            }
            Self::StopLimit => {
                "The price touched the stop, which made the order a limit order from then on; it filled at its limit or better."
            }
            Self::TrailingStop => {
                "Once armed, the stop followed the best price at a fixed distance. The price came back to it, and it filled at its level."
            }
            Self::TrailingStopInGap => {
                "The bar opened beyond the level to which the trailing stop had followed the price, so it filled at the open."
            }
            Self::BehindEntry => {
                "When the entry filled, the price was already beyond the exit's level, so the exit filled at once at the entry's price."
            }
            Self::MarginCall => {
                "At the bar's worst price the equity no longer covered the position's margin. Four times what covers the shortfall was closed there."
            }
            Self::Bankruptcy => {
                "At the bar's worst price no equity was left. All positions were closed there, and trading ended."
            }
            Self::EndOfData => "The data ended, and the settings close an open position at the last close.",
            Self::Open => "The trade is open. It is valued at the last close, which is no fill.",
            Self::PassedAtClose => {
                "With “fill at the same bar's close”, the close had already passed the order's level when the order was made, so it filled at that close."
            }
            Self::RiskLimit => {
                "A limit that the strategy had set itself was reached: its fills of one day, or its losses. Everything was closed, and no order was taken for the rest of the day or of the run."
            }
        }
    }

    /// The numbers of the rules in `EXECUTION_MODEL.md` that speak of it.
    pub fn numbers(self) -> &'static [u8] {
        match self {
            Self::MarketAtOpen | Self::MarketAtClose | Self::PassedAtClose => &[3],
            Self::Stop => &[8],
            Self::StopInGap => &[7, 8],
            Self::Limit => &[9],
            Self::LimitInGap => &[7, 9],
            Self::StopLimit => &[10],
            Self::TrailingStop => &[11],
            Self::TrailingStopInGap => &[7, 11],
            Self::BehindEntry => &[14],
            Self::MarginCall => &[25],
            Self::Bankruptcy => &[26],
            Self::RiskLimit => &[27, 28],
            Self::EndOfData | Self::Open => &[4],
        }
    }
}
