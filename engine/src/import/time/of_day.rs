//! The time of day, and what its digits count where nothing stands between them.

use super::super::format::ClockDigits;
use super::integer;

/// Milliseconds since midnight of `HH:MM[:SS[.fff]]` or of digits, with or without AM and PM.
pub(crate) fn day_ms(text: &[u8], unit: ClockDigits) -> Option<i64> {
    let (text, half) = without_half(text);
    let (clock, fraction) = match text.iter().position(|&byte| matches!(byte, b'.' | b',')) {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &text[..0]),
    };
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [mut hour, minute, second] = if clock.contains(&b':') {
        let mut parts = [0; 3];
        let mut n_parts = 0;
        for part in clock.split(|&byte| byte == b':') {
            *parts.get_mut(n_parts)? = integer(part).filter(|_| part.len() <= 2)?;
            n_parts += 1;
        }
        if n_parts < 2 {
            return None;
        }
        parts
    } else {
        let digits = integer(clock).filter(|_| clock.len() <= 6)?;
        match unit {
            // "9 AM" is an hour whatever the others are.
            _ if half.is_some() && clock.len() <= 2 => [digits, 0, 0],
            ClockDigits::Hours if clock.len() <= 2 => [digits, 0, 0],
            ClockDigits::Minutes if clock.len() <= 4 => [digits / 100, digits % 100, 0],
            ClockDigits::Seconds => [digits / 10_000, digits / 100 % 100, digits % 100],
            _ => return None,
        }
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    in_range.then(|| ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds(fraction))
}

/// Takes AM or PM off; the hours that it adds.
fn without_half(text: &[u8]) -> (&[u8], Option<i64>) {
    if !text.last().is_some_and(|byte| matches!(byte, b'm' | b'M' | b'.')) {
        return (text, None);
    }
    for (mark, hours) in [(&b"AM"[..], 0), (b"PM", 12), (b"A.M.", 0), (b"P.M.", 12)] {
        let start = text.len().saturating_sub(mark.len());
        if text[start..].eq_ignore_ascii_case(mark) {
            return (text[..start].trim_ascii(), Some(hours));
        }
    }
    (text, None)
}

/// The first three digits behind the point.
pub(crate) fn milliseconds(fraction: &[u8]) -> i64 {
    (0..3).fold(0, |ms, i| ms * 10 + fraction.get(i).map_or(0, |digit| i64::from(digit - b'0')))
}

/// What the digits of a column of clocks count, by all of them: none may be impossible. `Err` holds one that cannot be
/// told. Columns with colons, and empty ones, need no answer.
pub(crate) fn unit_of<'a>(clocks: &[&'a [u8]], is_named_hour: bool) -> Result<Option<ClockDigits>, &'a [u8]> {
    let digits: Vec<&[u8]> = clocks
        .iter()
        .copied()
        .filter(|clock| !clock.is_empty() && clock.iter().all(u8::is_ascii_digit))
        .collect();
    let Some(longest) = digits.iter().map(|clock| clock.len()).max() else { return Ok(None) };
    let suits = |unit| digits.iter().all(|clock| day_ms(clock, unit).is_some());
    let candidates: &[ClockDigits] = match longest {
        1 | 2 if digits.iter().all(|clock| clock.iter().all(|&byte| byte == b'0')) => &[ClockDigits::Minutes],
        // From 0 to 23 these may be hours, minutes after midnight or seconds.
        1 | 2 if is_named_hour || digits.iter().all(|clock| clock.len() == 2) => &[ClockDigits::Hours],
        1 | 2 => &[],
        3 | 4 => &[ClockDigits::Minutes, ClockDigits::Seconds],
        5 | 6 => &[ClockDigits::Seconds],
        _ => &[],
    };
    match candidates.iter().find(|&&unit| suits(unit)) {
        Some(&unit) => Ok(Some(unit)),
        None => Err(digits
            .iter()
            .copied()
            .find(|clock| candidates.iter().all(|&unit| day_ms(clock, unit).is_none()))
            .unwrap_or(digits[0])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_PAST_NINE: i64 = 34_200_000;

    #[test]
    fn clocks_are_read_with_and_without_leading_zeros() {
        for (text, unit, ms) in [
            ("09:30", ClockDigits::Minutes, HALF_PAST_NINE),
            ("9:30:00.000", ClockDigits::Minutes, HALF_PAST_NINE),
            ("9:30 AM", ClockDigits::Minutes, HALF_PAST_NINE),
            ("9:30 p.m.", ClockDigits::Minutes, HALF_PAST_NINE + 43_200_000),
            ("930", ClockDigits::Minutes, HALF_PAST_NINE),
            ("0930", ClockDigits::Minutes, HALF_PAST_NINE),
            ("93000", ClockDigits::Seconds, HALF_PAST_NINE),
            ("930", ClockDigits::Seconds, 570_000),
            ("9", ClockDigits::Hours, 32_400_000),
            ("5", ClockDigits::Minutes, 300_000),
        ] {
            assert_eq!(day_ms(text.as_bytes(), unit), Some(ms), "{text}");
        }
        for text in ["24:00", "9:60", "9", "1:2:3:4", "093000", "34200000", "", "am"] {
            assert_eq!(day_ms(text.as_bytes(), ClockDigits::Hours).filter(|_| text != "9"), None, "{text}");
        }
    }

    #[test]
    fn the_whole_column_says_what_its_digits_count() {
        let unit = |clocks: &[&str]| {
            let clocks: Vec<&[u8]> = clocks.iter().map(|clock| clock.as_bytes()).collect();
            unit_of(&clocks, false).map_err(|found| String::from_utf8_lossy(found).into_owned())
        };
        assert_eq!(unit(&["935", "1801"]), Ok(Some(ClockDigits::Minutes)));
        assert_eq!(unit(&["0", "30", "100", "93000"]), Ok(Some(ClockDigits::Seconds)));
        assert_eq!(unit(&["30", "59", "100", "2959"]), Ok(Some(ClockDigits::Seconds)));
        assert_eq!(unit(&["00", "01", "23"]), Ok(Some(ClockDigits::Hours)));
        assert_eq!(unit(&["9", "10"]), Err("9".to_owned()));
        assert_eq!(unit(&["34200", "34260"]), Err("34260".to_owned()));
        assert_eq!(unit(&["09:30", ""]), Ok(None));
    }
}
