//! Which column holds what: by a known publisher, by the names, and where there are none by the numbers.

use super::error::{ImportError, shortened};
use super::format::Role;
use super::number::{Field, number};
use super::source;
use super::time::{date_parts, integer, split_date, unit_by_magnitude};

/// One name per column. Of several header rows the lowest that names a role counts (Yahoo: Price, Ticker, Date).
pub(super) fn names(headers: &[&[&[u8]]], n_fields: usize) -> Vec<String> {
    if headers.is_empty() {
        return Vec::new();
    }
    let text = |row: &[&[u8]], column: usize| {
        row.get(column).map(|field| String::from_utf8_lossy(field).into_owned()).unwrap_or_default()
    };
    let n_fields = n_fields.max(headers.iter().map(|row| row.len()).max().unwrap_or(0));
    (0..n_fields)
        .map(|column| {
            let mut written = headers.iter().rev().map(|row| text(row, column));
            let named = written.clone().find(|name| source::role_of(name).is_some());
            named.or_else(|| written.find(|name| !name.is_empty())).unwrap_or_default()
        })
        .collect()
}

/// The publisher and the role of each column.
pub(super) fn assign(
    names: &[String],
    data: &[&[&[u8]]],
    first_line: &str,
    delimiter: u8,
    comma: bool,
) -> Result<(&'static str, Vec<Option<Role>>), ImportError> {
    if names.is_empty() {
        return match source::of_row(data[0], delimiter) {
            // HistData writes MetaTrader's columns too. It knows no volume; MetaTrader always counts ticks.
            Some(("MetaTrader 4", roles)) if data.iter().all(|row| row.get(6) == Some(&&b"0"[..])) => {
                Ok(("HistData", roles))
            }
            Some(known) => Ok(known),
            None => Ok(("generic", by_numbers(data, comma)?)),
        };
    }
    let source = source::of_header(names, first_line, delimiter);
    let mut roles: Vec<Option<Role>> = Vec::new();
    for (column, name) in names.iter().enumerate() {
        let role = source::role_of(name);
        let is_new = role.is_none() || !roles.contains(&role);
        if !is_new && source == "Yahoo" && matches!(role, Some(Role::Close | Role::Open)) {
            return Err(ImportError::NotBars(
                "The file holds several tickers side by side. Download one ticker at a time.".to_owned(),
            ));
        }
        if !is_new && source != "TradingView chart" && prefers(&mut roles, &names[..=column])? {
            roles.push(role);
        } else {
            roles.push(role.filter(|_| is_new));
        }
    }
    find_time(&mut roles, data)?;
    prefer_real_volume(&mut roles, names, data);
    // An adjusted close alone is a close.
    if !roles.contains(&Some(Role::Close))
        && let Some(adjusted) = roles.iter_mut().find(|role| **role == Some(Role::AdjustedClose))
    {
        *adjusted = Some(Role::Close);
    }
    if !roles.contains(&Some(Role::Close)) {
        if names.iter().any(|name| source::role_of(name).is_some_and(|role| role == Role::Open)) {
            return Err(ImportError::Unrecognised("none is named close".to_owned()));
        }
        // The header names nothing that is known: the numbers decide.
        return Ok(("generic", by_numbers(data, comma)?));
    }
    let missing: Vec<&str> = [("open", Role::Open), ("high", Role::High), ("low", Role::Low)]
        .into_iter()
        .filter(|(_, role)| !roles.contains(&Some(*role)))
        .map(|(name, _)| name)
        .collect();
    match missing.len() {
        0 | 3 => Ok((source, roles)),
        _ => Err(ImportError::Unrecognised(format!("none is named {}", missing.join(" or ")))),
    }
}

/// Of two columns for one price, the one named plainly is taken: close before last or price. Whether that is the last of
/// `names`; if so, the other lost its role. (TradingView's own columns come first; plots may have any name.)
fn prefers(roles: &mut [Option<Role>], names: &[String]) -> Result<bool, ImportError> {
    let name = names.last().map(|name| source::plain(name)).unwrap_or_default();
    let role = source::role_of(&name);
    if !matches!(role, Some(Role::Open | Role::High | Role::Low | Role::Close)) {
        return Ok(false);
    }
    let Some(other) = roles.iter().position(|known| *known == role) else { return Ok(false) };
    if source::plain(&names[other]) == name {
        return Err(ImportError::Unrecognised(format!("two are named {}", shortened(name.as_bytes()))));
    }
    let is_plain = matches!(name.as_str(), "open" | "high" | "low" | "close");
    if is_plain {
        roles[other] = None;
    }
    Ok(is_plain)
}

/// A lone time of day is the time; a nameless or unknown column with times is the time where no other is.
fn find_time(roles: &mut [Option<Role>], data: &[&[&[u8]]]) -> Result<(), ImportError> {
    if roles.contains(&Some(Role::Time)) {
        return Ok(());
    }
    if let Some(role) = roles.iter_mut().find(|role| **role == Some(Role::TimeOfDay)) {
        *role = Some(Role::Time);
        return Ok(());
    }
    let column = (0..roles.len()).find(|&column| {
        roles[column].is_none() && data[0].get(column).is_some_and(|field| looks_like_time(field))
    });
    match column {
        Some(column) => roles[column] = Some(Role::Time),
        None => return Err(ImportError::Unrecognised("none holds a time".to_owned())),
    }
    Ok(())
}

