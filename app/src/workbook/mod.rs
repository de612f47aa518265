//! Workbooks of spreadsheets (xlsx, xlsm, xlsb, xls, ods) as text, sheet by sheet, so that they are read by the importer as
//! any other file. Only the worker knows how; the page's module stays small.

mod cells;
mod choice;
mod spread;

use std::io::Cursor;
use std::rc::Rc;

use calamine::{Reader, SheetType, Sheets, open_workbook_auto_from_rs};
use engine::import::{ImportError, refuse_large_workbook};

pub use choice::{Chosen, choose};

/// What the parts of a workbook may have unpacked, in all: some ten million cells.
const MAX_UNPACKED: u64 = 512 << 20;

type Bytes = Cursor<Rc<[u8]>>;

/// A sheet with something in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, divided by commas. Line numbers are row numbers.
    pub text: Vec<u8>,
}

/// All sheets of a workbook that hold something.
///
/// # Errors
/// It is protected by a password, damaged, too large, or no workbook.
pub fn sheets(bytes: Vec<u8>) -> Result<Vec<Sheet>, ImportError> {
    sheets_within(bytes, MAX_UNPACKED)
}

fn sheets_within(bytes: Vec<u8>, limit: u64) -> Result<Vec<Sheet>, ImportError> {
    refuse_large_workbook(&bytes, limit)?;
    let mut book = open(bytes.into())?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in names {
        let range = spread::range(&mut book, &name)?;
        if !range.is_empty() {
            sheets.push(Sheet { name, text: cells::text(&range) });
        }
    }
    Ok(sheets)
}

/// Every kind of workbook is tried. What is wrong is said by the kind whose first bytes these are.
fn open(bytes: Rc<[u8]>) -> Result<Sheets<Bytes>, ImportError> {
    let is_zip = bytes.starts_with(b"PK");
    let bytes = Cursor::new(bytes);
    open_workbook_auto_from_rs(bytes.clone()).map_err(|_| {
        let of_zip = || calamine::Xlsx::new(bytes.clone()).err().map(|error| error.to_string());
        let of_old = || calamine::Xls::new(bytes.clone()).err().map(|error| error.to_string());
        // A new workbook with a password is wrapped in what old ones are.
        let protected = of_zip().filter(|why| why.contains("password"));
        let why = if is_zip { of_zip() } else { protected.or_else(of_old) };
        unreadable(&why.unwrap_or_default())
    })
}

fn unreadable(why: &str) -> ImportError {
    ImportError::NotBars(if why.contains("password") {
        "The workbook is protected by a password. Save it without one, or save its sheet as CSV.".to_owned()
    } else {
        format!(
            "The workbook cannot be read ({why}). Open it in a spreadsheet and save its sheet as CSV, then import that."
        )
    })
}

#[cfg(test)]
mod tests;
