//! From the bytes of a file to a list: two rows for each trade, in any order.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::list::{Decimals, List, ListError, Listed};
use crate::import::{Decoder, Encoding, Field, fields_of, number};
use crate::trade::Side;

/// Characters of a field that an error repeats.
const SHOWN: usize = 40;

/// One row.
struct Half {
    line: u64,
    number: u64,
    is_entry: bool,
    side: Side,
    signal: String,
    /// Empty in the exit of an open trade, in some versions.
    time: Option<i64>,
    price: Option<f64>,
    size: Option<f64>,
    profit: Option<f64>,
    percent: Option<f64>,
}

/// Reads the *List of trades*, as any version of TradingView has exported it: newest or oldest first, entry and exit in either order.
///
/// # Errors
/// The file is no such list, or a field of it cannot be read.
pub fn read(bytes: &[u8]) -> Result<List, ListError> {
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"\x1f\x8b")
        || bytes.starts_with(b"\xd0\xcf\x11\xe0")
    {
        return Err(ListError::Packed);
    }
    let text = decoded(bytes);
    let mut lines =
        (1..).zip(text.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    let (line, header) = lines.next().ok_or(ListError::Empty)?;
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|one| fields_of(header, *one).len()).unwrap_or(b',');
    let columns = Columns::new(&texts(header, delimiter), line)?;
    let rows: Vec<(u64, Vec<String>)> = lines.map(|(line, row)| (line, texts(row, delimiter))).collect();
    let prices = || rows.iter().filter_map(|(_, row)| row.get(columns.price)).map(String::as_str);
    let reads =
        |comma: bool| prices().all(|price| !matches!(number(price.as_bytes(), comma), Field::Garbage));
    let has_comma = || prices().any(|price| price.contains(','));
    let decimal_comma = reads(true) && (!reads(false) || delimiter != b',' && has_comma());
    let reader = Rows { columns: &columns, decimal_comma };
    let mut halves = Vec::with_capacity(rows.len());
    let mut last = None;
    for (line, row) in &rows {
        let half = reader.half(*line, row, last)?;
        last = Some(half.number);
        halves.push(half);
    }
    let trades = joined(halves, &columns)?;
    let decimals = reader.decimals(&rows);
    let times = || trades.iter().flat_map(|trade| [trade.entry_time, trade.exit_time]);
    let of_day = || rows.iter().filter_map(|(_, row)| row.get(columns.time)).any(|time| time.contains(':'));
    let resolution_ms = match (times().all(|time| time % 60_000 == 0), of_day()) {
        (false, _) => 1_000,
        (true, true) => 60_000,
        (true, false) => 86_400_000,
    };
    let Columns { price_currency, profit_currency, .. } = columns;
    Ok(List { trades, price_currency, profit_currency, decimals, resolution_ms })
}

/// UTF-8 with plain line ends, without a byte order mark.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let encoding = Encoding::of(&bytes[..bytes.len().min(65_536)]);
    let mut text = Vec::with_capacity(bytes.len());
    Decoder::new(encoding).push(bytes, &mut text);
    text.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(text)
}

fn texts(line: &[u8], delimiter: u8) -> Vec<String> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let fields = fields_of(line, delimiter);
    fields.into_iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect()
}

struct Rows<'a> {
    columns: &'a Columns,
    decimal_comma: bool,
}

impl Rows<'_> {
    fn bad(&self, line: u64, column: usize, found: &str, expected: &'static str) -> ListError {
        let column = self.columns.names[column].clone();
        ListError::BadField { line, column, found: found.chars().take(SHOWN).collect(), expected }
    }

    /// A row. Without a number it belongs to the trade of the row above.
    fn half(&self, line: u64, row: &[String], above: Option<u64>) -> Result<Half, ListError> {
        let Columns { number, kind, time, price, size, signal, profit, percent, .. } = *self.columns;
        let expected = self.columns.n_needed();
        if row.len() < expected {
            return Err(ListError::TooFewFields { line, found: row.len(), expected });
        }
        let id = match (row[number].parse(), above) {
            (Ok(id), _) => id,
            (Err(_), Some(above)) if row[number].is_empty() => above,
            _ => return Err(self.bad(line, number, &row[number], "the number of a trade")),
        };
        let word = row[kind].to_lowercase();
        let (is_entry, is_long) = (word.starts_with("entry"), word.ends_with("long"));
        if !(is_entry || word.starts_with("exit")) || !(is_long || word.ends_with("short")) {
            return Err(self.bad(line, kind, &row[kind], "Entry long, Entry short, Exit long or Exit short"));
        }
        let at = match time_ms(&row[time]) {
            None if is_entry || !row[time].is_empty() => {
                return Err(self.bad(line, time, &row[time], "a time such as 2025-03-31 09:30"));
            }
            at => at,
        };
        let amount = self.amount(line, row, price)?.filter(|price| price.is_finite());
        if is_entry && amount.is_none() {
            return Err(self.bad(line, price, &row[price], "a price"));
        }
        let optional = |column: Option<usize>| match column {
            Some(column) => self.amount(line, row, column),
            None => Ok(None),
        };
        Ok(Half {
            line,
            number: id,
            is_entry,
            side: if is_long { Side::Long } else { Side::Short },
            signal: signal.and_then(|column| row.get(column)).cloned().unwrap_or_default(),
            time: at,
            price: amount,
            size: self.amount(line, row, size)?.map(f64::abs),
            profit: optional(profit)?,
            percent: optional(percent)?,
        })
    }

    fn amount(&self, line: u64, row: &[String], column: usize) -> Result<Option<f64>, ListError> {
        let Some(text) = row.get(column) else { return Ok(None) };
        match number(plain(text).as_bytes(), self.decimal_comma) {
            Field::Number(value) => Ok(Some(value)),
            Field::Missing => Ok(None),
            Field::Garbage => Err(self.bad(line, column, text, "a number")),
        }
    }

    fn decimals(&self, rows: &[(u64, Vec<String>)]) -> Decimals {
        let point = if self.decimal_comma { ',' } else { '.' };
        let of = |column: Option<usize>| {
            let texts = rows.iter().filter_map(|(_, row)| row.get(column?));
            let n =
                |text: &String| plain(text).rsplit_once(point).map_or(0, |(_, behind)| behind.len() as u32);
            texts.map(n).max().unwrap_or(0)
        };
        let Columns { price, size, profit, percent, .. } = *self.columns;
        Decimals { price: of(Some(price)), size: of(Some(size)), profit: of(profit), percent: of(percent) }
    }
}

