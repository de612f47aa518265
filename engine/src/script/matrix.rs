//! `matrix.*`. All loops go row by row.

use super::Fails;
use super::heap::{Heap, Thing};
use super::names::names;
use super::numbers::truth;
use super::ta::rank;

mod algebra;
mod spectral;

names! {
    /// Functions of matrices.
    pub enum MatrixFn {
        New = "matrix.new", Get = "matrix.get", Set = "matrix.set", Rows = "matrix.rows", Columns = "matrix.columns",
        Row = "matrix.row", Col = "matrix.col", AddRow = "matrix.add_row", AddCol = "matrix.add_col",
        RemoveRow = "matrix.remove_row", RemoveCol = "matrix.remove_col", SwapRows = "matrix.swap_rows",
        SwapColumns = "matrix.swap_columns", Fill = "matrix.fill", Transpose = "matrix.transpose", Copy = "matrix.copy",
        Submatrix = "matrix.submatrix", Reshape = "matrix.reshape", Reverse = "matrix.reverse", Sum = "matrix.sum",
        Diff = "matrix.diff", Mult = "matrix.mult", Pow = "matrix.pow", Det = "matrix.det", Inv = "matrix.inv",
        Rank = "matrix.rank", Trace = "matrix.trace", Eigenvalues = "matrix.eigenvalues", Kron = "matrix.kron",
        ElementsCount = "matrix.elements_count", Avg = "matrix.avg", Min = "matrix.min", Max = "matrix.max",
        Median = "matrix.median", Mode = "matrix.mode", Concat = "matrix.concat", IsSquare = "matrix.is_square",
        IsZero = "matrix.is_zero", IsIdentity = "matrix.is_identity", IsDiagonal = "matrix.is_diagonal",
        IsSymmetric = "matrix.is_symmetric", IsBinary = "matrix.is_binary", Pinv = "matrix.pinv",
        Eigenvectors = "matrix.eigenvectors", Sort = "matrix.sort", IsAntidiagonal = "matrix.is_antidiagonal",
        IsAntisymmetric = "matrix.is_antisymmetric", IsStochastic = "matrix.is_stochastic",
        IsTriangular = "matrix.is_triangular",
    }
}

const MOST_CELLS: usize = 100_000;

/// Cells row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Matrix {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) cells: Vec<f64>,
}

impl Matrix {
    fn from(rows: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        let cells =
            (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))).map(|(r, c)| cell(r, c)).collect();
        Self { rows, columns, cells }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.columns + column]
    }

    fn transposed(&self) -> Self {
        Self::from(self.columns, self.rows, |r, c| self.at(c, r))
    }

    fn row(&self, row: usize) -> Vec<f64> {
        self.cells[row * self.columns..(row + 1) * self.columns].to_vec()
    }
}

fn position(value: f64, n: usize, what: &str) -> Fails<usize> {
    if value.is_nan() || value < 0.0 || value >= n as f64 {
        return Err(format!("{what} {value} is out of bounds: the matrix has {n}."));
    }
    Ok(value as usize)
}

/// From a position to another, the second not included; na is the start or the end.
fn stretch(from: f64, to: f64, n: usize) -> std::ops::Range<usize> {
    let within = |x: f64, otherwise: usize| if x.is_nan() { otherwise } else { (x.max(0.0) as usize).min(n) };
    let to = within(to, n);
    within(from, 0).min(to)..to
}

fn sized(rows: usize, columns: usize) -> Fails<()> {
    if rows.saturating_mul(columns) > MOST_CELLS {
        Err("A matrix has at most 100,000 cells.".to_owned())
    } else {
        Ok(())
    }
}

pub(super) fn call(func: MatrixFn, args: &[f64], heap: &mut Heap) -> Fails<f64> {
    use MatrixFn as F;
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    if func == F::New {
        let size = |x: f64| if x.is_nan() { 0 } else { x.max(0.0) as usize };
        let (rows, columns) = (size(get(0)), size(get(1)));
        sized(rows, columns)?;
        return Ok(heap.add(Thing::Matrix(Matrix::from(rows, columns, |_, _| get(2)))));
    }
    let other = match heap.get(get(1)) {
        Some(Thing::Matrix(other)) => Some(other.clone()),
        _ => None,
    };
    let given = |at: usize| heap.array(get(at)).map(<[f64]>::to_vec).ok();
    let list = if matches!(func, F::AddRow | F::AddCol) { given(2) } else { None };
    let column = if func == F::Mult { given(1) } else { None };
    let Some(Thing::Matrix(matrix)) = heap.get_mut(args[0]) else {
        return Err("The matrix is na.".to_owned());
    };
    let (rows, columns) = (matrix.rows, matrix.columns);
    let made = match func {
        F::Get | F::Set => {
            let at = position(args[1], rows, "Row")? * columns + position(args[2], columns, "Column")?;
            if func == F::Set {
                matrix.cells[at] = args[3];
            }
            return Ok(matrix.cells[at]);
        }
        F::Fill
        | F::AddRow
        | F::AddCol
        | F::RemoveRow
        | F::RemoveCol
        | F::SwapRows
        | F::SwapColumns
        | F::Reshape
        | F::Reverse
        | F::Sort
        | F::Concat => {
            let removed = change(func, args, matrix, other, list)?;
            return Ok(removed.map_or(args[0], |values| heap.add(Thing::Array(values))));
        }
        F::Mult if column.is_some() => {
            let cells = column.unwrap_or_default();
            Thing::Array(algebra::product(matrix, &Matrix { rows: cells.len(), columns: 1, cells })?.cells)
        }
        F::Rows => return Ok(rows as f64),
        F::Columns => return Ok(columns as f64),
        F::ElementsCount => return Ok((rows * columns) as f64),
        F::Row => Thing::Array(matrix.row(position(args[1], rows, "Row")?)),
        F::Col => Thing::Array(matrix.transposed().row(position(args[1], columns, "Column")?)),
        F::Copy => Thing::Matrix(matrix.clone()),
        F::Transpose => Thing::Matrix(matrix.transposed()),
        F::Submatrix => {
            let (of_rows, of_columns) = (stretch(get(1), get(2), rows), stretch(get(3), get(4), columns));
            let part = |r: usize, c: usize| matrix.at(of_rows.start + r, of_columns.start + c);
            Thing::Matrix(Matrix::from(of_rows.len(), of_columns.len(), part))
        }
        _ => match algebra::call(func, matrix, other.as_ref(), get(1))? {
            algebra::Result::Number(number) => return Ok(number),
            algebra::Result::List(list) => Thing::Array(list),
            algebra::Result::Matrix(matrix) => Thing::Matrix(matrix),
        },
    };
    Ok(heap.add(made))
}

