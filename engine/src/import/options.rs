//! The person's answers.

use serde::{Deserialize, Serialize};

use super::format::{DateOrder, Role};

/// The person's answers; the default takes every question's default
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
    /// The one sheet of a workbook to take.
    pub sheet: Option<String>,
    /// Whether a comma is the decimal sign.
    pub decimal_comma: Option<bool>,
    /// Whether the second of the two columns that [`Question::OpenClose`](super::Question::OpenClose) names is the open.
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
    /// Two neighbouring bars are years apart.
    Gap,
    /// The times are those at which the bars ended.
    Ends,
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
            Self::Gap => "gap",
            Self::Ends => "ends",
            Self::Weekends => "weekends",
            Self::Publisher => "publisher",
        }
    }

    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Conflicts,
        Self::Interval,
        Self::Years,
        Self::Gap,
        Self::Ends,
        Self::Weekends,
        Self::Publisher,
    ];
}
