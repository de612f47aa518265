//! The first and last rows of a file as they are understood, before the whole is read.

use super::decode::{Characters, Decoder};
use super::error::{ImportError, shortened};
use super::format::Format;
use super::line::{Lines, fields_of};
use super::options::ImportOptions;
use super::row::RowReader;
use super::unpack::{Packing, Unpacker};
use super::verdict::Row;
use crate::series::Bar;

/// Bars shown from either end.
const N_BARS: usize = 5;

/// Bars from both ends of a file, in the file's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preview {
    /// The first ones.
    pub first: Vec<Bar>,
    /// The last ones; empty for packed files and for UTF-16, whose end cannot be read alone.
    pub last: Vec<Bar>,
    /// The fields of the first row, as written.
    pub fields: Vec<String>,
}

/// Reads both ends. `tail` is the end of the file, or empty if `head` is all of it.
///
/// # Errors
/// A row of the sample does not read. Lines of the tail are counted from where it begins.
pub fn preview(
    format: &Format,
    options: &ImportOptions,
    head: &[u8],
    tail: &[u8],
) -> Result<Preview, ImportError> {
    let mut fields = Vec::new();
    let first = bars(format, options, head, tail.is_empty(), &mut fields)?;
    let is_plain = matches!(format.encoding.characters, Characters::Utf8 | Characters::Windows1252);
    let last = match (format.packing, tail.is_empty()) {
        (_, true) => first.clone(),
        (Packing::None, false) if is_plain => {
            // The tail begins somewhere inside a line.
            let line_end = if format.encoding.cr_only { b'\r' } else { b'\n' };
            let start = memchr::memchr(line_end, tail).map_or(tail.len(), |end| end + 1);
            let format = Format { n_header_lines: 0, ..format.clone() };
            bars(&format, options, &tail[start..], true, &mut Vec::new())?
        }
        _ => Vec::new(),
    };
    let n_last = last.len();
    Ok(Preview {
        first: first.into_iter().take(N_BARS).collect(),
        last: last.into_iter().skip(n_last.saturating_sub(N_BARS)).collect(),
        fields,
    })
}

fn bars(
    format: &Format,
    options: &ImportOptions,
    bytes: &[u8],
    is_end: bool,
    fields: &mut Vec<String>,
) -> Result<Vec<Bar>, ImportError> {
    let mut rows = RowReader::new(format.clone(), options)?;
    let comma = options.decimal_comma.unwrap_or(format.decimal_comma);
    let mut bars = Vec::new();
    let mut visit = |line: &[u8], number: u64| {
        if number <= rows.n_header_lines() || line.trim_ascii().is_empty() {
            return Ok(());
        }
        if fields.is_empty() {
            *fields = fields_of(line, format.delimiter).into_iter().map(shortened).collect();
        }
        if let Row::Bar { bar, .. } = rows.read(line, number, comma)? {
            bars.push(bar);
        }
        Ok(())
    };
    let mut lines = Lines::default();
    let mut decoder = Decoder::new(format.encoding);
    Unpacker::new(format.packing).push(bytes, &mut |packed| {
        let mut text = Vec::new();
        decoder.push(packed, &mut text);
        lines.push(&text, &mut visit)
    })?;
    if is_end {
        lines.finish(&mut visit)?;
    }
    Ok(bars)
}
