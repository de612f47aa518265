//! One line of a file to one bar.

use super::error::{ImportError, shortened};
use super::format::{DateOrder, Format, Role, TimeStyle};
use super::line::{fields_of, split};
use super::number::{Field, number as number_of};
use super::options::ImportOptions;
use super::question::Question;
use super::time::{Clock, day_ms, split_zone};
use super::verdict::{Row, judge};
use super::words;

/// Tickers remembered for the message.
const MAX_TICKERS: usize = 100;

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
    /// Tickers met besides the one that is taken, the first of them.
    others: Vec<String>,
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
        let mut prices = [price(Role::Open), price(Role::High), price(Role::Low), close];
        let is_asked = format.questions.iter().any(|question| matches!(question, Question::OpenClose { .. }));
        if is_asked && options.swap_open_close == Some(true) {
            prices.swap(0, 3);
        }
        let adjusted = if options.adjusted { format.column(Role::AdjustedClose) } else { None };
        let time_of_day = format.column(Role::TimeOfDay);
        let n_needed =
            prices.into_iter().chain([time]).chain(adjusted).chain(time_of_day).max().unwrap_or(0) + 1;
        let style = match (format.time, options.date_order) {
            (TimeStyle::Calendar(_), Some(order)) => TimeStyle::Calendar(order),
            (style, _) => style,
        };
        let clock = Clock::new(&format, style, options.time_zone.as_deref())?;
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
            others: Vec::new(),
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

    /// The ticker whose rows are taken, and the first others that were met.
    pub(super) fn tickers(&self) -> Option<(&str, &[String])> {
        self.ticker.as_ref().map(|(_, wanted)| (wanted.as_str(), &self.others[..]))
    }

    /// Takes the rows of this ticker alone, where the file has tickers.
    pub(super) fn keep_to(&mut self, ticker: &str) {
        if let Some((_, wanted)) = self.ticker.as_mut().filter(|(_, wanted)| wanted.is_empty()) {
            wanted.push_str(ticker);
        }
    }

    /// How the file is understood.
    pub(super) fn format(&self) -> &Format {
        &self.format
    }

    /// The clock that reads the file's times.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Reads a line that is neither blank nor above the data.
    pub(super) fn read(&mut self, line: &[u8], number: u64, comma: bool) -> Result<Row, ImportError> {
        split(line, self.format.delimiter, &mut self.fields);
        let fields = std::mem::take(&mut self.fields);
        let result = self.row(line, &fields, number, comma);
        self.fields = fields;
        result
    }

    fn row(
        &mut self,
        line: &[u8],
        fields: &[(usize, usize)],
        number: u64,
        comma: bool,
    ) -> Result<Row, ImportError> {
        let field = |column: usize| {
            let (start, end) = fields.get(column).copied().unwrap_or_default();
            &line[start..end]
        };
        let found = fields.len();
        if found < self.n_needed || field(self.time).is_empty() {
            return self.short_row(line, fields, number, comma);
        }
        if found > self.n_columns && fields[self.n_columns..].iter().any(|(start, end)| start < end) {
            return match self.is_words(line, field(self.time)) {
                true => Ok(Row::Words),
                false => Err(ImportError::TooManyFields { line: number, found, expected: self.n_columns }),
            };
        }
        if let Some((column, wanted)) = &mut self.ticker {
            let found = field(*column);
            if wanted.is_empty() {
                *wanted = String::from_utf8_lossy(found).into_owned();
            } else if wanted.as_bytes() != found && *wanted != String::from_utf8_lossy(found) {
                if line == self.format.header.as_bytes() {
                    return Ok(Row::Header);
                }
                if found.is_empty() && self.is_words(line, field(self.time)) {
                    return Ok(Row::Words);
                }
                if self.others.len() < MAX_TICKERS {
                    let found = String::from_utf8_lossy(found).into_owned();
                    if !self.others.contains(&found) {
                        self.others.push(found);
                    }
                }
                return Ok(Row::OtherTicker);
            }
        }
        let Some(time) = self.clock.read(field(self.time), self.time_of_day.map(field)) else {
            if !line.is_empty() && line == self.format.header.as_bytes() {
                return Ok(Row::Header);
            }
            if self.is_words(line, field(self.time)) {
                return Ok(Row::Words);
            }
            return Err(self.bad_time(field(self.time), self.time_of_day.map(field), number));
        };
        let bad = |column: usize, expected| ImportError::BadField {
            line: number,
            column: self.format.column_name(column),
            found: shortened(field(column)),
            expected,
        };
        let mut values = [0.0; 4];
        let mut is_missing = false;
        let mut garbage = None;
        let mut has_price = false;
        for (value, column) in values.iter_mut().zip(self.prices) {
            match number_of(field(column), comma) {
                Field::Number(price) => {
                    *value = price;
                    has_price = true;
                }
                Field::Missing => is_missing = true,
                Field::Garbage => garbage = garbage.or(Some(column)),
            }
        }
        if let Some(column) = garbage {
            if !has_price && words::has_word(field(column)) {
                return Ok(Row::Event);
            }
            return Err(bad(
                column,
                if comma { "a price such as 1.234,50" } else { "a price such as 1234.50" },
            ));
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

impl RowReader {
    /// A line with too few fields, or without a time: nothing, words, or a time with words. Else it is an error.
    fn short_row(
        &mut self,
        line: &[u8],
        fields: &[(usize, usize)],
        number: u64,
        comma: bool,
    ) -> Result<Row, ImportError> {
        let (text, time) = (|(start, end): (usize, usize)| &line[start..end], self.time);
        if fields.iter().all(|(start, end)| start == end) {
            return Ok(Row::Blank);
        }
        if line == self.format.header.as_bytes() {
            return Ok(Row::Header);
        }
        let time_text = fields.get(time).copied().map(text).unwrap_or_default();
        let beside = self.time_of_day.and_then(|column| fields.get(column)).copied().map(text);
        let has_time = self.clock.read(time_text, beside).is_some();
        if !has_time && self.is_words(line, time_text) {
            return Ok(Row::Words);
        }
        let others =
            || fields.iter().enumerate().filter(|(column, _)| *column != time).map(|(_, field)| text(*field));
        let is_number = |field: &[u8]| matches!(number_of(field, comma), Field::Number(_));
        if has_time && others().any(words::has_word) && !others().any(is_number) {
            return Ok(Row::Event);
        }
        if fields.len() < self.n_needed {
            let found = fields.len();
            return Err(ImportError::TooFewFields { line: number, found, expected: self.n_needed });
        }
        Err(self.bad_time(time_text, beside, number))
    }

    fn is_words(&self, line: &[u8], time: &[u8]) -> bool {
        let n_prices = || {
            let fields = fields_of(line, self.format.delimiter);
            let comma = self.format.decimal_comma;
            let is_number = |column: &&usize| {
                fields.get(**column).is_some_and(|field| matches!(number_of(field, comma), Field::Number(_)))
            };
            self.prices.iter().filter(is_number).count()
        };
        words::is_words(line, time, n_prices)
    }

    fn bad_time(&self, time: &[u8], beside: Option<&[u8]>, line: u64) -> ImportError {
        let is_clock = beside
            .is_some_and(|beside| day_ms(split_zone(beside).0.trim_ascii(), self.format.clock).is_none());
        let column = self.time_of_day.filter(|_| is_clock).unwrap_or(self.time);
        let found = if is_clock { beside.unwrap_or_default() } else { time };
        let expected = match self.format.time {
            _ if is_clock => "a time of day as in the other rows",
            TimeStyle::Unix(_) => "a Unix time between 1950 and 2100",
            TimeStyle::Calendar(_) if self.format.days => {
                "a date without a time of day, as in the other rows"
            }
            TimeStyle::Calendar(DateOrder::YearFirst) => "a date in the notation of the other rows",
            TimeStyle::Calendar(DateOrder::DayFirst) => "a date in the notation of the other rows, day first",
            TimeStyle::Calendar(DateOrder::MonthFirst) => {
                "a date in the notation of the other rows, month first"
            }
        };
        ImportError::BadField {
            line,
            column: self.format.column_name(column),
            found: shortened(found),
            expected,
        }
    }
}