/// With an ordinary minus and without a sign of percent.
fn plain(text: &str) -> String {
    text.replace('\u{2212}', "-").trim_end_matches('%').trim().to_owned()
}

/// `2025-03-31 09:30`, `2025-03-31T09:30:15`, `2025-03-31`, as milliseconds of UTC.
fn time_ms(text: &str) -> Option<i64> {
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (date, clock.trim()),
        None => (text, "00:00"),
    };
    let date: jiff::civil::Date = date.parse().ok()?;
    let seconds = if clock.matches(':').count() == 1 { ":00" } else { "" };
    let time: jiff::civil::Time = format!("{clock}{seconds}").parse().ok()?;
    Some(jiff::tz::Offset::UTC.to_timestamp(date.to_datetime(time)).ok()?.as_millisecond())
}

/// Two rows of one number are a trade.
fn joined(halves: Vec<Half>, columns: &Columns) -> Result<Vec<Listed>, ListError> {
    let last = halves.iter().filter_map(|half| half.time).max().ok_or(ListError::NoTrades)?;
    let mut trades: BTreeMap<u64, (Option<Half>, Option<Half>)> = BTreeMap::new();
    for half in halves {
        let (entry, exit) = trades.entry(half.number).or_default();
        let (slot, what) = if half.is_entry { (entry, "entry") } else { (exit, "exit") };
        if slot.is_some() {
            let column = columns.names[columns.number].clone();
            return Err(ListError::Twice { line: half.line, column, number: half.number, what });
        }
        *slot = Some(half);
    }
    let mut listed = Vec::with_capacity(trades.len());
    for (number, (entry, exit)) in trades {
        let line = exit.as_ref().map_or(0, |exit| exit.line);
        let side = exit.as_ref().map(|exit| exit.side);
        let entry = entry
            .filter(|entry| side.is_none_or(|side| side == entry.side))
            .ok_or(ListError::NoEntry { line, number })?;
        let missing = |name: usize| ListError::BadField {
            line: entry.line,
            column: columns.names[name].clone(),
            found: String::new(),
            expected: "a number",
        };
        let entry_time = entry.time.ok_or_else(|| missing(columns.time))?;
        let entry_price = entry.price.ok_or_else(|| missing(columns.price))?;
        let of_exit = |of: fn(&Half) -> Option<f64>| exit.as_ref().and_then(of);
        let quantity = entry.size.or(of_exit(|exit| exit.size)).ok_or_else(|| missing(columns.size))?;
        let closed = exit.as_ref().and_then(|exit| exit.time.zip(exit.price));
        let exit_signal = exit.as_ref().map_or_else(String::new, |exit| exit.signal.clone());
        // An order may be called Open as well; what is open is marked at the list's last bar.
        let is_open = closed.is_none_or(|(time, _)| time == last && exit_signal.eq_ignore_ascii_case("open"));
        let (exit_time, exit_price) = closed.unwrap_or((entry_time, entry_price));
        listed.push(Listed {
            number,
            side: entry.side,
            entry_time,
            entry_price,
            exit_time,
            exit_price,
            quantity,
            profit: of_exit(|exit| exit.profit).or(entry.profit),
            profit_percent: of_exit(|exit| exit.percent).or(entry.percent),
            entry_signal: entry.signal,
            exit_signal,
            is_open,
        });
    }
    listed.sort_by_key(|trade| (trade.entry_time, trade.number));
    Ok(listed)
}