/// Those that change the matrix; a removed row or column is given back.
fn change(
    func: MatrixFn,
    args: &[f64],
    matrix: &mut Matrix,
    other: Option<Matrix>,
    list: Option<Vec<f64>>,
) -> Fails<Option<Vec<f64>>> {
    use MatrixFn as F;
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    let (rows, columns) = (matrix.rows, matrix.columns);
    match func {
        F::Fill => {
            for row in stretch(get(2), get(3), rows) {
                for column in stretch(get(4), get(5), columns) {
                    matrix.cells[row * columns + column] = args[1];
                }
            }
        }
        F::AddCol | F::RemoveCol | F::SwapColumns => {
            let row_func = match func {
                F::AddCol => F::AddRow,
                F::RemoveCol => F::RemoveRow,
                _ => F::SwapRows,
            };
            let mut turned = matrix.transposed();
            let removed = change(row_func, args, &mut turned, other, list)?;
            *matrix = turned.transposed();
            return Ok(removed);
        }
        F::AddRow => {
            let width = if rows == 0 { list.as_ref().map_or(columns, Vec::len) } else { columns };
            sized(rows + 1, width)?;
            let at =
                if get(1).is_nan() || get(1) == rows as f64 { rows } else { position(get(1), rows, "Row")? };
            let values = list.unwrap_or_else(|| vec![f64::NAN; width]);
            if values.len() != width {
                return Err(format!(
                    "The new row or column has {} values, the matrix needs {width}.",
                    values.len()
                ));
            }
            matrix.cells.splice(at * width..at * width, values);
            (matrix.rows, matrix.columns) = (rows + 1, width);
        }
        F::RemoveRow => {
            let last = rows as f64 - 1.0;
            let at = position(if get(1).is_nan() { last } else { get(1) }, rows, "Row")?;
            matrix.rows -= 1;
            return Ok(Some(matrix.cells.drain(at * columns..(at + 1) * columns).collect()));
        }
        F::SwapRows => {
            let (a, b) = (position(get(1), rows, "Row")?, position(get(2), rows, "Row")?);
            for column in 0..columns {
                matrix.cells.swap(a * columns + column, b * columns + column);
            }
        }
        F::Reshape => {
            let (r, c) = (get(1).max(0.0) as usize, get(2).max(0.0) as usize);
            if r.saturating_mul(c) != rows * columns {
                return Err("The new shape of a matrix has another number of cells.".to_owned());
            }
            (matrix.rows, matrix.columns) = (r, c);
        }
        F::Reverse => matrix.cells.reverse(),
        F::Sort => {
            let by = position(if get(1).is_nan() { 0.0 } else { get(1) }, columns, "Column")?;
            let mut order: Vec<usize> = (0..rows).collect();
            let key = |row: usize| if get(2) == 1.0 { -matrix.at(row, by) } else { matrix.at(row, by) };
            order.sort_by(|a, b| key(*a).total_cmp(&key(*b)));
            *matrix = Matrix::from(rows, columns, |r, c| matrix.at(order[r], c));
        }
        _ => {
            let Some(other) = other else { return Err("The matrix is na.".to_owned()) };
            if other.columns != columns {
                return Err("Matrices to be joined need equally many columns.".to_owned());
            }
            sized(rows + other.rows, columns)?;
            matrix.cells.extend(other.cells);
            matrix.rows += other.rows;
        }
    }
    Ok(None)
}

/// Statistics of all cells.
fn statistic(func: MatrixFn, matrix: &Matrix) -> f64 {
    let known = super::array::known(&matrix.cells);
    let sorted = rank::sorted(&known);
    match func {
        MatrixFn::Avg => super::array::mean(&known),
        MatrixFn::Min => sorted.first().copied().unwrap_or(f64::NAN),
        MatrixFn::Max => sorted.last().copied().unwrap_or(f64::NAN),
        MatrixFn::Median => rank::median(&sorted),
        _ => rank::mode(&sorted),
    }
}

/// Whether a property holds for every cell.
fn all(matrix: &Matrix, holds: impl Fn(usize, usize, f64) -> bool) -> f64 {
    let cells = (0..matrix.rows).flat_map(|r| (0..matrix.columns).map(move |c| (r, c)));
    truth(cells.into_iter().all(|(r, c)| holds(r, c, matrix.at(r, c))))
}
