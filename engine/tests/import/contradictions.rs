//! What a file says that contradicts itself: it is refused or asked about, and never read one way without a word.

use engine::import::{ImportError, ImportOptions};

use crate::files::DAY;
use crate::kinds::{DATES, HEADER, MINUTE, MONDAY, bars, file, gives, read, read_as, refused};

#[test]
fn rows_that_replace_each_other_refuse_the_file() {
    let days = file(
        "Date,Session,Open,High,Low,Close,Volume\n",
        ["2023-03-06,1", "2023-03-06,2", "2023-03-07,1", "2023-03-07,2"],
    );
    refused(&days, "doubtful_conflicts", "Session");
    let options = ImportOptions { accepted: vec![engine::import::Doubt::Conflicts], ..Default::default() };
    assert_eq!(read_as(days.as_bytes(), "file.csv", options).unwrap().1.series.len(), 2);
}

#[test]
fn an_interval_that_the_file_contradicts_refuses_it() {
    let text = file(HEADER, DATES);
    for (name, is_fine) in [
        ("spy_d.csv", true),
        ("SPY-1d.csv", true),
        ("SPY.csv", true),
        ("SPY-1h.csv", false),
        ("SPY_M5.csv", false),
    ] {
        let read = read_as(text.as_bytes(), name, ImportOptions::default());
        assert_eq!(
            read.as_ref().err().map(ImportError::code),
            (!is_fine).then_some("doubtful_interval"),
            "{name}"
        );
    }
    let finam = file("<TICKER>,<PER>,<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n", DATES)
        .replace("\n2023", "\nA,60,2023");
    refused(&finam, "doubtful_interval", "<PER>: 60");
}

#[test]
fn years_that_cannot_be_are_never_silent() {
    refused(
        &file(HEADER, ["2123-03-06", "2123-03-07", "2123-03-08", "2123-03-09"]),
        "doubtful_years",
        "2123",
    );
    let (format, imported) =
        read(&file(HEADER, ["1929-10-21", "1929-10-22", "1929-10-23", "1929-10-24"])).unwrap();
    assert_eq!(format.questions.len(), 1);
    assert!(imported.quality.warnings().iter().any(|warning| warning.code == "old_years"));
}

#[test]
fn day_and_month_are_told_by_every_row() {
    // No day is above 12; month first, the rows would go back and forth.
    let times = ["06/03/2023", "07/03/2023", "08/03/2023", "01/04/2023"];
    let (format, imported) = read(&file(HEADER, times)).unwrap();
    assert_eq!((imported.series.time()[0], format.questions.len()), (MONDAY, 0));
    // Daily, or the first days of months: both are orders of time.
    refused(
        &file(HEADER, ["01/03/2023", "02/03/2023", "03/03/2023", "06/03/2023"]),
        "unanswered",
        "date_order",
    );
    // Two digits of a year in front: a day each, not a year each.
    gives(&file(HEADER, ["23/03/06", "23/03/07", "23/03/08", "23/03/09"]), &bars(MONDAY, DAY));
}

#[test]
fn two_rows_that_are_decades_apart_are_doubted() {
    // Found by mutated files: a Kraken file whose second time is 0 was read as bars of 1970 and 2024.
    let s = (MONDAY / 1000).to_string();
    for text in [
        format!("0,10,12,9.5,11,7,3\n{s},11,13,10.5,12.5,7,3\n"),
        format!("time,open,high,low,close\n{s},10,12,9.5,11\n86400,11,13,10.5,12.5\n"),
        "Date,Open,High,Low,Close\n2023-03-06,10,12,9.5,11\n2013-03-07,11,13,10.5,12.5\n2023-03-08,12,13,10.5,12.5\n".to_owned(),
    ] {
        refused(&text, "doubtful_gap", "no bar between");
        let options = ImportOptions { accepted: vec![engine::import::Doubt::Gap], ..Default::default() };
        assert!(read_as(text.as_bytes(), "file.csv", options).is_ok());
    }
    // Years of quarters, and a year in which nothing traded, are no surprise.
    for times in [
        ["2020-12-31", "2021-12-31", "2023-12-31", "2024-12-31"],
        ["2020-01-02", "2020-01-03", "2021-06-01", "2021-06-02"],
    ] {
        assert!(read(&file(HEADER, times)).is_ok());
    }
}

