//! Workbooks made by other programs (`fixtures/make.py`) read as the bars that they hold.

use engine::import::{HEAD_BYTES, ImportError, ImportOptions, Question, Reader, sniff_as};
use engine::series::Series;

use super::{Chosen, choose, sheets};

/// 2024-01-02 00:00 UTC
const JAN_2: i64 = 1_704_153_600_000;
const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

fn chosen(book: &[u8], options: &ImportOptions) -> Result<Chosen, ImportError> {
    choose(sheets(book.to_vec())?, "book.xlsx", options)
}

fn read(book: &[u8], options: &ImportOptions) -> Result<Series, ImportError> {
    let chosen = chosen(book, options)?;
    let head = &chosen.text[..chosen.text.len().min(HEAD_BYTES)];
    let mut reader = Reader::new(sniff_as(head, &chosen.name, options)?, options.clone())?;
    reader.push(&chosen.text)?;
    Ok(reader.finish()?.series)
}

fn is_as_made(series: &Series, first: i64, step: i64) {
    assert_eq!(series.time(), [0, 1, 2, 3].map(|at| first + at * step));
    assert_eq!(series.open(), [10.0, 11.0, 12.5, 12.25]);
    assert_eq!(series.high(), [12.0, 13.0, 13.5, 12.5]);
    assert_eq!(series.low(), [9.5, 10.5, 11.5, 11.0]);
    assert_eq!(series.close(), [11.0, 12.5, 12.25, 11.5]);
    assert_eq!(series.volume(), [7.0, 7.0, 6.0, 6.0]);
}

fn in_utc() -> ImportOptions {
    ImportOptions { time_zone: Some("UTC".to_owned()), ..Default::default() }
}

#[test]
fn dates_are_dates_in_both_systems_of_dates() {
    for book in [&include_bytes!("fixtures/days.xlsx")[..], include_bytes!("fixtures/days-1904.xlsx")] {
        is_as_made(&read(book, &ImportOptions::default()).unwrap(), JAN_2, DAY);
        assert_eq!(chosen(book, &ImportOptions::default()).unwrap().name, "book.xlsx, sheet Prices");
    }
}

#[test]
fn dates_with_a_time_are_read_from_old_workbooks_and_from_opendocument() {
    for book in [
        &include_bytes!("fixtures/minutes.xls")[..],
        include_bytes!("fixtures/minutes-1904.xls"),
        include_bytes!("fixtures/minutes.ods"),
    ] {
        is_as_made(&read(book, &in_utc()).unwrap(), JAN_2 + 570 * MINUTE, MINUTE);
    }
}

#[test]
fn a_time_beside_the_date_and_a_title_above_the_table_are_read_and_the_zone_is_asked_for() {
    let book = include_bytes!("fixtures/date-and-time.xlsx");
    is_as_made(&read(book, &in_utc()).unwrap(), JAN_2 + 570 * MINUTE, MINUTE);
    let chosen = chosen(book, &ImportOptions::default()).unwrap();
    let format = sniff_as(&chosen.text, &chosen.name, &ImportOptions::default()).unwrap();
    assert!(matches!(&format.questions[..], [Question::TimeZone { .. }]), "{:?}", format.questions);
    // Lines are rows.
    assert_eq!(format.n_header_lines, 3);
}

#[test]
fn a_workbook_with_two_sheets_of_prices_is_a_question() {
    let book = include_bytes!("fixtures/two-sheets.xlsx");
    let asked = chosen(book, &ImportOptions::default()).unwrap().asked.unwrap();
    assert_eq!(asked.question, Question::Sheet { found: vec!["AAA".to_owned(), "BBB".to_owned()] });
    assert!(asked.question.must_be_answered() && !asked.question.is_answered(&ImportOptions::default()));
    let opens: Vec<f64> = asked.readings.iter().map(|reading| reading.bars[0].open).collect();
    assert_eq!(opens, [10.0, 100.0]);
    let series = read(book, &asked.readings[1].options).unwrap();
    assert_eq!((series.time()[0], series.open()[0]), (JAN_2, 100.0));
    let missing = ImportOptions { sheet: Some("CCC".to_owned()), ..Default::default() };
    assert!(read(book, &missing).unwrap_err().to_string().contains("no sheet named CCC"));
}

#[test]
fn numbers_that_are_no_dates_are_not_taken_for_dates() {
    let error = read(include_bytes!("fixtures/serial-numbers.xlsx"), &ImportOptions::default()).unwrap_err();
    assert_eq!(error.code(), "unrecognised");
    assert!(error.to_string().contains("45296") && error.to_string().contains("format"), "{error}");
}

#[test]
fn prices_and_dates_that_are_text_read_as_in_any_file() {
    let series = read(include_bytes!("fixtures/text.xlsx"), &ImportOptions::default()).unwrap();
    assert_eq!((series.time()[3], series.open()[2]), (JAN_2 + 3 * DAY, 12_500.0));
}

#[test]
fn a_workbook_without_prices_or_damaged_is_refused_with_a_reason() {
    let refused = |book: &[u8]| read(book, &ImportOptions::default()).unwrap_err();
    assert_eq!(refused(include_bytes!("fixtures/no-prices.xlsx")).code(), "unrecognised");
    let whole = include_bytes!("fixtures/days.xlsx");
    let error = refused(&whole[..whole.len() / 2]);
    assert!(error.to_string().contains("The workbook cannot be read"), "{error}");
}
