//! Files as publishers write them, in miniature: what is recognised and which bars come out.

#![expect(clippy::unwrap_used, reason = "the helpers are test code as well")]

mod bad_data;
mod contradictions;
mod files;
mod kinds;
mod layouts;
mod mutants;
mod mutations;
mod promises;

use std::io::Write;

use engine::import::{
    DateOrder, Doubt, Format, ImportError, ImportOptions, Imported, Question, Reader, preview, sniff,
};
use engine::series::Bar;
use files::{DAY, HALF_PAST_TWO, JAN_2, publishers, two_bars};
use proptest::prelude::*;

fn import_with(text: &[u8], options: ImportOptions) -> Result<(Format, Imported), ImportError> {
    let format = sniff(text, "file.csv")?;
    let mut reader = Reader::new(format.clone(), options)?;
    reader.push(text)?;
    Ok((format, reader.finish()?))
}

/// With the default answer to every question.
fn import(text: &str) -> (Format, Imported) {
    import_with(text.as_bytes(), promises::answered(&sniff(text.as_bytes(), "file.csv").unwrap())).unwrap()
}

fn refusal(text: &str) -> ImportError {
    import_with(text.as_bytes(), ImportOptions::default()).unwrap_err()
}

fn bars(imported: &Imported) -> Vec<Bar> {
    (0..imported.series.len()).map(|i| imported.series.bar(i)).collect()
}

#[test]
fn each_publisher_is_recognised_and_read() {
    for (source, text, expected) in publishers() {
        let (format, imported) = import(&text);
        assert_eq!((format.source.as_str(), bars(&imported)), (source, expected), "{text}\n{format:?}");
        let shown = preview(&format, &ImportOptions::default(), text.as_bytes(), &[]).unwrap();
        assert_eq!((shown.first.len(), shown.last.len()), (2, 2), "{text}");
    }
}

#[test]
fn null_rows_are_left_out_and_counted_with_their_lines() {
    let (_, imported) = import(
        "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,10,12,9,11,11,7\n2024-01-03,null,null,null,null,null,null\n2024-01-04,10,12,9,11,11,7\n",
    );
    let quality = &imported.quality;
    assert_eq!((quality.rows_read, quality.rows_kept, quality.missing.count), (3, 2, 1));
    assert_eq!(quality.missing.examples[0].line, 3);
    assert!(
        quality
            .warnings()
            .iter()
            .any(|warning| warning.code == "missing" && warning.sentence.contains("line 3"))
    );
}

#[test]
fn a_garbage_number_is_refused_with_line_and_column() {
    let error = refusal("Date,Open,High,Low,Close\n2024-01-02,10,12,9,11\n2024-01-03,10,12,9,eleven\n");
    assert_eq!(error.code(), "bad_field");
    let sentence = error.to_string();
    assert!(
        sentence.contains("Line 3") && sentence.contains("Close") && sentence.contains("eleven"),
        "{sentence}"
    );
}

#[test]
fn a_list_of_trades_is_refused_with_a_sentence() {
    let error =
        refusal("Trade #,Type,Date and time,Signal,Price USDT\n1,Entry long,2024-01-02 14:30,Long,10\n");
    assert_eq!(error.code(), "not_bars");
    assert!(error.to_string().contains("list of trades"));
}

#[test]
fn what_is_no_table_is_refused_with_a_reason() {
    for (text, code) in [
        ("", "empty"),
        ("{\"Note\": \"call frequency\"}", "not_text"),
        ("<!DOCTYPE html><html>", "not_text"),
        ("hello\nworld\n", "unrecognised"),
        ("Date,Open,High\n2024-01-02,1,2\n", "unrecognised"),
        ("Date,Open,High,Low,Close\n2024-01-02,10,12,9,11\n2024-01-03,10,12\n", "too_few_fields"),
        ("Date,Open,High,Low,Close\n2024-01-02,10,12,9,11\n2024-01-03,1,010,12,9,11\n", "too_many_fields"),
        ("Date,Open,High,Low,Close\n2024-01-02,10,12,9,11\n2024-01-03,10,8,9,11\n", "too_many_bad_rows"),
    ] {
        assert_eq!(refusal(text).code(), code, "{text}");
    }
}

#[test]
fn adjusted_close_scales_all_prices_when_asked() {
    let text = b"Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,10,12,8,11,5.5,7\n2024-01-03,10,12,8,11,11,7\n";
    let options = ImportOptions { adjusted: true, ..Default::default() };
    let (format, imported) = import_with(text, options).unwrap();
    assert!(format.questions.contains(&Question::Adjusted));
    let bar = imported.series.bar(0);
    assert_eq!([bar.open, bar.high, bar.low, bar.close], [5.0, 6.0, 4.0, 5.5]);
}

