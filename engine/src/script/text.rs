//! `str.*`.

use super::Fails;
use super::clock::{ClockFn, Zone, part};
use super::heap::{Heap, Thing};
use super::names::names;
use super::numbers::truth;

names! {
    /// Functions of strings.
    pub enum TextFn {
        OfNumber = "str.of_number", OfBool = "str.of_bool", OfText = "str.of_text", OfArray = "str.of_array", OfMatrix = "str.of_matrix", Plus = "str.plus", Format = "str.format", FormatTime = "str.format_time",
        Length = "str.length", Contains = "str.contains", StartsWith = "str.startswith", EndsWith = "str.endswith",
        Pos = "str.pos", Substring = "str.substring", Replace = "str.replace", ReplaceAll = "str.replace_all",
        Split = "str.split", Lower = "str.lower", Upper = "str.upper", Trim = "str.trim", Repeat = "str.repeat",
        ToNumber = "str.tonumber", Match = "str.match",
    }
}

/// A value of unknown kind as text.
pub(super) fn show(value: f64, heap: &Heap) -> String {
    heap.read(value).map_or_else(|| number(value, 10), str::to_owned)
}

/// The same of truth, if it is truth.
pub(super) fn shown(value: f64, heap: &Heap, is_bool: bool) -> String {
    match is_bool {
        true => if value == 0.0 || value.is_nan() { "false" } else { "true" }.to_owned(),
        false => show(value, heap),
    }
}

