//! Which sheet of a workbook is read: the only one with bars, or the one that the person names.

use engine::import::{Asked, HEAD_BYTES, ImportError, ImportOptions, Question, Reading, preview, sniff_as};

use super::Sheet;

/// Bars shown of a sheet.
const N_BARS: usize = 3;

/// The sheet that is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The workbook and the sheet, for messages.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
    /// Which other sheets it might have been.
    pub asked: Option<Asked>,
}

/// Takes the sheet that the options name, or the only one that reads as bars. Where several do, the question is part of the
/// answer; where none does, the question is about all of them.
///
/// # Errors
/// There is nothing in the workbook, or no sheet of that name.
pub fn choose(
    mut sheets: Vec<Sheet>,
    file_name: &str,
    options: &ImportOptions,
) -> Result<Chosen, ImportError> {
    let bars: Vec<Option<Vec<_>>> = sheets.iter().map(|sheet| bars_of(sheet, file_name)).collect();
    let is_any = bars.iter().any(Option::is_some);
    let candidates: Vec<usize> = (0..sheets.len()).filter(|&at| !is_any || bars[at].is_some()).collect();
    let named = options.sheet.as_ref();
    let at =
        match (named.and_then(|name| sheets.iter().position(|sheet| sheet.name == *name)), &candidates[..]) {
            (Some(at), _) => at,
            (None, [only]) => *only,
            (None, []) => return Err(ImportError::Empty),
            (None, _) if named.is_some() => {
                let name = named.cloned().unwrap_or_default();
                return Err(ImportError::NotBars(format!("The workbook has no sheet named {name}.")));
            }
            (None, [first, ..]) => *first,
        };
    let asked = (candidates.len() > 1).then(|| {
        let reading = |at: usize| {
            let sheet = sheets[at].name.clone();
            let bars = bars[at].iter().flatten().take(N_BARS).copied().collect();
            // What was said of one sheet need not hold for another.
            Reading {
                label: sheet.clone(),
                options: ImportOptions { sheet: Some(sheet), ..Default::default() },
                bars,
            }
        };
        let found = candidates.iter().map(|&at| sheets[at].name.clone()).collect();
        Asked {
            question: Question::Sheet { found },
            readings: candidates.iter().map(|&at| reading(at)).collect(),
        }
    });
    let Sheet { name, text } = sheets.swap_remove(at);
    Ok(Chosen { name: name_of(file_name, &name), text, asked })
}

/// `book.xlsx, sheet Prices`
fn name_of(file_name: &str, sheet: &str) -> String {
    format!("{file_name}, sheet {sheet}")
}

/// The first bars of a sheet that reads as bars.
fn bars_of(sheet: &Sheet, file_name: &str) -> Option<Vec<engine::series::Bar>> {
    let options = ImportOptions::default();
    let head = &sheet.text[..sheet.text.len().min(HEAD_BYTES)];
    let format = sniff_as(head, &name_of(file_name, &sheet.name), &options).ok()?;
    let bars =
        preview(&format, &options, head, if head.len() < sheet.text.len() { b"\n" } else { b"" }).ok()?.first;
    (!bars.is_empty()).then_some(bars)
}
