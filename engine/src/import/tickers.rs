//! Several markets in one file: the column that tells them apart.

use std::collections::{BTreeMap, BTreeSet};

use super::format::Role;
use super::names::role_of;
use super::number::{Field, number};
use super::sample::Row;
use super::time::looks_like_time;

/// Tickers listed at most.
const MAX_LISTED: usize = 100;

/// The column with tickers and the first of them, sorted as met. `None` where no column holds any.
///
/// A column named for them counts if its values repeat. Any other column with text counts if rows of one time differ in it.
pub(super) fn tickers(
    rows: &[Row],
    names: &[String],
    roles: &[Option<Role>],
    times: &[Option<i64>],
) -> Option<(usize, Vec<String>)> {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_free = |column: usize| matches!(roles.get(column), None | Some(None) | Some(Some(Role::Ticker)));
    let named = |column: usize| names.get(column).is_some_and(|name| role_of(name) == Some(Role::Ticker));
    let mut by_name: Vec<(usize, Vec<String>)> = (0..n_columns)
        .filter(|&column| is_free(column) && named(column) && !counts_rows(rows, column))
        .map(|column| (column, distinct(rows, column)))
        .collect();
    by_name.sort_by_key(|(_, found)| std::cmp::Reverse(found.len().min(2)));
    let same_time = same_time(times);
    let by_rows = (0..n_columns)
        .filter(|&column| is_free(column) && !named(column) && !same_time.is_empty())
        .filter(|&column| tells_apart(rows, column, &same_time))
        .map(|column| (column, distinct(rows, column)))
        .next();
    match (by_name.into_iter().next(), by_rows) {
        (Some(named), _) if named.1.len() > 1 => Some(named),
        (_, Some(found)) => Some(found),
        (named, None) => named,
    }
}

/// Numbers that differ in every row count rows.
fn counts_rows(rows: &[Row], column: usize) -> bool {
    let values: BTreeSet<&[u8]> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
    let is_number = |value: &&[u8]| matches!(number(value, false), Field::Number(_));
    values.len() == rows.len() && rows.len() > 1 && values.iter().all(is_number)
}

fn distinct(rows: &[Row], column: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in rows.iter().filter_map(|row| row.get(column)) {
        let value = String::from_utf8_lossy(value).into_owned();
        if !found.contains(&value) && found.len() < MAX_LISTED {
            found.push(value);
        }
    }
    found
}

/// The rows of each time that several rows have.
fn same_time(times: &[Option<i64>]) -> Vec<Vec<usize>> {
    let mut rows = BTreeMap::<i64, Vec<usize>>::new();
    for (row, time) in times.iter().enumerate() {
        if let Some(time) = time {
            rows.entry(*time).or_default().push(row);
        }
    }
    rows.into_values().filter(|rows| rows.len() > 1).collect()
}

/// Text, or whole numbers that are no prices, of which rows of one time have different ones and which come again at other times.
fn tells_apart(rows: &[Row], column: usize, same_time: &[Vec<usize>]) -> bool {
    let value = |row: &usize| rows[*row].get(column).copied().unwrap_or_default();
    let is_text = |field: &[u8]| {
        !field.is_empty() && !looks_like_time(field) && matches!(number(field, false), Field::Garbage)
    };
    let groups = || same_time.iter().map(|rows| rows.iter().map(value).collect::<Vec<_>>());
    let all: BTreeSet<&[u8]> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
    groups().all(|group| {
        let different: BTreeSet<&&[u8]> = group.iter().collect();
        different.len() == group.len() && group.iter().all(|field| is_text(field))
    }) && all.len() * 2 <= rows.len().max(4)
}
