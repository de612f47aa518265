//! What stands behind a time of day: an offset, an abbreviation, or the name of a zone.

use jiff::tz::TimeZone;

/// How far local time is from UTC.
#[derive(Debug, Clone)]
pub(crate) enum Zone {
    /// Milliseconds east of UTC, all year.
    Fixed(i64),
    /// A zone with its rules.
    Named(TimeZone),
    /// An abbreviation that several zones share.
    Ambiguous,
}

/// Abbreviations that one zone has, and what it is ahead of UTC in minutes.
const FIXED: [(&str, i64); 26] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("WET", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("HKT", 480),
    ("SGT", 480),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
];

/// Abbreviations of zones with summer time.
const GENERIC: [(&str, &str); 4] = [
    ("ET", "America/New_York"),
    ("CT", "America/Chicago"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
];

/// CST is Chicago's and China's, IST India's, Israel's and Ireland's, BST London's and Dhaka's, and so on.
const AMBIGUOUS: [&str; 6] = ["CST", "IST", "BST", "AST", "SST", "ADT"];

/// The zone that a text names; `None` where it names none.
pub(crate) fn zone(text: &[u8]) -> Option<Zone> {
    let text =
        std::str::from_utf8(text).ok()?.trim_matches(|c: char| c.is_whitespace() || "()[]".contains(c));
    let upper = text.to_ascii_uppercase();
    if let Some((_, minutes)) = FIXED.iter().find(|(name, _)| *name == upper) {
        return Some(Zone::Fixed(minutes * 60_000));
    }
    if let Some((_, name)) = GENERIC.iter().find(|(name, _)| *name == upper) {
        return TimeZone::get(name).ok().map(Zone::Named);
    }
    if AMBIGUOUS.contains(&upper.as_str()) {
        return Some(Zone::Ambiguous);
    }
    let signed =
        upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper).trim_start();
    if signed.starts_with(['+', '-']) {
        // The name of the zone may follow, in words or in brackets: "+0000 UTC", "-05:00[America/New_York]".
        let end =
            signed[1..].find(|c: char| !c.is_ascii_digit() && c != ':').map_or(signed.len(), |at| at + 1);
        return offset_ms(&signed.as_bytes()[..end]).map(Zone::Fixed);
    }
    let is_name = text.len() > 2 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-+".contains(&b));
    if is_name { TimeZone::get(text).ok().map(Zone::Named) } else { None }
}

/// Time of day, and the text behind it, which names a zone where it is not empty.
pub(crate) fn split_zone(text: &[u8]) -> (&[u8], &[u8]) {
    let is_clock = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',');
    let mut end = text.iter().take_while(|byte| is_clock(byte)).count();
    let rest = text[end..].trim_ascii_start();
    let marks = [&b"AM"[..], b"PM", b"A.M.", b"P.M."];
    if let Some(mark) = marks.iter().find(|mark| {
        rest.len() >= mark.len()
            && rest[..mark.len()].eq_ignore_ascii_case(mark)
            && !rest.get(mark.len()).is_some_and(u8::is_ascii_alphabetic)
    }) {
        end = text.len() - rest.len() + mark.len();
    }
    (&text[..end], text[end..].trim_ascii())
}

/// `+05:30`, `-0500`, `+01`, `+1`.
pub(crate) fn offset_ms(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    let number = |digits: &[u8]| super::integer(digits).filter(|value| *value >= 0);
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number(digits)?, 0),
        4 if digits[1] == b':' => (number(&digits[..1])?, number(&digits[2..])?),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        5 if digits[2] == b':' => (number(&digits[..2])?, number(&digits[3..])?),
        // Some write seconds, too: +09:00:00.
        8 if digits[2] == b':' && digits[5..] == *b":00" => (number(&digits[..2])?, number(&digits[3..5])?),
        _ => return None,
    };
    if !(0..=18).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let ms = (hours * 60 + minutes) * 60_000;
    match sign {
        b'-' => Some(-ms),
        b'+' => Some(ms),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_in_the_ways_people_write_them() {
        for (text, minutes) in [
            ("Z", 0),
            ("+0000 UTC", 0),
            ("-05:00[America/New_York]", -300),
            ("EST", -300),
            ("GMT+0200", 120),
            ("UTC+5:30", 330),
            ("+09", 540),
            ("GMT-5", -300),
            ("(JST)", 540),
        ] {
            let found = zone(text.as_bytes());
            assert!(matches!(found, Some(Zone::Fixed(ms)) if ms == minutes * 60_000), "{text}: {found:?}");
        }
        for text in ["US/Eastern", "America/New_York", "ET", "Japan", "EST5EDT"] {
            assert!(matches!(zone(text.as_bytes()), Some(Zone::Named(_))), "{text}");
        }
        assert!(matches!(zone(b"CST"), Some(Zone::Ambiguous)));
        for text in ["", "local", "+25:00", "Mars/Olympus", "x"] {
            assert!(zone(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn the_zone_is_cut_off_behind_the_clock() {
        for (text, clock, rest) in [
            ("09:30:00 US/Eastern", "09:30:00", "US/Eastern"),
            ("09:30 pm ET", "09:30 pm", "ET"),
            ("09:30:00.000+09:00", "09:30:00.000", "+09:00"),
            ("093000", "093000", ""),
            ("09:30Z", "09:30", "Z"),
            ("09:30 AMT", "09:30", "AMT"),
        ] {
            let (a, b) = split_zone(text.as_bytes());
            assert_eq!((a.trim_ascii(), b), (clock.as_bytes(), rest.as_bytes()), "{text}");
        }
    }
}
