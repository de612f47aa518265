//! Publishers recognised by the layout of their files: named only where every row of the sample bears it out.

use super::format::{Role, TimeStyle, UnixUnit};
use super::number::{Field, number};
use super::sample::Row;
use super::time::split_date;
use super::when::{When, has_weekend};

/// What is known of a file when its publisher is asked for.
pub(super) struct Evidence<'a> {
    pub names: &'a [String],
    pub first_line: &'a str,
    pub delimiter: u8,
    /// Lines end with CR and LF.
    pub crlf: bool,
    pub rows: &'a [Row<'a>],
    pub roles: &'a [Option<Role>],
    pub when: &'a When,
}

/// The publisher's name, or `generic`.
pub(super) fn recognise(evidence: &Evidence) -> &'static str {
    if evidence.names.is_empty() { of_rows(evidence) } else { of_header(evidence) }
}

fn of_header(evidence: &Evidence) -> &'static str {
    let Evidence { names, delimiter, .. } = evidence;
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let has = |name: &str| lower.iter().any(|known| known == name);
    let is =
        |expected: &[&str]| lower.len() >= expected.len() && lower.iter().zip(expected).all(|(a, b)| a == b);
    let first_line = evidence.first_line.to_lowercase();
    if first_line.contains("cryptodatadownload") || (has("unix") && has("symbol")) {
        "CryptoDataDownload"
    } else if has("<ticker>") && has("<openint>") {
        "Stooq bulk"
    } else if has("<ticker>") {
        "Finam"
    } else if has("<date>") && has("<open>") && *delimiter == b'\t' {
        "MetaTrader 5"
    } else if has("adj close") || first_line.starts_with("price,") {
        "Yahoo"
    } else if has("close/last") {
        "Nasdaq.com"
    } else if has("open_time") && has("close_time") {
        "Binance futures"
    } else if has("window_start") {
        "Polygon"
    } else if has("gmt time") || has("local time") {
        "Dukascopy"
    } else if is(&["time", "open", "high", "low", "close"]) && is_of_tradingview(evidence) {
        "TradingView chart"
    } else if is(&["timestamp", "open", "high", "low", "close"])
        && (names.len() == 6 && has("volume") || has("adjusted_close") || has("adjusted close"))
        && *delimiter == b','
        && is_of_alpha_vantage(evidence)
    {
        "Alpha Vantage"
    } else if is(&["date", "open", "high", "low", "close"])
        && names[0] == "Date"
        && names.len() <= 6
        && *delimiter == b','
        && evidence.crlf
        && is_dated(evidence)
        && evidence.when.times.is_sorted()
    {
        "Stooq"
    } else {
        "generic"
    }
}

fn times<'a>(evidence: &'a Evidence) -> impl Iterator<Item = &'a [u8]> {
    let column = evidence.roles.iter().position(|role| *role == Some(Role::Time)).unwrap_or(0);
    evidence.rows.iter().filter_map(move |row| row.get(column).copied())
}

/// Bare dates such as 2024-12-31.
fn is_dated(evidence: &Evidence) -> bool {
    times(evidence).all(|text| text.len() == 10 && text[4] == b'-' && text[7] == b'-')
}

/// Seconds since 1970, or ISO 8601 with the offset.
fn is_of_tradingview(evidence: &Evidence) -> bool {
    match evidence.when.style {
        TimeStyle::Unix(unit) => unit == UnixUnit::Seconds,
        TimeStyle::Calendar(_) => evidence.when.has_zone && times(evidence).all(|text| text.contains(&b'T')),
    }
}

/// Newest first, of working days; bare dates, or the hours from 04:00 to 20:00 of New York. The header alone is that of many
/// tables of other markets.
fn is_of_alpha_vantage(evidence: &Evidence) -> bool {
    let When { times, has_zone, days, style, .. } = evidence.when;
    let is_session = |time: &Option<i64>| {
        time.is_some_and(|time| (4..=20).contains(&(time.rem_euclid(86_400_000) / 3_600_000)))
    };
    let is_newest_first = times.len() > 1 && times.windows(2).all(|pair| pair[0] > pair[1]);
    matches!(style, TimeStyle::Calendar(_))
        && !*has_zone
        && !*days
        && is_newest_first
        && !has_weekend(times)
        && (is_dated(evidence) || times.iter().all(is_session))
}

