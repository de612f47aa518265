//! For every layout that is recognised, files with something done to them: no reading has another time, price or order than
//! the rows say, unless the importer says so.
//!
//! `HINDCAST_MUTANTS=1000` makes that many of each; every run makes a few.

use engine::import::{HEAD_BYTES, ImportError, ImportOptions, Question, Reader, sniff};
use engine::series::Bar;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::files::publishers;
use crate::promises::answered;

const SEED: u64 = 20_261_129;

/// What is done to a file. None of it changes what the rows that stay say.
#[derive(Debug, Clone)]
enum Change {
    /// Lines end with CR LF, or with CR.
    LineEnds(&'static str),
    /// Another text encoding.
    Utf16,
    /// Rows in reverse.
    Reverse,
    /// Some rows are lost.
    Lose(Index),
    /// A row is written twice.
    Twice(Index),
    /// A line that is no bar.
    Line(Index, &'static str),
    /// One field of one row is replaced.
    Field(Index, Index, &'static str),
    /// Two fields of one row take each other's place.
    Swap(Index, Index, Index),
    /// The header is lost.
    NoHeader,
}

const LINES: [&str; 6] = ["", ",,,,,,", ";;;;;", "# remark", "Downloaded from somewhere", "Total"];
const FIELDS: [&str; 12] =
    ["", "null", "0", "-1", "7", "2024-01-09", "09:31", "240109", "1,234", "34200000", "abc", "99999999999"];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        prop::sample::select(&["\r\n", "\r"][..]).prop_map(Change::LineEnds),
        Just(Change::Utf16),
        Just(Change::Reverse),
        at().prop_map(Change::Lose),
        at().prop_map(Change::Twice),
        (at(), prop::sample::select(&LINES[..])).prop_map(|(at, line)| Change::Line(at, line)),
        (at(), at(), prop::sample::select(&FIELDS[..]))
            .prop_map(|(row, at, text)| Change::Field(row, at, text)),
        (at(), at(), at()).prop_map(|(row, a, b)| Change::Swap(row, a, b)),
        Just(Change::NoHeader),
    ]
}

/// A file of one layout: what stands above the rows, the rows, and the delimiter.
struct Layout {
    source: &'static str,
    head: Vec<String>,
    rows: Vec<String>,
    delimiter: char,
    bars: Vec<Bar>,
}

fn layouts() -> Vec<Layout> {
    let layout = |(source, text, bars): (&'static str, String, Vec<Bar>)| {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (head, rows) = lines.split_at(lines.len() - 2);
        let delimiter = [';', '\t', '|'].into_iter().find(|c| rows[0].contains(*c)).unwrap_or(',');
        Layout { source, head: head.to_vec(), rows: rows.to_vec(), delimiter, bars }
    };
    publishers().into_iter().map(layout).collect()
}

impl Layout {
    /// The file after a change, and the bars that its rows still say; `None` where a row says something else now, so that
    /// nothing but the importer's word is asked for.
    fn changed(&self, change: &Change) -> (Vec<u8>, Option<Vec<Bar>>) {
        let (mut head, mut rows, mut bars) = (self.head.clone(), self.rows.clone(), Some(self.bars.clone()));
        let mut line_end = "\n";
        let mut is_utf16 = false;
        match change {
            Change::LineEnds(end) => line_end = end,
            Change::Utf16 => is_utf16 = true,
            Change::Reverse => rows.reverse(),
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
            Change::Line(at, line) => rows.insert(at.index(rows.len() + 1), (*line).to_owned()),
            Change::Field(row, at, text) => {
                let row = row.index(rows.len());
                let mut fields: Vec<&str> = rows[row].split(self.delimiter).collect();
                let at = at.index(fields.len());
                fields[at] = text;
                rows[row] = fields.join(&self.delimiter.to_string());
                bars = None;
            }
            Change::Swap(row, a, b) => {
                let row = row.index(rows.len());
                let mut fields: Vec<&str> = rows[row].split(self.delimiter).collect();
                let (a, b) = (a.index(fields.len()), b.index(fields.len()));
                fields.swap(a, b);
                rows[row] = fields.join(&self.delimiter.to_string());
                bars = None;
            }
            Change::NoHeader => head.clear(),
        }
        let text = head.iter().chain(&rows).fold(String::new(), |text, line| text + line + line_end);
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
                        let n_kept = bars
                            .iter()
                            .filter(|bar| layout.bars.iter().any(|known| same_but_volume(known, bar)))
                            .count();
                        prop_assert!(n_kept >= 1, "{:?}\n{text}\n{bars:?}", change);
                    }
                }
            }
            Ok(())
        });
        if let Err(error) = result {
            panic!("{}: {error}", layout.source);
        }
        n_right += right.get();
        n_said += said.get();
        n_refused += refused.get();
    }
    println!("{n_right} read rightly, {n_said} with a word, {n_refused} refused");
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
