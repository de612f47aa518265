//! A sheet as rows and columns. Two cells in opposite corners span more than there is memory for, so that is looked at before.

use calamine::{Cell, Data, DataRef, Range, Reader, Sheets};
use engine::import::ImportError;

use super::{Bytes, unreadable};

/// Cells between the first and the last one, empty ones included, that are read: all rows that a sheet can have, with twenty columns.
const MAX_CELLS: u64 = 20 << 20;

/// The sheet of this name.
///
/// # Errors
/// It is damaged, or spans too much.
pub(super) fn range(book: &mut Sheets<Bytes>, name: &str) -> Result<Range<Data>, ImportError> {
    let damaged = |error: &dyn std::fmt::Display| unreadable(&error.to_string());
    match book {
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
            spread(name, || cells.next_cell().map_err(|error| damaged(&error)))
        }
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
            spread(name, || cells.next_cell().map_err(|error| damaged(&error)))
        }
        // These have at most 256 columns, or are spread by their reader.
        other => other.worksheet_range(name).map_err(|error| damaged(&error)),
    }
}

fn spread<'a>(
    name: &str,
    mut next: impl FnMut() -> Result<Option<Cell<DataRef<'a>>>, ImportError>,
) -> Result<Range<Data>, ImportError> {
    let mut cells = Vec::new();
    let (mut first, mut last) = ((u32::MAX, u32::MAX), (0, 0));
    while let Some(cell) = next()? {
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let (row, column) = cell.get_position();
        first = (first.0.min(row), first.1.min(column));
        last = (last.0.max(row), last.1.max(column));
        let (n_rows, n_columns) = (last.0 - first.0 + 1, last.1 - first.1 + 1);
        if u64::from(n_rows) * u64::from(n_columns) > MAX_CELLS {
            return Err(ImportError::NotBars(format!(
                "The sheet {name} spans {n_rows} rows and {n_columns} columns, more than can be read. Save the part with the bars as CSV and \
                 import that."
            )));
        }
        cells.push(Cell::new((row, column), Data::from(cell.get_value().clone())));
    }
    Ok(Range::from_sparse(cells))
}
