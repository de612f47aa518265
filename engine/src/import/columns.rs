//! Which column holds what: by the names, and where there are none by the numbers.

use super::by_numbers::{Found, by_numbers};
use super::error::{ImportError, shortened};
use super::format::Role;
use super::names::{plain, role_of};
use super::number::{Field, number};
use super::sample::Row;
use super::time::{looks_like_time, split_date};

/// The role of each column, and the two of which the bars must tell which is the open.
pub(super) fn assign(
    names: &[String],
    rows: &[Row],
    first_line: &str,
    comma: bool,
) -> Result<Found, ImportError> {
    if names.is_empty() {
        return by_numbers(rows, comma, &[]);
    }
    // TradingView's own columns come first; its plots may have any name.
    let is_chart =
        names.iter().zip(["time", "open", "high", "low", "close"]).all(|(a, b)| a.eq_ignore_ascii_case(b));
    let is_yahoo =
        first_line.to_lowercase().starts_with("price,") || names.iter().any(|name| name == "Adj Close");
    let mut roles: Vec<Option<Role>> = Vec::new();
    for (column, name) in names.iter().enumerate() {
        let role = role_of(name);
        let is_new = role.is_none() || !roles.contains(&role);
        if !is_new && is_yahoo && matches!(role, Some(Role::Close | Role::Open)) {
            return Err(ImportError::NotBars(
                "The file holds several tickers side by side. Download one ticker at a time.".to_owned(),
            ));
        }
        if !is_new && !is_chart && prefers(&mut roles, &names[..=column])? {
            roles.push(role);
        } else {
            roles.push(role.filter(|_| is_new));
        }
    }
    find_time(&mut roles, rows)?;
    find_clock(&mut roles, rows);
    prefer_real_volume(&mut roles, names, rows);
    // An adjusted close alone is a close.
    if !roles.contains(&Some(Role::Close))
        && let Some(adjusted) = roles.iter_mut().find(|role| **role == Some(Role::AdjustedClose))
    {
        *adjusted = Some(Role::Close);
    }
    if !roles.contains(&Some(Role::Close)) {
        if roles.contains(&Some(Role::Open)) {
            return Err(ImportError::Unrecognised("none is named close".to_owned()));
        }
        // The header names no price that is known: the numbers decide.
        return by_numbers(rows, comma, &roles);
    }
    let missing: Vec<&str> = [("open", Role::Open), ("high", Role::High), ("low", Role::Low)]
        .into_iter()
        .filter(|(_, role)| !roles.contains(&Some(*role)))
        .map(|(name, _)| name)
        .collect();
    match missing.len() {
        0 | 3 => Ok((roles, None)),
        _ => Err(ImportError::Unrecognised(format!("none is named {}", missing.join(" or ")))),
    }
}

/// Of two columns for one price, the one named plainly is taken: close before last or price. Whether that is the last of
/// `names`; if so, the other lost its role. (TradingView's own columns come first; plots may have any name.)
fn prefers(roles: &mut [Option<Role>], names: &[String]) -> Result<bool, ImportError> {
    let name = names.last().map(|name| plain(name)).unwrap_or_default();
    let role = role_of(&name);
    if !matches!(role, Some(Role::Open | Role::High | Role::Low | Role::Close)) {
        return Ok(false);
    }
    let Some(other) = roles.iter().position(|known| *known == role) else { return Ok(false) };
    if plain(&names[other]) == name {
        return Err(ImportError::Unrecognised(format!("two are named {}", shortened(name.as_bytes()))));
    }
    let is_plain = matches!(name.as_str(), "open" | "high" | "low" | "close");
    if is_plain {
        roles[other] = None;
    }
    Ok(is_plain)
}

/// A lone time of day is the time; a nameless or unknown column with times is the time where no other is.
fn find_time(roles: &mut [Option<Role>], rows: &[Row]) -> Result<(), ImportError> {
    if roles.contains(&Some(Role::Time)) {
        return Ok(());
    }
    let is_time = |column: usize| {
        2 * rows.iter().filter(|row| row.get(column).is_some_and(|field| looks_like_time(field))).count()
            >= rows.len()
    };
    if let Some(column) = roles.iter().position(|role| *role == Some(Role::TimeOfDay)) {
        // `Time` beside a column of dates whose name is not known.
        let is_clock =
            |row: &Row| row.get(column).is_some_and(|field| field.contains(&b':') && !looks_like_time(field));
        let date = (0..roles.len()).find(|&other| roles[other].is_none() && is_time(other));
        match date.filter(|_| rows.iter().all(is_clock)) {
            Some(date) => roles[date] = Some(Role::Time),
            None => roles[column] = Some(Role::Time),
        }
        return Ok(());
    }
    match (0..roles.len()).find(|&column| roles[column].is_none() && is_time(column)) {
        Some(column) => roles[column] = Some(Role::Time),
        None => return Err(ImportError::Unrecognised("none holds a time".to_owned())),
    }
    Ok(())
}

/// A column behind bare dates in which every row has a clock with colons is the time of day, whatever its name.
fn find_clock(roles: &mut [Option<Role>], rows: &[Row]) {
    let Some(time) = roles.iter().position(|role| *role == Some(Role::Time)) else { return };
    let clock = time + 1;
    let is_clock = |row: &Row| {
        let is_bare = row.get(time).is_some_and(|field| split_date(field).1.is_empty());
        is_bare && row.get(clock).is_some_and(|field| field.contains(&b':') && !looks_like_time(field))
    };
    if !roles.contains(&Some(Role::TimeOfDay)) && roles.get(clock) == Some(&None) && rows.iter().all(is_clock)
    {
        roles[clock] = Some(Role::TimeOfDay);
    }
}

/// MetaTrader 5 writes ticks and traded volume; the traded one is taken where it is not all zero.
fn prefer_real_volume(roles: &mut [Option<Role>], names: &[String], rows: &[Row]) {
    let named = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
    if let (Some(ticks), Some(traded)) = (named("<TICKVOL>"), named("<VOL>")) {
        let has_volume = rows
            .iter()
            .filter_map(|row| row.get(traded))
            .any(|field| matches!(number(field, false), Field::Number(v) if v > 0.0));
        roles[ticks] = (!has_volume).then_some(Role::Volume);
        roles[traded] = has_volume.then_some(Role::Volume);
    }
}
