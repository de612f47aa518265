//! What a file is, from its first 64 KiB. The order of the questions is the order of the calls in [`sniff_as`].

use super::by_numbers::{first_is_open, second_is_likelier};
use super::columns;
use super::decimal::decimal_comma;
use super::error::ImportError;
use super::format::{Format, Role};
use super::line::fields_of;
use super::names::{plain, role_of, zone_in};
use super::number::{Field, number};
use super::options::ImportOptions;
use super::publisher::{Evidence, is_distinctive, recognise, zone_of};
use super::quality::utc_text;
use super::question::Question;
use super::sample::{self, Row};
use super::stated::stated;
use super::tickers::tickers;
use super::unpack::Packing;
use super::when::{self, When};

/// Enough of a file for [`sniff`] to tell its format.
pub const HEAD_BYTES: usize = 64 * 1024;

/// Recognises a file by its first bytes, at best [`HEAD_BYTES`] of them or the whole file if it is shorter.
///
/// # Errors
/// The file is empty, is not text, holds something other than bars, or its columns cannot be told.
pub fn sniff(head: &[u8], file_name: &str) -> Result<Format, ImportError> {
    sniff_as(head, file_name, &ImportOptions::default())
}

/// [`sniff`], with the columns as the person named them where `options` holds their roles.
///
/// # Errors
/// As [`sniff`].
pub fn sniff_as(head: &[u8], file_name: &str, options: &ImportOptions) -> Result<Format, ImportError> {
    let packing = Packing::of(head);
    let (text, encoding) = sample::text(head, packing, HEAD_BYTES)?;
    let lines = sample::lines(&text, text.len() + 3 < HEAD_BYTES);
    let delimiter = sample::delimiter(&lines)?;
    let all: Vec<Row> = lines.iter().map(|line| fields_of(line, delimiter)).collect();
    sample::refuse_trades(&all)?;
    let roles = options.roles.as_deref();
    let first_data = sample::first_data(&all, roles)?;
    let names = sample::names(&all[..first_data], all[first_data].len());
    let is_row = |row: &&Row| row.len() >= 2 && sample::is_data(row, roles);
    let rows: Vec<Row> = all[first_data..].iter().filter(is_row).cloned().collect();
    let is_english = |name: &String| {
        matches!(plain(name).as_str(), "open" | "high" | "low" | "close" | "price" | "volume")
    };
    let is_foreign = names.iter().any(|name| role_of(name).is_some()) && !names.iter().any(is_english);
    let (comma, decimal) = decimal_comma(&rows, delimiter, is_foreign);
    let comma = options.decimal_comma.unwrap_or(comma);
    let first_line = String::from_utf8_lossy(lines[0]).into_owned();
    let (mut roles, inner) = match &options.roles {
        Some(roles) => (roles.clone(), None),
        None => columns::assign(&names, &rows, &first_line, comma)?,
    };
    let when = times(&names, &rows, &roles)?;
    let tickers = tickers(&rows, &names, &roles, &when.times);
    if options.roles.is_none() {
        refuse_other_times(&names, &rows, &roles, &when)?;
        roles.resize(roles.len().max(rows[0].len()), None);
        roles.iter_mut().filter(|role| **role == Some(Role::Ticker)).for_each(|role| *role = None);
        if let Some((column, _)) = &tickers {
            roles[*column] = Some(Role::Ticker);
        }
    }
    let crlf = text.windows(2).any(|pair| pair == b"\r\n");
    let mut questions: Vec<Question> = decimal.into_iter().chain(when.questions.iter().cloned()).collect();
    let mut is_against = false;
    if let Some(columns) = inner
        && let Some((question, likelier)) = open_or_close(&rows, &names, &when, comma, columns, &mut roles)
    {
        questions.push(question);
        is_against = likelier;
    }
    let source = recognise(&Evidence {
        names: &names,
        first_line: &first_line,
        delimiter,
        crlf,
        rows: &rows,
        roles: &roles,
        when: &when,
    });
    // A publisher's order is known, unless the bars speak against it.
    if is_distinctive(source) && !is_against {
        questions.retain(|question| !matches!(question, Question::OpenClose { .. }));
    }
    let time_column = roles.iter().position(|role| *role == Some(Role::Time));
    let zone_named = time_column.and_then(|column| names.get(column)).and_then(|name| zone_in(name));
    let (time_zone, zone_question) = zone(source, file_name, delimiter, &when, zone_named);
    questions.extend(zone_question);
    if roles.contains(&Some(Role::AdjustedClose)) && roles.contains(&Some(Role::Close)) {
        questions.push(Question::Adjusted);
    }
    if let Some((column, found)) = tickers
        && roles.get(column) == Some(&Some(Role::Ticker))
        && found.len() > 1
    {
        questions.push(Question::Ticker { found });
    }
    Ok(Format {
        source: source.to_owned(),
        file_name: file_name.to_owned(),
        packing,
        encoding,
        delimiter,
        n_header_lines: first_data as u64,
        header: first_data
            .checked_sub(1)
            .map(|at| String::from_utf8_lossy(lines[at]).into_owned())
            .unwrap_or_default(),
        stated: stated(&names, &rows, file_name),
        names,
        roles,
        time: when.style,
        clock: when.clock,
        days: when.days,
        decimal_comma: comma,
        time_zone,
        questions,
    })
}

