//! Cells as text: numbers with all their digits, dates and times written out.

use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType, Range};

const DAY_MS: i64 = 86_400_000;
/// Sums of fractions of a day miss a second by so much.
const DUST_MS: i64 = 5;

/// The rows of a sheet divided by commas. Rows above the first used one are empty lines.
pub(super) fn text(range: &Range<Data>) -> Vec<u8> {
    let n_above = range.start().map_or(0, |(row, _)| row as usize);
    let mut text = vec![b'\n'; n_above];
    let has_clock = columns_with_clock(range);
    for row in range.rows() {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                text.push(b',');
            }
            text.extend_from_slice(field(cell, has_clock[column]).as_bytes());
        }
        text.push(b'\n');
    }
    text
}

/// A column with a time of day beside some date has one beside every date.
fn columns_with_clock(range: &Range<Data>) -> Vec<bool> {
    let mut has_clock = vec![false; range.width()];
    for row in range.rows() {
        for (cell, has_clock) in row.iter().zip(&mut has_clock) {
            *has_clock |= match cell {
                Data::DateTime(serial) => milliseconds(serial) % DAY_MS != 0,
                Data::DateTimeIso(text) => text.contains('T'),
                _ => false,
            };
        }
    }
    has_clock
}

fn field(cell: &Data, has_clock: bool) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(is_true) => if *is_true { "TRUE" } else { "FALSE" }.to_owned(),
        Data::String(text) => quoted(text),
        Data::DateTime(serial) => date_time(serial, has_clock),
        Data::DateTimeIso(text) => iso(text, has_clock),
        Data::DurationIso(text) => of_day(text),
        Data::Error(CellErrorType::NA) => "#N/A".to_owned(),
        Data::Error(error) => error.to_string(),
    }
}

/// On one line, in quotes where a comma would divide it.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect();
    let line = line.trim();
    if line.contains(',') { format!("\"{line}\"") } else { line.to_owned() }
}

/// Days as milliseconds, to the second where only dust is missing.
fn milliseconds(serial: &ExcelDateTime) -> i64 {
    let ms = (serial.as_f64() * DAY_MS as f64).round() as i64;
    let second = (ms + 500).div_euclid(1000) * 1000;
    if (ms - second).abs() <= DUST_MS { second } else { ms }
}

fn date_time(serial: &ExcelDateTime, has_clock: bool) -> String {
    let ms = milliseconds(serial);
    let (days, of_day) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
    let (hours, minutes) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let mut clock = format!("{:02}:{minutes:02}:{:02}", hours, of_day / 1000 % 60);
    if of_day % 1000 != 0 {
        clock.push_str(&format!(".{:03}", of_day % 1000));
    }
    if days == 0 {
        return clock;
    }
    // Whether days count from 1904 shows only in what they come to.
    let date = |is_1904| {
        let of = |days| ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904);
        (of(days as f64).to_ymd_hms_milli(), of(serial.as_f64()).to_ymd_hms_milli())
    };
    let is_1904 = date(false).1 != serial.to_ymd_hms_milli();
    let (year, month, day, ..) = date(is_1904).0;
    let date = format!("{year:04}-{month:02}-{day:02}");
    if has_clock { format!("{date} {clock}") } else { date }
}

/// `2024-01-02T09:30:00.000000000`, as OpenDocument has it.
fn iso(text: &str, has_clock: bool) -> String {
    match text.split_once('T') {
        Some((date, clock)) => format!("{date} {}", whole_seconds(clock)),
        None if has_clock => format!("{text} 00:00:00"),
        None => text.to_owned(),
    }
}

fn whole_seconds(clock: &str) -> &str {
    match clock.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole,
        _ => clock,
    }
}

/// `PT09H30M00S` as 09:30:00; anything else as it is.
fn of_day(text: &str) -> String {
    let parts = || {
        let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds = whole_seconds(rest.strip_suffix('S')?.trim_end_matches(','));
        Some(format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}"))
    };
    parts().unwrap_or_else(|| quoted(text))
}