#[test]
fn day_and_month_are_asked_for_when_no_date_tells() {
    let text = b"Date,Open,High,Low,Close\n01/02/2024,10,12,9,11\n02/02/2024,10,12,9,11\n";
    let format = sniff(text, "file.csv").unwrap();
    assert_eq!(import_with(text, ImportOptions::default()).unwrap_err().code(), "unanswered");
    assert!(matches!(format.questions[..], [Question::DateOrder { default: DateOrder::MonthFirst, .. }]));
    let options = ImportOptions { date_order: Some(DateOrder::DayFirst), ..Default::default() };
    let (_, imported) = import_with(text, options).unwrap();
    assert_eq!(imported.series.interval_ms(), DAY);
}

#[test]
fn one_ticker_is_taken_of_several_and_the_rest_counted() {
    let text = b"ticker,date,open,high,low,close\nA,2024-01-02,10,12,9,11\nB,2024-01-02,20,22,19,21\nA,2024-01-03,10,12,9,11\n";
    let options = ImportOptions { ticker: Some("B".to_owned()), ..Default::default() };
    let (format, imported) = import_with(text, options).unwrap();
    assert!(matches!(&format.questions[..], [Question::Ticker { found }] if found == &["A", "B"]));
    assert_eq!((imported.series.open()[0], imported.quality.other_tickers), (20.0, 2));
}

#[test]
fn duplicates_conflicts_and_disorder_are_counted_and_the_last_row_wins() {
    let text = "Date,Open,High,Low,Close\n2024-01-02,10,12,9,11\n2024-01-04,10,12,9,11\n2024-01-03,10,12,9,11\n2024-01-04,10,12,9,11\n2024-01-05,10,12,9,11\n2024-01-05,10,12,9,11.5\n";
    assert_eq!(refusal(text).code(), "doubtful_conflicts");
    let options = ImportOptions { accepted: vec![Doubt::Conflicts], ..Default::default() };
    let (_, imported) = import_with(text.as_bytes(), options).unwrap();
    let quality = &imported.quality;
    assert_eq!((quality.duplicates.count, quality.conflicts.count, quality.out_of_order.count), (1, 1, 1));
    assert_eq!(imported.series.close(), [11.0, 11.0, 11.0, 11.5]);
}

#[test]
fn monthly_files_are_joined_whatever_their_order_and_unit() {
    let row = |time: i64| format!("{time},10,12,9.5,11,7,{},70,3,1,1,0\n", time + 1);
    let ms = HALF_PAST_TWO;
    let january = format!("{}{}", row(ms), row(ms + 60_000));
    let february = format!("{}{}", row((ms + 60_000) * 1000), row((ms + 120_000) * 1000));
    let mut reader = Reader::new(sniff(february.as_bytes(), "b").unwrap(), ImportOptions::default()).unwrap();
    reader.push(february.as_bytes()).unwrap();
    reader.next_file(sniff(january.as_bytes(), "a").unwrap()).unwrap();
    reader.push(january.as_bytes()).unwrap();
    let imported = reader.finish().unwrap();
    assert_eq!(imported.series.time(), [ms, ms + 60_000, ms + 120_000]);
    assert_eq!((imported.quality.duplicates.count, imported.quality.out_of_order.count), (1, 0));
}

#[test]
fn closes_alone_become_bars_and_are_flagged() {
    let (_, imported) = import("date,price\n2024-01-02,10.25\n2024-01-03,10.50\n");
    assert!(imported.quality.close_only && imported.quality.no_volume);
    assert_eq!(imported.series.high(), imported.series.close());
    assert_eq!(imported.quality.suggested_tick, Some(0.01));
}

#[test]
fn a_zone_is_asked_for_and_followed() {
    let text = b"date,open,high,low,close\n2024-07-01 09:30,10,12,9,11\n2024-07-01 09:31,10,12,9,11\n";
    let options = ImportOptions { time_zone: Some("America/New_York".to_owned()), ..Default::default() };
    let (format, imported) = import_with(text, options).unwrap();
    assert!(matches!(&format.questions[..], [Question::TimeZone { default, .. }] if default == "UTC"));
    assert_eq!(imported.series.time()[0] % DAY, 13 * 3_600_000 + 30 * 60_000);
    let unknown = ImportOptions { time_zone: Some("Mars/Olympus".to_owned()), ..Default::default() };
    assert_eq!(import_with(text, unknown).unwrap_err().code(), "unknown_time_zone");
}

#[test]
fn a_long_or_unprintable_column_name_does_not_fill_a_message() {
    // Found by fuzzing.
    let name = format!("time\u{11}{}", "x".repeat(5000));
    let error =
        refusal(&format!("{name},open,high,low,close\n2024-01-02,10,12,9,11\nyesterday,10,12,9,11\n"));
    let sentence = error.to_string();
    assert!(sentence.starts_with("Line 3, column time x") && sentence.len() < 300, "{sentence}");
}

#[test]
fn hours_that_a_zone_skips_or_repeats_are_flagged() {
    let text = b"date,open,high,low,close\n2024-03-31 01:30,10,12,9,11\n2024-03-31 02:30,10,12,9,11\n2024-03-31 04:30,10,12,9,11\n2024-10-27 02:30,10,12,9,11\n";
    let options = ImportOptions { time_zone: Some("Europe/Berlin".to_owned()), ..Default::default() };
    let (_, imported) = import_with(text, options).unwrap();
    let lines: Vec<u64> =
        imported.quality.clock_changes.examples.iter().map(|example| example.line).collect();
    assert_eq!((imported.quality.clock_changes.count, &lines[..]), (2, &[3, 5][..]));
}