fn times(names: &[String], rows: &[Row], roles: &[Option<Role>]) -> Result<When, ImportError> {
    let at = |role| roles.iter().position(|known| *known == Some(role));
    let column = at(Role::Time).ok_or_else(|| ImportError::Unrecognised("none holds a time".to_owned()))?;
    let of = |column: usize| -> Vec<&[u8]> {
        rows.iter().map(|row| row.get(column).copied().unwrap_or_default()).collect()
    };
    let clock = at(Role::TimeOfDay);
    let is_named_hour =
        clock.and_then(|clock| names.get(clock)).is_some_and(|name| plain(name).starts_with("hour"));
    when::decide(&of(column), &clock.map(of).unwrap_or_default(), is_named_hour)
}

/// Refuses a file in which a second column, named as a time, has other times than the one that is taken. Both must say when
/// they are: with a zone, or as counts since 1970. The end of each bar is no other time.
fn refuse_other_times(
    names: &[String],
    rows: &[Row],
    roles: &[Option<Role>],
    when: &When,
) -> Result<(), ImportError> {
    let is_other = |column: &usize| {
        roles.get(*column).copied().flatten().is_none() && role_of(&names[*column]) == Some(Role::Time)
    };
    let Some(taken) = roles.iter().position(|role| *role == Some(Role::Time)).filter(|_| when.has_zone)
    else {
        return Ok(());
    };
    for column in (0..names.len()).filter(is_other) {
        let texts: Vec<&[u8]> = rows.iter().map(|row| row.get(column).copied().unwrap_or_default()).collect();
        let Some(other) = when::decide(&texts, &[], false).ok().filter(|other| other.has_zone) else {
            continue;
        };
        let pairs = || when.times.iter().zip(&other.times).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
        let mut times: Vec<i64> = pairs().map(|(time, _)| time).collect();
        times.sort_unstable();
        let step = times.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).min().unwrap_or(0);
        if let Some((time, other)) = pairs().find(|(time, other)| !(0..=step).contains(&(other - time))) {
            let name = |column: usize| super::error::shortened(names[column].as_bytes());
            return Err(ImportError::Unrecognised(format!(
                "{} and {} hold different times, {} and {} UTC in one row",
                name(taken),
                name(column),
                utc_text(time),
                utc_text(other)
            )));
        }
    }
    Ok(())
}

/// Exchanges the roles of open and close where the bars tell that they are the other way round; asks where they do not tell, and
/// says whether they would rather have them exchanged.
fn open_or_close(
    rows: &[Row],
    names: &[String],
    when: &When,
    comma: bool,
    [first, second]: [usize; 2],
    roles: &mut [Option<Role>],
) -> Option<(Question, bool)> {
    let value = |row: &Row, column: usize| match row.get(column).map(|field| number(field, comma)) {
        Some(Field::Number(value)) if value > 0.0 => Some(value),
        _ => None,
    };
    let bars: Vec<(i64, f64, f64)> = rows
        .iter()
        .zip(&when.times)
        .filter_map(|(row, time)| Some(((*time)?, value(row, first)?, value(row, second)?)))
        .collect();
    match first_is_open(&bars) {
        Some(true) => None,
        Some(false) => {
            roles.swap(first, second);
            None
        }
        None => {
            let name = |column: usize| match names.get(column).filter(|name| !name.is_empty()) {
                Some(name) => super::error::shortened(name.as_bytes()),
                None => format!("{}", column + 1),
            };
            let question = Question::OpenClose { first: name(first), second: name(second) };
            Some((question, second_is_likelier(&bars)))
        }
    }
}

/// The zone of times that carry none, and the question about it.
fn zone(
    source: &str,
    file_name: &str,
    delimiter: u8,
    when: &When,
    named: Option<String>,
) -> (String, Option<Question>) {
    let ask = |default: &str, sound| {
        (default.to_owned(), Some(Question::TimeZone { default: default.to_owned(), sound }))
    };
    if let Some(ambiguous) = &when.ambiguous_zone {
        return ask(
            match ambiguous.as_str() {
                "IST" => "Asia/Kolkata",
                "BST" => "Europe/London",
                _ => "America/Chicago",
            },
            false,
        );
    }
    if let Some(named) = named {
        return (named, None);
    }
    let (default, sound) = zone_of(source, file_name, delimiter);
    // Dukascopy names the zone in the header.
    if when.lacks_zone && !when.days && source != "Dukascopy" {
        ask(default, sound)
    } else {
        (default.to_owned(), None)
    }
}
