//! What is known of a file before it is read, and what only the person can say.

use serde::{Deserialize, Serialize};

use super::error::shortened;
use super::unpack::Packing;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Date, date and time, or Unix time.
    Time,
    /// Time of day, beside a column with the date.
    TimeOfDay,
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
    /// Last price, corrected for splits and dividends.
    AdjustedClose,
    /// Traded volume.
    Volume,
    /// Whose bars they are.
    Ticker,
}

/// Unit of a number of Unix time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnixUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
}

/// Order of day, month and year in a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2024-12-31, 2024.12.31 or 20241231.
    YearFirst,
    /// 31.12.2024
    DayFirst,
    /// 12/31/2024
    MonthFirst,
}

/// How times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeStyle {
    /// A count since 1970, UTC. Larger magnitudes in the same file are taken in their own unit.
    Unix(UnixUnit),
    /// A calendar date, with or without a time of day and an offset from UTC.
    Calendar(DateOrder),
}

/// Something the file cannot answer. Each has a default, so importing can go on without an answer.
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
    },
    /// Times of day carry no zone.
    TimeZone {
        /// IANA name of the zone taken without an answer.
        default: String,
    },
    /// Several tickers share the file.
    Ticker {
        /// The tickers seen in the sample, at most 100; the first is the default.
        found: Vec<String>,
    },
    /// `1,234` may be a thousand or a little over one. Default: decimal comma.
    DecimalComma {
        /// A number of the file.
        example: String,
    },
}

impl Question {
    /// The question as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Adjusted => {
                "Use prices as traded, or scaled to the adjusted close (splits and dividends)?".to_owned()
            }
            Self::DateOrder { example, .. } => format!("Is {example} written day first or month first?"),
            Self::TimeZone { .. } => "The times carry no zone. In which time zone are they?".to_owned(),
            Self::Ticker { .. } => "The file holds several tickers. Which one?".to_owned(),
            Self::DecimalComma { example } => {
                format!("Is the comma in {example} a decimal sign, or does it separate thousands?")
            }
        }
    }
}

/// The person's answers; the default takes every question's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// Scale open, high, low and close by adjusted close / close.
    pub adjusted: bool,
    /// Day or month first.
    pub date_order: Option<DateOrder>,
    /// IANA name of the zone of times written without one.
    pub time_zone: Option<String>,
    /// The one ticker to take.
    pub ticker: Option<String>,
    /// Whether a comma is the decimal sign.
    pub decimal_comma: Option<bool>,
}

/// How to read one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Format {
    /// The recognised source, for instance `Yahoo`, or `generic`.
    pub source: String,
    /// Name of the file, for messages.
    pub file_name: String,
    /// How the text is packed.
    pub packing: Packing,
    /// The byte between fields.
    pub delimiter: u8,
    /// Lines before the first row of data.
    pub n_header_lines: u64,
    /// The line above the data, met again where files were joined by hand. Empty without a header.
    pub header: String,
    /// Names of the columns as written, empty without a header.
    pub names: Vec<String>,
    /// What each column holds, `None` for columns that are not used.
    pub roles: Vec<Option<Role>>,
    /// How times are written.
    pub time: TimeStyle,
    /// Whether a comma is the decimal sign.
    pub decimal_comma: bool,
    /// The zone that times without one are in: IANA name.
    pub time_zone: String,
    /// What only the person can say.
    pub questions: Vec<Question>,
}

impl Format {
    /// Position of the column with a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|&r| r == Some(role))
    }

    /// The column's name for messages: as written but short, else its number.
    pub fn column_name(&self, column: usize) -> String {
        match self.names.get(column).filter(|name| !name.is_empty()) {
            Some(name) => shortened(name.as_bytes()),
            None => format!("{}", column + 1),
        }
    }
}