#[test]
fn a_person_can_say_what_columns_hold_that_nobody_recognises() {
    use engine::import::Role::{Close, High, Low, Open, Time};
    // No four neighbours behave as prices, and no row of words is known.
    let text = "quando;p;note;q;r;s\n06.03.2023;50;x;52;49;51\n07.03.2023;51;y;53;50;52\n";
    refused(text, "unrecognised", "");
    let (format, fields) =
        engine::import::table(text.as_bytes(), "file.csv", &ImportOptions::default()).unwrap();
    assert_eq!(format.names, ["quando", "p", "note", "q", "r", "s"]);
    assert_eq!(fields, ["06.03.2023", "50", "x", "52", "49", "51"]);
    let roles = vec![Some(Time), Some(Open), None, Some(High), Some(Low), Some(Close)];
    let options = ImportOptions { roles: Some(roles), ..Default::default() };
    let (_, imported) = read_as(text.as_bytes(), "file.csv", options).unwrap();
    assert_eq!((imported.series.open(), imported.series.low()), (&[50.0, 51.0][..], &[49.0, 50.0][..]));
    assert_eq!(imported.series.time()[0], MONDAY);
}

#[test]
fn times_at_which_bars_ended_are_not_taken_for_their_beginnings() {
    // Found by mutated files: Binance's rows without the first column.
    let row = |prices: &str, at: i64| format!("{prices},{},70,3,1,1,0\n", MONDAY + at * MINUTE - 1);
    let text = row("10,12,9.5,11,7", 1) + &row("11,13,10.5,12.5,7", 2);
    refused(&text, "doubtful_ends", "ended");
}

#[test]
fn workbooks_in_xml_are_named_as_such() {
    let text = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\n</Workbook>\n";
    refused(text, "not_text", "a workbook in XML");
}

#[test]
fn a_second_column_with_other_times_is_not_passed_over() {
    // Found by mutated files: CryptoDataDownload's date with an offset that its Unix time contradicts.
    let row = |at: i64, zone: &str| {
        format!("{},2023-03-06 00:0{at}:00{zone},{at}0,{at}2,{at}0,{at}1\n", MONDAY + at * MINUTE)
    };
    let text = |zone| format!("unix,date,open,high,low,close\n{}{}", row(1, zone), row(2, zone));
    refused(&text("-05:00"), "unrecognised", "unix and date hold different times");
    assert!(read(&text("+00:00")).is_ok());
    // Without a zone it may be the exchange's time.
    assert!(read(&text("")).is_ok());
}

#[test]
fn a_number_that_stands_still_is_no_price() {
    // Found by mutated files: Kraken's rows without the low, of which the volume became the low.
    refused("1678060800,10,12,11,7,3\n1678060860,11,13,12.5,7,3\n", "unrecognised", "no name tells");
}

#[test]
fn two_rows_do_not_tell_that_the_close_comes_first() {
    // Found by mutated files: a later date in the first row turned open and close around, and a known publisher's rows with
    // both exchanged were not asked about.
    refused("2023-03-16|10|9.5|12|11|7\n2023-03-07|11|10.5|13|12.5|7\n", "unanswered", "swap_open_close");
    let binance = |row: &str, at: i64| {
        format!("{},{row},7,{},70,3,1,1,0\n", MONDAY + at * MINUTE, MONDAY + (at + 1) * MINUTE - 1)
    };
    refused(&(binance("11,12,9.5,10", 0) + &binance("12.5,13,10.5,11", 1)), "unanswered", "swap_open_close");
    assert!(read(&(binance("10,12,9.5,11", 0) + &binance("11,13,10.5,12.5", 1))).is_ok());
}
