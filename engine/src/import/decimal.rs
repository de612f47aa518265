//! Whether the comma or the point is the decimal sign, by every number of the sample.

use super::error::shortened;
use super::number::{Field, number};
use super::question::Question;
use super::sample::Row;
use super::time::looks_like_date;

/// The decimal sign, and the question where nothing in the file decides it.
pub(super) fn decimal_comma(rows: &[Row], delimiter: u8, is_foreign: bool) -> (bool, Option<Question>) {
    let fields = || {
        rows.iter().take(500).flat_map(|row| row.iter().copied()).filter(|field| {
            field.iter().any(|byte| matches!(byte, b',' | b'.'))
                && !field.contains(&b':')
                && !looks_like_date(field)
        })
    };
    let reads = |field: &[u8], comma: bool| matches!(number(field, comma), Field::Number(_));
    let (mut n_point, mut n_comma) = (0u64, 0u64);
    let (mut with_comma, mut with_point) = (None, None);
    for field in fields() {
        match (reads(field, false), reads(field, true)) {
            (true, false) => n_point += 1,
            (false, true) => n_comma += 1,
            (true, true) if field.contains(&b',') => with_comma = with_comma.or(Some(field)),
            (true, true) => with_point = with_point.or(Some(field)),
            (false, false) => {}
        }
    }
    if n_point + n_comma > 0 {
        return (n_comma > n_point, None);
    }
    let ask = |example: &[u8], default: bool, sound: bool| {
        (default, Some(Question::DecimalComma { example: shortened(example), default, sound }))
    };
    match (with_comma, with_point) {
        // 3,300 and 2.5 in one file: only one of the two is a decimal sign.
        (Some(field), Some(_)) => ask(field, false, false),
        // Between commas, numbers in quotes with three digits behind their comma are thousands.
        (Some(field), None) if delimiter == b',' => ask(field, false, true),
        (Some(field), None) => match spread(rows, true).partial_cmp(&spread(rows, false)) {
            // 998 beside 1,002: as decimals, the prices of a row would be a thousand times apart.
            Some(std::cmp::Ordering::Greater) if spread(rows, true) > 100.0 => (false, None),
            _ => ask(field, true, false),
        },
        // 3.300 in a file whose language writes thousands so; elsewhere three decimals are decimals.
        (None, Some(field)) if is_foreign => ask(field, true, false),
        _ => (false, None),
    }
}

/// The largest ratio between the numbers in the first four numeric columns of a row.
fn spread(rows: &[Row], comma: bool) -> f64 {
    rows.iter()
        .take(500)
        .filter_map(|row| {
            let values: Vec<f64> = row
                .iter()
                .filter(|field| !looks_like_date(field))
                .filter_map(|field| match number(field, comma) {
                    Field::Number(value) if value > 0.0 => Some(value),
                    _ => None,
                })
                .take(4)
                .collect();
            let (low, high) = values.iter().fold((f64::MAX, 0.0f64), |(l, h), &v| (l.min(v), h.max(v)));
            (values.len() == 4).then_some(high / low)
        })
        .fold(1.0, f64::max)
}
