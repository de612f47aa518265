//! Answers what a page asks of the cells of a sweep.

use std::fmt::Write;

use js_sys::Array;
use web_sys::{Blob, BlobPropertyBag};

use super::table::Table;
use super::task::{Stop, Task};
use super::{Beside, Desk};
use crate::cells::{Answer, Question, TableSource, course, heat, sample, spread};
use crate::storage::StorageError;

/// Rows of a CSV file that are written in one go.
const CSV_ROWS: usize = 8_192;

/// Opens the table, unless it is the one looked at last, and answers.
pub(super) async fn look(
    desk: &mut Desk,
    task: &Task,
    source: TableSource,
    question: Question,
) -> Result<(Answer, Beside), Stop> {
    let mut table = match desk.table.take() {
        Some(table) if table.is_of(&source) => table,
        _ => Table::open(&desk.opfs, task, source).await?,
    };
    if question == Question::Count {
        table.refresh(&desk.opfs, task).await?;
    }
    let answered = answer(&mut table, task, question).await;
    desk.table = Some(table);
    answered
}

async fn answer(table: &mut Table, task: &Task, question: Question) -> Result<(Answer, Beside), Stop> {
    let mut said = Answer {
        n_cells: table.stored.len() as u64,
        n_stored: table.n_stored,
        n_skipped: table.n_skipped,
        ..Answer::default()
    };
    let numbers = match question {
        Question::Count => {
            said.levels = table.all_levels().await?;
            Vec::new()
        }
        Question::Rows { order, filters, from, n } => {
            let cells = table.select(&filters, Some(order)).await?;
            said.n_matched = cells.len() as u64;
            let wanted = cells.iter().skip(from as usize).take(n as usize).copied().collect::<Vec<u32>>();
            rows(table, &wanted, &(0..table.n_columns()).collect::<Vec<_>>()).await?
        }
        Question::Row { cell } => {
            let is_stored = table.stored.get(cell as usize).copied().unwrap_or(false);
            let wanted: Vec<u32> = is_stored.then_some(cell as u32).into_iter().collect();
            rows(table, &wanted, &(0..table.n_columns()).collect::<Vec<_>>()).await?
        }
        Question::Point { cell } => {
            let at = cell as usize;
            let is_stored = table.stored.get(at).copied().unwrap_or(false);
            if is_stored { vec![table.datasets()[at], table.points().await?[at]] } else { Vec::new() }
        }
        Question::Heat { x, y, goal, fixed } => {
            let (x, y) = (table.levels(x).await?, table.levels(y).await?);
            let mut kept = Vec::new();
            for (axis, level) in fixed.iter().enumerate().filter_map(|(axis, level)| Some((axis, (*level)?)))
            {
                kept.push((table.levels(axis).await?, level as u32));
            }
            let kept: Vec<_> = kept.iter().map(|(levels, level)| (levels.as_ref(), *level)).collect();
            let numbers = table.column(goal.column).await?;
            let (mut best, cells) = heat(&table.stored, (&x, &y), &kept, &numbers, goal);
            said.levels = vec![x.axis.clone(), y.axis.clone()];
            best.extend(cells);
            best
        }
        Question::Spread { axis, column } => {
            let (levels, numbers) = (table.levels(axis).await?, table.column(column).await?);
            said.levels = vec![levels.axis.clone()];
            spread(&table.stored, &levels, &numbers)
        }
        Question::Course { goal } => {
            let numbers = table.column(goal.column).await?;
            course(&table.stored, &numbers, goal)
        }
        Question::Sample { columns, goal, filters, n } => {
            let cells = table.select(&filters, None).await?;
            said.n_matched = cells.len() as u64;
            let drawn = sample(&cells, &table.column(goal.column).await?, goal, n);
            let mut numbers = ends(table, &columns).await?;
            numbers.extend(rows(table, &drawn, &columns).await?);
            numbers
        }
        Question::Overfitting { n_before } => {
            said.verdicts = table.verdicts(&n_before).await?;
            Vec::new()
        }
        Question::Csv { order, filters } => {
            let cells = table.select(&filters, Some(order)).await?;
            said.n_matched = cells.len() as u64;
            return Ok((said, Beside::File(csv(table, task, &cells).await?)));
        }
    };
    Ok((said, Beside::Numbers(numbers)))
}

/// Least and largest finite number of each column over all stored cells, NaN where there is none.
async fn ends(table: &mut Table, columns: &[usize]) -> Result<Vec<f64>, Stop> {
    let mut ends = Vec::new();
    for at in columns {
        let column = table.column(*at).await?;
        let stored =
            column.iter().zip(&table.stored).filter(|(number, stored)| **stored && number.is_finite());
        // A number is less than NaN nowhere, and the least of the two is the number.
        let widen = |(min, max): (f64, f64), (number, _): (&f64, &bool)| (number.min(min), number.max(max));
        let (min, max) = stored.fold((f64::NAN, f64::NAN), widen);
        ends.extend([min, max]);
    }
    Ok(ends)
}

/// For each cell its number, then the columns.
async fn rows(table: &mut Table, cells: &[u32], columns: &[usize]) -> Result<Vec<f64>, Stop> {
    let mut wanted = Vec::new();
    for column in columns {
        wanted.push(table.column(*column).await?);
    }
    let row = |cell: &u32| {
        let numbers = wanted.iter().map(|column| column[*cell as usize]);
        std::iter::once(f64::from(*cell)).chain(numbers).collect::<Vec<f64>>()
    };
    Ok(cells.iter().flat_map(row).collect())
}

/// All cells with every digit; what is undefined is empty. Parts that are written leave this memory.
async fn csv(table: &mut Table, task: &Task, cells: &[u32]) -> Result<Blob, Stop> {
    let columns: Vec<usize> = (0..table.n_columns()).collect();
    let names: Vec<String> = std::iter::once("combination".to_owned()).chain(table.names()).collect();
    let width = names.len();
    let mut text = format!("{}\r\n", names.join(","));
    let parts = Array::new();
    for some in cells.chunks(CSV_ROWS) {
        for row in rows(table, some, &columns).await?.chunks_exact(width) {
            // Cells are counted from 1, as on the page. Writing into a text cannot fail.
            let _ = write!(text, "{}", row[0] + 1.0);
            for number in &row[1..] {
                let _ = if number.is_nan() { write!(text, ",") } else { write!(text, ",{number}") };
            }
            text.push_str("\r\n");
        }
        let part = blob(&Array::of1(&std::mem::take(&mut text).into()))?;
        parts.push(&part);
        task.breathe().await?;
    }
    if cells.is_empty() {
        parts.push(&text.into());
    }
    Ok(blob(&parts)?)
}

fn blob(parts: &Array) -> Result<Blob, StorageError> {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv");
    Ok(Blob::new_with_str_sequence_and_options(parts, &options)?)
}
