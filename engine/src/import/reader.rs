//! The streaming reader: chunks of one or more files in, a series and its quality out.

use super::decode::Decoder;
use super::doubt;
use super::error::{ImportError, shortened};
use super::format::{Format, Role};
use super::join::Columns;
use super::line::Lines;
use super::options::{Doubt, ImportOptions};
use super::publisher::contradiction;
use super::quality::{Finding, Quality};
use super::question::Question;
use super::row::RowReader;
use super::unpack::Unpacker;
use super::verdict::Row;
use crate::series::Series;

/// Bars and what was found while reading them.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The bars.
    pub series: Series,
    /// The report.
    pub quality: Quality,
}

/// Reads one or more files of one market. Memory grows with the bars, not with the text.
pub struct Reader {
    options: ImportOptions,
    unpacker: Unpacker,
    text: TextReader,
}

/// How much of the input has been read.
#[derive(Default)]
struct Extent {
    done: u64,
    all: Option<u64>,
}

/// The part behind the unpacking.
struct TextReader {
    decoder: Option<Decoder>,
    decoded: Vec<u8>,
    lines: Lines,
    rows: RowReader,
    comma: bool,
    file: u32,
    columns: Columns,
    extent: Extent,
    quality: Quality,
    /// Steps back and forth in this file: newest first is an order, too.
    last_time: Option<i64>,
    n_back: u64,
    n_forth: u64,
    back: Finding,
    forth: Finding,
    /// Lines of words since the last row: the end of the file has begun, or a row is spoilt.
    words: Finding,
    /// Daily bars whose zone moves them from a working day to a weekend.
    weekends: Finding,
    /// Whether rows must fit the publisher, because its zone was assumed.
    watches_publisher: bool,
}

/// Lines of words that a file may end with.
const MAX_FOOTERS: u64 = 20;

impl Reader {
    /// Starts with the first file.
    ///
    /// # Errors
    /// The format lacks a column, the time zone is unknown, or a question that must be answered is not.
    pub fn new(format: Format, options: ImportOptions) -> Result<Self, ImportError> {
        let comma = options.decimal_comma.unwrap_or(format.decimal_comma);
        let unpacker = Unpacker::new(format.packing);
        let decoder = decoder(&format);
        let watches_publisher = watches_publisher(&format, &options);
        refuse_unanswered(&format, &options)?;
        let rows = RowReader::new(format, &options)?;
        let text = TextReader {
            decoder,
            decoded: Vec::new(),
            words: Finding::default(),
            weekends: Finding::default(),
            watches_publisher,
            lines: Lines::default(),
            rows,
            comma,
            file: 1,
            columns: Columns::default(),
            extent: Extent::default(),
            quality: Quality::default(),
            last_time: None,
            n_back: 0,
            n_forth: 0,
            back: Finding::default(),
            forth: Finding::default(),
        };
        let mut reader = Self { options, unpacker, text };
        reader.text.note_columns();
        Ok(reader)
    }

    /// Says how many bytes of all files there will be, so that memory is taken once and not again and again as the columns grow.
    pub fn expect(&mut self, n_bytes: u64) {
        self.text.extent.all = Some(n_bytes);
    }

    /// The next bytes of the present file, any number of them.
    ///
    /// # Errors
    /// The first line that does not read, or more than [`super::MAX_BARS`]; the import is over then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        let text = &mut self.text;
        text.extent.done += bytes.len() as u64;
        self.unpacker.push(bytes, &mut |piece| text.push(piece))
    }

    /// Ends the present file and begins another of the same market, such as the next month.
    ///
    /// # Errors
    /// As [`Reader::new`] and [`Reader::push`].
    pub fn next_file(&mut self, format: Format) -> Result<(), ImportError> {
        self.end_file()?;
        refuse_unanswered(&format, &self.options)?;
        self.text.comma = self.options.decimal_comma.unwrap_or(format.decimal_comma);
        self.unpacker = Unpacker::new(format.packing);
        self.text.decoder = decoder(&format);
        self.text.watches_publisher = watches_publisher(&format, &self.options);
        let mut rows = RowReader::new(format, &self.options)?;
        // The files are of one market.
        if let Some((ticker, _)) = self.text.rows.tickers() {
            rows.keep_to(ticker);
        }
        self.text.rows = rows;
        self.text.file += 1;
        self.text.note_columns();
        Ok(())
    }

    /// Sorts, removes duplicates, validates and judges.
    ///
    /// # Errors
    /// The last line does not read, there is no bar, or more than one row in a hundred is impossible.
    pub fn finish(mut self) -> Result<Imported, ImportError> {
        self.end_file()?;
        let TextReader { mut columns, mut quality, rows: reader, weekends, .. } = self.text;
        if let Some((wanted, others)) = reader.tickers().filter(|(_, others)| !others.is_empty())
            && self.options.ticker.is_none()
        {
            let found = [wanted.to_owned()].into_iter().chain(others.iter().cloned()).collect();
            return Err(ImportError::SeveralTickers { found });
        }
        let rows = quality.rows_read;
        for (finding, what) in [
            (&quality.inconsistent, "have an open or close outside of high and low"),
            (&quality.non_positive, "have a price at or below zero"),
        ] {
            if let Some(first) = finding.examples.first().filter(|_| finding.count * 100 > rows) {
                let (count, line, text) = (finding.count, first.line, first.text.clone());
                return Err(ImportError::TooManyBadRows { count, rows, what, line, text });
            }
        }
        if columns.is_empty() {
            return Err(ImportError::NoBars { rows });
        }
        columns.sort_and_join(&mut quality);
        if let Some((doubt, sentence)) =
            doubt::first(reader.format(), &columns, &quality, &weekends, &self.options.accepted)
        {
            return Err(ImportError::Doubtful { doubt, sentence });
        }
        let series = columns.into_series()?;
        quality.rows_kept = series.len() as u64;
        quality.observe(&series);
        Ok(Imported { series, quality })
    }

    fn end_file(&mut self) -> Result<(), ImportError> {
        let text = &mut self.text;
        self.unpacker.finish(&mut |piece| text.push(piece))?;
        text.end_file()
    }
}

