//! What a file is, from its first 64 KiB. The order of the questions is the order of the functions below.

use super::error::{ImportError, shortened};
use super::format::{DateOrder, Format, Question, Role, TimeStyle, UnixUnit};
use super::line::fields_of;
use super::number::{Field, is_missing, number};
use super::time::{date_parts, has_offset, integer, split_date, unit_by_magnitude};
use super::unpack::{Packing, Unpacker};
use super::{columns, source};

/// Enough of a file for [`sniff`] to tell its format.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Recognises a file by its first bytes, at best [`HEAD_BYTES`] of them or the whole file if it is shorter.
///
/// # Errors
/// The file is empty, is not text, holds something other than bars, or its columns cannot be told.
pub fn sniff(head: &[u8], file_name: &str) -> Result<Format, ImportError> {
    let packing = Packing::of(head);
    let text = sample_text(head, packing)?;
    refuse_what_is_not_delimited(&text)?;
    let lines = sample_lines(&text);
    let delimiter = delimiter_of(&lines)?;
    let rows: Vec<Vec<&[u8]>> = lines.iter().map(|line| fields_of(line, delimiter)).collect();
    refuse_trades(&rows)?;
    let first_data = rows.iter().position(|row| is_data(row)).ok_or_else(|| {
        ImportError::Unrecognised("no row begins with a time and goes on with numbers".to_owned())
    })?;
    let n_fields = rows[first_data].len();
    let data: Vec<&[&[u8]]> =
        rows[first_data..].iter().filter(|row| row.len() >= 2 && !is_blank(row)).map(Vec::as_slice).collect();
    let headers: Vec<&[&[u8]]> = rows[..first_data]
        .iter()
        .filter(|row| row.len() + 1 >= n_fields && row.len() >= 2)
        .map(Vec::as_slice)
        .collect();
    let names = columns::names(&headers, n_fields);
    let comma = decimal_comma(&data);
    let first_line = String::from_utf8_lossy(lines[0]).into_owned();
    let (source, roles) = columns::assign(&names, &data, &first_line, delimiter, comma.0)?;

    let mut format = Format {
        source: source.to_owned(),
        file_name: file_name.to_owned(),
        packing,
        delimiter,
        n_header_lines: first_data as u64,
        header: match first_data {
            0 => String::new(),
            n => String::from_utf8_lossy(lines[n - 1]).into_owned(),
        },
        names,
        roles,
        time: TimeStyle::Unix(UnixUnit::Seconds),
        decimal_comma: comma.0,
        time_zone: source::zone_of(source).to_owned(),
        questions: comma.1.into_iter().collect(),
    };
    ask_about_time(&mut format, &data)?;
    let is_dated = matches!(format.time, TimeStyle::Calendar(_));
    let has_clock = format.questions.iter().any(|question| matches!(question, Question::TimeZone { .. }));
    // The same header with times that these publishers do not write.
    if (format.source == "Alpha Vantage" && !is_dated)
        || (format.source == "Stooq" && (!is_dated || has_clock))
    {
        format.source = "generic".to_owned();
    }
    ask_about_columns(&mut format, &data);
    Ok(format)
}

fn sample_text(head: &[u8], packing: Packing) -> Result<Vec<u8>, ImportError> {
    let mut text = Vec::new();
    let mut keep = |bytes: &[u8]| {
        let room = HEAD_BYTES.saturating_sub(text.len());
        text.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(())
    };
    Unpacker::new(packing).push(&head[..head.len().min(HEAD_BYTES)], &mut keep)?;
    Ok(text)
}

fn refuse_what_is_not_delimited(text: &[u8]) -> Result<(), ImportError> {
    let start = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    let not_text = |what: &str| Err(ImportError::NotText(what.to_owned()));
    match start {
        [] => return Err(ImportError::Empty),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return not_text("it is written in UTF-16; save it as UTF-8."),
        [b'{' | b'[', ..] => {
            return Err(ImportError::NotText(format!(
                "it is JSON, perhaps a message of the provider: {}",
                shortened(start)
            )));
        }
        [b'P', b'A', b'R', b'1', ..] => return not_text("it is a Parquet file; export it as CSV."),
        _ => {}
    }
    if lower.starts_with(b"<html") || lower.starts_with(b"<!doctype") || lower.starts_with(b"<?xml") {
        return not_text("it is a web page, perhaps a sign-in page saved by mistake; download the CSV file.");
    }
    if start.contains(&0) {
        return not_text("it holds binary data; export it as CSV.");
    }
    Ok(())
}

