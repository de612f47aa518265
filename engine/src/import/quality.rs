//! What is worth knowing about bars before trusting a result made from them.

use serde::{Deserialize, Serialize};

use super::doubt;
use super::gaps::Gaps;
use crate::series::Series;

/// 1950-01-01.
const EARLY_MS: i64 = -631_152_000_000;
/// Examples kept of each finding.
const N_EXAMPLES: usize = 5;
/// A row that shows what is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Number of the file in the import, from 1; 0 where the finding is of the series, not of a row.
    pub file: u32,
    /// Line in that file, from 1; 0 where the finding is of the series.
    pub line: u64,
    /// The row, shortened, or a time.
    pub text: String,
}

/// How often something was met, with the first examples.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Finding {
    /// How often.
    pub count: u64,
    /// The first few.
    pub examples: Vec<Example>,
}

impl Finding {
    pub(super) fn add(&mut self, file: u32, line: u64, text: impl FnOnce() -> String) {
        self.count += 1;
        if self.examples.len() < N_EXAMPLES {
            self.examples.push(Example { file, line, text: text() });
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        self.count += other.count;
        self.examples.extend(other.examples);
        self.examples.truncate(N_EXAMPLES);
    }

    /// ` (first at line 7)` or ` (first at 2024-01-02 12:00)`.
    pub(super) fn place(&self) -> String {
        match self.examples.first() {
            Some(Example { line: 0, text, .. }) => format!(" (first at {text})"),
            Some(Example { file: 1, line, .. }) => format!(" (first at line {line})"),
            Some(Example { file, line, .. }) => format!(" (first in file {file} at line {line})"),
            None => String::new(),
        }
    }
}

/// Stretches of at least ten bars in which no price moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stretches {
    /// How many.
    pub count: u64,
    /// Bars in the longest.
    pub longest_n_bars: u32,
    /// Open time of the first bar of the longest, UTC milliseconds.
    pub longest_time: i64,
}

/// Something the person should know before trusting the bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// A stable name.
    pub code: String,
    /// The sentence to show.
    pub sentence: String,
}

/// What was found while reading bars; kept with the dataset. Its size does not grow with the file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Quality {
    /// Data rows read.
    pub rows_read: u64,
    /// Rows that became bars.
    pub rows_kept: u64,
    /// Rows without prices, left out.
    pub missing: Finding,
    /// Rows with words where prices should be, such as dividends and splits, left out.
    pub events: Finding,
    /// Lines of words above, between or below the rows, left out.
    pub notes: Finding,
    /// Rows with a price at or below zero, left out.
    pub non_positive: Finding,
    /// Rows with open or close outside of high and low, left out.
    pub inconsistent: Finding,
    /// Rows whose open or close lay outside by less than a millionth; high or low were widened to hold it.
    pub rounded: Finding,
    /// Rows equal to another row, left out.
    pub duplicates: Finding,
    /// Rows with the time of another row but other values; the one read last was kept.
    pub conflicts: Finding,
    /// Rows against the order of their file; sorted in.
    pub out_of_order: Finding,
    /// Rows in an hour that their time zone skips (taken an hour later) or repeats (taken the first time).
    pub clock_changes: Finding,
    /// Rows of tickers that were not chosen, left out.
    pub other_tickers: u64,
    /// Header lines met again among the data.
    pub repeated_headers: u64,
    /// A file ran from new to old; sorted.
    pub newest_first: bool,
    /// There are bars from before 1950.
    pub old_years: bool,
    /// There are closes only: open, high and low are set to them.
    pub close_only: bool,
    /// A file has no column with volume.
    pub no_volume: bool,
    /// Rows whose volume is not known; taken as 0.
    pub missing_volume: u64,
    /// Bars with a volume of 0.
    pub zero_volume: u64,
    /// Missing bars.
    pub gaps: Gaps,
    /// Bars that follow another sooner than the interval.
    pub too_close: Finding,
    /// Opens that lie a usual split ratio, or more than ten times, away from the close before.
    pub split_like: Finding,
    /// Bars whose high is more than twice, or whose low less than half, of open and close.
    pub spikes: Finding,
    /// Closes follow the opens before them as opens usually follow closes.
    pub swapped: bool,
    /// Unmoving prices.
    pub constant: Stretches,
    /// Price step that all sampled prices are multiples of.
    pub suggested_tick: Option<f64>,
}

impl Quality {
    /// What can be told from bars that were not read from a file.
    pub fn of(series: &Series) -> Self {
        let n_bars = series.len() as u64;
        let mut quality = Self { rows_read: n_bars, rows_kept: n_bars, ..Self::default() };
        quality.observe(series);
        quality
    }

    /// Rows left out, for whatever reason.
    pub fn rows_dropped(&self) -> u64 {
        self.rows_read.saturating_sub(self.rows_kept)
    }

