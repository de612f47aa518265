//! Eigenvectors and the inverse of Moore and Penrose.

use super::Matrix;
use super::algebra::{eliminate, inverse, product};
use crate::script::Fails;

/// Eigenvalues of a symmetric matrix, largest first, and its eigenvectors of length 1 as columns, by Jacobi's rotations. The largest
/// part of a vector is positive.
pub(super) fn decompose(matrix: &Matrix) -> (Vec<f64>, Matrix) {
    let n = matrix.rows;
    let mut m = matrix.clone();
    let mut vectors = Matrix::from(n, n, |r, c| f64::from(u8::from(r == c)));
    let size: f64 = m.cells.iter().map(|x| x.abs()).sum();
    for _ in 0..100 {
        let off: f64 = (0..n).flat_map(|r| (0..r).map(move |c| (r, c))).map(|(r, c)| m.at(r, c).abs()).sum();
        if off <= 1e-15 * size || off.is_nan() {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut m, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| m.at(*b, *b).total_cmp(&m.at(*a, *a)));
    let sign = |column: usize| {
        let largest = (0..n)
            .map(|r| vectors.at(r, column))
            .fold(0.0, |a: f64, b| if b.abs() > a.abs() + 1e-12 { b } else { a });
        if largest < 0.0 { -1.0 } else { 1.0 }
    };
    let sorted = Matrix::from(n, n, |r, c| sign(order[c]) * vectors.at(r, order[c]));
    (order.iter().map(|i| m.at(*i, *i)).collect(), sorted)
}

fn rotate(m: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let n = m.rows;
    let apq = m.at(p, q);
    if apq == 0.0 {
        return;
    }
    let theta = (m.at(q, q) - m.at(p, p)) / (2.0 * apq);
    let t = if theta == 0.0 { 1.0 } else { theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt()) };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (m.at(k, p), m.at(k, q));
        (m.cells[k * n + p], m.cells[k * n + q]) = (c * x - s * y, s * x + c * y);
        let (x, y) = (vectors.at(k, p), vectors.at(k, q));
        (vectors.cells[k * n + p], vectors.cells[k * n + q]) = (c * x - s * y, s * x + c * y);
    }
    for k in 0..n {
        let (x, y) = (m.at(p, k), m.at(q, k));
        (m.cells[p * n + k], m.cells[q * n + k]) = (c * x - s * y, s * x + c * y);
    }
}

/// (AᵀA)⁻¹Aᵀ, or Aᵀ(AAᵀ)⁻¹, where rows or columns are independent; else through the eigenvectors of AᵀA.
pub(super) fn pseudo_inverse(a: &Matrix) -> Fails<Matrix> {
    let turned = a.transposed();
    let rank = eliminate(a).1;
    if rank == a.columns && rank == a.rows {
        return Ok(inverse(a));
    }
    let square = product(&turned, a)?;
    if rank == a.columns {
        return product(&inverse(&square), &turned);
    }
    if rank == a.rows {
        return product(&turned, &inverse(&product(a, &turned)?));
    }
    let (values, vectors) = decompose(&square);
    let least = 1e-12 * values.first().copied().unwrap_or(0.0);
    let scaled = Matrix::from(vectors.rows, vectors.columns, |r, c| {
        if values[c] > least { vectors.at(r, c) / values[c] } else { 0.0 }
    });
    product(&product(&scaled, &vectors.transposed())?, &turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: &Matrix, b: &Matrix) -> bool {
        a.rows == b.rows && a.cells.iter().zip(&b.cells).all(|(x, y)| (x - y).abs() < 1e-9)
    }

    #[test]
    fn a_matrix_times_its_eigenvector_is_the_vector_times_its_eigenvalue() {
        let m = Matrix { rows: 3, columns: 3, cells: vec![2.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0, 4.0, 9.0] };
        let (values, vectors) = decompose(&m);
        for (column, expected) in [11.0, 2.0, 1.0].into_iter().enumerate() {
            assert!((values[column] - expected).abs() < 1e-9);
            let vector = Matrix::from(3, 1, |r, _| vectors.at(r, column));
            let scaled = Matrix::from(3, 1, |r, _| values[column] * vectors.at(r, column));
            assert!(close(&product(&m, &vector).unwrap(), &scaled));
        }
    }

    #[test]
    fn a_pseudo_inverse_fulfils_the_conditions_of_penrose() {
        let tall = Matrix { rows: 3, columns: 2, cells: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0] };
        let poor = Matrix { rows: 3, columns: 3, cells: vec![1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 1.0, 0.0, 1.0] };
        for a in [tall.clone(), tall.transposed(), poor] {
            let b = pseudo_inverse(&a).unwrap();
            let (ab, ba) = (product(&a, &b).unwrap(), product(&b, &a).unwrap());
            assert!(close(&product(&ab, &a).unwrap(), &a) && close(&product(&ba, &b).unwrap(), &b));
            assert!(close(&ab, &ab.transposed()) && close(&ba, &ba.transposed()));
        }
    }
}
