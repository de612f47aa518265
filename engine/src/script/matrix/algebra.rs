//! Linear algebra of small matrices.

use super::{Matrix, MatrixFn, all, sized, spectral, statistic};
use crate::script::Fails;
use crate::script::numbers::truth;

pub(super) enum Result {
    Number(f64),
    List(Vec<f64>),
    Matrix(Matrix),
}

pub(super) fn call(func: MatrixFn, matrix: &Matrix, other: Option<&Matrix>, number: f64) -> Fails<Result> {
    use MatrixFn as F;
    let is_square = matrix.rows == matrix.columns;
    if !is_square && matches!(func, F::Pow | F::Det | F::Inv | F::Trace | F::Eigenvalues | F::Eigenvectors) {
        return Err(format!(
            "The matrix has {} rows and {} columns; it must be square.",
            matrix.rows, matrix.columns
        ));
    }
    Ok(match func {
        F::Sum | F::Diff => {
            let sign = if func == F::Sum { 1.0 } else { -1.0 };
            Result::Matrix(match other {
                Some(other) if (other.rows, other.columns) == (matrix.rows, matrix.columns) => {
                    Matrix::from(matrix.rows, matrix.columns, |r, c| matrix.at(r, c) + sign * other.at(r, c))
                }
                Some(_) => return Err("The two matrices differ in shape.".to_owned()),
                None => Matrix::from(matrix.rows, matrix.columns, |r, c| matrix.at(r, c) + sign * number),
            })
        }
        F::Mult => Result::Matrix(match other {
            Some(other) => product(matrix, other)?,
            None => Matrix::from(matrix.rows, matrix.columns, |r, c| matrix.at(r, c) * number),
        }),
        F::Pow => {
            let n = matrix.rows;
            let mut power = Matrix::from(n, n, |r, c| truth(r == c));
            for _ in 0..number.clamp(0.0, 1_000.0) as usize {
                power = product(&power, matrix)?;
            }
            Result::Matrix(power)
        }
        F::Kron => {
            let Some(other) = other else { return Err("The matrix is na.".to_owned()) };
            let (rows, columns) = (matrix.rows * other.rows, matrix.columns * other.columns);
            sized(rows, columns)?;
            Result::Matrix(Matrix::from(rows, columns, |r, c| {
                matrix.at(r / other.rows, c / other.columns) * other.at(r % other.rows, c % other.columns)
            }))
        }
        F::Det => Result::Number(eliminate(matrix).0),
        F::Rank => Result::Number(eliminate(matrix).1 as f64),
        F::Inv => Result::Matrix(inverse(matrix)),
        F::Trace => Result::Number((0..matrix.rows).map(|i| matrix.at(i, i)).sum()),
        F::Pinv => Result::Matrix(spectral::pseudo_inverse(matrix)?),
        F::Eigenvalues | F::Eigenvectors => {
            if all(matrix, |r, c, x| (x - matrix.at(c, r)).abs() <= 1e-9 * x.abs().max(1e-300)) == 0.0 {
                return Err("Eigenvalues and eigenvectors need a symmetric matrix here.".to_owned());
            }
            if func == F::Eigenvectors {
                return Ok(Result::Matrix(spectral::decompose(matrix).1));
            }
            Result::List(eigenvalues(matrix.clone()))
        }
        F::IsSquare => Result::Number(truth(is_square)),
        F::IsZero => Result::Number(all(matrix, |_, _, x| x == 0.0)),
        F::IsIdentity => Result::Number(truth(is_square) * all(matrix, |r, c, x| x == truth(r == c))),
        F::IsDiagonal => Result::Number(all(matrix, |r, c, x| r == c || x == 0.0)),
        F::IsAntidiagonal => {
            let n = matrix.columns;
            Result::Number(truth(is_square) * all(matrix, |r, c, x| r + c + 1 == n || x == 0.0))
        }
        F::IsAntisymmetric if is_square => Result::Number(all(matrix, |r, c, x| x == -matrix.at(c, r))),
        F::IsAntisymmetric => Result::Number(0.0),
        F::IsTriangular => {
            let below = all(matrix, |r, c, x| r <= c || x == 0.0);
            Result::Number(truth(is_square) * below.max(all(matrix, |r, c, x| r >= c || x == 0.0)))
        }
        F::IsStochastic => {
            let sums = (0..matrix.rows).all(|r| (matrix.row(r).iter().sum::<f64>() - 1.0).abs() < 1e-9);
            Result::Number(truth(sums) * all(matrix, |_, _, x| x >= 0.0))
        }
        F::IsBinary => Result::Number(all(matrix, |_, _, x| x == 0.0 || x == 1.0)),
        F::IsSymmetric if is_square => Result::Number(all(matrix, |r, c, x| x == matrix.at(c, r))),
        F::IsSymmetric => Result::Number(0.0),
        _ => Result::Number(statistic(func, matrix)),
    })
}

