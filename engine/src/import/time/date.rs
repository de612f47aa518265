//! Written dates: digits with or without separators, and names of months.

use jiff::civil::Date;

use super::super::format::DateOrder;

/// What a date consists of, in the order in which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// The three numbers; a month's name is its number.
    pub parts: [i64; 3],
    /// How many digits each has; 0 for a name.
    pub digits: [usize; 3],
}

impl Written {
    /// Whether a part is a year by its looks: four digits, or more than the 31 days of a month.
    pub(crate) fn is_year(&self, part: usize) -> bool {
        self.digits[part] == 4 || self.parts[part] > 31
    }

    /// Whether the month is written as a word.
    pub(crate) fn has_word(&self) -> bool {
        self.digits.contains(&0)
    }
}

/// Date and the rest: cut at `T` or a blank; digits without separators are cut after the date.
pub(crate) fn split_date(text: &[u8]) -> (&[u8], &[u8]) {
    let is_cut = |at: usize| match text[at] {
        b' ' => true,
        b'T' => at > 0 && text[at - 1].is_ascii_digit(),
        _ => false,
    };
    let cut = (0..text.len()).find(|&at| is_cut(at));
    let head = &text[..cut.unwrap_or(text.len())];
    let is_digits = !head.is_empty() && head.iter().all(u8::is_ascii_digit);
    if is_digits && head.len() > 5 {
        return match (cut, head.len()) {
            (Some(at), _) => (head, text[at + 1..].trim_ascii()),
            // 20241231235959 and 202412312359; 2412312359 where the column is known to hold dates.
            (None, 12 | 14) if (1700..2300).contains(&number(&head[..4])) => head.split_at(8),
            (None, 10 | 12) => head.split_at(6),
            _ => (head, &text[..0]),
        };
    }
    let is_plain = head.first().is_some_and(u8::is_ascii_digit)
        && head.iter().filter(|byte| matches!(byte, b'-' | b'.' | b'/')).count() == 2
        && head.last() != Some(&b'.');
    if is_plain {
        return (head, cut.map_or(&text[..0], |at| text[at + 1..].trim_ascii()));
    }
    match end_of_words(text) {
        Some(end) => {
            let rest = text[end..].trim_ascii();
            (&text[..end], rest.strip_prefix(b"T").unwrap_or(rest))
        }
        None => (head, cut.map_or(&text[..0], |at| text[at + 1..].trim_ascii())),
    }
}

/// Where a date of words and numbers ends; `None` where there is no such date.
fn end_of_words(text: &[u8]) -> Option<usize> {
    let (mut at, mut n_parts) = (0, 0);
    while n_parts < 3 {
        let (token, end) = token(text, at)?;
        n_parts += usize::from(matches!(token, Token::Number(_) | Token::Month(_)));
        at = end;
    }
    // `2024年1月2日` and `2024. 1. 2.` end with a mark.
    if text.get(at) == Some(&b'.') && text.get(at + 1).is_none_or(|&byte| byte == b' ') {
        at += 1;
    }
    at += text[at..].iter().take_while(|byte| !byte.is_ascii()).count();
    at += usize::from(text.get(at) == Some(&b','));
    Some(at)
}

enum Token {
    Number(usize),
    Month(i64),
    Filler,
}

/// The token at a place and where it ends; `None` at the end of the text and at what no date has.
fn token(text: &[u8], at: usize) -> Option<(Token, usize)> {
    let run = |is: fn(&u8) -> bool| at + text[at..].iter().take_while(|byte| is(byte)).count();
    let first = *text.get(at)?;
    if first.is_ascii_digit() {
        let end = run(u8::is_ascii_digit);
        return (end - at <= 4).then_some((Token::Number(end - at), end));
    }
    if matches!(first, b' ' | b',' | b'.' | b'-' | b'/') {
        return Some((Token::Filler, at + 1));
    }
    if !first.is_ascii_alphabetic() && first.is_ascii() {
        return None;
    }
    let end = run(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let word = folded(&text[at..end]);
    if let Some(month) = month(&word) {
        return Some((Token::Month(month), end));
    }
    let is_filler = word.is_empty()
        || WEEKDAYS.iter().any(|day| word.starts_with(day))
        || matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "de" | "of");
    is_filler.then_some((Token::Filler, end))
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Lower case, and without the marks on letters that months' names have; other letters are dropped.
fn folded(word: &[u8]) -> String {
    String::from_utf8_lossy(word)
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'a'..='z' => Some(c),
            'ä' => Some('a'),
            'é' | 'è' => Some('e'),
            'û' => Some('u'),
            'ç' => Some('c'),
            _ => None,
        })
        .collect()
}

