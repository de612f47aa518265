//! One line of a file to one bar.

use super::error::{ImportError, shortened};
use super::format::{Format, ImportOptions, Role, TimeStyle};
use super::line::split;
use super::number::{Field, number as number_of};
use super::time::Clock;
use crate::series::Bar;

/// How far, as a ratio of the price, a close may lie outside high and low by rounding alone.
const ROUNDING: f64 = 1e-6;

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Row {
    /// A bar, and what had to be done for it.
    Bar { bar: Bar, volume_missing: bool, rounded: bool, clock_change: bool },
    /// No prices.
    Missing,
    /// A price at or below zero.
    NonPositive,
    /// Open or close outside of high and low.
    Inconsistent,
    /// The header once more, where files were joined by hand.
    Header,
    /// A row of another ticker.
    OtherTicker,
}

/// Turns the lines of one file into bars.
#[derive(Debug)]
pub(super) struct RowReader {
    format: Format,
    clock: Clock,
    fields: Vec<(usize, usize)>,
    time: usize,
    time_of_day: Option<usize>,
    /// Open, high, low, close. All the same where only a close is there.
    prices: [usize; 4],
    adjusted: Option<usize>,
    volume: Option<usize>,
    ticker: Option<(usize, String)>,
    n_needed: usize,
    /// Fields beyond these belong to no column.
    n_columns: usize,
}

impl RowReader {
    pub(super) fn new(format: Format, options: &ImportOptions) -> Result<Self, ImportError> {
        let none = |name: &str| ImportError::Unrecognised(format!("none is named {name}"));
        let time = format.column(Role::Time).ok_or_else(|| none("time"))?;
        let close = format.column(Role::Close).ok_or_else(|| none("close"))?;
        let price = |role| format.column(role).unwrap_or(close);
        let prices = [price(Role::Open), price(Role::High), price(Role::Low), close];
        let adjusted = if options.adjusted { format.column(Role::AdjustedClose) } else { None };
        let time_of_day = format.column(Role::TimeOfDay);
        let n_needed =
            prices.into_iter().chain([time]).chain(adjusted).chain(time_of_day).max().unwrap_or(0) + 1;
        let style = match (format.time, options.date_order) {
            (TimeStyle::Calendar(_), Some(order)) => TimeStyle::Calendar(order),
            (style, _) => style,
        };
        let clock = Clock::new(style, options.time_zone.as_deref().unwrap_or(&format.time_zone))?;
        let ticker =
            format.column(Role::Ticker).map(|column| (column, options.ticker.clone().unwrap_or_default()));
        let volume = format.column(Role::Volume);
        // A known publisher's rows without names are told by the columns in use alone.
        let n_columns = match format.names.len() {
            0 if format.source == "generic" => format.roles.len(),
            0 => usize::MAX,
            n => n,
        };
        Ok(Self {
            clock,
            fields: Vec::new(),
            time,
            time_of_day,
            prices,
            adjusted,
            volume,
            ticker,
            n_needed,
            n_columns,
            format,
        })
    }

    /// Whether the file has closes only.
    pub(super) fn is_close_only(&self) -> bool {
        self.prices[0] == self.prices[3] && self.prices[1] == self.prices[3]
    }

    pub(super) fn has_volume(&self) -> bool {
        self.volume.is_some()
    }

    pub(super) fn n_header_lines(&self) -> u64 {
        self.format.n_header_lines
    }

    /// Reads a line that is neither blank nor above the data.
    pub(super) fn read(&mut self, line: &[u8], number: u64, comma: bool) -> Result<Row, ImportError> {
        split(line, self.format.delimiter, &mut self.fields);
        if self.fields.len() < self.n_needed {
            let found = self.fields.len();
            return Err(ImportError::TooFewFields { line: number, found, expected: self.n_needed });
        }
        if self.fields.len() > self.n_columns
            && self.fields[self.n_columns..].iter().any(|(start, end)| start < end)
        {
            let found = self.fields.len();
            return Err(ImportError::TooManyFields { line: number, found, expected: self.n_columns });
        }
        let field = |column: usize| {
            let (start, end) = self.fields.get(column).copied().unwrap_or_default();
            &line[start..end]
        };
        if let Some((column, wanted)) = &mut self.ticker {
            let found = field(*column);
            if wanted.is_empty() {
                *wanted = String::from_utf8_lossy(found).into_owned();
            } else if wanted.as_bytes() != found && *wanted != String::from_utf8_lossy(found) {
                let is_header = line == self.format.header.as_bytes();
                return Ok(if is_header { Row::Header } else { Row::OtherTicker });
            }
        }
        let bad = |column: usize, expected| ImportError::BadField {
            line: number,
            column: self.format.column_name(column),
            found: shortened(field(column)),
            expected,
        };
        let Some(time) = self.clock.read(field(self.time), self.time_of_day.map(field)) else {
            if !line.is_empty() && line == self.format.header.as_bytes() {
                return Ok(Row::Header);
            }
            let expected = match self.format.time {
                TimeStyle::Unix(_) => "a Unix time",
                TimeStyle::Calendar(_) => "a date in the notation of the other rows",
            };
            return Err(bad(self.time, expected));
        };
        let mut values = [0.0; 4];
        let mut is_missing = false;
        for (value, column) in values.iter_mut().zip(self.prices) {
            match number_of(field(column), comma) {
                Field::Number(price) => *value = price,
                Field::Missing => is_missing = true,
                Field::Garbage => return Err(bad(column, "a price")),
            }
        }
        let mut volume_missing = self.volume.is_none();
        let volume = match self.volume.map(|column| (column, number_of(field(column), comma))) {
            Some((_, Field::Number(volume))) if volume >= 0.0 => volume,
            Some((column, Field::Garbage)) => return Err(bad(column, "a volume")),
            // Some publishers write -1 where they do not know.
            _ => {
                volume_missing = true;
                0.0
            }
        };
        if is_missing {
            return Ok(Row::Missing);
        }
        if let Some(column) = self.adjusted {
            match number_of(field(column), comma) {
                Field::Number(adjusted) if values[3] > 0.0 => {
                    let factor = adjusted / values[3];
                    values = values.map(|price| price * factor);
                }
                Field::Number(_) => {}
                Field::Missing => return Ok(Row::Missing),
                Field::Garbage => return Err(bad(column, "an adjusted close")),
            }
        }
        Ok(judge(time, values, volume, volume_missing, self.clock.has_changed()))
    }
}

fn judge(
    time: i64,
    [open, high, low, close]: [f64; 4],
    volume: f64,
    volume_missing: bool,
    clock_change: bool,
) -> Row {
    if open.min(high).min(low).min(close) <= 0.0 {
        return Row::NonPositive;
    }
    let (top, bottom) = (open.max(close), open.min(close));
    let rounded = high < top || low > bottom;
    // Adjusted prices of some publishers are rounded one by one: a hair's breadth is widened, and counted.
    if rounded && (high < low || top - high > top * ROUNDING || low - bottom > low * ROUNDING) {
        return Row::Inconsistent;
    }
    let bar = Bar { time, open, high: high.max(top), low: low.min(bottom), close, volume };
    Row::Bar { bar, volume_missing, rounded, clock_change }
}
