//! What is known of a file before it is read, and what only the person can say.

use serde::{Deserialize, Serialize};

use super::decode::Encoding;
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
            Self::Adjusted => {
                "Use prices as traded, or scaled to the adjusted close (splits and dividends)?".to_owned()
            }
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
            Self::Ticker { .. } | Self::OpenClose { .. } => true,
        }
    }

    /// Name of the field of [`ImportOptions`] that answers it.
    pub fn option(&self) -> &'static str {
        match self {
            Self::Adjusted => "adjusted",
            Self::DateOrder { .. } => "date_order",
            Self::TimeZone { .. } => "time_zone",
            Self::Ticker { .. } => "ticker",
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
            Self::OpenClose { .. } => options.swap_open_close.is_some(),
        }
    }
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
    /// Whether the second of the two columns that [`Question::OpenClose`] names is the open.
    pub swap_open_close: Option<bool>,
    /// What each column holds, instead of what is recognised.
    pub roles: Option<Vec<Option<Role>>>,
    /// What speaks against the file and is accepted all the same.
    pub accepted: Vec<Doubt>,
}

/// What speaks against a file as a whole. It is refused unless the person accepts that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// More than one row in a hundred has the time of a later row with other values; the later ones are kept.
    Conflicts,
    /// The bars are further apart, or nearer, than the file's name or a column says.
    Interval,
    /// Dates that are 2100 or later.
    Years,
    /// Daily bars of working days fall on a weekend once their zone is taken off.
    Weekends,
    /// A row that the recognised publisher never writes, while its time zone was assumed.
    Publisher,
}

impl Doubt {
    /// A stable name, as options and error codes have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conflicts => "conflicts",
            Self::Interval => "interval",
            Self::Years => "years",
            Self::Weekends => "weekends",
            Self::Publisher => "publisher",
        }
    }

    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Conflicts, Self::Interval, Self::Years, Self::Weekends, Self::Publisher];
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
