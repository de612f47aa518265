//! Size and costs in words.

use engine::config::{Commission, Sizing, Slippage};

use super::number::{Separators, decimals_needed, percent_of};

/// A number with as many decimals as it has.
pub fn plain(separators: &Separators, number: f64) -> String {
    separators.shortest(number, decimals_needed(number).min(12))
}

/// A ratio in percent.
pub fn percent(separators: &Separators, ratio: f64) -> String {
    format!("{}%", plain(separators, percent_of(ratio)))
}

/// The size of an entry.
pub fn sizing(separators: &Separators, sizing: Sizing) -> String {
    match sizing {
        Sizing::Lots(1.0) => "1 lot".to_owned(),
        Sizing::Lots(lots) => format!("{} lots", plain(separators, lots)),
        Sizing::Cash(cash) => format!("{} cash", plain(separators, cash)),
        Sizing::EquityRatio(ratio) => format!("{} of equity", percent(separators, ratio)),
    }
}

/// The cost of a fill.
pub fn commission(separators: &Separators, commission: Commission) -> String {
    match commission {
        Commission::ValueRatio(ratio) => format!("{} of value", percent(separators, ratio)),
        Commission::CashPerOrder(cash) => format!("{} per order", plain(separators, cash)),
        Commission::CashPerUnit(cash) => format!("{} per unit", plain(separators, cash)),
    }
}

/// The price penalty of a fill.
pub fn slippage(separators: &Separators, slippage: Slippage) -> String {
    match slippage {
        Slippage::Ticks(ticks) => format!("{} ticks", plain(separators, ticks)),
        Slippage::PriceRatio(ratio) => format!("{} of price", percent(separators, ratio)),
    }
}
