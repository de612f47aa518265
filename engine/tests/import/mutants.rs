//! For every layout that is recognised, files with something done to them: no reading has another time, price or order than
//! the rows say, unless the importer says so.
//!
//! `HINDCAST_MUTANTS=1000` makes that many of each; every run makes a few.

use engine::import::{HEAD_BYTES, ImportError, ImportOptions, Question, Reader, sniff};
use engine::series::Bar;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::layouts::{Layout, layouts};
use crate::promises::answered;

const SEED: u64 = 20_261_129;

/// What is done to a file. But for the changes of one field, nothing changes what the rows that stay say.
#[derive(Debug, Clone)]
enum Change {
    /// Lines end with CR LF, or with CR.
    LineEnds(&'static str),
    /// Another text encoding.
    Utf16,
    /// Rows in reverse.
    Reverse,
    /// Two rows take each other's place.
    SwapRows(Index, Index),
    /// Some rows are lost.
    Lose(Index),
    /// A row is written twice.
    Twice(Index),
    /// A line that is no bar.
    Line(Index, &'static str),
    /// One field of one row is replaced.
    Field(Index, Index, &'static str),
    /// Two fields of one row take each other's place.
    SwapFields(Index, Index, Index),
    /// The header is lost.
    NoHeader,
    /// The header ends early.
    CutHeader(Index),
    /// The header is in words that nobody knows.
    StrangeHeader,
    /// A column is lost, with its name.
    NoColumn(Index),
    /// Two columns take each other's place, with their names.
    SwapColumns(Index, Index),
    /// Another sign stands between the fields.
    Delimiter(char),
    /// Numbers are written with a decimal comma.
    Comma,
    /// A zone stands behind every time of day.
    Zone(i64),
}

const LINES: [&str; 6] = ["", ",,,,,,", ";;;;;", "# remark", "Downloaded from somewhere", "Total"];
const FIELDS: [&str; 16] = [
    "",
    "null",
    "0",
    "-1",
    "7",
    "2024-01-09",
    "2014-01-04",
    "09:31",
    "240109",
    "1,234",
    "34200000",
    "abc",
    "99999999999",
    "1",
    "1970-01-01",
    "1e3",
];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        1 => prop::sample::select(&["\r\n", "\r"][..]).prop_map(Change::LineEnds),
        1 => Just(Change::Utf16),
        1 => Just(Change::Reverse),
        1 => (at(), at()).prop_map(|(a, b)| Change::SwapRows(a, b)),
        1 => at().prop_map(Change::Lose),
        1 => at().prop_map(Change::Twice),
        1 => (at(), prop::sample::select(&LINES[..])).prop_map(|(at, line)| Change::Line(at, line)),
        4 => (at(), at(), prop::sample::select(&FIELDS[..]))
            .prop_map(|(row, at, text)| Change::Field(row, at, text)),
        2 => (at(), at(), at()).prop_map(|(row, a, b)| Change::SwapFields(row, a, b)),
        1 => Just(Change::NoHeader),
        1 => at().prop_map(Change::CutHeader),
        1 => Just(Change::StrangeHeader),
        1 => at().prop_map(Change::NoColumn),
        2 => (at(), at()).prop_map(|(a, b)| Change::SwapColumns(a, b)),
        1 => prop::sample::select(&[',', ';', '\t', '|'][..]).prop_map(Change::Delimiter),
        1 => Just(Change::Comma),
        1 => prop::sample::select(&[-5, 2, 9][..]).prop_map(Change::Zone),
    ]
}

fn join(fields: &[String], delimiter: char) -> String {
    let quoted = |field: &String| match field.contains(delimiter) && !field.starts_with('"') {
        true => format!("\"{field}\""),
        false => field.clone(),
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string())
}

impl Layout {
    /// The file after a change, and the bars that its rows still say; `None` where a row says something else now, so that
    /// nothing but the importer's word is asked for.
    fn changed(&self, change: &Change) -> (Vec<u8>, Option<Vec<Bar>>) {
        let (mut head, mut rows) = (self.head.clone(), self.rows.clone());
        let mut bars = Some(self.bars.clone());
        let mut line_end = "\n";
        let mut is_utf16 = false;
        let mut delimiter = self.delimiter;
        let n_columns = rows[0].len();
        // The lines of names, of which Yahoo has three.
        let mut names: Vec<Vec<String>> =
            head.extract_if(.., |line| line.len() + 1 >= n_columns && line.len() > 1).collect();
        match change {
            Change::LineEnds(end) => line_end = end,
            Change::Utf16 => is_utf16 = true,
            Change::Reverse => rows.reverse(),
            Change::SwapRows(a, b) => {
                let (a, b) = (a.index(rows.len()), b.index(rows.len()));
                rows.swap(a, b);
            }
            Change::Lose(at) => {
                let lost = at.index(rows.len());
                rows.remove(lost);
                // Rows may be newest first.
                bars = None;
            }
            Change::Twice(at) => {
                let row = rows[at.index(rows.len())].clone();
                rows.push(row);
            }
            Change::Line(at, line) => rows.insert(at.index(rows.len() + 1), vec![(*line).to_owned()]),
            Change::Field(row, at, text) => {
                let row = row.index(rows.len());
                rows[row][at.index(n_columns)] = (*text).to_owned();
                bars = None;
            }
            Change::SwapFields(row, a, b) => {
                let row = row.index(rows.len());
                rows[row].swap(a.index(n_columns), b.index(n_columns));
                bars = None;
            }
            Change::NoHeader => {
                head.clear();
                names.clear();
            }
            Change::CutHeader(at) => {
                names.iter_mut().for_each(|line| line.truncate(1 + at.index(line.len())));
            }
            Change::StrangeHeader => names.iter_mut().for_each(|line| {
                line.iter_mut()
                    .enumerate()
                    .for_each(|(at, name)| *name = format!("k{}", "xyzw".repeat(at + 1)));
            }),
            Change::NoColumn(at) => {
                let at = at.index(n_columns);
                let lines = rows.iter_mut().chain(&mut names).filter(|line| at < line.len());
                lines.for_each(|line| drop(line.remove(at)));
            }
            Change::SwapColumns(a, b) => {
                let (a, b) = (a.index(n_columns), b.index(n_columns));
                let lines = rows.iter_mut().chain(&mut names).filter(|line| a.max(b) < line.len());
                lines.for_each(|line| line.swap(a, b));
            }
            Change::Delimiter(other) => delimiter = *other,
            Change::Comma => rows.iter_mut().flatten().for_each(|field| {
                let is_number = field.parse::<f64>().is_ok() && field.contains('.');
                *field = if is_number { field.replace('.', ",") } else { std::mem::take(field) };
            }),
            Change::Zone(hours) if self.is_utc => {
                let mut n_changed = 0;
                for field in
                    rows.iter_mut().flatten().filter(|field| field.contains(':') && field.contains(' '))
                {
                    field.push_str(&format!("{hours:+03}:00"));
                    n_changed += 1;
                }
                if n_changed > 0 {
                    bars.iter_mut().flatten().for_each(|bar| bar.time -= hours * 3_600_000);
                }
            }
            Change::Zone(_) => {}
        }
        let lines = head.iter().chain(&names).chain(&rows);
        let text = lines.fold(String::new(), |text, line| text + &join(line, delimiter) + line_end);
        let bytes = match is_utf16 {
            false => text.into_bytes(),
            true => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        };
        (bytes, bars)
    }
}

/// The bars, and whether the importer has said that something is odd.
fn read(bytes: &[u8]) -> Result<(Vec<Bar>, bool), ImportError> {
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], "file.csv")?;
    let asks = format.questions.iter().any(|question| *question != Question::Adjusted);
    let options = answered(&format);
    let mut reader = Reader::new(format, options)?;
    reader.push(bytes)?;
    let imported = reader.finish()?;
    let bars = (0..imported.series.len()).map(|i| imported.series.bar(i)).collect();
    let odd = imported.quality.warnings().iter().any(|warning| {
        !matches!(warning.code.as_str(), "newest_first" | "no_volume" | "missing_volume" | "zero_volume")
    });
    Ok((bars, asks || odd))
}