/// MetaTrader 5 writes ticks and traded volume; the traded one is taken where it is not all zero.
fn prefer_real_volume(roles: &mut [Option<Role>], names: &[String], data: &[&[&[u8]]]) {
    let named = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
    if let (Some(ticks), Some(traded)) = (named("<TICKVOL>"), named("<VOL>")) {
        let has_volume = data
            .iter()
            .filter_map(|row| row.get(traded))
            .any(|field| matches!(number(field, false), Field::Number(v) if v > 0.0));
        roles[ticks] = (!has_volume).then_some(Role::Volume);
        roles[traded] = has_volume.then_some(Role::Volume);
    }
}

/// Without names: time first, then four numbers of which one is always the highest and one always the lowest; of
/// the other two the first is the open. What follows is the volume. One number alone is the close.
fn by_numbers(data: &[&[&[u8]]], comma: bool) -> Result<Vec<Option<Role>>, ImportError> {
    let first = data[0];
    let mut roles = vec![None; first.len()];
    let time = first.iter().position(|field| looks_like_time(field)).unwrap_or(0);
    roles[time] = Some(Role::Time);
    let mut next = time + 1;
    if first.get(next).is_some_and(|field| field.contains(&b':') || is_clock_digits(first[time], field)) {
        roles[next] = Some(Role::TimeOfDay);
        next += 1;
    }
    let value = |row: &[&[u8]], column: usize| match row.get(column).map(|field| number(field, comma)) {
        Some(Field::Number(value)) => Some(value),
        _ => None,
    };
    let numeric: Vec<usize> = (next..first.len()).filter(|&column| value(first, column).is_some()).collect();
    if numeric.len() == 1 || numeric.len() == 2 {
        roles[numeric[0]] = Some(Role::Close);
        if let Some(&volume) = numeric.get(1) {
            roles[volume] = Some(Role::Volume);
        }
        return Ok(roles);
    }
    for prices in numeric.windows(4) {
        let rows: Vec<Vec<f64>> = data
            .iter()
            .take(500)
            .map(|row| prices.iter().filter_map(|&column| value(row, column)).collect::<Vec<f64>>())
            .filter(|row| row.len() == 4 && row.iter().all(|&price| price > 0.0))
            .collect();
        // Columns that lie near each other are prices of one thing.
        let is_near = |row: &&Vec<f64>| {
            let (low, high) = row.iter().fold((f64::MAX, 0.0f64), |(l, h), &p| (l.min(p), h.max(p)));
            high < 2.0 * low
        };
        if rows.is_empty() || rows.iter().filter(is_near).count() * 10 < rows.len() * 9 {
            continue;
        }
        let mostly = |column: usize, is_extreme: fn(f64, f64) -> bool| {
            let n_fitting =
                rows.iter().filter(|row| row.iter().all(|&price| is_extreme(row[column], price))).count();
            n_fitting * 100 >= rows.len() * 99
        };
        let highs: Vec<usize> = (0..4).filter(|&column| mostly(column, |a, b| a >= b)).collect();
        let lows: Vec<usize> = (0..4).filter(|&column| mostly(column, |a, b| a <= b)).collect();
        // In very flat files several columns qualify; the usual order open, high, low, close then decides.
        let pick = |candidates: &[usize], usual: usize| {
            if candidates.contains(&usual) { Some(usual) } else { candidates.first().copied() }
        };
        let (Some(high), Some(low)) = (pick(&highs, 1), pick(&lows, 2)) else { continue };
        if high == low {
            continue;
        }
        let mut rest = (0..4).filter(|&column| column != high && column != low);
        roles[prices[high]] = Some(Role::High);
        roles[prices[low]] = Some(Role::Low);
        for role in [Role::Open, Role::Close] {
            if let Some(column) = rest.next() {
                roles[prices[column]] = Some(role);
            }
        }
        if let Some(&volume) = numeric.iter().find(|&&column| column > prices[3]) {
            roles[volume] = Some(Role::Volume);
        }
        return Ok(roles);
    }
    Err(ImportError::Unrecognised(format!(
        "there is no header, and no four numbers of the first row ({}) behave as open, high, low and close",
        shortened(&first.join(&b' '))
    )))
}

/// `HHMM` or `HHMMSS` beside a date.
fn is_clock_digits(date: &[u8], field: &[u8]) -> bool {
    looks_like_date(date)
        && split_date(date).1.is_empty()
        && matches!(field.len(), 4 | 6)
        && field.iter().all(u8::is_ascii_digit)
        && field.starts_with(b"0")
}

/// A date in digits, with or without separators, with or without a time behind it.
pub(super) fn looks_like_date(field: &[u8]) -> bool {
    let (date, _) = split_date(field);
    let Some(parts) = date_parts(date) else { return false };
    if date.iter().all(u8::is_ascii_digit) {
        return (1700..2300).contains(&parts[0])
            && (1..=12).contains(&parts[1])
            && (1..=31).contains(&parts[2]);
    }
    // 1.2.3 is no date: either end must be a year.
    let day_and_month = if parts[0] > 31 { [parts[1], parts[2]] } else { [parts[0], parts[1]] };
    (parts[0] > 999 || parts[2] > 999 || date.len() == 8)
        && day_and_month.iter().all(|part| (1..=31).contains(part))
}

/// A date or a count since 1970.
pub(super) fn looks_like_time(field: &[u8]) -> bool {
    let whole = field.split(|&byte| byte == b'.').next().unwrap_or(field);
    let is_count = field.iter().filter(|&&byte| byte == b'.').count() <= 1
        && integer(whole).is_some_and(|count| unit_by_magnitude(count).is_some());
    is_count || looks_like_date(field)
}
