//! Bad files: each is refused, or let in with a warning or a question that names what is wrong with it. None passes silently.

use crate::promises;

/// What must happen.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// An error with this code.
    Refused(&'static str),
    /// A warning with this code.
    Flagged(&'static str),
    /// The importer asks.
    Asked,
}
use Expected::{Asked, Flagged, Refused};

impl Expected {
    fn said(self) -> String {
        match self {
            Refused(code) => format!("refused: {code}"),
            Flagged(code) => format!("flagged: {code}"),
            Asked => "asked".to_owned(),
        }
    }
}

type Row = [String; 6];

const HEADER: &str = "time,open,high,low,close,volume";

/// 200 hours without a flaw: the walk is a fixed pattern around 100.
fn rows() -> Vec<Row> {
    let mut close = 100.0;
    (0..200i64)
        .map(|hour| {
            let open = close;
            close = open
                + [0.5, -0.25, 0.75, -0.5, -0.5, 0.25][hour as usize % 6]
                + [0.1, -0.2, 0.15][hour as usize % 3];
            let (high, low) = (f64::max(open, close) + 0.2, f64::min(open, close) - 0.3);
            let (day, hour_of_day) = (1 + hour / 24, hour % 24);
            let prices = [open, high, low, close].map(|price| format!("{price:.2}"));
            let [open, high, low, close] = prices;
            [
                format!("2024-01-{day:02}T{hour_of_day:02}:00:00Z"),
                open,
                high,
                low,
                close,
                (1000 + hour).to_string(),
            ]
        })
        .collect()
}

fn text(header: &str, rows: &[Row]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

/// The good file with something done to its rows.
fn with(change: impl FnOnce(&mut Vec<Row>)) -> String {
    let mut rows = rows();
    change(&mut rows);
    text(HEADER, &rows)
}

/// The good file with one field of row 100 replaced.
fn field(column: usize, value: &str) -> String {
    with(|rows| rows[100][column] = value.to_owned())
}

fn scaled(rows: &mut [Row], factor: f64) {
    for value in rows.iter_mut().flat_map(|row| &mut row[1..5]) {
        *value = format!("{:.4}", value.parse::<f64>().unwrap() * factor);
    }
}

/// The good file with the columns in another order than the header says.
fn ordered(header: &str, order: [usize; 6]) -> String {
    text(header, &rows().iter().map(|row| order.map(|column| row[column].clone())).collect::<Vec<Row>>())
}

fn bad_files() -> Vec<(&'static str, String, Expected)> {
    let good = text(HEADER, &rows());
    vec![
        ("a row twice", with(|rows| rows.insert(101, rows[100].clone())), Flagged("duplicates")),
        (
            "one time, two prices",
            with(|rows| {
                let mut row = rows[100].clone();
                row[5] = "9".into();
                rows.insert(101, row)
            }),
            Flagged("conflicts"),
        ),
        (
            "every row at the same time",
            with(|rows| rows.iter_mut().for_each(|row| row[0] = "2024-01-01T00:00:00Z".into())),
            Refused("doubtful_conflicts"),
        ),
        ("two rows out of order", with(|rows| rows.swap(100, 101)), Flagged("out_of_order")),
        ("two halves out of order", with(|rows| rows.rotate_left(100)), Flagged("out_of_order")),
        ("newest first", with(|rows| rows.reverse()), Flagged("newest_first")),
        ("NaN as a price", field(4, "NaN"), Flagged("missing")),
        ("an empty price", field(1, ""), Flagged("missing")),
        (
            "null prices",
            with(|rows| {
                rows[100] = [&rows[100][0].clone(), "null", "null", "null", "null", "null"].map(str::to_owned)
            }),
            Flagged("missing"),
        ),
        ("infinity as a price", field(2, "inf"), Refused("bad_field")),
        ("a price of zero", field(3, "0"), Flagged("non_positive")),
        ("a negative price", field(1, "-100.00"), Flagged("non_positive")),
        (
            "many prices of zero",
            with(|rows| rows[50..60].iter_mut().for_each(|row| row[3] = "0".into())),
            Refused("too_many_bad_rows"),
        ),
        ("low above high", with(|rows| rows[100].swap(2, 3)), Flagged("inconsistent")),
        ("close above high", field(4, "150.00"), Flagged("inconsistent")),
        ("open below low", field(1, "50.00"), Flagged("inconsistent")),
        (
            "high and low swapped everywhere",
            ordered("time,open,low,high,close,volume", [0, 1, 2, 3, 4, 5]),
            Refused("too_many_bad_rows"),
        ),
        (
            "open and close swapped everywhere",
            ordered("time,close,high,low,open,volume", [0, 1, 2, 3, 4, 5]),
            Flagged("swapped"),
        ),
        (
            "open and high swapped everywhere",
            ordered("time,high,open,low,close,volume", [0, 1, 2, 3, 4, 5]),
            Refused("too_many_bad_rows"),
        ),
        (
            "volume where the close should be",
            ordered(HEADER, [0, 1, 2, 3, 5, 4]),
            Refused("too_many_bad_rows"),
        ),
        ("a day missing", with(|rows| drop(rows.drain(60..84))), Flagged("gaps")),
        ("an hour missing", with(|rows| drop(rows.remove(100))), Flagged("gaps")),
        (
            "summer time shifts the hours back",
            with(|rows| (100..200).for_each(|i| rows[i][0] = rows_time(i as i64 - 1))),
            Flagged("conflicts"),
        ),
        (
            "summer time shifts the hours on",
            with(|rows| (100..199).for_each(|i| rows[i][0] = rows_time(i as i64 + 1))),
            Flagged("gaps"),
        ),
        (
            "days that are once 23 hours long",
            with(|rows| (0..200).for_each(|i| rows[i][0] = day_time(i as i64, 100))),
            Flagged("too_close"),
        ),
        (
            "minutes among hours",
            with(|rows| {
                (100..110).for_each(|i| {
                    rows[i][0] = rows[100][0].replace(":00:00Z", &format!(":{:02}:00Z", i - 100))
                })
            }),
            Flagged("too_close"),
        ),
        ("a split of 2", with(|rows| scaled(&mut rows[100..], 0.5)), Flagged("split_like")),
        ("a reverse split of 10", with(|rows| scaled(&mut rows[100..], 10.0)), Flagged("split_like")),
        ("pence after pounds", with(|rows| scaled(&mut rows[100..], 100.0)), Flagged("split_like")),
        (
            "another market from the middle on",
            with(|rows| scaled(&mut rows[100..], 37.0)),
            Flagged("split_like"),
        ),
        (
            "a high with its point lost",
            with(|rows| rows[100][2] = rows[100][2].replace('.', "")),
            Flagged("spikes"),
        ),
        ("a low of almost nothing", field(3, "0.01"), Flagged("spikes")),
        (
            "a price that stands still",
            with(|rows| (100..120).for_each(|i| (1..5).for_each(|c| rows[i][c] = "100.00".into()))),
            Flagged("constant"),
        ),
        (
            "no volume at all",
            with(|rows| rows.iter_mut().for_each(|row| row[5] = String::new())),
            Flagged("missing_volume"),
        ),
        ("a volume of -1", field(5, "-1"), Flagged("missing_volume")),
        ("a volume of zero", field(5, "0"), Flagged("zero_volume")),
        ("a volume that is a word", field(5, "many"), Refused("bad_field")),
        ("a price that is a word", field(1, "########"), Refused("bad_field")),
        ("a price in thirty-seconds", field(1, "110'16"), Refused("bad_field")),
        ("a thousands comma without quotes", field(1, "1,100.00"), Refused("too_many_fields")),
        ("a decimal comma in one row", field(1, "100,25"), Refused("too_many_fields")),
        ("a date that does not exist", field(0, "2024-02-30T00:00:00Z"), Refused("bad_field")),
        ("a time that does not exist", field(0, "2024-01-05T24:30:00Z"), Refused("bad_field")),
        ("a time that is missing", field(0, ""), Refused("bad_field")),
        ("a time in another notation", field(0, "5 Jan 2024"), Refused("bad_field")),
        ("the year 1000", field(0, "1000-01-05T00:00:00Z"), Refused("bad_field")),
        ("cut off inside a row", good[..good.len() - 30].to_owned(), Refused("too_few_fields")),
        ("cut off inside a volume's row", good[..good.len() - 6].to_owned(), Flagged("missing_volume")),
        ("the header once more", good.clone() + &good, Flagged("repeated_headers")),
        (
            "dates as a spreadsheet counts them",
            with(|rows| (0..200).for_each(|i| rows[i][0] = (45_292 + i).to_string())),
            Refused("unrecognised"),
        ),
        (
            "numbered rows for times",
            with(|rows| (0..200).for_each(|i| rows[i][0] = i.to_string())),
            Refused("unrecognised"),
        ),
        (
            "two columns named close",
            with(|_| ()).replacen(
                "time,open,high,low,close,volume",
                "timestamp,open,high,low,close,close",
                1,
            ),
            Refused("unrecognised"),
        ),
        ("no column named close", good.replacen("close", "settled", 1), Refused("unrecognised")),
        ("no column named high", good.replacen("high", "top", 1), Refused("unrecognised")),
        (
            "dates that may be day or month first",
            with(|rows| {
                (0..200).for_each(|i| rows[i][0] = format!("{}/{}", ["01/02", "03/04"][i % 2], 1990 + i / 2))
            }),
            Asked,
        ),
        ("times without a zone", good.replace("Z,", ","), Asked),
        (
            "two tickers",
            text(
                "time,open,high,low,close,ticker",
                &rows()
                    .into_iter()
                    .enumerate()
                    .map(|(i, mut row)| {
                        row[5] = ["A", "B"][i % 2].into();
                        row
                    })
                    .collect::<Vec<Row>>(),
            ),
            Asked,
        ),
        (
            "closes only",
            rows()
                .iter()
                .fold("time,close\n".to_owned(), |text, row| text + &format!("{},{}\n", row[0], row[4])),
            Flagged("close_only"),
        ),
        (
            "a list of trades",
            "Trade #,Type,Date and time,Signal,Price USDT\n1,Entry long,2024-01-02 14:30,Long,10\n".into(),
            Refused("not_bars"),
        ),
        (
            "a message of the provider",
            "{\"Information\": \"The rate limit is 25 requests a day\"}".into(),
            Refused("not_text"),
        ),
        ("a web page", "<!DOCTYPE html><html><body>Sign in</body></html>".into(), Refused("not_text")),
        ("nothing", "\n\n".into(), Refused("empty")),
        ("a header alone", format!("{HEADER}\n"), Refused("unrecognised")),
        (
            "every row without prices",
            with(|rows| rows.iter_mut().for_each(|row| (1..5).for_each(|c| row[c] = "null".into()))),
            Refused("no_bars"),
        ),
        ("a zero byte in the middle", field(1, "10\0.00"), Refused("not_text")),
        ("letters of another alphabet for digits", field(4, "１００.00"), Refused("bad_field")),
    ]
}

/// Time of row `i` of the good file.
fn rows_time(i: i64) -> String {
    format!("2024-01-{:02}T{:02}:00:00Z", 1 + i / 24, i % 24)
}

/// Unix seconds of daily bars, an hour earlier from one day on.
fn day_time(day: i64, from: i64) -> String {
    (1_704_153_600 + day * 86_400 - if day >= from { 3600 } else { 0 }).to_string()
}

#[test]
fn the_good_file_passes_without_a_word() {
    let good = text(HEADER, &rows());
    let (format, imported) = promises::read(good.as_bytes(), &[997]).unwrap();
    assert_eq!((imported.series.len(), format.questions.len()), (200, 0));
    assert_eq!(imported.quality.warnings(), []);
}

#[test]
fn without_a_header_the_bars_tell_that_the_close_comes_first() {
    let text = ordered(HEADER, [0, 4, 2, 3, 1, 5]);
    let (_, rows) = text.split_once('\n').unwrap();
    let (_, imported) = promises::read(rows.as_bytes(), &[997]).unwrap();
    let (_, expected) = promises::read(text_of_good().as_bytes(), &[997]).unwrap();
    assert_eq!(imported.series, expected.series);
}

fn text_of_good() -> String {
    text(HEADER, &rows())
}

/// What the importer says of a file, in the words of [`Expected::said`].
fn said(text: &str) -> Vec<String> {
    match promises::read(text.as_bytes(), &[4096]) {
        Err(error) => vec![Refused(error.code()).said()],
        Ok((format, imported)) => {
            let warnings = imported.quality.warnings();
            let flags = warnings.iter().map(|warning| format!("flagged: {}", warning.code));
            flags.chain(format.questions.iter().map(|_| Asked.said())).collect()
        }
    }
}

#[test]
fn no_bad_file_is_accepted_silently() {
    let files = bad_files();
    let (mut silent, mut otherwise) = (Vec::new(), Vec::new());
    for (name, text, expected) in &files {
        promises::check(text.as_bytes(), &[1, 60, 997]);
        let said = said(text);
        if said.is_empty() {
            silent.push(*name);
        } else if !said.contains(&expected.said()) {
            otherwise.push(format!("{name}: expected {}, found {said:?}", expected.said()));
        }
    }
    let n = |is: fn(&Expected) -> bool| files.iter().filter(|(_, _, expected)| is(expected)).count();
    println!(
        "{} bad files: {} refused, {} flagged, {} asked about, {} accepted silently",
        files.len(),
        n(|expected| matches!(expected, Refused(_))),
        n(|expected| matches!(expected, Flagged(_))),
        n(|expected| matches!(expected, Asked)),
        silent.len()
    );
    assert!(files.len() >= 40, "{} files", files.len());
    assert!(silent.is_empty(), "accepted silently: {silent:?}");
    assert!(otherwise.is_empty(), "{}", otherwise.join("\n"));
}