/// Beginnings of months' names in English, German, French, Spanish, Italian, Portuguese and Dutch.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen"],
    &["feb", "fev"],
    &["mar", "mrz", "mrt", "mae"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mei", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "dic"],
];

fn month(word: &str) -> Option<i64> {
    let starts = |names: &[&str]| names.iter().any(|name| word.starts_with(name));
    let at = MONTHS.iter().position(|names| starts(names))?;
    (word.len() <= 10).then_some(at as i64 + 1)
}

/// Whether a text begins with the name of a month or of a day, as a date that is cut off may.
pub(crate) fn begins_with_month(text: &[u8]) -> bool {
    let end = text.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    let word = folded(&text[..end]);
    month(&word).is_some_and(|_| end <= 10) || WEEKDAYS.iter().any(|day| word.starts_with(day))
}

/// The parts of a date as written. Six and eight digits without separators are cut as years first.
pub(crate) fn written(date: &[u8]) -> Option<Written> {
    written_as(date, DateOrder::YearFirst)
}

fn written_as(date: &[u8], order: DateOrder) -> Option<Written> {
    if matches!(date.len(), 6 | 8) && date.iter().all(u8::is_ascii_digit) {
        let year = date.len() - 4;
        let digits = if order == DateOrder::YearFirst { [year, 2, 2] } else { [2, 2, year] };
        let (a, b) = (digits[0], digits[0] + digits[1]);
        return Some(Written {
            parts: [number(&date[..a]), number(&date[a..b]), number(&date[b..])],
            digits,
        });
    }
    let (mut parts, mut digits, mut n_parts) = ([0; 3], [0; 3], 0);
    if date.first().is_some_and(u8::is_ascii_digit)
        && date.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'/'))
    {
        for part in date.split(|byte| matches!(byte, b'-' | b'.' | b'/')) {
            if n_parts == 3 && part.is_empty() {
                break;
            }
            if n_parts == 3 || part.is_empty() || part.len() > 4 {
                return None;
            }
            (parts[n_parts], digits[n_parts]) = (number(part), part.len());
            n_parts += 1;
        }
    } else {
        let mut at = 0;
        while at < date.len() {
            let (token, end) = token(date, at)?;
            let (value, n_digits) = match token {
                Token::Number(n_digits) => (number(&date[at..end]), n_digits),
                Token::Month(month) => (month, 0),
                Token::Filler => {
                    at = end;
                    continue;
                }
            };
            if n_parts == 3 {
                return None;
            }
            (parts[n_parts], digits[n_parts]) = (value, n_digits);
            n_parts += 1;
            at = end;
        }
        if digits[..n_parts].iter().filter(|&&n| n == 0).count() > 1 {
            return None;
        }
    }
    (n_parts == 3).then_some(Written { parts, digits })
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: &[u8], order: DateOrder) -> Option<i64> {
    let written = written_as(date, order)?;
    let (parts, digits) = (written.parts, written.digits);
    let year_at_end = written.is_year(2) && !written.is_year(0);
    // Positions of year, month and day.
    let [y, m, d] = match digits.iter().position(|&n| n == 0) {
        Some(m) => {
            let others: [usize; 2] = [usize::from(m == 0), 2 - usize::from(m == 2)];
            let [first, second] = others;
            let is_year_first = match (written.is_year(first), written.is_year(second)) {
                (true, false) => true,
                (false, true) => false,
                (true, true) => return None,
                (false, false) => order == DateOrder::YearFirst,
            };
            if is_year_first { [first, m, second] } else { [second, m, first] }
        }
        None if written.is_year(0) => [0, 1, 2],
        None => match order {
            DateOrder::YearFirst if year_at_end => return None,
            DateOrder::YearFirst => [0, 1, 2],
            DateOrder::DayFirst => [2, 1, 0],
            DateOrder::MonthFirst => [2, 0, 1],
        },
    };
    // Two digits mean 1970 to 2069.
    let year = match (digits[y], parts[y]) {
        (4, year) => year,
        (1 | 2, year @ 0..70) => year + 2000,
        (2, year) => year + 1900,
        _ => return None,
    };
    let date = Date::new(year.try_into().ok()?, parts[m].try_into().ok()?, parts[d].try_into().ok()?).ok()?;
    Some(i64::from((date - Date::constant(1970, 1, 1)).get_days()))
}

