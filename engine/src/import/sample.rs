//! The head of a file as a table: its text, lines, delimiter, header and rows.

use super::decode::{Decoder, Encoding};
use super::error::{ImportError, shortened};
use super::format::Role;
use super::line::fields_of;
use super::names::role_of;
use super::number::{Field, is_missing, number};
use super::time::{integer, looks_like_date, looks_like_time};
use super::unpack::{Packing, Unpacker, unknown_packing};

/// The fields of a line.
pub(super) type Row<'a> = Vec<&'a [u8]>;

/// Text of the head, unpacked and decoded, at most `limit` bytes.
pub(super) fn text(head: &[u8], packing: Packing, limit: usize) -> Result<(Vec<u8>, Encoding), ImportError> {
    if packing == Packing::Workbook {
        return Err(ImportError::NotText(
            "it is an Excel workbook. Save its sheet as CSV (Save as, CSV UTF-8), and import that."
                .to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    let mut keep = |piece: &[u8]| {
        let room = limit.saturating_sub(bytes.len());
        bytes.extend_from_slice(&piece[..piece.len().min(room)]);
        Ok(())
    };
    Unpacker::new(packing).push(&head[..head.len().min(limit)], &mut keep)?;
    let encoding = Encoding::of(&bytes);
    let mut text = Vec::new();
    Decoder::new(encoding).push(&bytes, &mut text);
    refuse_what_is_not_delimited(&text)?;
    Ok((text, encoding))
}

fn refuse_what_is_not_delimited(text: &[u8]) -> Result<(), ImportError> {
    let start = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    let not_text = |what: &str| Err(ImportError::NotText(what.to_owned()));
    if let Some(packing) = unknown_packing(start) {
        return not_text(&format!("it is packed with {packing}; unpack it first."));
    }
    match start {
        [] => return Err(ImportError::Empty),
        [b'{' | b'[', ..] => {
            return Err(ImportError::NotText(format!(
                "it is JSON, perhaps a message of the provider: {}",
                shortened(start)
            )));
        }
        [b'P', b'A', b'R', b'1', ..] => return not_text("it is a Parquet file; export it as CSV."),
        [b'%', b'P', b'D', b'F', ..] => return not_text("it is a PDF document; download the data as CSV."),
        _ => {}
    }
    if lower.starts_with(b"<?xml")
        && start.windows(13).take(2000).any(|text| text == b"<?mso-applica" || text == b"office:spread")
    {
        return not_text(
            "it is a workbook in XML. Save it as xlsx, or its sheet as CSV (Save as, CSV UTF-8), and import that.",
        );
    }
    if lower.starts_with(b"<html") || lower.starts_with(b"<!doctype") || lower.starts_with(b"<?xml") {
        return not_text("it is a web page, perhaps a sign-in page saved by mistake; download the CSV file.");
    }
    if start.contains(&0) {
        return not_text("it holds binary data; export it as CSV.");
    }
    Ok(())
}

/// The complete lines of the sample; blank ones stay, for the count. `is_whole` says that nothing follows.
pub(super) fn lines(text: &[u8], is_whole: bool) -> Vec<&[u8]> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let complete = match memchr::memrchr(b'\n', text) {
        Some(end) if !is_whole => &text[..end],
        _ => text,
    };
    complete
        .split(|&byte| byte == b'\n')
        .take(2000)
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

/// The delimiter under which most lines agree on their number of fields. A comma comes last, for it may be decimal.
pub(super) fn delimiter(lines: &[&[u8]]) -> Result<u8, ImportError> {
    let mut best = (0usize, b',');
    for delimiter in *b"\t;|," {
        let mut counts = std::collections::BTreeMap::<usize, usize>::new();
        for line in lines.iter().filter(|line| !line.trim_ascii().is_empty()).take(200) {
            *counts.entry(fields_of(line, delimiter).len()).or_default() += 1;
        }
        let agreeing =
            counts.iter().filter(|(n_fields, _)| **n_fields >= 2).map(|(_, &n)| n).max().unwrap_or(0);
        if agreeing > best.0 {
            best = (agreeing, delimiter);
        }
    }
    match best {
        (0, _) => Err(ImportError::Unrecognised(
            "no line is divided by commas, semicolons, tabs or bars".to_owned(),
        )),
        (_, delimiter) => Ok(delimiter),
    }
}

/// Position of the first row of data. `roles` are the person's.
pub(super) fn first_data(rows: &[Row], roles: Option<&[Option<Role>]>) -> Result<usize, ImportError> {
    let is_first = |&at: &usize| is_data(&rows[at], roles) && !is_column_numbers(&rows[at..]);
    (0..rows.len()).find(is_first).ok_or_else(|| {
        ImportError::Unrecognised("no row begins with a time and goes on with numbers".to_owned())
    })
}

/// The names of columns in a table that was made without names: 0, 1, 2 … in a row, and other numbers below.
fn is_column_numbers(rows: &[Row]) -> bool {
    let counts = |row: &Row, from: i64| {
        let start =
            usize::from(row.first().is_some_and(|field| field.is_empty() || field.starts_with(b"Unnamed")));
        row.len() > start + 1
            && row[start..].iter().zip(from..).all(|(field, count)| integer(field) == Some(count))
    };
    let is_one = |row: &Row| counts(row, 0) || counts(row, 1);
    is_one(&rows[0]) && !rows.get(1).is_some_and(is_one)
}

/// A row with a time and a number, or with a time and nothing but missing values; or four numbers, for early
/// counts since 1970 are too small to be told as times. Where a person has said what the columns hold, a time and a close.
pub(super) fn is_data(row: &Row, roles: Option<&[Option<Role>]>) -> bool {
    let is_number = |field: &&&[u8]| matches!(number(field, false), Field::Number(_));
    if let Some(roles) = roles {
        let of = |role| row.get(roles.iter().position(|known| *known == Some(role))?).copied();
        let has_digit = |field: &[u8]| field.iter().any(u8::is_ascii_digit);
        if let (Some(time), Some(close)) = (of(Role::Time), of(Role::Close)) {
            let is_price =
                [false, true].iter().any(|&comma| matches!(number(close, comma), Field::Number(_)));
            return has_digit(time) && (is_price || is_missing(close));
        }
    }
    if row.iter().filter(is_number).count() >= 4 {
        return true;
    }
    let Some(at) = row.iter().position(|field| looks_like_time(field)) else { return false };
    let mut numbers = row[at + 1..].iter().chain(&row[..at]).filter(|field| !looks_like_date(field));
    numbers.any(|field| {
        matches!(number(field, false), Field::Number(_))
            || matches!(number(field, true), Field::Number(_))
            || (is_missing(field) && !field.is_empty())
    })
}

/// The names of the columns, where a line above the data has about as many fields.
pub(super) fn names(headers: &[Row], n_fields: usize) -> Vec<String> {
    let headers: Vec<&Row> =
        headers.iter().filter(|row| row.len() + 1 >= n_fields && row.len() >= 2).collect();
    if headers.is_empty() {
        return Vec::new();
    }
    let text = |row: &Row, column: usize| {
        row.get(column).map(|field| String::from_utf8_lossy(field).into_owned()).unwrap_or_default()
    };
    let n_fields = n_fields.max(headers.iter().map(|row| row.len()).max().unwrap_or(0));
    // Of several header rows the lowest that names a role counts (Yahoo: Price, Ticker, Date).
    (0..n_fields)
        .map(|column| {
            let mut written = headers.iter().rev().map(|row| text(row, column));
            let named = written.clone().find(|name| role_of(name).is_some());
            named.or_else(|| written.find(|name| !name.is_empty())).unwrap_or_default()
        })
        .collect()
}

/// Refuses TradingView's lists of trades.
pub(super) fn refuse_trades(rows: &[Row]) -> Result<(), ImportError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let has = |name: &str| first.iter().any(|field| field.eq_ignore_ascii_case(name.as_bytes()));
    if (has("Trade #") || has("Trade number")) && (has("Type") || has("Signal")) {
        return Err(ImportError::NotBars(
            "This is a TradingView list of trades, not of bars. Export the chart's data instead (Export chart data)."
                .to_owned(),
        ));
    }
    Ok(())
}
