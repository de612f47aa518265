//! Names that columns go by, and the publishers recognised by them.

use super::format::Role;

/// The role a column's name stands for, whatever its case, brackets and spacing.
pub(super) fn role_of(name: &str) -> Option<Role> {
    let plain = plain(name);
    Some(match plain.as_str() {
        "date" | "datetime" | "timestamp" | "unix" | "unixtime" | "opentime" | "windowstart" | "gmttime"
        | "localtime" | "dateandtime" | "unixtimestamp" | "datum" | "dt" | "day" | "dtyyyymmdd" | "t" => {
            Role::Time
        }
        // A column named time is the time of day where another holds the date: see `sniff`.
        "time" | "timeofday" | "hour" => Role::TimeOfDay,
        "open" | "o" | "openprice" | "opening" | "first" => Role::Open,
        "high" | "h" | "highprice" | "max" => Role::High,
        "low" | "l" | "lowprice" | "min" => Role::Low,
        "close" | "c" | "closeprice" | "closelast" | "last" | "price" | "closing" | "lastprice" => {
            Role::Close
        }
        "adjclose" | "adjustedclose" | "closeadj" | "adjustedcloseprice" => Role::AdjustedClose,
        "volume" | "v" | "vol" | "volumen" | "tickvol" | "tickvolume" | "volumebtc" | "sharesorcontracts" => {
            Role::Volume
        }
        "ticker" | "symbol" | "instrument" | "isin" => Role::Ticker,
        _ if plain.starts_with("volume") && plain.len() <= 14 => Role::Volume,
        _ => return None,
    })
}

/// A name without case, brackets and spacing.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The publisher of a file with a header.
pub(super) fn of_header(names: &[String], first_line: &str, delimiter: u8) -> &'static str {
    let plain: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let has = |name: &str| plain.iter().any(|known| known == name);
    let is =
        |expected: &[&str]| plain.len() >= expected.len() && plain.iter().zip(expected).all(|(a, b)| a == b);
    let first_line = first_line.to_lowercase();
    if first_line.contains("cryptodatadownload") || (has("unix") && has("symbol")) {
        "CryptoDataDownload"
    } else if has("<ticker>") && has("<openint>") {
        "Stooq bulk"
    } else if has("<ticker>") {
        "Finam"
    } else if has("<date>") && has("<open>") && delimiter == b'\t' {
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
    } else if is(&["time", "open", "high", "low", "close"]) {
        "TradingView chart"
    } else if is(&["timestamp", "open", "high", "low", "close"])
        && matches!(plain.get(5).map(String::as_str), Some("volume" | "adjusted_close" | "adjusted close"))
        && delimiter == b','
    {
        "Alpha Vantage"
    } else if is(&["date", "open", "high", "low", "close"]) && plain.len() <= 6 && delimiter == b',' {
        "Stooq"
    } else {
        "generic"
    }
}

/// The publisher and roles of a file without header, by its first row.
pub(super) fn of_row(row: &[&[u8]], delimiter: u8) -> Option<(&'static str, Vec<Option<Role>>)> {
    use Role::{Close, High, Low, Open, Time, TimeOfDay, Volume};
    let is_count = |text: &[u8]| text.len() >= 10 && text.iter().all(u8::is_ascii_digit);
    let first = row.first()?;
    let candles = [Some(Time), Some(Open), Some(High), Some(Low), Some(Close), Some(Volume)];
    if row.len() == 12 && is_count(first) && is_count(row[6]) {
        return Some(("Binance", candles.to_vec()));
    }
    if is_count(first) && first.len() == 10 {
        match row.len() {
            7 => return Some(("Kraken", candles.to_vec())),
            8 => {
                // The column before the volume is the volume-weighted average price.
                let roles = [Some(Time), Some(Open), Some(High), Some(Low), Some(Close), None, Some(Volume)];
                return Some(("Kraken", roles.to_vec()));
            }
            _ => {}
        }
    }
    let has_time_beside = row.get(1).is_some_and(|text| text.contains(&b':'));
    let split = [Some(Time), Some(TimeOfDay), Some(Open), Some(High), Some(Low), Some(Close), Some(Volume)];
    if has_time_beside && row.len() >= 7 && first.len() == 10 && first.contains(&b'.') {
        return Some(("MetaTrader 4", split.to_vec()));
    }
    if has_time_beside && row.len() >= 7 && delimiter == b';' && first.contains(&b'/') {
        return Some(("TSLab", split.to_vec()));
    }
    let is_compact = first.len() == 15 && first[8] == b' ' && first[..8].iter().all(u8::is_ascii_digit);
    if is_compact && row.len() == 6 && delimiter == b';' {
        return Some(("HistData", candles.to_vec()));
    }
    None
}

/// The zone that a publisher's times are in where the file does not say.
pub(super) fn zone_of(source: &str) -> &'static str {
    match source {
        "HistData" => "Etc/GMT+5",
        "Alpha Vantage" => "America/New_York",
        _ => "UTC",
    }
}
