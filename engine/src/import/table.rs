//! A file whose columns were not recognised, as a table for a person to say what they hold.

use super::decode::Encoding;
use super::error::{ImportError, shortened};
use super::format::{ClockDigits, DateOrder, Format, Role, TimeStyle};
use super::line::fields_of;
use super::number::{Field, number};
use super::options::ImportOptions;
use super::sample::{self, Row};
use super::sniff::HEAD_BYTES;
use super::unpack::Packing;

/// The columns of a file, with the roles that `options` give them, and the fields of its first row of data.
///
/// # Errors
/// The file is not a table of text.
pub fn table(
    head: &[u8],
    file_name: &str,
    options: &ImportOptions,
) -> Result<(Format, Vec<String>), ImportError> {
    let packing = Packing::of(head);
    let (text, encoding) = sample::text(head, packing, HEAD_BYTES)?;
    let lines = sample::lines(&text, text.len() + 3 < HEAD_BYTES);
    let delimiter = sample::delimiter(&lines)?;
    let all: Vec<Row> = lines.iter().map(|line| fields_of(line, delimiter)).collect();
    let roles = options.roles.clone();
    let n_columns = usual_width(&all);
    let first = sample::first_data(&all, roles.as_deref()).unwrap_or_else(|_| first_of(&all, n_columns));
    let names = sample::names(&all[..first], n_columns);
    let mut roles: Vec<Option<Role>> = roles.unwrap_or_default();
    roles.resize(n_columns.max(names.len()), None);
    let fields = all.get(first).into_iter().flatten().map(|field| shortened(field)).collect();
    let format = bare(file_name, packing, encoding, delimiter, (first, names, roles));
    Ok((format, fields))
}

/// How many fields most rows have that have any.
fn usual_width(rows: &[Row]) -> usize {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for row in rows.iter().filter(|row| row.len() >= 2) {
        *counts.entry(row.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, n_rows)| *n_rows).map_or(0, |(width, _)| width)
}

/// The first row as wide as most that has a number in it.
fn first_of(rows: &[Row], width: usize) -> usize {
    let is_number = |field: &&[u8]| {
        [false, true].into_iter().any(|comma| matches!(number(field, comma), Field::Number(_)))
    };
    rows.iter().position(|row| row.len() == width && row.iter().any(&is_number)).unwrap_or(0)
}

fn bare(
    file_name: &str,
    packing: Packing,
    encoding: Encoding,
    delimiter: u8,
    (first, names, roles): (usize, Vec<String>, Vec<Option<Role>>),
) -> Format {
    Format {
        source: "generic".to_owned(),
        file_name: file_name.to_owned(),
        packing,
        encoding,
        delimiter,
        n_header_lines: first as u64,
        header: String::new(),
        names,
        roles,
        time: TimeStyle::Calendar(DateOrder::YearFirst),
        clock: ClockDigits::default(),
        days: false,
        stated: None,
        decimal_comma: false,
        time_zone: "UTC".to_owned(),
        questions: Vec::new(),
    }
}
