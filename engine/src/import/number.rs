//! Numbers as files write them: currency signs, thousands, decimal commas, K and M.

/// Powers of ten that a double holds exactly and that 15 digits can need.
const TEN: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// What a field of a number column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Field {
    /// A finite number.
    Number(f64),
    /// Nothing, or a word for nothing such as `null` or `N/A`.
    Missing,
    /// Anything else.
    Garbage,
}

/// Reads a number. The result is the double nearest to the decimal text.
pub(crate) fn number(text: &[u8], decimal_comma: bool) -> Field {
    let point = if decimal_comma { b',' } else { b'.' };
    if let Some(value) = short_decimal(text, point) {
        return Field::Number(value);
    }
    if is_missing(text) {
        return Field::Missing;
    }
    if point == b'.'
        && let Ok(value) = fast_float2::parse::<f64, _>(text)
    {
        // Words such as "inf" and overflowing exponents parse, and are no prices.
        return if value.is_finite() { Field::Number(value) } else { Field::Garbage };
    }
    decorated(text, point)
}

/// Up to 15 digits with at most one decimal sign: one exact integer divided by one exact power of ten, hence
/// correctly rounded (W. D. Clinger, "How to read floating point numbers accurately", 1990).
fn short_decimal(text: &[u8], point: u8) -> Option<f64> {
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    let (mut digits, mut n_digits, mut point_at) = (0u64, 0usize, None);
    for &byte in text {
        if byte.is_ascii_digit() {
            digits = digits * 10 + u64::from(byte - b'0');
            n_digits += 1;
        } else if byte == point && point_at.is_none() {
            point_at = Some(n_digits);
        } else {
            return None;
        }
    }
    if n_digits == 0 || n_digits > 15 {
        return None;
    }
    Some(digits as f64 / TEN[n_digits - point_at.unwrap_or(n_digits)])
}

/// Whether the field says that there is no value.
pub(super) fn is_missing(text: &[u8]) -> bool {
    ["", "null", "nan", "n/a", "na", "none", "nil", "-", "--", "#n/a"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// Currency signs, thousands separators and the suffixes K, M and B of volumes.
fn decorated(text: &[u8], point: u8) -> Field {
    let Ok(text) = std::str::from_utf8(text) else { return Field::Garbage };
    let text = text.trim_matches(|c: char| "$€£¥".contains(c) || c.is_whitespace());
    let (text, factor) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 1e3),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 1e6),
        Some(b'B' | b'b') => (&text[..text.len() - 1], 1e9),
        _ => (text, 1.0),
    };
    let (whole, fraction) = match text.split_once(char::from(point)) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let Some(mut plain) = without_thousands(whole) else { return Field::Garbage };
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    match fast_float2::parse::<f64, _>(plain.as_bytes()) {
        Ok(value) if (value * factor).is_finite() => Field::Number(value * factor),
        _ => Field::Garbage,
    }
}

/// Takes separators out only where every group after the first has three digits, or as in India the last three and the
/// others two, so that a slip is not hidden.
fn without_thousands(whole: &str) -> Option<String> {
    let is_separator = |c: char| matches!(c, ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let Some(separator) = whole.chars().find(|&c| is_separator(c)) else { return Some(whole.to_owned()) };
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, others) = groups.split_first()?;
    let (last, middle) = others.split_last()?;
    let is_group =
        |group: &str, n: usize| group.len() == n && group.bytes().all(|byte| byte.is_ascii_digit());
    let lead = first.strip_prefix(['-', '+']).unwrap_or(first);
    let is_lead = !lead.is_empty() && lead.len() <= 3 && lead.bytes().all(|byte| byte.is_ascii_digit());
    let is_indian = separator == ',' && lead.len() <= 2 && middle.iter().all(|group| is_group(group, 2));
    let is_plain = middle.iter().all(|group| is_group(group, 3));
    (is_lead && is_group(last, 3) && (is_plain || is_indian)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, comma, value) in [
            ("1234.5", false, 1234.5),
            ("0.1", false, 0.1),
            ("-3.5", false, -3.5),
            ("1.5e3", false, 1500.0),
            ("$1,234.50", false, 1234.5),
            ("1.234,50", true, 1234.5),
            ("1,5", true, 1.5),
            ("1 234 567", false, 1_234_567.0),
            ("12.5M", false, 12_500_000.0),
            ("1,23,456.75", false, 123_456.75),
            ("-1,234", false, -1234.0),
            ("12345678901234567890.25", false, 12_345_678_901_234_567_890.25),
        ] {
            assert_eq!(number(text.as_bytes(), comma), Field::Number(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_from_what_is_missing() {
        for text in [
            "abc",
            "1.2.3",
            "12,34",
            "1e999",
            "inf",
            "0x10",
            ".",
            "1003,125",
            "1,234'567",
            ",123",
            "12,345,67",
        ] {
            assert_eq!(number(text.as_bytes(), false), Field::Garbage, "{text}");
        }
        for text in ["", "null", "NaN", "N/A", "-"] {
            assert_eq!(number(text.as_bytes(), false), Field::Missing, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_fast_path_agrees_with_the_standard_library(whole in 0u32.., fraction in 0u32..100_000) {
            let text = format!("{whole}.{fraction:05}");
            let expected: f64 = text.parse().unwrap();
            proptest::prop_assert_eq!(number(text.as_bytes(), false), Field::Number(expected));
        }
    }
}
