//! Lines of words among the rows: remarks, footers, totals.

use super::time::begins_with_month;

/// A remark, or a sentence below the table: it begins with a word or `#`, and nothing where the time should be looks
/// like the beginning of one. A row whose date alone is spoilt has numbers in all `n_prices` price columns.
pub(super) fn is_words(line: &[u8], time: &[u8], n_prices: impl Fn() -> usize) -> bool {
    let start = line.iter().position(|byte| !matches!(byte, b' ' | b'"' | b'\t')).unwrap_or(0);
    let words = &line[start..];
    let is_text = |field: &[u8]| {
        field.first().is_none_or(|byte| {
            byte.is_ascii_alphabetic() || matches!(byte, b'#' | b'*' | b'(') || !byte.is_ascii()
        })
    };
    is_text(words)
        && is_text(time)
        && has_word(words)
        && !begins_with_month(words)
        && !begins_with_month(time)
        && (n_prices() < 4 || is_summary(words))
}

/// What people write below a table: a row of totals.
fn is_summary(line: &[u8]) -> bool {
    let words = [
        "total", "average", "avg", "mean", "sum", "minimum", "maximum", "median", "count", "summe", "gesamt",
    ];
    let lower = line[..line.len().min(10)].to_ascii_lowercase();
    words.iter().any(|word| lower.starts_with(word.as_bytes()))
}

/// Three letters in a row.
pub(super) fn has_word(text: &[u8]) -> bool {
    text.windows(3).any(|three| three.iter().all(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()))
}