fn same_but_volume(a: &Bar, b: &Bar) -> bool {
    (a.time, a.open, a.high, a.low, a.close) == (b.time, b.open, b.high, b.low, b.close)
}

#[test]
fn no_mutated_file_is_silently_read_as_something_else() {
    let n_cases = std::env::var("HINDCAST_MUTANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let (mut n_right, mut n_said, mut n_refused) = (0, 0, 0);
    let mut silent = Vec::new();
    for layout in layouts() {
        let config = Config {
            cases: n_cases,
            rng_seed: RngSeed::Fixed(SEED),
            failure_persistence: None,
            ..Config::default()
        };
        let (right, said, refused) =
            (std::cell::Cell::new(0), std::cell::Cell::new(0), std::cell::Cell::new(0));
        let add = |count: &std::cell::Cell<u32>| count.set(count.get() + 1);
        let result = TestRunner::new(config).run(&change(), |change| {
            let (bytes, expected) = layout.changed(&change);
            match read(&bytes) {
                Err(_) => add(&refused),
                Ok((_, true)) => add(&said),
                Ok((bars, false)) => {
                    add(&right);
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    if let Some(expected) = expected {
                        let is_same = bars.len() == expected.len()
                            && bars.iter().zip(&expected).all(|(a, b)| same_but_volume(a, b));
                        prop_assert!(is_same, "{:?}\n{text}\n{bars:?}", change);
                    } else {
                        // A row that says something else may be read as it says now; the others must not move.
                        let is_kept = |known: &&Bar| bars.iter().any(|bar| same_but_volume(known, bar));
                        let n_kept = layout.bars.iter().filter(is_kept).count();
                        prop_assert!(n_kept + 1 >= layout.bars.len(), "{:?}\n{text}\n{bars:?}", change);
                    }
                }
            }
            Ok(())
        });
        if let Err(error) = result {
            silent.push(format!("{} with {} rows: {error}", layout.source, layout.rows.len()));
        }
        n_right += right.get();
        n_said += said.get();
        n_refused += refused.get();
    }
    println!(
        "{} layouts: {n_right} read rightly, {n_said} with a word, {n_refused} refused",
        layouts().len()
    );
    assert!(silent.is_empty(), "{}", silent.join("\n\n"));
    // The property says nothing of an importer that refuses all.
    assert!(n_right > n_refused / 2, "{n_right} read, {n_refused} refused");
}

#[test]
fn options_answer_what_the_file_does_not() {
    let text = b"2024-01-02,10,12,9.5,11,7\n2024-01-03,11.2,13,10.5,12.5,7\n";
    let read = |swap| {
        let options = ImportOptions { swap_open_close: swap, ..Default::default() };
        let mut reader = Reader::new(sniff(text, "x").unwrap(), options)?;
        reader.push(text)?;
        Ok::<_, ImportError>(reader.finish()?.series.open().to_vec())
    };
    assert_eq!(read(None).unwrap_err().code(), "unanswered");
    assert_eq!(read(Some(false)).unwrap(), [10.0, 11.2]);
    assert_eq!(read(Some(true)).unwrap(), [11.0, 12.5]);
}
