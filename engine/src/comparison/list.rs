//! The list as data, and why a file is none.

use serde::{Deserialize, Serialize};

use crate::trade::Side;

/// A trade of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// Its number in the list.
    pub number: u64,
    /// Direction.
    pub side: Side,
    /// Open time of the entry's bar, milliseconds: as written, as if that were UTC, until [`super::compare`] knows the clock.
    pub entry_time: i64,
    /// Price of the entry.
    pub entry_price: f64,
    /// What the list calls the entry.
    pub entry_signal: String,
    /// As `entry_time`; of the list's last bar while open, or of the entry where the list has no such row.
    pub exit_time: i64,
    /// Price of the exit; the last price while open.
    pub exit_price: f64,
    /// What the list calls the exit.
    pub exit_signal: String,
    /// Units.
    pub quantity: f64,
    /// Profit after commission, if the list has it.
    pub profit: Option<f64>,
    /// The same in percent of the entry's value.
    pub profit_percent: Option<f64>,
    /// Whether it was open when the list was exported.
    pub is_open: bool,
}

/// Decimals that the numbers of each column have at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decimals {
    /// Of prices.
    pub price: u32,
    /// Of sizes.
    pub size: u32,
    /// Of profits.
    pub profit: u32,
    /// Of profits in percent.
    pub percent: u32,
}

/// A list of trades, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The trades.
    pub trades: Vec<Listed>,
    /// Currency of the prices, if the header names it.
    pub price_currency: Option<String>,
    /// Currency of the profits, if the header names it.
    pub profit_currency: Option<String>,
    /// How exact its numbers are.
    pub decimals: Decimals,
    /// How exact its times are, in milliseconds: a second, a minute or a day.
    pub resolution_ms: i64,
}

impl List {
    /// Whether profits are in another currency than prices.
    pub fn has_two_currencies(&self) -> bool {
        match (&self.price_currency, &self.profit_currency) {
            (Some(price), Some(profit)) => price != profit,
            _ => false,
        }
    }
}

/// Why a file is no list of trades. Lines count from 1, as editors show them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// Nothing to read.
    #[error("The file is empty.")]
    Empty,
    /// A workbook or another packed file.
    #[error(
        "This is a workbook or a packed file, not a CSV file. Open it and save its sheet “List of trades” as CSV."
    )]
    Packed,
    /// The header lacks columns.
    #[error(
        "This is not a list of trades: the header in line {line} has no column for {missing}. In TradingView, open the strategy's report, choose List of trades, and export it."
    )]
    NoColumns {
        /// Line of the header.
        line: u64,
        /// What is missing, as a phrase.
        missing: String,
    },
    /// A header and nothing else.
    #[error("The list has a header and no trade.")]
    NoTrades,
    /// A row that ends early.
    #[error(
        "Line {line} has {found} fields where at least {expected} were expected. The file may be cut off; export it again."
    )]
    TooFewFields {
        /// Line in the file.
        line: u64,
        /// Fields found.
        found: usize,
        /// Fields needed.
        expected: usize,
    },
    /// A field that does not read as what its column holds.
    #[error("Line {line}, column {column}: found “{found}” where {expected} was expected.")]
    BadField {
        /// Line in the file.
        line: u64,
        /// The column's name.
        column: String,
        /// The text found, shortened.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// Two entries, or two exits, of one number.
    #[error(
        "Line {line}, column {column}: trade {number} has a second {what}. Two lists may have been joined; export one again."
    )]
    Twice {
        /// Line in the file.
        line: u64,
        /// The column with the number.
        column: String,
        /// The trade.
        number: u64,
        /// `entry` or `exit`.
        what: &'static str,
    },
    /// An exit without an entry, or one of the other side.
    #[error(
        "Line {line}: trade {number} has an exit and no entry of its side. The file may be cut off; export it again."
    )]
    NoEntry {
        /// Line of the exit.
        line: u64,
        /// The trade.
        number: u64,
    },
}
