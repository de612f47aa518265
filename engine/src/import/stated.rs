//! The interval that a file gives for its bars, in its name or in a column.

use super::format::Stated;
use super::sample::Row;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// What a column named `<PER>`, `interval` or `timeframe` says in the first row, else what the file's name says.
pub(super) fn stated(names: &[String], rows: &[Row], file_name: &str) -> Option<Stated> {
    let is_interval = |name: &String| {
        matches!(
            super::names::plain(name).as_str(),
            "per" | "interval" | "timeframe" | "period" | "granularity" | "tf"
        )
    };
    let of_column = names.iter().position(is_interval).and_then(|column| {
        let text = String::from_utf8_lossy(rows.first()?.get(column)?).into_owned();
        // Finam and Stooq count minutes.
        let minutes = text.parse::<i64>().ok().filter(|n| (1..=1440).contains(n)).map(|n| n * MINUTE);
        Some(Stated {
            interval_ms: minutes.or_else(|| interval(&text))?,
            text: format!("column {}: {text}", names[column]),
        })
    });
    of_column.or_else(|| of_name(file_name))
}

/// `BTCUSDT-1h-2024-01.csv`, `EURUSD_M5.csv`, `spx_d.csv`, `BINANCE_BTCUSDT, 60.csv`. Two different intervals say nothing.
fn of_name(file_name: &str) -> Option<Stated> {
    let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = file.split('.').next().unwrap_or(file);
    let mut found: Option<(i64, &str)> = None;
    for (at, word) in stem.split(|c: char| !c.is_ascii_alphanumeric()).enumerate() {
        // A lone letter is an interval only as the last word: spx_d, aapl_us_w.
        if word.len() == 1 && (at == 0 || !stem.ends_with(word)) {
            continue;
        }
        let Some(interval) = interval(word) else { continue };
        if found.is_some_and(|(known, _)| known != interval) {
            return None;
        }
        found = Some((interval, word));
    }
    let minutes = || {
        let n = stem.rsplit_once(", ").and_then(|(_, n)| n.parse::<i64>().ok())?;
        (1..=1440).contains(&n).then(|| (n * MINUTE, stem))
    };
    found
        .or_else(minutes)
        .map(|(interval_ms, word)| Stated { interval_ms, text: format!("file name: {word}") })
}

/// `1m`, `M5`, `1h`, `60min`, `D`, `daily`, `1wk`, `1mo`, `1M`; in milliseconds.
fn interval(word: &str) -> Option<i64> {
    let lower = word.to_lowercase();
    let plain = match lower.as_str() {
        "daily" | "day" | "d" | "eod" => DAY,
        "weekly" | "week" | "w" => 7 * DAY,
        "monthly" | "month" => 30 * DAY,
        "hourly" | "hour" => 60 * MINUTE,
        "minute" | "min" => MINUTE,
        _ => 0,
    };
    if plain > 0 {
        return Some(plain);
    }
    let first_digit = word.find(|c: char| c.is_ascii_digit())?;
    let (unit, count) = if first_digit == 0 {
        let end = word.find(|c: char| !c.is_ascii_digit())?;
        (&word[end..], &word[..end])
    } else {
        (&word[..first_digit], &word[first_digit..])
    };
    let count: i64 = count.parse().ok().filter(|count| (1..=1440).contains(count))?;
    let is_leading = first_digit > 0;
    let unit_ms = match (unit, unit.to_lowercase().as_str()) {
        // MetaTrader's M1, H1, D1, W1, MN1.
        ("M" | "m", _) if is_leading => MINUTE,
        ("H" | "h", _) if is_leading => 60 * MINUTE,
        ("D", _) | ("W", _) | ("MN", _) if is_leading && count != 1 => return None,
        ("D", _) => DAY,
        ("W", _) => 7 * DAY,
        ("MN", _) if is_leading => 30 * DAY,
        _ if is_leading => return None,
        ("M", _) => 30 * DAY,
        (_, "s" | "sec") => 1000,
        (_, "m" | "min" | "mins" | "minute" | "minutes" | "t") => MINUTE,
        (_, "h" | "hr" | "hour" | "hours") => 60 * MINUTE,
        (_, "d" | "day") => DAY,
        (_, "w" | "wk" | "week") => 7 * DAY,
        (_, "mo" | "mon" | "month") => 30 * DAY,
        _ => return None,
    };
    // Other counts are lengths of files, or something else altogether: 100d, 2d.
    let usual: &[i64] = match unit_ms {
        DAY => &[1, 3],
        1000 | MINUTE => &[1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720, 1440],
        ms if ms == 60 * MINUTE => &[1, 2, 3, 4, 6, 8, 12, 24],
        _ => &[1],
    };
    usual.contains(&count).then_some(count * unit_ms)
}

/// Whether bars so far apart are of the stated interval. `usual` is the most frequent step between bars, `common` the
/// greatest step of which all are multiples.
pub(super) fn agrees(stated_ms: i64, usual: i64, common: i64) -> bool {
    match stated_ms {
        // Months, quarters and years differ in length.
        _ if stated_ms >= 28 * DAY => (usual - stated_ms).abs() <= stated_ms / 10,
        // Bars without trades may be missing, so that no step is the most frequent one.
        _ => usual == stated_ms || common == stated_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_give_intervals() {
        for (name, ms) in [
            ("BTCUSDT-1h-2024-01.csv", Some(60 * MINUTE)),
            ("BTCUSDT-1M-2024.csv", Some(30 * DAY)),
            ("EURUSD_M5.csv", Some(5 * MINUTE)),
            ("EURUSD_MN1.csv", Some(30 * DAY)),
            ("^spx_d.csv", Some(DAY)),
            ("BINANCE_BTCUSDT, 60.csv", Some(60 * MINUTE)),
            ("BINANCE_BTCUSDT, 1D_abc.csv", Some(DAY)),
            ("DAT_ASCII_EURUSD_M1_2024.csv", Some(MINUTE)),
            ("aapl.us.txt", None),
            ("table_1d_1m.csv", None),
            ("US500.csv", None),
            ("d.csv", None),
            ("bars_100.csv", None),
            ("H4X0R.csv", None),
        ] {
            assert_eq!(of_name(name).map(|stated| stated.interval_ms), ms, "{name}");
        }
    }
}
