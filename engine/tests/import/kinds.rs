//! Files that were once read wrongly without a word, one of each kind and its relatives: which bars come out, or what is asked.

use engine::import::{Format, ImportError, ImportOptions, Imported, Reader, sniff_as};
use engine::series::Bar;

use crate::files::DAY;

/// 2023-03-06 00:00 UTC, a Monday.
pub(crate) const MONDAY: i64 = 1_678_060_800_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const BARS: [[f64; 5]; 4] = [
    [50.0, 52.0, 49.5, 51.0, 300.0],
    [51.0, 53.0, 50.5, 52.5, 310.0],
    [52.5, 53.0, 52.0, 52.25, 320.0],
    [52.25, 52.5, 51.0, 51.5, 330.0],
];

pub(crate) fn bars(start: i64, step: i64) -> Vec<Bar> {
    let bar = |(i, [open, high, low, close, volume]): (usize, [f64; 5])| Bar {
        time: start + i as i64 * step,
        open,
        high,
        low,
        close,
        volume,
    };
    BARS.into_iter().enumerate().map(bar).collect()
}

/// The four bars below `header`, each with its own time.
pub(crate) fn file(header: &str, times: [&str; 4]) -> String {
    let rows = times.iter().zip(BARS).map(|(time, [o, h, l, c, v])| format!("{time},{o},{h},{l},{c},{v}\n"));
    format!("{header}{}", rows.collect::<String>())
}

pub(crate) const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";
pub(crate) const DATES: [&str; 4] = ["2023-03-06", "2023-03-07", "2023-03-08", "2023-03-09"];

pub(crate) fn read_as(
    bytes: &[u8],
    name: &str,
    options: ImportOptions,
) -> Result<(Format, Imported), ImportError> {
    let format = sniff_as(bytes, name, &options)?;
    let mut reader = Reader::new(format.clone(), options)?;
    reader.push(bytes)?;
    Ok((format, reader.finish()?))
}

pub(crate) fn read(text: &str) -> Result<(Format, Imported), ImportError> {
    read_as(text.as_bytes(), "file.csv", ImportOptions::default())
}

pub(crate) fn found(imported: &Imported) -> Vec<Bar> {
    (0..imported.series.len()).map(|i| imported.series.bar(i)).collect()
}

/// Reads the file to these bars, without an answer.
#[track_caller]
pub(crate) fn gives(text: &str, expected: &[Bar]) -> (Format, Imported) {
    let (format, imported) = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(found(&imported), expected, "{text}\n{format:?}");
    (format, imported)
}

