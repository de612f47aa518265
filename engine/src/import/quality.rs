//! What is worth knowing about bars before trusting a result made from them.

use serde::{Deserialize, Serialize};

use super::gaps::Gaps;
use crate::series::Series;

/// Examples kept of each finding.
const N_EXAMPLES: usize = 5;
/// Bars with one unmoving price that count as a stretch.
const MIN_STRETCH: u32 = 10;
/// How near a jump must be to a usual split, as a ratio.
const SPLIT_TOLERANCE: f64 = 0.03;
const SPLITS: [f64; 13] = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 50.0, 100.0];

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
    fn place(&self) -> String {
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
    /// Rows of tickers that were not chosen, left out.
    pub other_tickers: u64,
    /// Header lines met again among the data.
    pub repeated_headers: u64,
    /// A file ran from new to old; sorted.
    pub newest_first: bool,
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
    /// Opens that lie a usual split ratio away from the close before.
    pub split_like: Finding,
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
        self.gaps = Gaps::of(series);
        self.split_like = split_like(series);
        self.constant = constant_stretches(series);
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
                "left out because open or close lies outside of high and low",
            ),
            ("non_positive", &self.non_positive, "left out because a price is zero or below"),
            ("conflicts", &self.conflicts, "replaced by a later row with the same time and other values"),
            ("missing", &self.missing, "left out because prices are missing"),
            ("duplicates", &self.duplicates, "left out because another row is the same"),
            ("out_of_order", &self.out_of_order, "out of order, and sorted in"),
            (
                "rounded",
                &self.rounded,
                "with high or low widened by less than a millionth to hold open and close",
            ),
        ] {
            if finding.count > 0 {
                warn(code, format!("Rows {what}: {}{}.", finding.count, finding.place()));
            }
        }
        if self.split_like.count > 0 {
            let (count, place) = (self.split_like.count, self.split_like.place());
            warn("split_like", format!("Jumps that look like unadjusted splits: {count}{place}."));
        }
        if let Some(sentence) = self.gaps.sentence(self.rows_kept) {
            warn("gaps", sentence);
        }
        if self.constant.count > 0 {
            let Stretches { count, longest_n_bars, longest_time } = self.constant;
            let since = utc_text(longest_time);
            warn(
                "constant",
                format!(
                    "Stretches of unmoving prices: {count}, the longest {longest_n_bars} bars from {since}."
                ),
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

fn split_like(series: &Series) -> Finding {
    let mut finding = Finding::default();
    for (i, (&open, &close)) in series.open()[1..].iter().zip(series.close()).enumerate() {
        let ratio = if open > close { open / close } else { close / open };
        if ratio > 1.4 && SPLITS.iter().any(|split| (ratio / split - 1.0).abs() < SPLIT_TOLERANCE) {
            finding.add(0, 0, || utc_text(series.time()[i + 1]));
        }
    }
    finding
}

fn constant_stretches(series: &Series) -> Stretches {
    let mut stretches = Stretches::default();
    let (mut length, mut price) = (0u32, f64::NAN);
    for i in 0..series.len() {
        let bar = series.bar(i);
        let is_flat = bar.high == bar.low;
        length = match is_flat {
            true if bar.close == price => length + 1,
            true => 1,
            false => 0,
        };
        price = bar.close;
        stretches.count += u64::from(length == MIN_STRETCH);
        if length >= MIN_STRETCH && length > stretches.longest_n_bars {
            stretches.longest_n_bars = length;
            stretches.longest_time = series.time()[i + 1 - length as usize];
        }
    }
    stretches
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
