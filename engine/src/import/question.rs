//! What only the person can say of a file.

use serde::{Deserialize, Serialize};

use super::format::DateOrder;
use super::options::ImportOptions;

/// Something the file cannot answer. Each has a default; where that is no more likely than the other reading,
/// [`Question::must_be_answered`], and nothing is imported before it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Both a raw and an adjusted close are there. Default: raw.
    Adjusted,
    /// No date of the sample tells day from month.
    DateOrder {
        /// A date of the file.
        example: String,
        /// What is taken without an answer.
        default: DateOrder,
        /// The orders under which every date of the sample is one.
        orders: Vec<DateOrder>,
        /// Whether the default is much likelier than the others.
        sound: bool,
    },
    /// Times of day carry no zone.
    TimeZone {
        /// IANA name of the zone taken without an answer.
        default: String,
        /// Whether the default keeps the times as written, or is the zone of a publisher that the whole file bears out.
        sound: bool,
    },
    /// The bars do not tell which of two columns is the open. Default: the first.
    OpenClose {
        /// Name or number of the one column.
        first: String,
        /// Name or number of the other.
        second: String,
    },
    /// Dates before 1950, written with four digits. Default: they are right.
    OldYears {
        /// One of them.
        example: String,
    },
    /// Several tickers share the file.
    Ticker {
        /// The tickers seen in the sample, at most 100; the first is the default.
        found: Vec<String>,
    },
    /// Several sheets of a workbook read as bars.
    Sheet {
        /// Their names.
        found: Vec<String>,
    },
    /// `1,234` may be a thousand or a little over one.
    DecimalComma {
        /// A number of the file.
        example: String,
        /// Whether the comma is taken for the decimal sign without an answer.
        default: bool,
        /// Whether the default is much likelier than the other reading.
        sound: bool,
    },
}

impl Question {
    /// The question as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Adjusted => "Use prices as traded, or adjusted for splits and dividends?".to_owned(),
            Self::DateOrder { example, orders, .. } => {
                let orders: Vec<&str> = orders.iter().map(|order| order.words()).collect();
                format!("Is {example} written {}?", orders.join(" or "))
            }
            Self::OpenClose { first, second } => format!(
                "The bars do not tell which of the columns {first} and {second} is the open. Which one?"
            ),
            Self::OldYears { example } => {
                format!("The file has dates before 1950, such as {example}. Is that right?")
            }
            Self::TimeZone { .. } => "The times carry no zone. In which time zone are they?".to_owned(),
            Self::Ticker { .. } => "The file holds several tickers. Which one?".to_owned(),
            Self::Sheet { .. } => "The workbook has several sheets of bars. Which one?".to_owned(),
            Self::DecimalComma { example, .. } => {
                format!("Is the comma in {example} a decimal sign, or does it separate thousands?")
            }
        }
    }

    /// Whether nothing in the file makes the default likelier than another answer.
    pub fn must_be_answered(&self) -> bool {
        match self {
            Self::Adjusted | Self::OldYears { .. } => false,
            Self::DateOrder { sound, .. }
            | Self::TimeZone { sound, .. }
            | Self::DecimalComma { sound, .. } => !sound,
            Self::Ticker { .. } | Self::OpenClose { .. } | Self::Sheet { .. } => true,
        }
    }

    /// Name of the field of [`ImportOptions`] that answers it.
    pub fn option(&self) -> &'static str {
        match self {
            Self::Adjusted => "adjusted",
            Self::DateOrder { .. } => "date_order",
            Self::TimeZone { .. } => "time_zone",
            Self::Ticker { .. } => "ticker",
            Self::Sheet { .. } => "sheet",
            Self::DecimalComma { .. } => "decimal_comma",
            Self::OpenClose { .. } => "swap_open_close",
            Self::OldYears { .. } => "accepted",
        }
    }

    /// Whether these options hold an answer.
    pub fn is_answered(&self, options: &ImportOptions) -> bool {
        match self {
            Self::Adjusted | Self::OldYears { .. } => true,
            Self::DateOrder { .. } => options.date_order.is_some(),
            Self::TimeZone { .. } => options.time_zone.is_some(),
            Self::DecimalComma { .. } => options.decimal_comma.is_some(),
            Self::Ticker { .. } => options.ticker.is_some(),
            Self::Sheet { .. } => options.sheet.is_some(),
            Self::OpenClose { .. } => options.swap_open_close.is_some(),
        }
    }
}