#[test]
fn of_close_and_price_the_close_is_taken_and_two_closes_are_refused() {
    let (_, imported) = import(
        "symbol,price,date,open,high,low,close\nA,99,2024-01-02,10,12,9,11\nA,99,2024-01-03,10,12,9,11\n",
    );
    assert_eq!(imported.series.close(), [11.0, 11.0]);
    let error = refusal("date,open,high,low,close,Close\n2024-01-02,10,12,9,11,11.5\n");
    assert!(error.to_string().contains("two are named close"), "{error}");
}

const PLAIN: &str =
    "Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9.5,11,7\n2024-01-03,11,13,10.5,12.5,7\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A local header, deflated text, and the beginning of what follows.
fn zip(text: &str, follows: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    let mut bytes = b"PK\x03\x04\x14\x00\x08\x00\x08\x00".to_vec();
    bytes.extend([0; 16]);
    bytes.extend([5, 0, 0, 0]);
    bytes.extend(b"a.csv");
    bytes.extend(encoder.finish().unwrap());
    bytes.extend(follows);
    bytes
}

#[test]
fn packed_files_are_read_and_damaged_ones_refused() {
    let read =
        |bytes: &[u8]| import_with(bytes, ImportOptions::default()).map(|(_, imported)| bars(&imported));
    let expected = two_bars(JAN_2, DAY, 7.0);
    assert_eq!(read(&gzip(PLAIN)).unwrap(), expected);
    assert_eq!(read(&zip(PLAIN, b"PK\x01\x02")).unwrap(), expected);
    assert_eq!(read(&zip(PLAIN, b"PK\x03\x04")).unwrap_err().code(), "packed");
    let packed = gzip(PLAIN);
    assert!(read(&packed[..packed.len() - 12]).is_err());
    assert!(read(&packed[..packed.len() - 4]).is_err());
    let zipped = zip(PLAIN, b"");
    assert_eq!(read(&zipped[..zipped.len() - 3]).unwrap_err().code(), "packed");
}

#[test]
fn weekends_and_nights_are_told_from_gaps() {
    // Three weeks of hours from 14:00 to 20:00, Monday to Friday, one afternoon cut short in the middle.
    let mut text = "time,open,high,low,close\n".to_owned();
    for day in (0..19).filter(|day| day % 7 < 5) {
        for hour in (14..21).filter(|hour| (day, *hour) != (8, 16) && (day, *hour) != (8, 17)) {
            text.push_str(&format!("{},10,12,9,11\n", (JAN_2 - DAY) / 1000 + day * 86_400 + hour * 3600));
        }
    }
    let gaps = import(&text).1.quality.gaps;
    assert_eq!((gaps.weekends, gaps.sessions, gaps.count, gaps.longest_ms), (2, 12, 1, 3 * 3_600_000));
}

/// A little of everything that rows are made of, so that random files come near real ones.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("2024-01-02".to_owned()),
        Just("1704205800".to_owned()),
        Just("01/02/2024".to_owned()),
        Just(",".to_owned()),
        Just(";".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\"".to_owned()),
        Just("null".to_owned()),
        Just("Date,Open,High,Low,Close\n".to_owned()),
        Just("2024-01-03,10,12,9,11\n".to_owned()),
        Just("$1,000.5".to_owned()),
        (0u32..3000).prop_map(|n| n.to_string()),
        Just("\u{1f}\u{8b}".to_owned()),
        Just("PK\u{3}\u{4}".to_owned()),
    ];
    prop_oneof![
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..300),
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_the_importer_panic(bytes in any_file()) {
        if let Ok((format, _)) = import_with(&bytes, ImportOptions::default()) {
            prop_assert!(format.roles.iter().flatten().count() >= 2);
        }
        if let Ok(format) = sniff(&bytes, "x") {
            // The tail begins anywhere; whether its rows read is not at stake, only that nothing panics.
            let shown = preview(&format, &ImportOptions::default(), &bytes, &bytes[bytes.len() / 2..]);
            prop_assert!(shown.is_err() || shown.is_ok_and(|shown| shown.first.len() <= 5));
        }
    }

    #[test]
    fn chunk_boundaries_do_not_matter(bytes in any_file(), sizes in prop::collection::vec(1usize..40, 1..20)) {
        let whole = import_with(&bytes, ImportOptions::default());
        let pieces = sniff(&bytes, "file.csv").and_then(|format| {
            let mut reader = Reader::new(format.clone(), ImportOptions::default())?;
            let (mut rest, mut sizes) = (&bytes[..], sizes.iter().cycle());
            while !rest.is_empty() {
                let size = sizes.next().copied().unwrap_or(1).min(rest.len());
                reader.push(&rest[..size])?;
                rest = &rest[size..];
            }
            Ok((format, reader.finish()?))
        });
        prop_assert_eq!(whole, pieces);
    }
}
