//! A trade as a run and a list of TradingView's can both state it.

use engine::comparison::Listed;
use engine::trade::{Side, Trade};

/// By how much the clock of the lists is ahead, in milliseconds.
const UTC_8: i64 = 8 * 60 * 60_000;

/// One trade. Prices in hundredths, sizes in ten-thousandths: the lists are decimal.
#[expect(missing_docs, reason = "each field says what it is")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub side: Side,
    pub entry_time: i64,
    pub entry_cents: i64,
    pub exit_time: i64,
    pub exit_cents: i64,
    pub units_e4: i64,
}

/// A number in steps of one `scale`th.
pub fn scaled(value: f64, scale: f64) -> i64 {
    (value * scale).round() as i64
}

impl From<&Trade> for Row {
    fn from(trade: &Trade) -> Self {
        Self {
            side: trade.side,
            entry_time: trade.entry_time,
            entry_cents: scaled(trade.entry_price, 100.0),
            exit_time: trade.exit_time,
            exit_cents: scaled(trade.exit_price, 100.0),
            units_e4: scaled(trade.quantity, 10_000.0),
        }
    }
}

impl From<&Listed> for Row {
    fn from(trade: &Listed) -> Self {
        Self {
            side: trade.side,
            entry_time: trade.entry_time - UTC_8,
            entry_cents: scaled(trade.entry_price, 100.0),
            exit_time: trade.exit_time - UTC_8,
            exit_cents: scaled(trade.exit_price, 100.0),
            units_e4: scaled(trade.quantity, 10_000.0),
        }
    }
}