/// The complete lines of the sample; blank ones stay, for the count.
fn sample_lines(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let complete = match memchr::memrchr(b'\n', text) {
        Some(end) if text.len() + 3 >= HEAD_BYTES => &text[..end],
        _ => text,
    };
    complete
        .split(|&byte| byte == b'\n')
        .take(2000)
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

/// The delimiter under which most lines agree on their number of fields. A comma comes last, for it may be decimal.
fn delimiter_of(lines: &[&[u8]]) -> Result<u8, ImportError> {
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

fn refuse_trades(rows: &[Vec<&[u8]>]) -> Result<(), ImportError> {
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

fn is_blank(row: &[&[u8]]) -> bool {
    row.iter().all(|field| field.is_empty())
}

/// A row with a time and a number, or with a time and nothing but missing values; or four numbers, for early
/// counts since 1970 are too small to be told as times.
fn is_data(row: &[&[u8]]) -> bool {
    let is_number = |field: &&&[u8]| matches!(number(field, false), Field::Number(_));
    if row.iter().filter(is_number).count() >= 4 {
        return true;
    }
    let Some(at) = row.iter().position(|field| columns::looks_like_time(field)) else { return false };
    let mut numbers = row[at + 1..].iter().chain(&row[..at]).filter(|field| !columns::looks_like_date(field));
    numbers.any(|field| {
        matches!(number(field, false), Field::Number(_))
            || matches!(number(field, true), Field::Number(_))
            || (is_missing(field) && !field.is_empty())
    })
}

/// Whether the comma is the decimal sign, by every number of the sample, and the question where none tells.
fn decimal_comma(data: &[&[&[u8]]]) -> (bool, Option<Question>) {
    let mut doubtful: Option<&[u8]> = None;
    let mut has_point = false;
    for field in data.iter().take(500).flat_map(|row| row.iter()) {
        if columns::looks_like_date(field) || field.contains(&b':') {
            continue;
        }
        let point = field.iter().rposition(|&byte| byte == b'.');
        let Some(comma) = field.iter().rposition(|&byte| byte == b',') else {
            has_point |= point.is_some() && matches!(number(field, false), Field::Number(_));
            continue;
        };
        match point {
            Some(point) => return (comma > point, None),
            None if memchr::memchr_iter(b',', field).count() > 1 => return (false, None),
            None if field.len() - comma - 1 == 3 && comma <= 4 => doubtful = Some(field),
            None if matches!(number(field, true), Field::Number(_)) => return (true, None),
            None => {}
        }
    }
    match doubtful {
        Some(_) if has_point => (false, None),
        Some(field) => (true, Some(Question::DecimalComma { example: shortened(field) })),
        None => (false, None),
    }
}

/// The style of the times; the order of day and month by any field above 12.
fn ask_about_time(format: &mut Format, data: &[&[&[u8]]]) -> Result<(), ImportError> {
    let column =
        format.column(Role::Time).ok_or_else(|| ImportError::Unrecognised("none holds a time".to_owned()))?;
    let times: Vec<&[u8]> =
        data.iter().filter_map(|row| row.get(column).copied()).filter(|t| !t.is_empty()).collect();
    let largest = times.iter().filter_map(|text| unix_count(text)).max_by_key(|count| count.unsigned_abs());
    if let Some(largest) = largest {
        // Less than three days after 1970: numbered rows, years, or the days of a spreadsheet.
        if largest.unsigned_abs() < 200_000 {
            return Err(ImportError::Unrecognised(format!(
                "{largest} is neither a date nor a Unix time; a spreadsheet must write its dates out, such as 2024-12-31"
            )));
        }
        format.time = TimeStyle::Unix(unit_by_magnitude(largest).unwrap_or(UnixUnit::Seconds));
        return Ok(());
    }
    let mut order = None;
    let mut example = None;
    for text in &times {
        let (date, _) = split_date(text);
        let Some(parts) = date_parts(date) else { continue };
        example.get_or_insert(date);
        if parts[0] > 31 {
            order = Some(DateOrder::YearFirst);
        } else if parts[0] > 12 {
            order = Some(DateOrder::DayFirst);
        } else if parts[1] > 12 {
            order = Some(DateOrder::MonthFirst);
        }
        if order.is_some() {
            break;
        }
    }
    let Some(example) = example else {
        let found = times.first().map(|text| shortened(text)).unwrap_or_default();
        return Err(ImportError::Unrecognised(format!("\"{found}\" is not a time in a known notation")));
    };
    let default = if example.contains(&b'/') { DateOrder::MonthFirst } else { DateOrder::DayFirst };
    if order.is_none() {
        format.questions.push(Question::DateOrder { example: shortened(example), default });
    }
    format.time = TimeStyle::Calendar(order.unwrap_or(default));
    let clock_column = format.column(Role::TimeOfDay);
    let has_bare_clock = data.iter().take(500).any(|row| {
        let beside = clock_column.and_then(|column| row.get(column)).copied().unwrap_or_default();
        let behind = row.get(column).map(|text| split_date(text).1).unwrap_or_default();
        let clock = if behind.is_empty() { beside } else { behind };
        !has_offset(clock) && clock.iter().any(|byte| (b'1'..=b'9').contains(byte))
    });
    // Dukascopy names the zone in the header.
    if has_bare_clock && format.source != "Dukascopy" {
        format.questions.push(Question::TimeZone { default: format.time_zone.clone() });
    }
    Ok(())
}

/// A count since 1970 rather than a date written in digits.
pub(super) fn unix_count(text: &[u8]) -> Option<i64> {
    let whole = text.split(|&byte| byte == b'.').next().unwrap_or(text);
    if text.iter().filter(|&&byte| byte == b'.').count() > 1 || columns::looks_like_date(text) {
        return None;
    }
    integer(whole)
}

fn ask_about_columns(format: &mut Format, data: &[&[&[u8]]]) {
    if format.column(Role::AdjustedClose).is_some() && format.column(Role::Close).is_some() {
        format.questions.push(Question::Adjusted);
    }
    if let Some(column) = format.column(Role::Ticker) {
        let mut found: Vec<String> = Vec::new();
        for ticker in data.iter().filter_map(|row| row.get(column)) {
            let ticker = String::from_utf8_lossy(ticker).into_owned();
            if !found.contains(&ticker) && found.len() < 100 {
                found.push(ticker);
            }
        }
        if found.len() > 1 {
            format.questions.push(Question::Ticker { found });
        }
    }
}
