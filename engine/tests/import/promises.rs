//! What the importer promises of any bytes. The fuzz target checks the same: `tools/fuzz/fuzz_targets/import.rs` includes this file.

use engine::import::{
    Encoding, Finding, Format, HEAD_BYTES, ImportError, ImportOptions, Imported, Packing, Quality, Question,
    Reader, preview, sniff,
};

/// Checks every promise.
///
/// # Panics
/// One is broken.
pub(crate) fn check(bytes: &[u8], sizes: &[usize]) {
    let whole = read(bytes, &[bytes.len().max(1)]);
    assert_eq!(whole, read(bytes, sizes), "the size of the chunks changes the result");
    match &whole {
        Ok((format, imported)) => nothing_is_dropped_silently(bytes, format, imported),
        Err(error) => the_refusal_says_where(bytes, error),
    }
    if let Ok(format) = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], "x") {
        // The tail begins anywhere; whether its rows read is not at stake.
        if let Ok(shown) = preview(&format, &ImportOptions::default(), bytes, &bytes[bytes.len() / 2..]) {
            assert!(shown.first.len() <= 5 && shown.last.len() <= 5);
        }
    }
}

/// The default answer to every question that must be answered.
pub(crate) fn answered(format: &Format) -> ImportOptions {
    let mut options = ImportOptions::default();
    for question in format.questions.iter().filter(|question| question.must_be_answered()) {
        match question {
            Question::DateOrder { default, .. } => options.date_order = Some(*default),
            Question::TimeZone { default, .. } => options.time_zone = Some(default.clone()),
            Question::Ticker { found } => options.ticker = found.first().cloned(),
            Question::DecimalComma { default, .. } => options.decimal_comma = Some(*default),
            Question::OpenClose { .. } => options.swap_open_close = Some(false),
            Question::Sheet { found } => options.sheet = found.first().cloned(),
            Question::Adjusted | Question::OldYears { .. } => {}
        }
    }
    options
}

/// Reads a file in chunks of these sizes in turn.
pub(crate) fn read(bytes: &[u8], sizes: &[usize]) -> Result<(Format, Imported), ImportError> {
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], "file.csv")?;
    let mut reader = Reader::new(format.clone(), answered(&format))?;
    let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
    while !rest.is_empty() {
        let size = sizes.next().copied().unwrap_or(1).clamp(1, rest.len());
        reader.push(&rest[..size])?;
        rest = &rest[size..];
    }
    Ok((format, reader.finish()?))
}

/// Rows in the text = rows read = rows kept + rows of each finding that leaves rows out; and what is left out is warned of.
fn nothing_is_dropped_silently(bytes: &[u8], format: &Format, imported: &Imported) {
    let quality = &imported.quality;
    assert_eq!(imported.series.len() as u64, quality.rows_kept);
    let dropped = [
        &quality.missing,
        &quality.events,
        &quality.notes,
        &quality.non_positive,
        &quality.inconsistent,
        &quality.duplicates,
        &quality.conflicts,
    ];
    let n_dropped = dropped.iter().map(|finding| finding.count).sum::<u64>() + quality.other_tickers;
    assert_eq!(quality.rows_read, quality.rows_kept + n_dropped, "{quality:?}");
    assert_eq!(quality.rows_dropped(), n_dropped);
    if n_dropped > 0 || quality.repeated_headers > 0 {
        assert!(!quality.warnings().is_empty(), "left out without a warning: {quality:?}");
    }
    for finding in findings(quality) {
        assert!(finding.examples.len() <= 5 && finding.examples.len() as u64 <= finding.count);
        assert!(finding.examples.iter().all(|example| example.text.chars().count() <= 61));
    }
    if format.packing == Packing::None && format.encoding == Encoding::default() {
        let is_blank = |line: &&[u8]| {
            line.iter()
                .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'"' | 0x0c) || *byte == format.delimiter)
        };
        let rows = lines(bytes).skip(format.n_header_lines as usize).filter(|line| !is_blank(line));
        assert_eq!(rows.count() as u64, quality.rows_read + quality.repeated_headers, "{quality:?}");
    }
}

fn findings(quality: &Quality) -> [&Finding; 11] {
    [
        &quality.events,
        &quality.notes,
        &quality.missing,
        &quality.non_positive,
        &quality.inconsistent,
        &quality.rounded,
        &quality.duplicates,
        &quality.conflicts,
        &quality.out_of_order,
        &quality.split_like,
        &quality.too_close,
    ]
}

/// An error about a line names one that the file has, and what was expected there.
fn the_refusal_says_where(bytes: &[u8], error: &ImportError) {
    assert!(!error.code().is_empty());
    let sentence = error.to_string();
    assert!(sentence.len() < 1000 && !sentence.chars().any(char::is_control), "{sentence:?}");
    let line = match error {
        ImportError::BadField { line, column, expected, .. } => {
            assert!(!column.is_empty() && !expected.is_empty());
            *line
        }
        ImportError::TooFewFields { line, found, expected } => {
            assert!(found < expected);
            *line
        }
        ImportError::TooManyFields { line, found, expected } => {
            assert!(found > expected);
            *line
        }
        ImportError::LongLine { line, .. } | ImportError::TooManyBadRows { line, .. } => *line,
        _ => return,
    };
    if Packing::of(bytes) == Packing::None && !bytes.contains(&0) && !bytes.contains(&b'\r') {
        assert!(line >= 1 && line <= lines(bytes).count() as u64, "there is no line {line}");
    }
    assert!(sentence.contains(&line.to_string()), "{sentence}");
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).split(|&byte| byte == b'\n')
}