#[track_caller]
pub(crate) fn refused(text: &str, code: &str, words: &str) {
    let error = read(text).map(|(format, imported)| (format, found(&imported))).unwrap_err();
    assert_eq!(error.code(), code, "{error}\n{text}");
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn a_midnight_with_an_offset_is_the_day_of_the_exchange() {
    for zone in ["+09:00", "-05:00", "+0530", " US/Eastern", " JST", "Z", ""] {
        let times = DATES.map(|date| format!("{date} 00:00:00{zone}"));
        gives(&file(HEADER, times.each_ref().map(String::as_str)), &bars(MONDAY, DAY));
    }
    // Midnight is one hour of many where there are others.
    let times = [
        "2023-03-06T00:00:00+09:00",
        "2023-03-06T01:00:00+09:00",
        "2023-03-06T02:00:00+09:00",
        "2023-03-06T03:00:00+09:00",
    ];
    gives(&file(HEADER, times), &bars(MONDAY - 9 * 60 * MINUTE, 60 * MINUTE));
}

#[test]
fn six_digits_are_a_day() {
    gives(&file(HEADER, ["230306", "230307", "230308", "230309"]), &bars(MONDAY, DAY));
    gives(&file("", ["230306", "230307", "230308", "230309"]), &bars(MONDAY, DAY));
    let times = ["2303060930", "2303060931", "2303060932", "2303060933"];
    gives(&file(HEADER, times), &bars(MONDAY + 570 * MINUTE, MINUTE));
}

#[test]
fn counts_that_hold_no_date_are_refused() {
    for times in [
        ["34200000", "34260000", "34320000", "34380000"],
        ["34200", "34260", "34320", "34380"],
        ["34200000000", "34260000000", "34320000000", "34380000000"],
        ["34200000000000", "34260000000000", "34320000000000", "34380000000000"],
        ["45292", "45293", "45294", "45295"],
    ] {
        refused(&file("", times), "unrecognised", "date");
        refused(&file(HEADER, times), "unrecognised", "date");
    }
    refused(
        &file("Time,Open,High,Low,Close,Volume\n", ["09:30", "09:31", "09:32", "09:33"]),
        "unrecognised",
        "no column holds the date",
    );
}

#[test]
fn a_clock_without_leading_zero_is_a_clock() {
    let half_past_nine = bars(MONDAY + 570 * MINUTE, MINUTE);
    for clocks in
        [["930", "931", "932", "933"], ["93000", "93100", "93200", "93300"], ["9:30", "9:31", "9:32", "9:33"]]
    {
        let times = clocks.map(|clock| format!("20230306,{clock}"));
        gives(&file("", times.each_ref().map(String::as_str)), &half_past_nine);
        gives(
            &file("Date,Time,Open,High,Low,Close,Volume\n", times.each_ref().map(String::as_str)),
            &half_past_nine,
        );
        let times = clocks.map(|clock| format!("06.03.2023,{clock}"));
        gives(
            &file("day,clock,Open,High,Low,Close,Volume\n", times.each_ref().map(String::as_str)),
            &half_past_nine,
        );
    }
    let times = ["2023-03-06,9", "2023-03-06,10", "2023-03-06,11", "2023-03-06,12"];
    gives(&file("Date,Hour,Open,High,Low,Close,Volume\n", times), &bars(MONDAY + 540 * MINUTE, 60 * MINUTE));
    refused(&file("Date,Time,Open,High,Low,Close,Volume\n", times), "unrecognised", "time of day");
}

#[test]
fn months_have_names() {
    for times in [
        ["\"Mar 6, 2023\"", "\"Mar 7, 2023\"", "\"Mar 8, 2023\"", "\"Mar 9, 2023\""],
        ["06-Mar-2023", "07-Mar-2023", "08-Mar-2023", "09-Mar-2023"],
        ["6 Mar 2023", "7 Mar 2023", "8 Mar 2023", "9 Mar 2023"],
        ["06-MAR-23", "07-MAR-23", "08-MAR-23", "09-MAR-23"],
        [
            "\"Monday, March 6, 2023\"",
            "\"Tuesday, March 7, 2023\"",
            "\"Wednesday, March 8, 2023\"",
            "\"Thursday, March 9, 2023\"",
        ],
        ["6 mars 2023", "7 mars 2023", "8 mars 2023", "9 mars 2023"],
    ] {
        gives(&file(HEADER, times), &bars(MONDAY, DAY));
        gives(&file("", times), &bars(MONDAY, DAY));
    }
}

#[test]
fn a_zone_may_stand_behind_the_time() {
    for (zone, ahead) in [("US/Eastern", -5), ("EST", -5), ("+0000 UTC", 0), ("Asia/Tokyo", 9), ("GMT+2", 2)]
    {
        let times = ["09:30", "09:31", "09:32", "09:33"].map(|clock| format!("20230306 {clock}:00 {zone}"));
        let (format, _) = gives(
            &file("date,open,high,low,close,volume\n", times.each_ref().map(String::as_str)),
            &bars(MONDAY + (570 - ahead * 60) * MINUTE, MINUTE),
        );
        assert!(format.questions.is_empty(), "{:?}", format.questions);
    }
    let times =
        ["2023-03-06 09:30 CST", "2023-03-06 09:31 CST", "2023-03-06 09:32 CST", "2023-03-06 09:33 CST"];
    refused(&file(HEADER, times), "unanswered", "time_zone");
    refused(&file(HEADER, times.map(|_| "2023-03-06 09:30 Mars")), "unknown_time_zone", "Mars");
}

#[test]
fn several_tickers_are_asked_about_whatever_their_column_is_called() {
    for name in ["Name", "tic", "code", "Stock", "Empresa"] {
        let two =
            |symbol: &str| file("", DATES).lines().map(|row| format!("{row},{symbol}\n")).collect::<String>();
        let text = format!(
            "date,open,high,low,close,volume,{name}\n{}{}",
            two("AAA"),
            two("ZZZ").replace(",5", ",15")
        );
        refused(&text, "several_tickers", "AAA, ZZZ");
        let options = ImportOptions { ticker: Some("AAA".to_owned()), ..Default::default() };
        let (_, imported) = read_as(text.as_bytes(), "file.csv", options).unwrap();
        assert_eq!(found(&imported), bars(MONDAY, DAY));
    }
    // Row numbers are no tickers.
    let numbered: String =
        file("", DATES).lines().enumerate().map(|(i, row)| format!("{i},{row}\n")).collect();
    gives(&format!("index,date,open,high,low,close,volume\n{numbered}"), &bars(MONDAY, DAY));
}

#[test]
fn a_ticker_that_comes_late_in_a_long_file_is_not_left_out_silently() {
    let row = |day: i64, symbol: &str| format!("{},10,12,9,11,{symbol}\n", (MONDAY + day * DAY) / 1000);
    let mut text = "time,open,high,low,close,ticker\n".to_owned();
    (0..4000).for_each(|day| text.push_str(&row(day % 3000 - 1500, if day < 3000 { "AAA" } else { "ZZZ" })));
    refused(&text, "several_tickers", "AAA, ZZZ");
}

#[test]
fn a_header_alone_names_no_publisher() {
    let dump = "timestamp,open,high,low,close,volume\n";
    let times = ["2023-03-04 00:00:00", "2023-03-05 00:00:00", "2023-03-06 00:00:00", "2023-03-07 00:00:00"];
    let (format, _) = gives(&file(dump, times), &bars(MONDAY - 2 * DAY, DAY));
    assert_eq!((format.source.as_str(), format.time_zone.as_str()), ("generic", "UTC"));
    let times = ["2023-03-06 09:30", "2023-03-06 09:31", "2023-03-06 09:32", "2023-03-06 09:33"];
    assert_eq!(gives(&file(dump, times), &bars(MONDAY + 570 * MINUTE, MINUTE)).0.source, "generic");
    // Newest first, of a session: New York's or not, nobody can tell.
    let newest: String = file("", times).lines().rev().map(|row| format!("{row}\n")).collect();
    refused(&format!("{dump}{newest}"), "unanswered", "time_zone");
}

#[test]
fn a_layout_with_volume_is_not_histdata() {
    let times = ["20230306 143000", "20230306 143100", "20230306 143200", "20230306 143300"];
    let text = file("", times).replace(',', ";");
    assert_eq!(gives(&text, &bars(MONDAY + 870 * MINUTE, MINUTE)).0.source, "NinjaTrader");
    // Not even where the volume comes late.
    let mut long = String::new();
    (0..3000).for_each(|i| {
        long.push_str(&format!("20230306 {:02}{:02}{:02};50;52;49;51;0\n", i / 3600, i / 60 % 60, i % 60))
    });
    let (format, _) = read(&long).unwrap();
    assert_eq!((format.source.as_str(), format.time_zone.as_str()), ("HistData", "Etc/GMT+5"));
    refused(&format!("{long}20230306 230000;50;52;49;51;7\n"), "doubtful_publisher", "volume");
}

#[test]
fn the_bars_tell_open_from_close() {
    let reorder = |order: [usize; 5], header: &str, times: [&str; 4]| {
        let row = |(time, bar): (&&str, [f64; 5])| {
            format!("{time},{}\n", order.map(|at| bar[at].to_string()).join(","))
        };
        format!("{header}{}", times.iter().zip(BARS).map(row).collect::<String>())
    };
    let seconds = ["1678060800", "1678064400", "1678068000", "1678071600"];
    let hours = bars(MONDAY, 60 * MINUTE);
    // KuCoin's order, Gate.io's, and Yahoo's without its header; newest first as well.
    for order in [[0, 3, 1, 2, 4], [3, 1, 2, 0, 4], [0, 1, 2, 3, 4], [0, 2, 1, 3, 4]] {
        let text = reorder(order, "", seconds);
        assert_eq!(gives(&text, &hours).0.source, "generic");
        let newest: String = text.lines().rev().map(|row| format!("{row}\n")).collect();
        gives(&newest, &hours);
    }
    for header in ["Fecha,Último,Apertura,Máximo,Mínimo,Vol\n", "Data,Konec,Začátek,Nahoře,Dole,Objem\n"]
    {
        gives(&reorder([3, 0, 1, 2, 4], header, DATES), &bars(MONDAY, DAY));
    }
    // Two bars with a gap between them do not tell.
    refused("1678060800,50,52,49,51,7\n1678064400,51.2,53,50,51.4,7\n", "unanswered", "swap_open_close");
}

#[test]
fn four_tickers_side_by_side_are_no_bars() {
    let row =
        |(i, date): (usize, &&str)| format!("{date},{},{},{},{}\n", 100 + i, 150 + i, 90 + i % 2, 120 + i);
    let text = format!("Date,KO,PEP,MCD,SBUX\n{}", DATES.iter().enumerate().map(row).collect::<String>());
    refused(&text, "unanswered", "swap_open_close");
    refused("Date,KO,PEP\n2023-03-06,60,170\n2023-03-07,61,171\n", "unrecognised", "no name tells");
}

#[test]
fn quoted_thousands_are_thousands() {
    let text = "Date,Open,High,Low,Close\n2023-03-06,\"2,300\",\"2,320\",\"2,290\",\"2,310\"\n2023-03-07,\"2,310\",\"2,330\",\"2,300\",\"2,320\"\n";
    let (format, imported) = read(text).unwrap();
    assert_eq!((imported.series.open()[0], format.questions.len()), (2300.0, 1));
    let decimals = text
        .replace("\",\"", "\";\"")
        .replace("06,", "06;")
        .replace("07,", "07;")
        .replace("Date,Open,High,Low,Close", "Date;Open;High;Low;Close");
    refused(&decimals, "unanswered", "decimal_comma");
    // 998 beside 1,002 can only be thousands.
    let mixed =
        "Date;Open;High;Low;Close\n2023-03-06;998;1,002;997;1,001\n2023-03-07;1,001;1,003;999;1,000\n";
    assert_eq!(read(mixed).unwrap().1.series.high(), [1002.0, 1003.0]);
}

#[test]
fn column_numbers_are_a_header() {
    let row = |i: usize| {
        let [o, h, l, c, v] = BARS[i];
        format!("{i},{},{o},{h},{l},{c},{v}\n", MONDAY + i as i64 * DAY)
    };
    let rows: String = (0..4).map(row).collect();
    for header in [",0,1,2,3,4,5\n", "Unnamed: 0,0,1,2,3,4,5\n"] {
        gives(&format!("{header}{rows}"), &bars(MONDAY, DAY));
    }
    let plain: String = rows.lines().map(|row| format!("{}\n", row.split_once(',').unwrap().1)).collect();
    gives(&format!("0,1,2,3,4,5\n{plain}"), &bars(MONDAY, DAY));
}

#[test]
fn what_stands_around_the_bars_is_left_out_and_counted() {
    let table = file(HEADER, DATES);
    let (_, imported) = gives(&format!("{table},,,,,\n\"\",\"\",,,,\n  \n"), &bars(MONDAY, DAY));
    assert_eq!((imported.quality.rows_read, imported.quality.warnings()), (4, vec![]));
    let (_, imported) = gives(
        &format!("{table}\"Downloaded from somewhere as of 03-10-2023\"\nTotal,1,2,3,4,5\n"),
        &bars(MONDAY, DAY),
    );
    assert_eq!((imported.quality.notes.count, imported.quality.notes.examples[0].line), (2, 6));
    for event in
        ["2023-03-08,0.24 Dividend,,,,\n", "2023-03-08,2:1 Stock Split\n", "2023-03-08,market closed,,,,\n"]
    {
        let at = table.find("2023-03-09").unwrap();
        let (_, imported) = gives(&format!("{}{event}{}", &table[..at], &table[at..]), &bars(MONDAY, DAY));
        assert_eq!(
            (imported.quality.events.count, imported.quality.events.examples[0].line),
            (1, 5),
            "{event}"
        );
    }
    // A spoilt row is not a footer, and a file that is cut off is not whole.
    let spoilt = table.replace("2023-03-08", "yesterday");
    refused(&spoilt, "bad_field", "Line 4, column Date: found \"yesterday");
    refused(&table.replace("2023-03-09", "yesterday"), "bad_field", "Line 5");
    refused(&table[..table.len() - 20], "too_few_fields", "Line 5");
    let months = file(HEADER, ["\"Mar 6, 2023\"", "\"Mar 7, 2023\"", "\"Mar 8, 2023\"", "\"Mar 9, 2023\""]);
    refused(&months[..months.len() - 30], "too_few_fields", "Line 5");
}

#[test]
fn text_comes_in_many_encodings() {
    let text = file("Dátum,Open,High,Low,Close,Volume\n", DATES).replace("Dátum", "Date");
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cr = text.replace('\n', "\r").into_bytes();
    let windows =
        [&b"Fecha,Apertura,M\xe1ximo,M\xednimo,\xdaltimo,Volumen\n"[..], file("", DATES).as_bytes()].concat();
    for bytes in [utf16, cr, windows] {
        let (_, imported) = read_as(&bytes, "file.csv", ImportOptions::default()).unwrap();
        assert_eq!(found(&imported), bars(MONDAY, DAY));
    }
}

/// An archive with stored files.
pub(crate) fn stored_zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, text) in files {
        bytes.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend(b"PK\x01\x02");
    bytes.extend([0; 42]);
    bytes
}

#[test]
fn archives_are_read_past_what_is_not_data() {
    let table = file(HEADER, DATES);
    for files in [
        vec![("bars.csv", &table[..])],
        vec![
            ("data/", ""),
            ("data/bars.csv", &table),
            ("__MACOSX/data/._bars.csv", "\0\0"),
            ("data/.DS_Store", "x"),
        ],
        vec![
            ("__MACOSX/._bars.csv", "\0\0"),
            ("README.txt", "hello"),
            ("bars.csv", &table),
            ("bars.txt", "report"),
        ],
    ] {
        let bytes = stored_zip(&files);
        let (_, imported) = read_as(&bytes, "bars.zip", ImportOptions::default()).unwrap();
        assert_eq!(found(&imported), bars(MONDAY, DAY), "{files:?}");
    }
    for (files, words) in [
        (vec![("a.csv", &table[..]), ("b.csv", &table[..])], "a.csv, b.csv"),
        (vec![("README.md", "hello")], "no file of bars"),
    ] {
        let error = read_as(&stored_zip(&files), "bars.zip", ImportOptions::default()).unwrap_err();
        assert!(error.to_string().contains(words) || error.code() == "empty", "{error}");
    }
}
