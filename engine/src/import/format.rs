//! What is known of a file before it is read.

use serde::{Deserialize, Serialize};

use super::decode::Encoding;
use super::error::shortened;
use super::question::Question;
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
    /// A calendar date in digits or with a month's name, with or without a time of day and a zone.
    Calendar(DateOrder),
}

/// What the digits of a time of day count where nothing stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockDigits {
    /// `9` or `09`
    Hours,
    /// `930` or `0930`
    #[default]
    Minutes,
    /// `93000` or `093000`
    Seconds,
}

impl DateOrder {
    /// The order in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::YearFirst => "year first",
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
        }
    }
}

/// An interval that the file's name or a column gives for its bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// In milliseconds; a month counts 30 days, a quarter 91 and a year 365.
    pub interval_ms: i64,
    /// Where it says so, in the file's own words.
    pub text: String,
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
    /// How the text is written in bytes.
    pub encoding: Encoding,
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
    /// What the digits of times of day count.
    pub clock: ClockDigits,
    /// All times are midnights of the exchange: they are kept as days, whatever zone they carry.
    pub days: bool,
    /// What the file itself says of its interval.
    pub stated: Option<Stated>,
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