/// Elements of a collection; `how` is 1 for truth, or a pattern for numbers.
fn listed(elements: &[f64], how: f64, heap: &Heap, tick: f64) -> String {
    let one = |value: &f64| match heap.read(how) {
        Some(pattern) if heap.read(*value).is_none() => patterned(*value, pattern, tick),
        _ => shown(*value, heap, how == 1.0),
    };
    format!("[{}]", elements.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// At most so many decimal digits, without zeros at the end.
fn number(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// By a pattern such as `#.##`, `0.000`, `#,###.0`.
fn patterned(value: f64, pattern: &str, tick: f64) -> String {
    match pattern {
        _ if value.is_nan() => return "NaN".to_owned(),
        "" => return number(value, 10),
        "mintick" | "price" => {
            let digits = if tick.is_nan() {
                2
            } else {
                (0..10).find(|d| (tick * libm::pow(10.0, f64::from(*d))).fract().abs() < 1e-9).unwrap_or(2)
            };
            return format!("{value:.*}", digits as usize);
        }
        "percent" => return format!("{value:.2}%"),
        "volume" => return volume(value),
        "integer" => return patterned(value, "#,##0", tick),
        "currency" => {
            return format!(
                "{}${}",
                if value < 0.0 { "-" } else { "" },
                patterned(value.abs(), "#,##0.00", tick)
            );
        }
        _ => {}
    }
    let first = pattern.find(['#', '0']).unwrap_or(pattern.len());
    let last = pattern.rfind(['#', '0', '.']).map_or(first, |at| at + 1).max(first);
    let (before, core, after) = (&pattern[..first], &pattern[first..last], &pattern[last..]);
    let (whole, decimals) = core.split_once('.').unwrap_or((core, ""));
    let value = if after.starts_with('%') { value * 100.0 } else { value };
    let most = decimals.chars().filter(|c| matches!(c, '#' | '0')).count();
    let least = decimals.chars().filter(|c| *c == '0').count();
    let mut text = format!("{:.most$}", value.abs());
    while text.contains('.') && text.len() - text.find('.').unwrap_or(0) - 1 > least && text.ends_with('0') {
        text.pop();
    }
    let text = text.strip_suffix('.').unwrap_or(&text);
    let (digits, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let zeros = whole.chars().filter(|c| *c == '0').count();
    let mut digits = format!("{digits:0>zeros$}");
    if whole.contains(',') {
        let mut at = digits.len();
        while at > 3 {
            at -= 3;
            digits.insert(at, ',');
        }
    }
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    let fraction = fraction.map(|f| format!(".{f}")).unwrap_or_default();
    format!("{before}{sign}{digits}{fraction}{after}")
}

fn volume(value: f64) -> String {
    let (scale, unit) = match value.abs() {
        x if x >= 1e9 => (1e9, "B"),
        x if x >= 1e6 => (1e6, "M"),
        x if x >= 1e3 => (1e3, "K"),
        _ => (1.0, ""),
    };
    format!("{}{unit}", number(value / scale, 3))
}

/// `{0}`, `{1,number,#.##}` replaced by the arguments.
fn format(pattern: &str, args: &[f64], heap: &Heap, zone: &Zone, tick: f64) -> String {
    let (mut out, mut rest) = (String::new(), pattern);
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        let mut parts = rest[open + 1..open + close].splitn(3, ',');
        let index = parts.next().and_then(|index| index.trim().parse::<usize>().ok());
        let kind = parts.next().unwrap_or_default().trim();
        let pattern = parts.next().unwrap_or_default().trim();
        let value = index.and_then(|index| args.get(index)).copied();
        match value {
            Some(value) => match heap.read(value) {
                Some(text) => out.push_str(text),
                None => out.push_str(&match (kind, pattern) {
                    ("date", "") => format_time(value, "yyyy-MM-dd", zone),
                    ("time", "") => format_time(value, "HH:mm:ss", zone),
                    ("date" | "time", pattern) => format_time(value, pattern, zone),
                    (_, "percent") => patterned(value, "#,##0%", tick),
                    (_, "") => patterned(value, "#,##0.###", tick),
                    (_, pattern) => patterned(value, pattern, tick),
                }),
            },
            None => out.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out.replace("''", "'")
}

/// `yyyy-MM-dd HH:mm:ss` and parts of it.
fn format_time(time: f64, pattern: &str, zone: &Zone) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    if time.is_nan() {
        return "NaN".to_owned();
    }
    let get = |func: ClockFn| part(func, time, zone) as i64;
    let (mut out, chars) = (String::new(), pattern.chars().collect::<Vec<_>>());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let n = chars[at..].iter().take_while(|x| **x == c).count();
        let hour = get(ClockFn::Hour);
        let value = match c {
            'y' => Some(get(ClockFn::Year) % if n == 2 { 100 } else { 10_000 }),
            'M' if n >= 3 => {
                out.push_str(MONTHS[(get(ClockFn::Month) as usize).clamp(1, 12) - 1]);
                None
            }
            'M' => Some(get(ClockFn::Month)),
            'd' => Some(get(ClockFn::DayOfMonth)),
            'H' => Some(hour),
            'h' => Some((hour + 11) % 12 + 1),
            'm' => Some(get(ClockFn::Minute)),
            's' => Some(get(ClockFn::Second)),
            'a' => {
                out.push_str(if hour < 12 { "AM" } else { "PM" });
                None
            }
            '\'' => {
                // Between quotation marks stands text; two of them are one.
                let end =
                    chars[at + 1..].iter().position(|x| *x == '\'').map_or(chars.len(), |end| at + 1 + end);
                let text = &chars[at + 1..end];
                out.extend(if text.is_empty() { &['\''][..] } else { text });
                at = end + 1;
                continue;
            }
            'E' => {
                let day = get(ClockFn::DayOfWeek).clamp(1, 7) as usize - 1;
                out.push_str(if n >= 4 { DAYS[day] } else { &DAYS[day][..3] });
                None
            }
            'Z' | 'z' | 'X' => {
                let minutes = (zone.local(time as i64) - time as i64) / 60_000;
                let sign = if minutes < 0 { '-' } else { '+' };
                out.push_str(&format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60));
                None
            }
            'S' => Some((time as i64).rem_euclid(1_000)),
            _ => {
                out.extend(std::iter::repeat_n(c, n));
                None
            }
        };
        if let Some(value) = value {
            out.push_str(&format!("{value:0n$}"));
        }
        at += n;
    }
    out
}

pub(super) fn call(func: TextFn, args: &[f64], heap: &mut Heap, zone: &Zone, tick: f64) -> Fails<f64> {
    use TextFn as F;
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    let read = |at: usize| heap.read(get(at)).unwrap_or_default().to_owned();
    let a = read(0);
    let made = match func {
        F::OfNumber => patterned(get(0), &read(1), tick),
        F::OfBool => if get(0) == 0.0 { "false" } else { "true" }.to_owned(),
        F::OfText => heap.read(get(0)).unwrap_or("NaN").to_owned(),
        F::OfArray => listed(heap.array(get(0))?, get(1), heap, tick),
        F::OfMatrix => {
            let rows = heap.rows_of_matrix(get(0))?;
            rows.map(|row| listed(row, get(1), heap, tick)).collect::<Vec<_>>().join("\n")
        }
        F::Plus if heap.read(get(0)).is_none() || heap.read(get(1)).is_none() => return Ok(f64::NAN),
        F::Plus => a + &read(1),
        F::Format => format(&a, args.get(1..).unwrap_or_default(), heap, zone, tick),
        F::FormatTime => {
            let pattern = heap.read(get(1)).unwrap_or("yyyy-MM-dd'T'HH:mm:ssZ").to_owned();
            let named = heap.read(get(2)).map(Zone::named).transpose()?;
            format_time(get(0), &pattern, named.as_ref().unwrap_or(zone))
        }
        F::Length => return Ok(a.chars().count() as f64),
        F::Contains => return Ok(truth(a.contains(&read(1)))),
        F::StartsWith => return Ok(truth(a.starts_with(&read(1)))),
        F::EndsWith => return Ok(truth(a.ends_with(&read(1)))),
        F::Pos => return Ok(a.find(&read(1)).map_or(f64::NAN, |at| a[..at].chars().count() as f64)),
        F::Substring => {
            let n = a.chars().count();
            let to = if get(2).is_nan() { n } else { (get(2).max(0.0) as usize).min(n) };
            let from = (get(1).max(0.0) as usize).min(to);
            a.chars().skip(from).take(to - from).collect()
        }
        F::Replace => {
            let (what, with, nth) =
                (read(1), read(2), if get(3).is_nan() { 0 } else { get(3).max(0.0) as usize });
            match a.match_indices(&what).nth(nth) {
                Some((at, _)) => format!("{}{with}{}", &a[..at], &a[at + what.len()..]),
                None => a.clone(),
            }
        }
        F::ReplaceAll => a.replace(&read(1), &read(2)),
        F::Split => {
            let separator = read(1);
            let parts: Vec<String> = if separator.is_empty() {
                a.chars().map(String::from).collect()
            } else {
                a.split(&separator).map(str::to_owned).collect()
            };
            let values = parts.iter().map(|part| heap.text(part)).collect();
            return Ok(heap.add(Thing::Array(values)));
        }
        F::Lower => a.to_lowercase(),
        F::Upper => a.to_uppercase(),
        F::Trim => a.trim().to_owned(),
        F::Repeat => {
            let n = get(1).clamp(0.0, 4_096.0) as usize;
            vec![a.as_str(); n].join(&read(2))
        }
        F::ToNumber => {
            // No words such as `inf`.
            let is_number = a.chars().all(|c| matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E' | ' '));
            let number = if is_number { a.trim().parse().unwrap_or(f64::NAN) } else { f64::NAN };
            return Ok(number);
        }
        F::Match => super::pattern::find(&read(1), &a)?,
    };
    if made.len() > 40_960 {
        return Err("A string is longer than 40,960 characters.".to_owned());
    }
    Ok(heap.text(&made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_their_pattern() {
        for (value, pattern, expected) in [
            (1234.5, "", "1234.5"),
            (1234.567, "#.##", "1234.57"),
            (0.5, "0.00", "0.50"),
            (1234567.0, "#,###", "1,234,567"),
            (-0.004, "#.##", "0"),
            (1.0, "mintick", "1.00"),
        ] {
            assert_eq!(patterned(value, pattern, 0.01), expected, "{pattern}");
        }
    }
}
