//! The step of which all numbers of a column are multiples.

use super::super::difference::unit;

/// So many numbers are multiples of a coarser step by chance once in 256.
const LEAST: usize = 8;

/// The coarsest of the steps 1, 2, 2.5 and 5 times a power of ten that all numbers are multiples of; the unit of the last decimal
/// where there are too few numbers to tell.
pub(super) fn step(numbers: &[f64], decimals: u32) -> f64 {
    if numbers.len() < LEAST {
        return unit(decimals);
    }
    let exponents = (-(decimals as i32)..=3).rev();
    let steps = exponents.flat_map(|exponent| ["5", "2.5", "2", "1"].map(|of| format!("{of}e{exponent}")));
    let mut steps = steps.filter_map(|text| text.parse::<f64>().ok());
    steps.find(|step| numbers.iter().all(|of| is_multiple(*of, *step))).unwrap_or_else(|| unit(decimals))
}

/// But for what doubles lose.
pub(super) fn is_multiple(number: f64, step: f64) -> bool {
    let n = number / step;
    (n - n.round()).abs() <= 1e-6 + n.abs() * 1e-12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_of_a_column_is_found() {
        let quarters: Vec<f64> = (0..20).map(|at| 4_000.0 + f64::from(at) * 0.25).collect();
        assert_eq!(step(&quarters, 2), 0.25);
        let cents: Vec<f64> = (0..20).map(|at| f64::from(178_727 + at) / 100.0).collect();
        assert_eq!(step(&cents, 2), 0.01);
        assert_eq!(step(&[1.0, 2.0], 0), 1.0);
    }
}