/// A date in digits or with a month's name, with or without a time behind it. Digits alone are a date only with a full year.
pub(crate) fn looks_like_date(field: &[u8]) -> bool {
    let (date, _) = split_date(field);
    if date.iter().all(u8::is_ascii_digit) && date.len() != 8 {
        return false;
    }
    let Some(written) = written(date) else { return false };
    let Written { parts, digits } = written;
    if date.iter().all(u8::is_ascii_digit) {
        let is_compact = |year: i64, month: i64, day: i64| {
            (1700..2300).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
        };
        return is_compact(parts[0], parts[1], parts[2]);
    }
    if written.has_word() {
        return true;
    }
    // 1.2.3 is no date: either end must be a year.
    let day_and_month = if written.is_year(0) { [parts[1], parts[2]] } else { [parts[0], parts[1]] };
    (digits[0] == 4 || digits[2] == 4 || date.len() == 8)
        && day_and_month.iter().all(|part| (1..=31).contains(part))
}

fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAN_2: i64 = 19_724;

    #[test]
    fn dates_are_read_in_the_shapes_that_people_write() {
        for text in [
            "Jan 2, 2024",
            "January 2, 2024",
            "02-Jan-2024",
            "02-JAN-2024",
            "02JAN2024",
            "2 Jan 2024",
            "2-Jan-24",
            "Tue Jan 2 2024",
            "Tuesday, January 2nd, 2024",
            "2024-Jan-02",
            "02/Jan/2024",
            "2. Januar 2024",
            "2 janv. 2024",
            "2 de enero de 2024",
            "2024年01月02日",
            "2024. 1. 2.",
            "02.01.2024",
            "2024/1/2",
            "02/01/24",
        ] {
            let (date, rest) = split_date(text.as_bytes());
            assert_eq!((day_number(date, DateOrder::DayFirst), rest), (Some(JAN_2), &b""[..]), "{text}");
            assert!(looks_like_date(text.as_bytes()), "{text}");
        }
        for (text, order) in [
            ("240102", DateOrder::YearFirst),
            ("020124", DateOrder::DayFirst),
            ("010224", DateOrder::MonthFirst),
            ("20240102", DateOrder::YearFirst),
            ("02012024", DateOrder::DayFirst),
        ] {
            assert_eq!(day_number(text.as_bytes(), order), Some(JAN_2), "{text}");
        }
    }

    #[test]
    fn the_time_stands_behind_the_date_whatever_its_shape() {
        for text in [
            "Jan 2, 2024 14:30",
            "02-OCT-2024 14:30",
            "2 Oct 2024, 14:30",
            "20240102 14:30",
            "2024-01-02T14:30",
            "02-Oct-2024T14:30",
        ] {
            assert_eq!(split_date(text.as_bytes()).1, b"14:30", "{text}");
        }
        assert_eq!(split_date(b"2401021430"), (&b"240102"[..], &b"1430"[..]));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "Jan", "Jan 2024", "2 Foo 2024", "1.2.3", "Jan Feb 2024", "12:30", "10.5", "AAPL", "1-2"]
        {
            assert!(!looks_like_date(text.as_bytes()), "{text}");
        }
        for text in ["2024-13-01", "2023-02-29", "1024-1-2-3", "Jan 2, 224", "32 Jan 2024"] {
            assert_eq!(day_number(text.as_bytes(), DateOrder::YearFirst), None, "{text}");
        }
    }
}
