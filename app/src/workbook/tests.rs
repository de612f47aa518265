//! Workbooks made by other programs (`fixtures/make.py`) read as the bars that they hold.

use engine::import::{HEAD_BYTES, ImportError, ImportOptions, Question, Reader, sniff_as};
use engine::series::Series;

use super::{Chosen, choose, sheets, sheets_within};

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

/// Files packed into a workbook, each of them by its name.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let (mut bytes, mut table) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(text);
        let mut facts = 20_u16.to_le_bytes().to_vec();
        facts.extend([0, 0, 8, 0, 0, 0, 0, 0]);
        for number in [crc.sum(), packed.len() as u32, text.len() as u32] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend((name.len() as u16).to_le_bytes());
        facts.extend([0, 0]);
        table.extend(b"PK\x01\x02\x14\x00");
        table.extend(&facts);
        table.extend([0; 10]);
        table.extend((bytes.len() as u32).to_le_bytes());
        table.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&facts);
        bytes.extend(name.as_bytes());
        bytes.extend(&packed);
    }
    let (n, start) = (files.len() as u16, bytes.len() as u32);
    bytes.extend(&table);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(n.to_le_bytes());
    bytes.extend(n.to_le_bytes());
    bytes.extend((table.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// A workbook with one sheet of these rows.
fn book_of(rows: &[u8]) -> Vec<u8> {
    let types = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let book = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Prices" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let links = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let top = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let mut sheet =
        br#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#
            .to_vec();
    sheet.extend(rows);
    sheet.extend(b"</sheetData></worksheet>");
    packed(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", top),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn two_cells_in_the_corners_of_a_sheet_take_no_memory_for_what_is_between_them() {
    let corner = |row: &str, cell: &str| format!(r#"<row r="{row}"><c r="{cell}"><v>1</v></c></row>"#);
    let near = book_of((corner("1", "A1") + &corner("3", "C3")).as_bytes());
    let found = sheets(near).unwrap();
    assert_eq!((found.len(), &found[0].text[..]), (1, &b"1,,\n,,\n,,1\n"[..]));
    let far = book_of((corner("1", "A1") + &corner("1048576", "XFD1048576")).as_bytes());
    assert!(far.len() < 2_000);
    let refused = sheets(far).unwrap_err().to_string();
    assert!(refused.contains("spans 1048576 rows and 16384 columns"), "{refused}");
}

#[test]
fn a_small_workbook_that_would_unpack_to_gigabytes_is_refused_with_its_size() {
    // A hundredth of what is refused in earnest: it is the same for any limit.
    let book = book_of(&vec![b' '; 6 << 20]);
    assert!(book.len() < 64 << 10, "{}", book.len());
    let refused = |book: Vec<u8>| sheets_within(book, 5 << 20).unwrap_err().to_string();
    assert!(refused(book.clone()).contains("more than 5 MiB unpacked"), "{}", refused(book));
    // What its table of contents says of the size does not matter.
    let mut lying = book;
    let at = lying.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    lying[at + 24..at + 28].copy_from_slice(&9_u32.to_le_bytes());
    assert!(refused(lying).contains("more than 5 MiB unpacked"));
}