/// The publisher of a file without header. The roles are those that the numbers bear out.
fn of_rows(evidence: &Evidence) -> &'static str {
    use Role::{Close, High, Low, Open, Time, TimeOfDay, Volume};
    let Evidence { rows, delimiter, when, .. } = evidence;
    let in_order = |expected: &[Role]| {
        evidence.roles.iter().flatten().filter(|role| **role != Volume).eq(expected.iter())
    };
    let value = |row: &Row, column: usize| match row.get(column).map(|field| number(field, false)) {
        Some(Field::Number(value)) => Some(value),
        _ => None,
    };
    let all = |holds: &dyn Fn(&Row) -> bool| rows.iter().all(holds);
    let is_count = |text: &[u8]| text.len() >= 10 && text.iter().all(u8::is_ascii_digit);
    if in_order(&[Time, Open, High, Low, Close]) {
        let closes_later = |row: &Row| value(row, 6) > value(row, 0);
        if all(&|row| row.len() == 12 && is_count(row[0]) && is_count(row[6]) && closes_later(row)) {
            return "Binance";
        }
        let n_trades = |row: &Row| {
            row.last().is_some_and(|count| !count.is_empty() && count.iter().all(u8::is_ascii_digit))
        };
        let is_seconds = when.style == TimeStyle::Unix(UnixUnit::Seconds);
        // The eighth column, before the volume, is the volume-weighted average price.
        let is_average = |row: &Row| value(row, 5) >= value(row, 3) && value(row, 5) <= value(row, 2);
        let is_kraken = |row: &Row| match row.len() {
            7 => n_trades(row),
            8 => n_trades(row) && is_average(row),
            _ => false,
        };
        if is_seconds && when.times.is_sorted() && all(&is_kraken) {
            return "Kraken";
        }
        let is_compact = |row: &Row| row.len() == 6 && row[0].len() == 15 && split_date(row[0]).0.len() == 8;
        if *delimiter == b';' && all(&is_compact) {
            // NinjaTrader counts volume; HistData never has any.
            return if has_no_volume(evidence) { "HistData" } else { "NinjaTrader" };
        }
    }
    if in_order(&[Time, TimeOfDay, Open, High, Low, Close]) {
        if all(&|row| row.len() >= 7 && row[0].len() == 10 && row[0][4] == b'.' && row[1].contains(&b':')) {
            // HistData writes MetaTrader's columns too. MetaTrader always counts ticks.
            return if has_no_volume(evidence) { "HistData" } else { "MetaTrader 4" };
        }
        if *delimiter == b';'
            && all(&|row| row.len() >= 7 && row[0].contains(&b'/') && row[1].contains(&b':'))
        {
            return "TSLab";
        }
    }
    "generic"
}

fn has_no_volume(evidence: &Evidence) -> bool {
    let Some(volume) = evidence.roles.iter().position(|role| *role == Some(Role::Volume)) else {
        return true;
    };
    evidence.rows.iter().all(|row| row.get(volume) == Some(&&b"0"[..]))
}

/// Whether a layout without names is so much one publisher's that the order of its prices is known.
pub(super) fn is_distinctive(source: &str) -> bool {
    matches!(source, "Binance" | "MetaTrader 4" | "HistData" | "NinjaTrader" | "TSLab")
}

/// The zone that a publisher's times are in where the file does not say, and whether the layout is nobody else's.
pub(super) fn zone_of(source: &str, file_name: &str, delimiter: u8) -> (&'static str, bool) {
    let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).to_uppercase();
    match source {
        // Its files are named DAT_…; NinjaTrader's Bid and Ask files have no volume either.
        "HistData" => {
            let is_ninja = ["LAST", "BID", "ASK"].iter().any(|word| file.contains(&format!(".{word}.")));
            ("Etc/GMT+5", file.starts_with("DAT_") || (delimiter == b';' && !is_ninja))
        }
        "Alpha Vantage" => ("America/New_York", false),
        // Times as they are written.
        _ => ("UTC", true),
    }
}

/// What a later row shows if it cannot be of the publisher whose zone was assumed.
pub(super) fn contradiction(source: &str, local_ms: i64, volume: f64) -> Option<&'static str> {
    let day = local_ms.div_euclid(86_400_000);
    let hour = local_ms.rem_euclid(86_400_000) / 3_600_000;
    match source {
        "HistData" if volume > 0.0 => Some("HistData's files have no volume"),
        "Alpha Vantage" if super::time::is_weekend(day) => Some("Alpha Vantage's files have no weekends"),
        "Alpha Vantage" if hour != 0 && !(4..=20).contains(&hour) => {
            Some("Alpha Vantage's files have no bars between 20:00 and 04:00")
        }
        _ => None,
    }
}