    /// Fills in the part that the bars alone tell.
    pub(super) fn observe(&mut self, series: &Series) {
        self.zero_volume = series.volume().iter().filter(|&&volume| volume == 0.0).count() as u64;
        self.old_years = series.time()[0] < EARLY_MS;
        self.gaps = Gaps::of(series);
        self.too_close = doubt::too_close(series);
        self.split_like = doubt::split_like(series);
        self.spikes = doubt::spikes(series);
        self.swapped = doubt::swapped(series);
        self.constant = doubt::constant_stretches(series);
        self.suggested_tick = suggested_tick(series);
    }

    /// What the person should know, most serious first.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |code: &str, sentence: String| {
            warnings.push(Warning { code: code.to_owned(), sentence });
        };
        for (code, finding, what) in [
            (
                "inconsistent",
                &self.inconsistent,
                "left out because open or close is outside the range from low to high",
            ),
            ("non_positive", &self.non_positive, "left out because a price is zero or below"),
            ("conflicts", &self.conflicts, "replaced by a later row with the same time and other values"),
            ("missing", &self.missing, "left out because prices are missing"),
            ("events", &self.events, "left out because words stand where prices should (dividends, splits)"),
            ("notes", &self.notes, "left out because they are sentences, not bars"),
            ("duplicates", &self.duplicates, "left out because another row is the same"),
            ("out_of_order", &self.out_of_order, "out of order, and sorted in"),
            (
                "rounded",
                &self.rounded,
                "with high or low widened by less than a millionth to hold open and close",
            ),
            (
                "clock_changes",
                &self.clock_changes,
                "in an hour that the time zone skips (taken an hour later) or repeats (taken as the first)",
            ),
        ] {
            if finding.count > 0 {
                warn(code, format!("Rows {what}: {}{}.", finding.count, finding.place()));
            }
        }
        if self.swapped {
            warn(
                "swapped",
                "Open and close may be swapped: each close continues the open before it.".to_owned(),
            );
        }
        if self.split_like.count > 0 {
            let (count, place) = (self.split_like.count, self.split_like.place());
            warn("split_like", format!("Jumps that look like unadjusted splits: {count}{place}."));
        }
        if self.spikes.count > 0 {
            let (count, place) = (self.spikes.count, self.spikes.place());
            warn(
                "spikes",
                format!("Highs above twice, or lows below half of open and close: {count}{place}."),
            );
        }
        if self.too_close.count > 0 {
            let (count, place) = (self.too_close.count, self.too_close.place());
            warn(
                "too_close",
                format!(
                    "Bars that follow another sooner than the interval: {count}{place}. Summer time may have shifted them, or intervals are mixed."
                ),
            );
        }
        if let Some(sentence) = self.gaps.sentence(self.rows_kept) {
            warn("gaps", sentence);
        }
        if self.constant.count > 0 {
            let Stretches { count, longest_n_bars, longest_time } = self.constant;
            let since = utc_text(longest_time);
            warn(
                "constant",
                format!("Runs of unchanged prices: {count}, the longest {longest_n_bars} bars from {since}."),
            );
        }
        if self.other_tickers > 0 {
            warn("other_tickers", format!("Rows of other tickers left out: {}.", self.other_tickers));
        }
        if self.close_only {
            warn("close_only", "The file has closes only; open, high and low are set to the close, so stops and limits inside a bar are not meaningful.".to_owned());
        }
        if self.no_volume {
            warn("no_volume", "A file has no volume; it is taken as 0.".to_owned());
        } else if self.missing_volume > 0 {
            warn("missing_volume", format!("Rows without volume, taken as 0: {}.", self.missing_volume));
        } else if self.zero_volume > 0 {
            warn("zero_volume", format!("Bars with a volume of 0: {}.", self.zero_volume));
        }
        if self.old_years {
            warn("old_years", "There are bars from before 1950.".to_owned());
        }
        if self.newest_first {
            warn("newest_first", "The file ran from new to old; it was sorted.".to_owned());
        }
        if self.repeated_headers > 0 {
            warn(
                "repeated_headers",
                format!("Header lines met again among the data: {}.", self.repeated_headers),
            );
        }
        warnings
    }
}

/// The step of prices by the decimals in use: the fewest, up to 6, that write all of about 2,000 sampled bars
/// exactly. `None` where prices need more, as adjusted and single-precision ones do.
fn suggested_tick(series: &Series) -> Option<f64> {
    let stride = series.len().div_ceil(2000);
    let sample = || {
        let columns = [series.open(), series.high(), series.low(), series.close()];
        columns.into_iter().flat_map(move |column| column.iter().step_by(stride).copied())
    };
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]
        .into_iter()
        .find(|scale| sample().all(|price| (price * scale).round() / scale == price))
        .filter(|&scale| scale < 1e6 || sample().all(|price| price < 10.0))
        .map(|scale| 1.0 / scale)
}

/// `2024-01-02 12:00`, UTC, for sentences. Plain arithmetic, because the page shows these sentences and a library of time
/// zones would be a good part of its bundle.
pub(super) fn utc_text(time_ms: i64) -> String {
    let (year, month, day) = crate::statistics::date(time_ms);
    let minutes = time_ms.rem_euclid(86_400_000) / 60_000;
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", minutes / 60, minutes % 60)
}