impl TextReader {
    fn note_columns(&mut self) {
        self.quality.close_only |= self.rows.is_close_only();
        self.quality.no_volume |= !self.rows.has_volume();
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        let mut decoded = std::mem::take(&mut self.decoded);
        let text = match &mut self.decoder {
            None => bytes,
            Some(decoder) => {
                decoded.clear();
                decoder.push(bytes, &mut decoded);
                &decoded
            }
        };
        let mut lines = std::mem::take(&mut self.lines);
        let result = lines.push(text, |line, number| self.line(line, number));
        self.lines = lines;
        self.decoded = decoded;
        result
    }

    fn end_file(&mut self) -> Result<(), ImportError> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(|line, number| self.line(line, number))?;
        let words = std::mem::take(&mut self.words);
        self.quality.notes.absorb(words);
        let is_newest_first = self.n_back > self.n_forth;
        let against = if is_newest_first { &mut self.forth } else { &mut self.back };
        self.quality.out_of_order.absorb(std::mem::take(against));
        self.quality.newest_first |= is_newest_first;
        self.last_time = None;
        (self.n_back, self.n_forth) = (0, 0);
        (self.back, self.forth) = Default::default();
        Ok(())
    }

    fn line(&mut self, line: &[u8], number: u64) -> Result<(), ImportError> {
        if number <= self.rows.n_header_lines() || line.trim_ascii().is_empty() {
            return Ok(());
        }
        let row = self.rows.read(line, number, self.comma)?;
        let quality = &mut self.quality;
        if row == Row::Header {
            quality.repeated_headers += 1;
            return Ok(());
        }
        if row == Row::Blank {
            return Ok(());
        }
        if row == Row::Words && !line.trim_ascii_start().starts_with(b"#") {
            quality.rows_read += 1;
            self.words.add(self.file, number, || shortened(line));
            return if self.words.count > MAX_FOOTERS { Err(self.misplaced_words()) } else { Ok(()) };
        }
        if self.words.count > 0 {
            return Err(self.misplaced_words());
        }
        quality.rows_read += 1;
        let left_out = |finding: &mut Finding| finding.add(self.file, number, || shortened(line));
        match row {
            Row::Bar { bar, volume_missing, rounded, clock_change } => {
                let clock = self.rows.clock();
                if self.watches_publisher
                    && let Some(why) = contradiction(&self.rows.format().source, clock.local(), bar.volume)
                {
                    let Format { source, time_zone, .. } = self.rows.format();
                    let sentence = format!(
                        "Line {number}: {why}, and the layout is that of {source}, whose times are in {time_zone}. Choose the time zone."
                    );
                    return Err(ImportError::Doubtful { doubt: Doubt::Publisher, sentence });
                }
                if clock.is_weekend_by_zone() {
                    left_out(&mut self.weekends);
                }
                if rounded {
                    left_out(&mut quality.rounded);
                }
                if clock_change {
                    left_out(&mut quality.clock_changes);
                }
                quality.missing_volume += u64::from(volume_missing);
                match self.last_time {
                    Some(last) if bar.time < last => {
                        self.n_back += 1;
                        self.back.add(self.file, number, || shortened(line));
                    }
                    Some(last) if bar.time > last => {
                        self.n_forth += 1;
                        self.forth.add(self.file, number, || shortened(line));
                    }
                    _ => {}
                }
                self.last_time = Some(bar.time);
                let Extent { done, all } = self.extent;
                self.columns.push(bar, (self.file, number), (done, all))?;
            }
            Row::Event => left_out(&mut quality.events),
            Row::Words => left_out(&mut quality.notes),
            Row::Missing => left_out(&mut quality.missing),
            Row::NonPositive => left_out(&mut quality.non_positive),
            Row::Inconsistent => left_out(&mut quality.inconsistent),
            Row::OtherTicker => quality.other_tickers += 1,
            Row::Header | Row::Blank => {}
        }
        Ok(())
    }

    /// Words with rows below them: a row is spoilt.
    fn misplaced_words(&self) -> ImportError {
        let (line, found) = match self.words.examples.first() {
            Some(example) => (example.line, example.text.clone()),
            None => (0, String::new()),
        };
        let format = self.rows.format();
        let column = format.column(Role::Time).map(|column| format.column_name(column)).unwrap_or_default();
        ImportError::BadField { line, column, found, expected: "a date in the notation of the other rows" }
    }
}

fn decoder(format: &Format) -> Option<Decoder> {
    (!format.encoding.is_plain()).then(|| Decoder::new(format.encoding))
}

/// The zone of a publisher is assumed, and the person has not said otherwise.
fn watches_publisher(format: &Format, options: &ImportOptions) -> bool {
    format.time_zone != "UTC" && options.time_zone.is_none() && !options.accepted.contains(&Doubt::Publisher)
}

fn refuse_unanswered(format: &Format, options: &ImportOptions) -> Result<(), ImportError> {
    let open = format
        .questions
        .iter()
        .find(|question| question.must_be_answered() && !question.is_answered(options));
    match open {
        None => Ok(()),
        Some(Question::Ticker { found }) => Err(ImportError::SeveralTickers { found: found.clone() }),
        Some(question) => {
            Err(ImportError::Unanswered { sentence: question.sentence(), option: question.option() })
        }
    }
}