pub(super) fn product(a: &Matrix, b: &Matrix) -> Fails<Matrix> {
    if a.columns != b.rows {
        return Err(format!(
            "A matrix of {} columns cannot be multiplied with one of {} rows.",
            a.columns, b.rows
        ));
    }
    sized(a.rows, b.columns)?;
    Ok(Matrix::from(a.rows, b.columns, |r, c| (0..a.columns).map(|k| a.at(r, k) * b.at(k, c)).sum()))
}

/// Determinant and rank, by Gauss with the largest pivot.
pub(super) fn eliminate(matrix: &Matrix) -> (f64, usize) {
    let mut m = matrix.clone();
    let (mut determinant, mut rank) = (1.0, 0);
    for column in 0..m.columns {
        let pivot = (rank..m.rows).max_by(|a, b| m.at(*a, column).abs().total_cmp(&m.at(*b, column).abs()));
        let Some(pivot) = pivot.filter(|row| m.at(*row, column).abs() > 1e-14) else {
            determinant = 0.0;
            continue;
        };
        if pivot != rank {
            determinant = -determinant;
            for c in 0..m.columns {
                m.cells.swap(pivot * m.columns + c, rank * m.columns + c);
            }
        }
        determinant *= m.at(rank, column);
        for row in rank + 1..m.rows {
            let factor = m.at(row, column) / m.at(rank, column);
            for c in column..m.columns {
                let value = m.at(rank, c);
                m.cells[row * m.columns + c] -= factor * value;
            }
        }
        rank += 1;
    }
    (if m.rows == m.columns && rank == m.rows { determinant } else { 0.0 }, rank)
}

/// By Gauss and Jordan; na throughout if there is none.
pub(super) fn inverse(matrix: &Matrix) -> Matrix {
    let n = matrix.rows;
    let mut m = Matrix::from(n, 2 * n, |r, c| if c < n { matrix.at(r, c) } else { truth(c - n == r) });
    for column in 0..n {
        let pivot = (column..n).max_by(|a, b| m.at(*a, column).abs().total_cmp(&m.at(*b, column).abs()));
        let Some(pivot) = pivot.filter(|row| m.at(*row, column).abs() > 1e-14) else {
            return Matrix::from(n, n, |_, _| f64::NAN);
        };
        for c in 0..2 * n {
            m.cells.swap(pivot * 2 * n + c, column * 2 * n + c);
        }
        let scale = m.at(column, column);
        (0..2 * n).for_each(|c| m.cells[column * 2 * n + c] /= scale);
        for row in (0..n).filter(|row| *row != column) {
            let factor = m.at(row, column);
            for c in 0..2 * n {
                let value = m.at(column, c);
                m.cells[row * 2 * n + c] -= factor * value;
            }
        }
    }
    Matrix::from(n, n, |r, c| m.at(r, n + c))
}

/// Of a symmetric matrix, largest first: in closed form for two rows, by Jacobi's rotations for more.
fn eigenvalues(m: Matrix) -> Vec<f64> {
    let n = m.rows;
    if m.cells.iter().any(|x| x.is_nan()) {
        return vec![f64::NAN; n];
    }
    if n == 2 {
        let (a, b, d) = (m.at(0, 0), m.at(0, 1), m.at(1, 1));
        let middle = (a + d) / 2.0;
        let reach = ((a - d) / 2.0 * ((a - d) / 2.0) + b * b).sqrt();
        return vec![middle + reach, middle - reach];
    }
    spectral::decompose(&m).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvalues_come_largest_first() {
        let two = Matrix { rows: 2, columns: 2, cells: vec![2.0, 1.0, 1.0, 2.0] };
        assert_eq!(eigenvalues(two), [3.0, 1.0]);
        let three = Matrix { rows: 3, columns: 3, cells: vec![2.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0, 4.0, 9.0] };
        for (value, expected) in eigenvalues(three).into_iter().zip([11.0, 2.0, 1.0]) {
            assert!((value - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn an_inverse_times_its_matrix_is_the_identity() {
        let m = Matrix { rows: 2, columns: 2, cells: vec![4.0, 7.0, 2.0, 6.0] };
        let one = product(&m, &inverse(&m)).unwrap();
        assert!(one.cells.iter().zip([1.0, 0.0, 0.0, 1.0]).all(|(a, b)| (a - b).abs() < 1e-12));
        assert!((eliminate(&m).0 - 10.0).abs() < 1e-12);
    }
}
