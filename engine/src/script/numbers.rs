//! The operators.

pub(super) use crate::indicator::TOLERANCE;

use super::program::{Binary, Unary};

pub(super) fn truth(x: bool) -> f64 {
    f64::from(u8::from(x))
}

/// Whether a value counts as true: na does not.
#[inline]
pub(super) fn is_true(x: f64) -> bool {
    x != 0.0 && !x.is_nan()
}

#[inline]
pub(super) fn equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() < TOLERANCE
}

#[inline]
pub(super) fn unary(op: Unary, a: f64) -> f64 {
    match op {
        Unary::Minus => -a,
        Unary::Not => truth(!is_true(a)),
        Unary::IsNa => truth(a.is_nan()),
        Unary::Truth => truth(is_true(a)),
        Unary::Truncate => a.trunc(),
    }
}

#[inline]
pub(super) fn binary(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div if b == 0.0 => f64::NAN,
        Binary::Div => a / b,
        Binary::DivWhole if b == 0.0 => f64::NAN,
        Binary::DivWhole => (a / b).trunc(),
        Binary::Rem if b == 0.0 => f64::NAN,
        Binary::Rem => a - b * (a / b).floor(),
        Binary::Equal => truth(equal(a, b)),
        Binary::NotEqual => truth(!a.is_nan() && !b.is_nan() && !equal(a, b)),
        Binary::Less => truth(a < b && !equal(a, b)),
        Binary::LessEqual => truth(a <= b || equal(a, b)),
        Binary::Greater => truth(a > b && !equal(a, b)),
        Binary::GreaterEqual => truth(a >= b || equal(a, b)),
        Binary::And => truth(is_true(a) && is_true(b)),
        Binary::Or => truth(is_true(a) || is_true(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_closer_than_the_tolerance_are_equal_in_every_comparison() {
        let (a, b) = (1.0, 1.0 + 1e-11);
        for (op, expected) in [
            (Binary::Equal, 1.0),
            (Binary::NotEqual, 0.0),
            (Binary::Less, 0.0),
            (Binary::LessEqual, 1.0),
            (Binary::Greater, 0.0),
            (Binary::GreaterEqual, 1.0),
        ] {
            assert_eq!(binary(op, a, b), expected, "{op:?}");
            assert_eq!(binary(op, f64::NAN, b), 0.0, "{op:?} with na");
        }
        assert_eq!(binary(Binary::Less, 1.0, 1.0 + 1e-9), 1.0);
    }

    #[test]
    fn the_remainder_has_the_sign_of_the_divisor_and_division_by_zero_is_na() {
        assert_eq!(binary(Binary::Rem, -7.0, 3.0), 2.0);
        assert!(binary(Binary::Div, 1.0, 0.0).is_nan());
        assert_eq!(binary(Binary::DivWhole, -7.0, 2.0), -3.0);
    }
}
