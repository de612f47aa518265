//! Why a file was refused, in sentences for the person who dropped it.

use super::options::Doubt;
use crate::series::SeriesError;

/// Why a file cannot become bars. Lines count from 1, as editors show them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// Nothing to read.
    #[error("The file is empty. Export it again and check that it holds rows of bars.")]
    Empty,
    /// Something other than delimited text.
    #[error("This is not a text file of bars: {0}")]
    NotText(String),
    /// A packed file that cannot be unpacked here.
    #[error("The packed file cannot be read: {0}. Unpack it first and import the file inside.")]
    Packed(String),
    /// Text, well understood, but of something else than bars.
    #[error("{0}")]
    NotBars(String),
    /// The columns could not be told.
    #[error(
        "The columns were not recognised: {0}. Name them in a header row: time, open, high, low, close, volume."
    )]
    Unrecognised(String),
    /// A field that does not read as what its column holds.
    #[error(
        "Line {line}, column {column}: found \"{found}\" where {expected} was expected. Correct or delete the line."
    )]
    BadField {
        /// Line in the file.
        line: u64,
        /// The column's name, or its number where it has none.
        column: String,
        /// The text found, shortened.
        found: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A row with fewer fields than the columns in use need.
    #[error(
        "Line {line} has {found} fields where at least {expected} were expected. The file may be cut off; download it again."
    )]
    TooFewFields {
        /// Line in the file.
        line: u64,
        /// Fields found.
        found: usize,
        /// Fields needed.
        expected: usize,
    },
    /// A row with more fields than there are columns.
    #[error(
        "Line {line} has {found} fields where {expected} were expected. Put numbers that contain a comma in quotes; or two files may have been mixed."
    )]
    TooManyFields {
        /// Line in the file.
        line: u64,
        /// Fields found.
        found: usize,
        /// Columns of the file.
        expected: usize,
    },
    /// A line too long to be a row of bars.
    #[error(
        "Line {line} is longer than {limit} bytes, which no row of bars is. Check that this is the right file."
    )]
    LongLine {
        /// Line in the file.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// So many impossible rows that the columns or the file must be wrong.
    #[error(
        "{count} of {rows} rows {what}, the first at line {line} ({text}). That is more than one in a hundred: check the file and its columns."
    )]
    TooManyBadRows {
        /// Impossible rows.
        count: u64,
        /// Rows read.
        rows: u64,
        /// What is wrong with them.
        what: &'static str,
        /// The first one's line.
        line: u64,
        /// The first one's text, shortened.
        text: String,
    },
    /// Rows were read and none could be used.
    #[error(
        "None of the {rows} rows holds a bar with time and prices. Check that the file is a price history."
    )]
    NoBars {
        /// Rows read.
        rows: u64,
    },
    /// More bars than the memory holds.
    #[error(
        "The files hold more than {limit} bars, more than fit into the memory. Import fewer years at a time, or longer bars."
    )]
    TooManyBars {
        /// The limit.
        limit: usize,
    },
    /// A question that the file cannot answer and that has no likely answer.
    #[error("{sentence} Answer with the option {option}.")]
    Unanswered {
        /// The question.
        sentence: String,
        /// Name of the field of the options that holds the answer.
        option: &'static str,
    },
    /// The file holds several tickers and none was chosen.
    #[error("The file holds the bars of several tickers: {}. Choose one with the option ticker.", named(.found))]
    SeveralTickers {
        /// The first ones found.
        found: Vec<String>,
    },
    /// The file as a whole speaks against how it is read.
    #[error("{sentence} If that is right all the same, accept it ({}).", .doubt.name())]
    Doubtful {
        /// What it is.
        doubt: Doubt,
        /// What was found.
        sentence: String,
    },
    /// The chosen time zone does not exist.
    #[error("There is no time zone \"{0}\". Choose a name such as UTC, America/New_York or Europe/Berlin.")]
    UnknownTimeZone(String),
    /// The finished columns break a rule of the series.
    #[error("The bars do not form a series: {0}.")]
    Series(#[from] SeriesError),
}

impl ImportError {
    /// A stable name for programs; the sentence is for people.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotText(_) => "not_text",
            Self::Packed(_) => "packed",
            Self::NotBars(_) => "not_bars",
            Self::Unrecognised(_) => "unrecognised",
            Self::BadField { .. } => "bad_field",
            Self::TooFewFields { .. } => "too_few_fields",
            Self::TooManyFields { .. } => "too_many_fields",
            Self::LongLine { .. } => "long_line",
            Self::TooManyBadRows { .. } => "too_many_bad_rows",
            Self::NoBars { .. } => "no_bars",
            Self::TooManyBars { .. } => "too_many_bars",
            Self::Unanswered { .. } => "unanswered",
            Self::SeveralTickers { .. } => "several_tickers",
            Self::Doubtful { doubt, .. } => match doubt {
                Doubt::Conflicts => "doubtful_conflicts",
                Doubt::Interval => "doubtful_interval",
                Doubt::Years => "doubtful_years",
                Doubt::Gap => "doubtful_gap",
                Doubt::Ends => "doubtful_ends",
                Doubt::Weekends => "doubtful_weekends",
                Doubt::Publisher => "doubtful_publisher",
            },
            Self::UnknownTimeZone(_) => "unknown_time_zone",
            Self::Series(_) => "series",
        }
    }
}

/// The first few names of a list.
fn named(found: &[String]) -> String {
    let mut names: Vec<String> = found.iter().take(5).map(|name| shortened(name.as_bytes())).collect();
    if found.len() > 5 {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// Text of a file made fit for a message: at most 60 characters, no control characters.
pub(super) fn shortened(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(240)]);
    let mut short: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}
